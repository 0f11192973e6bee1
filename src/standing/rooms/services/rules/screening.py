"""
Words that the directory does not carry: a condition that asks for somebody's status, and facts about a person.

Whom a service is for is told by what it does ("help with asylum cases"), never by what somebody is or has.
"""

from __future__ import annotations

import re

from standing.kernel import privacy
from standing.rooms.services.rules import status_questions

SENTENCE = (
    "This makes help depend on somebody’s status, or asks for proof of it. The City’s directory does not carry that. "
    "Say what help it is and who decides, for example: “Call first; they will tell you what to bring.”"
)

_CONDITION = re.compile(
    r"""
    \b(?:u\.?\s?s\.?\s+|american\s+|naturali[sz]ed\s+)?(?:citizens?|permanent\s+residents?)\s+only\b
    | \bonly\s+(?:for\s+|to\s+|open\s+to\s+)?(?:u\.?\s?s\.?\s+|american\s+|legal\s+|lawful\s+)*
      (?:citizens|permanent\s+residents|residents\s+with\s+papers)\b
    | \b(?:must|need\s+to|have\s+to|should|required\s+to)\s+(?:be|show|prove|have|bring|present)\s+(?:\w+\s+){0,4}?
      (?:citizens?(?:hip)?|permanent\s+residen\w+|green\s+card|immigration\s+(?:status|papers|documents)
      |legal\s+(?:status|residen\w+|presence)|lawful\s+\w+|visa|work\s+permit|documented
      |social\s+security\s+(?:number|card))\b
    | \bproof\s+of\s+(?:\w+\s+){0,3}?
      (?:citizenship|immigration|legal\s+(?:status|residen\w+|presence)|lawful\s+\w+|status)\b
    | \b(?:un)?documented\s+(?:people|persons?|immigrants?|residents?|families|workers?|individuals?)\b
    | \b(?:illegal|legal|lawful)\s+(?:aliens?|immigrants?)\b
    | \b(?:social\s+security\s+(?:number|card)|green\s+card|visa|a-number)\s+(?:is\s+)?(?:required|needed|necessary)\b
    | \b(?:solo|únicamente|solamente)\s+(?:para\s+)?(?:ciudadan[oa]s|residentes\s+(?:legales|permanentes))\b
    | \b(?:debe|deben|hay\s+que|tiene\s+que|tienen\s+que)\s+(?:ser|mostrar|comprobar|tener|traer)
      \s+(?:\w+\s+){0,4}?(?:ciudadan\w+|residente\w*\s+\w+|estatus|papeles|visa|seguro\s+social|documentad\w+)
    | \b(?:prueba|comprobante)\s+de\s+(?:\w+\s+){0,3}?
      (?:ciudadanía|estatus|residencia\s+legal|estancia\s+legal)
    | \b(?:in)?documentad[oa]s\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT = re.compile(
    r"\b(?:no|not|never|n['’]t|without|regardless|nobody|whether|any|cannot|sin|nunca|nadie|cualquier)\b[^.!?;]{0,60}$",
    re.IGNORECASE,
)


def refused(text: str) -> str:
    """Return the sentence for the writer if the text may not be carried; empty if it may."""
    if told := privacy.sentence(privacy.screen(text)):
        return told
    for match in _CONDITION.finditer(text):
        if not _NOT.search(text[max(0, match.start() - 80) : match.start()]):
            return SENTENCE
    return SENTENCE if status_questions.asks_for_status(text) else ""
