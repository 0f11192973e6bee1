"""A listing never asks for a person's status; a sentence that says so is welcome."""

from __future__ import annotations

import re

_ABOUT = re.compile(
    r"\b(?:immigration|citizenship|legal|lawful|migratory)\s+(?:status|papers|documents)\b"
    r"|\b(?:proof|evidence)\s+of\s+(?:citizenship|(?:lawful|legal|permanent)\s+(?:presence|residen\w+|status))\b"
    r"|\b(?:US|U\.S\.|American)\s+citizens?\b|\bcitizens?\s+only\b|\bgreen\s+cards?\b"
    r"|\bvisa\s+(?:status|holders?|number)\b|\b(?:lawful|legal)\s+(?:permanent\s+)?residents?\b|\bpermanent\s+residents?\b"
    r"|\b(?:country|place)\s+of\s+(?:birth|origin)\b|\bnationality\b"
    r"|\b(?:social\s+security|SSN|ITIN|alien\s+registration|A-number)\b"
    r"|\b(?:estatus|estado|situación)\s+(?:migratori[oa]|legal)\b|\bciudadan[oa]s?\s+(?:estadounidenses?|american[oa]s?)\b"
    r"|\b(?:prueba|comprobante)\s+de\s+(?:ciudadanía|residencia\s+legal)\b|\bresidentes?\s+(?:legal(?:es)?|permanentes?)\b"
    r"|\b(?:país|lugar)\s+de\s+(?:nacimiento|origen)\b|\bnacionalidad\b|\bseguro\s+social\b|\btarjeta\s+verde\b",
    re.IGNORECASE,
)
_WELCOME = re.compile(
    r"\b(?:no|not|never|nobody|without|regardless|whatever|any|all|help\w*|assist\w*|appl\w+|renew\w*|advice|advis\w+"
    r"|irrespective|don['’]t|doesn['’]t|nunca|sin|ning[uú]n\w*|cualquier\w*|importa|ayuda\w*|asesor\w*|tr[aá]mit\w+)\b",
    re.IGNORECASE,
)

SENTENCE = (
    "This text seems to ask people for their immigration status, nationality, birth or number. "
    "The directory never does. Take it out, or say that nobody is asked."
)


def asks_for_status(text: str) -> bool:
    """
    Test whether a text of a listing asks people for their status, nationality, birth or numbers.

    Each sentence is read by itself: "We never ask about immigration status" and "help with green card
    forms" pass, "Bring proof of citizenship" does not.
    """
    return any(_ABOUT.search(sentence) and not _WELCOME.search(sentence) for sentence in re.split(r"[.!?;\n]+", text))
