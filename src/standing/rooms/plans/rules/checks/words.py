"""Are the words ones a City worker may be taught, and does the text leave people alone?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from standing.kernel import privacy
from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.checks.plan import ALL_KINDS, Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind

_PUBLIC = (
    r"(?:somebody|someone|anybody|anyone|people|persons?|residents?|visitors?|clients?|customers?|famil(?:y|ies)"
    r"|parents?|patrons?|tenants?|immigrants?|those sought|them|him|her)"
)
_PERSON = rf"(?:{_PUBLIC}|workers?|employees?|co-?workers?|colleagues?)"
_OFFICER = r"(?:officers?|agents?|federal (?:officers?|agents?)|ice\b)"
_FEW = r"(?:\W+\w+){0,4}?\W+"
_AWAY = r"(?:escape|flee|run|slip out|leave by the back|get away|out the back)"
_RECORDS = r"(?:records?|footage|recordings?|documents?|files?|papers?|logs?|videos?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that a plan may not use as an instruction, and a kind explanation of what to write instead."""

    pattern: re.Pattern[str]
    instead: str


def _phrase(pattern: str, instead: str) -> Phrase:
    return Phrase(pattern=re.compile(pattern, re.IGNORECASE), instead=instead)


PHRASES = (
    _phrase(
        rf"\b(?:(?<!the )(?<!a )(?<!street )block|obstruct|bar|impede|hinder|delay|stall|hold up|physically stop)"
        rf"{_FEW}(?:{_OFFICER}|entry|way in)",
        "Nobody stands in an officer's way. Staff decline consent in words and call the supervisor.",
    ),
    _phrase(
        r"\b(?:stand|step|get) in (?:the|their|an officer['\u2019]s) way\b",
        "Nobody stands in an officer's way. Staff decline consent in words and call the supervisor.",
    ),
    _phrase(
        rf"\block{_FEW}{_OFFICER}{_FEW}?\bout\b|\bkeep{_FEW}{_OFFICER}\W+out\b|\bbarricade\b",
        "Doors are not used against officers. Say which areas are closed to the public as always, "
        "and that staff decline consent.",
    ),
    _phrase(
        rf"\b(?:hide|conceal|harbou?r|smuggle){_FEW}{_PERSON}\b|\bshelter{_FEW}{_PERSON}\W+from{_FEW}{_OFFICER}",
        "Staff hide nobody. They go on with their work, decline consent, refer and record.",
    ),
    _phrase(
        rf"\b(?:warn|tip off|alert|signal){_FEW}{_PUBLIC}\b{_FEW}?\b(?:{_OFFICER}|raid|coming|leave|hide)",
        "Staff do not warn a person who is sought. They notify the supervisor and the liaison.",
    ),
    _phrase(
        rf"\b(?:help|let|tell|urge|get){_FEW}{_PERSON}{_FEW}?\b{_AWAY}",
        "Staff do not help anybody to get away. They decline consent, refer and record.",
    ),
    _phrase(
        rf"\b(?:lie to|mislead|deceive|trick|misdirect|give false|send the wrong way){_FEW}"
        rf"(?:{_OFFICER}|names?|information|directions?)",
        "Staff say nothing that is not true. “I cannot give permission; I will call my supervisor” is enough.",
    ),
    _phrase(
        rf"\b(?:destroy|shred|delete|erase|wipe|alter|falsify){_FEW}{_RECORDS}\b",
        "Nothing is destroyed or altered. Say who keeps the records and the footage safe.",
    ),
    _phrase(
        r"\b(?:refuse|ignore|disobey|defy|tear up)(?:\W+\w+){0,4}?\W+(?:judge|judicial|court|emergency)\b",
        "A judge's order, or an order given in an emergency, is complied with. The City Attorney is called.",
    ),
    _phrase(
        rf"\b(?:resist|fight|push|grab|restrain|shout at|insult|surround|confront){_FEW}{_OFFICER}",
        "Staff stay calm and polite, and keep their hands to themselves.",
    ),
)
"""The verbs a worker is taught are: decline consent, comply, refer, record, notify."""

_SENTENCE = re.compile(r"[^.;!?\n]+")
_NEGATED = re.compile(
    r"\b(?:never|not|no|nobody|none|nor|neither|without|cannot|forbidden|avoid|instead of)\b|n['\u2019]t\b",
    re.IGNORECASE,
)


def no_forbidden_words(plan: PlanContent) -> list[Finding]:
    """
    No sentence tells a worker to obstruct, hide, mislead or warn.

    A sentence that forbids it ("nobody blocks the way") passes: people read the plan after us.
    """
    found = []
    for section in plan.sections:
        for part in _SENTENCE.finditer(values.plain(section.value)):
            for phrase in PHRASES:
                match = phrase.pattern.search(part.group())
                if match is None or _NEGATED.search(part.group()[: match.end()]):
                    continue
                words = " ".join(match.group().split())
                sentence = f"“{section.terms.heading}” says “{words}”. {phrase.instead}"
                found.append(Finding(rule="no_forbidden_words", section=section.terms.id, sentence=sentence))
    return found


def no_personal_status(plan: PlanContent) -> list[Finding]:
    """Nothing in the plan tells a person's status, nationality, place of birth or numbers."""
    return [
        Finding(rule="no_personal_status", section=section.terms.id, sentence=sentence)
        for section in plan.sections
        if (sentence := privacy.sentence(privacy.screen(values.plain(section.value))))
    ]


def _text(text: str) -> PlanContent:
    return sample(Kind.TEXT, {"text": text})


RULES = (
    Rule(
        check=no_forbidden_words,
        kinds=ALL_KINDS,
        should_pass=(
            _text("Decline consent, then call the supervisor. Write down what you saw."),
            _text("Never block, hide a person, mislead, destroy or alter anything."),
            _text("Nobody blocks the way of officers. Do not warn people that agents are coming."),
            _text("If a judge signed the order, comply with it. Notify the liaison."),
            _text("Alert the liaison and the supervisor. Lock the records room at night as always."),
            _text("Staff must not refuse a judge's order."),
            _text("Tell visitors where the next open branch is."),
            _text("We run an emergency shelter for families and a food bank."),
            _text("Write down the block where the officers stand."),
            _text("Alert employees on duty that officers are in the lobby."),
        ),
        should_fail=(
            _text("Block the officers at the door."),
            _text("Calmly stand in the way."),
            _text("Lock the agents out."),
            _text("Hide the worker in the back room."),
            _text("Warn the residents that agents are here."),
            _text("Help the family escape."),
            _text("Shelter people from the agents."),
            _text("Mislead the officers about the shift plan."),
            _text("Then delete the camera footage."),
            _text("Refuse the judge's order until Monday."),
            _text("Confront the agents loudly."),
            sample(Kind.TABLE, {"rows": [{"what": "Hide people", "who": "guards"}], "none": ""}),
        ),
    ),
    Rule(
        check=no_personal_status,
        kinds=ALL_KINDS,
        should_pass=(
            _text("Nobody is asked about status. Never state or guess anyone's status."),
            _text("Services are open to everybody, whatever their immigration status."),
        ),
        should_fail=(
            _text("The worker is undocumented."),
            sample(Kind.CONTACTS, {"rows": [{"role": "other", "name": "A 123-456-789"}], "none": ""}),
        ),
    ),
)
