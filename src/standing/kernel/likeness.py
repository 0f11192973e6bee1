"""
A second screen, for reports of what happened at a place: nobody is named, described or told where to be found.

It finds what ``kernel.privacy`` finds, and names, looks, telephone numbers and homes beside it. Officers are named in
a part of their own that is sealed, so no name belongs into the words of a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from standing.kernel import privacy
from standing.kernel.privacy import Finding, Kind


def screen(text: str) -> tuple[Finding, ...]:
    """Return what in the text names or describes a person, says how to reach them, or tells what nobody may ask."""
    own = [
        Finding(kind=kind, start=match.start(), end=match.end())
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    kept: list[Finding] = []
    for finding in sorted((*privacy.screen(text), *own), key=lambda found: (found.start, -found.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return tuple(kept)


def sentence(findings: Iterable[Finding]) -> str:
    """Return what to tell the writer, kindly; empty if nothing was found."""
    kinds = {finding.kind for finding in findings}
    if not kinds:
        return ""
    parts = []
    if told := privacy.sentence(finding for finding in findings if finding.kind not in _TOLD):
        parts.append(told)
    parts += [words for kind, words in _TOLD.items() if kind in kinds]
    return " ".join(parts)


_TOLD = {
    Kind.NAME: "There seems to be a person's name in it. Nobody is named here: write “a visitor” or “a worker”. "
    "Officers' names go into the sealed part.",
    Kind.DESCRIPTION: "It seems to describe what a person looks like. Please leave that out: say what happened.",
    Kind.REACHED: "It seems to say how to reach a person, or where they live. Please leave that out.",
}


def _any(words: str) -> str:
    return "(?:" + "|".join(part.strip().replace(" ", r"\s+") for part in words.split("/")) + ")"


# Capital words that begin the name of an office, a place or a day, and no person's.
_NO_NAME = (
    r"(?!(?:"
    r"The|A|An|City|County|State|Federal|Department|Office|Officer|Officers|Agent|Agents|Mayor|Council|Police|Fire|Los|San|Santa"
    r"|North|South|East|West|Main|Central|Building|Gate|Hall|Park|Library|Lot|Room|Floor|Security|Emergency|Homeland"
    r"|ICE|CBP|HSI|ERO|DHS|FBI|LAPD|LAFD|LAX|MOIA|EMS|CCTV|POLICE|Operation|Plan|Section|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Street|Avenue|Boulevard|Standing|Ed|Ord|Warrant|Attorney|Counsel|Clerk|Liaison|Metro|Port|Airport|Badge|In|On|At|To|He|She|They|We|It|Who|Nobody|No|Not|Immigration|Customs|Enforcement|Border|Patrol"
    r")\b)"
)
_NAME = rf"{_NO_NAME}(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ'’-]+)(?:\s+{_NO_NAME}(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ'’-]+))*"
_PERSON = _any(
    "man/men/woman/women/boy/girl/child/kid/teenager/student/person/worker/employee/coworker/co-worker/colleague/client"
    "/customer/patron/visitor/resident/tenant/caller/applicant/patient/witness/victim/driver/vendor/contractor"
    "/custodian/janitor/gardener/cook/cleaner/clerk/nurse/teacher/manager/boss/foreman/mother/father/mom/dad/parent"
    "/son/daughter/brother/sister/wife/husband/spouse/partner/uncle/aunt/cousin/neighbor/neighbour/friend/guard"
    "/guy/lady/male/female/individual/people/persons/gentleman/family/couple"
)
_PERSONA = _any(
    "hombre/mujer/señora?/joven/niñ[oa]/muchach[oa]/chic[oa]/trabajadora?/emplead[oa]/persona/cliente/vecin[oa]/espos[oa]"
    "/herman[oa]/hij[oa]/madre/padre/mamá/papá/vendedora?/conductora?/compañer[oa]"
)
_LOOKS = _any(
    "Latino/Latina/Latinx/Latine/Hispanic/Asian/Black/White/Caucasian/African American/African-American/Middle Eastern"
    "/Arab/Indigenous/Native American/Brown/Pacific Islander"
)
_SHADE = _any("dark/darker/light/lighter/fair/brown/black/white/olive/pale/tan/tanned/medium")
_HAIR = _any("dark/light/long/short/curly/straight/grey/gray/blond/blonde/brown/black/red/white/wavy/braided")

_RANK = _any("Officer/Agent/Deputy/Sergeant/Sgt./Sgt/Lt./Lt/Lieutenant/Captain/Detective/Marshal/Inspector")
_ONE = r"(?:the|a|an|his|her|their|my|our|one|this|that)"
_IS_LIKE = r"(?:is|was|are|were|looks?|looked|seems?|seemed|appears?|appeared)(?:\s+to\s+be)?(?:\s+like)?(?:\s+an?)?"
_VEHICLE_OR_CLOTHES = _any("van/car/truck/suv/sedan/vest/jacket/shirt")
_TENS = r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|\d0s)"
_BODY_ES = _any("piel/tez/pelo/cabello/ojos")
_LOOKS_ES = _any(
    "morenos?/morenas?/oscuros?/oscuras?/claros?/claras?/negros?/negras?/blancos?/blancas?/café/azules/verdes/largo/corto"
    "/rizado"
)

_TABLE: tuple[tuple[Kind, str], ...] = (
    # Names
    (Kind.NAME, rf"\b(?:named|by\s+the\s+name\s+of|goes\s+by|who\s+goes\s+by|nicknamed)\s+{_NAME}"),
    (Kind.NAME, rf"\b{_PERSON}\s+(?:is\s+|was\s+)?(?:called|known\s+as)\s+{_NAME}"),
    (Kind.NAME, rf"\b(?:(?:first|last|full|his|her|their|my|the|whose)\s+)names?\s*(?:is|was|:|=)\s*{_NAME}"),
    (Kind.NAME, rf"\b(?:names?\s*(?::|=)\s*|name\s+(?:given\s+)?as\s+){_NAME}"),
    (Kind.NAME, rf"\b(?:identified|introduced)\s+(?:him|her|them)sel(?:f|ves)\s+as\s+{_NAME}"),
    (Kind.NAME, r"\b(?:Mr|Mrs|Ms|Mx|Miss)\b\.?\s+(?-i:[A-ZÁÉÍÓÚÑ][\w'’-]+)"),
    (Kind.NAME, rf"\b{_RANK}\s+{_NAME}"),
    (Kind.NAME, rf"\b{_ONE}\s+(?:\w+\s+)?{_PERSON},?\s+{_NAME}"),
    (Kind.NAME, rf"\b(?:detained|arrested|asked\s+for|looking\s+for|took|held|wanted)\s+{_NAME}\s+{_NAME}"),
    (Kind.NAME, rf"\b(?:se\s+llama(?:ba)?|llamad[oa]|de\s+nombre|(?:su|mi)\s+nombre\s+(?:es|era))\s+{_NAME}"),
    (Kind.NAME, rf"\b(?:Sr|Sra|Srta|Don|Doña|Señora?)\b\.?\s+{_NAME}"),
    (Kind.NAME, rf"\b(?:el|la|un|una|su|mi)\s+{_PERSONA},?\s+{_NAME}"),
    # Looks
    (Kind.DESCRIPTION, rf"\b{_SHADE}[\s-]+(?:skin(?:ned)?|complexion(?:ed)?)\b"),
    (Kind.DESCRIPTION, r"\b(?:skin|complexion)\s+(?:is|was|color|colour|tone)\b"),
    (Kind.DESCRIPTION, rf"\b{_HAIR}[\s,-]+(?:\w+[\s-]+)?hair(?:ed)?\b"),
    (Kind.DESCRIPTION, r"\b(?:blue|brown|green|hazel)[\s-]+eye(?:s|d)\b"),
    (Kind.DESCRIPTION, rf"\b{_LOOKS}\s+(?:\w+\s+)?{_PERSON}\b"),
    (
        Kind.DESCRIPTION,
        rf"\b(?:he|she|they|{_PERSON}|who)\s+{_IS_LIKE}\s+{_LOOKS}\b(?!\s+{_VEHICLE_OR_CLOTHES})",
    ),
    (Kind.DESCRIPTION, rf"\b{_LOOKS}[\s-]+looking\b|\bof\s+{_LOOKS}\s+(?:descent|origin|appearance|background)\b"),
    (Kind.DESCRIPTION, r"\bethnicit(?:y|ies)\s*(?:is|was|:|=)\s*\w+|\brace\s*(?::|=)\s*\w+"),
    (Kind.DESCRIPTION, r"\b(?:foreign|thick|heavy|strong|Spanish|Mexican|Latino|Asian|Central\s+American)\s+accent\b"),
    (Kind.DESCRIPTION, r"\b(?:tattoos?|scars?|birthmark|mole)\s+(?:on|across|over|of)\b"),
    (Kind.DESCRIPTION, r"\bwith\s+(?:an?\s+)?(?:\w+\s+)?(?:beard|mustache|moustache|goatee|tattoos?|ponytail)\b"),
    (Kind.DESCRIPTION, r"\b\d{1,2}[\s-]*(?:years?[\s-]+old|year[\s-]old|yo\b)"),
    (Kind.DESCRIPTION, rf"\bin\s+(?:his|her|their)\s+(?:early\s+|mid[\s-]?|late\s+)?{_TENS}\b"),
    (
        Kind.DESCRIPTION,
        r"\b\d\s*(?:foot|feet|ft|')\s*\d{0,2}\b(?=[^.;]*\b(?:tall|man|woman|build|male|female)\b)",
    ),
    (
        Kind.DESCRIPTION,
        r"\b(?:heavyset|heavy-set|slim|stocky|thin|muscular)\s+(?:build|man|woman|male|female|person|guy)\b",
    ),
    (Kind.DESCRIPTION, rf"\b{_BODY_ES}\s+(?:\w+\s+)?{_LOOKS_ES}\b"),
    (Kind.DESCRIPTION, rf"\b(?:un|una|el|la)\s+(?:{_PERSONA}\s+)?(?:moren[oa]|gordit[oa]|güer[oa])\b"),
    # Where a person is reached or lives
    (Kind.REACHED, r"(?<![\d-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\d-])"),
    (Kind.REACHED, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    (
        Kind.REACHED,
        r"\b(?:lives?|lived|living|resid(?:es?|ed|ing)|stays?)\s*(?:at|on|in|near|:)?\s+\d{1,6}\s+\w+",
    ),
    (Kind.REACHED, r"\bhome\s+(?:is|address\s*(?:is|:))\s*(?:at|on|in|near)?\s+\d{1,6}\s+\w+"),
    (Kind.REACHED, r"\bhome\s+address\b[^.;\n]{0,12}\d|\bvive\s+en\s+(?:el\s+|la\s+)?(?:\w+\s+)?\d{1,6}\b"),
    (Kind.REACHED, r"\b(?:apartment|apt|unit)\.?\s*#?\s*\d+\w?\b(?=[^.;]*\b(?:lives?|home|house)\b)"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TABLE)
