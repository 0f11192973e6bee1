"""A screen for free text: what must not be kept about a person is found before it is saved."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may not be kept; the last three only where ``kernel.likeness`` reads, in reports of what happened."""

    A_NUMBER = "a-number"
    SSN = "ssn"
    STATUS = "status"
    NATIONALITY = "nationality"
    BIRTHPLACE = "birthplace"
    NAME = "name"
    DESCRIPTION = "description"
    REACHED = "reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stretch of the text, from ``start`` up to but not including ``end``, and what it tells."""

    kind: Kind
    start: int
    end: int


def screen(text: str) -> tuple[Finding, ...]:
    """
    Return what in the text tells a person's status, nationality, place of birth or numbers.

    It reads English and Spanish. Words of policy ("nobody is asked whether they are …") pass, and so does the
    identifier of a record (RFC 9562), whose digits are drawn by lot.
    """
    text = _IDENTIFIER.sub(lambda match: " " * len(match[0]), text)
    found = [
        Finding(kind=kind, start=match.start(), end=match.end())
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not (kind in _SAID_OF_A_PERSON and _only_asked(text, match.start()))
    ]
    return tuple(_without_overlaps(found))


def sentence(findings: Iterable[Finding]) -> str:
    """Return what to tell the writer; empty if nothing was found."""
    kinds = sorted({finding.kind for finding in findings}, key=list(Kind).index)
    if not kinds:
        return ""
    named = [_NAMES[kind] for kind in kinds]
    listed = named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
    return f"This text seems to tell {listed}. The City does not keep that about anybody. Take it out, then save again."


_NAMES = {
    Kind.A_NUMBER: "a person's A-number",
    Kind.SSN: "a person's Social Security number",
    Kind.STATUS: "a person's immigration status",
    Kind.NATIONALITY: "a person's nationality",
    Kind.BIRTHPLACE: "where a person was born",
    Kind.NAME: "a person's name",
    Kind.DESCRIPTION: "what a person looks like",
    Kind.REACHED: "how to reach a person, or where they live",
}
_IDENTIFIER = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_SAID_OF_A_PERSON = frozenset({Kind.STATUS, Kind.NATIONALITY, Kind.BIRTHPLACE})


# The words. A line of a table is a piece of a regular expression; "/" parts the lines.


def _any(words: str) -> str:
    return "(?:" + "|".join(part.strip().replace(" ", r"\s+") for part in words.split("/")) + ")"


def _one_of(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


_COUNTRY = _any(
    "Mexico/México/Guatemala/El Salvador/Honduras/Nicaragua/Costa Rica/Panama/Panamá/Cuba/Haiti/Haití"
    "/Jamaica/Belize/Dominican Republic/República Dominicana/Colombia/Venezuela/Ecuador/Peru/Perú"
    "/Bolivia/Brazil/Brasil/Chile/Argentina/Uruguay/Paraguay/China/Taiwan/Hong Kong/Korea/Corea"
    "/South Korea/North Korea/Corea del Sur/Japan/Japón/Vietnam/Thailand/Tailandia/Cambodia/Camboya"
    "/Laos/Philippines/the Philippines/Filipinas/India/Pakistan/Bangladesh/Nepal/Afghanistan"
    "/Afganistán/Iran/Irán/Iraq/Irak/Syria/Siria/Lebanon/Líbano/Egypt/Egipto/Israel/Turkey/Turquía"
    "/Armenia/Georgia/Russia/Rusia/Ukraine/Ucrania/Poland/Polonia/Nigeria/Ghana/Cameroon/Camerún"
    "/Ethiopia/Etiopía/Eritrea/Somalia/Sudan/Sudán/Senegal/Mali/Oaxaca/Puebla/Michoacán/Chiapas"
    "/Tegucigalpa/San Salvador/Guatemala City/Mexico City/Tijuana/Manila/Seoul/Seúl/Yerevan"
    "/Central America/Centroamérica/Latin America/Africa/África"
)
_DEMONYM = _any(
    "Mexican/Guatemalan/Salvadoran/Salvadorean/Honduran/Nicaraguan/Cuban/Haitian/Jamaican/Colombian"
    "/Venezuelan/Ecuadorian/Ecuadoran/Peruvian/Bolivian/Brazilian/Chilean/Argentine/Chinese"
    "/Taiwanese/Korean/South Korean/Japanese/Vietnamese/Thai/Cambodian/Laotian/Filipino/Filipina"
    "/Indian/Pakistani/Bangladeshi/Nepali/Afghan/Iranian/Iraqi/Syrian/Lebanese/Egyptian/Armenian"
    "/Georgian/Russian/Ukrainian/Polish/Nigerian/Ghanaian/Cameroonian/Ethiopian/Eritrean/Somali"
    "/Sudanese/Senegalese/Malian/Dominican"
)
_GENTILICIO = _any(
    "mexican[oa]/guatemaltec[oa]/salvadoreñ[oa]/hondureñ[oa]/nicaragüense/cuban[oa]/haitian[oa]"
    "/dominican[oa]/colombian[oa]/venezolan[oa]/ecuatorian[oa]/peruan[oa]/bolivian[oa]/brasileñ[oa]"
    "/chilen[oa]/argentin[oa]/chin[oa]/corean[oa]/japon[eé]sa?/vietnamita/filipin[oa]/armeni[oa]"
    "/iraní/rus[oa]/ucranian[oa]/extranjer[oa]"
)

# Whom a sentence speaks of. Nouns need an article, so that "workers are …" in a rule passes.
_NOUN = _any(
    "man/men/woman/women/boy/girl/child/children/kid/teenager/student/person/worker/employee/coworker/colleague/client"
    "/customer/patron/visitor/resident/tenant/caller/applicant/patient/witness/victim/driver/vendor"
    "/custodian/janitor/gardener/cook/cleaner/clerk/nurse/teacher/manager/boss/supervisor/foreman/mother/father/mom/dad/parent/son/daughter/brother/sister/wife/husband"
    "/spouse/partner/uncle/aunt/cousin/nephew/niece/neighbor/neighbour/friend/family/couple/guard"
)
_OWNED = r"(?:(?:the|this|that|his|her|their|my|our|one|an?)\s+(?:\w+\s+)?" + _NOUN + r"s?)"
_NAMED = r"(?:(?-i:[A-ZÁÉÍÓÚÑ][\w'-]+(?:\s+[A-ZÁÉÍÓÚÑ][\w'-]+)?))"
_PRONOUN = r"(?:he|she|they|i|we|you|who)"
_WHO = rf"\b(?:{_OWNED}(?:\s+{_NAMED})?|{_PRONOUN}|(?:Mr|Ms|Mrs)\.?\s+{_NAMED}|{_NAMED})"
_BE = (
    r"(?:\s+(?:is|are|was|were|am|seems(?:\s+to\s+be)?|appears(?:\s+to\s+be)?|may\s+be|might\s+be|could\s+be"
    r"|must\s+be|has\s+been|admitted\s+(?:to\s+)?being|became)|['\u2019](?:s|re|m))"
)
_HAVE = r"(?:\s+(?:has|have|had|holds|held|got|lacks|lacked|overstayed)|['\u2019]ve)"
_ADVERBS = (
    r"(?:\s+(?:not|also|still|here|currently|probably|likely|clearly|now|really|both|all|living"
    r"|in\s+fact|reportedly|actually|only|an?|the|originally|himself|herself))*"
)
_THE_COUNTRY = r"(?:the\s+)?(?:country|US|U\.S\.|USA|United\s+States|here)"

_STATUS_IS = _one_of(
    r"undocumented|unauthori[sz]ed\s+(?:immigrant|alien|migrant)|illegals?\b",
    r"illegal\s+(?:immigrant|alien|migrant)s?|(?:undocumented|criminal)\s+(?:immigrant|alien|migrant)s?",
    rf"(?:in\s+{_THE_COUNTRY}\s+|here\s+)?(?:illegally|unlawfully|without\s+(?:papers|status|documents))",
    r"(?:unlawfully|lawfully)\s+present|out\s+of\s+status|without\s+(?:legal\s+)?(?:papers|status)",
    r"(?:lawful|legal)?\s*permanent\s+residents?|green[\s-]card\s+holders?|LPRs?\b",
    r"(?:US|U\.S\.|American|United\s+States|naturali[sz]ed)\s+citizens?|non-?citizens?|citizens?\b",
    r"asylum[\s-]seekers?|asylees?|refugees?\b|parolees?\b|(?:DACA|TPS)(?:\s+(?:recipient|holder)s?)?\b|dreamers?\b",
    r"deportable|removable\s+alien|under\s+(?:a|an)\s+(?:final\s+)?(?:order\s+of\s+removal|removal\s+order|deportation\s+order)",
    r"on\s+(?:a|an|his|her|their)\s+(?:expired\s+)?(?:[\w-]+\s+)?visa",
)
_STATUS_HAS = _one_of(
    r"(?:no|any)\s+(?:papers|documents)\b|(?:(?:no|any)\s+)?(?:legal|immigration)\s+status\b|no\s+status\b",
    r"(?:green\s+card|DACA|TPS|work\s+permit|asylum|(?:expired\s+|[\w-]+\s+)?visa)\b",
    r"(?:his|her|their|my)\s+(?:green\s+card|visa|papers|citizenship|asylum\s+case)\b",
    r"(?:removal|deportation)\s+order|order\s+of\s+removal|pending\s+asylum|temporary\s+protected\s+status",
)
# Said of anybody at all these are about a person; "illegal" alone may be said of a car or a sign.
_STATUS_PLAIN = _one_of(
    r"undocumented",
    r"out\s+of\s+status",
    r"(?:(?:lawful|legal)\s+)?permanent\s+residents?",
    r"(?:US|U\.S\.|American|naturali[sz]ed)\s+citizens?",
    r"non-?citizens?|refugees?|asylum[\s-]seekers?|illegal\s+(?:immigrant|alien)s?",
)
_THING = _any("system/process/procedure/practice/policy/rule/step/change/case/incident/event/code/site/area/visit/it")
# What follows "immigration status is" in rules, not of a person.
_NOT_POLICY = (
    r"(?!(?:not|never|no|nobody|neither|irrelevant|private|confidential|protected|asked|recorded|kept"
    r"|collected|requested|relevant|required|none|only|a|an|the|any|unimportant|outside)\b)"
)

_STATUS_ES = _one_of(
    r"(?:un[oa]?\s+)?(?:inmigrantes?\s+|personas?\s+)?indocumentad[oa]s?|ilegal(?:es|mente)?\b|sin\s+papeles|sin\s+documentos|sin\s+estatus",
    r"(?:aquí\s+|en\s+el\s+país\s+)(?:ilegal(?:mente)?|sin\s+papeles|sin\s+documentos)",
    r"residentes?\s+(?:legal(?:es)?\s+)?permanentes?|residente\s+legal",
    r"(?:un[oa]?\s+)?ciudadan[oa]s?(?:\s+(?:american[oa]s?|estadounidenses?))?\b|refugiad[oa]s?\b|asilad[oa]s?\b|solicitantes?\s+de\s+asilo",
    r"deportables?|beneficiari[oa]\s+de\s+(?:DACA|TPS)|con\s+(?:una\s+)?visa\s+vencida",
)
_SER = r"\b(?:es|está|son|están|era|estaba|soy|estoy|somos|fue|parece(?:\s+ser)?|sería)"
_ADVERBIOS = r"(?:\s+(?:no|también|todavía|aún|aquí|ya|un|una|probablemente|actualmente|originalmente|originari[oa]))*"

_TABLE: tuple[tuple[Kind, str], ...] = (
    # Numbers
    (Kind.A_NUMBER, r"(?-i:\bA)[\s#:.-]{0,3}\d(?:[\s.-]?\d){7,8}(?![\s.-]?\d)"),
    (Kind.A_NUMBER, r"\ba[#:-]?\d(?:-?\d){7,8}(?!-?\d)"),
    (
        Kind.A_NUMBER,
        r"\b(?:alien|USCIS|A)[\s-]*(?:registration\s+)?(?:number|no\.?|num\.?|#)\s*(?:is|was|:|#)?\s*A?-?\d(?:[\s.-]?\d){6,8}(?![\s.-]?\d)",
    ),
    (
        Kind.A_NUMBER,
        r"\bnúmero\s+(?:A|de\s+extranjero|de\s+alien)\s*(?:es|:|#)?\s*A?-?\d(?:[\s.-]?\d){6,8}(?![\s.-]?\d)",
    ),
    (Kind.SSN, r"(?<![\d-])\d{3}([-. \u2013])\d{2}\1\d{4}(?![\d-])"),
    (
        Kind.SSN,
        r"\b(?:SSN|ITIN|social\s+security|seguro\s+social|social)(?:\s+(?:number|no\.?|num\.?|número))?\s*(?:is|was|es|:|#)?\s*\d{3}[\s.-]?\d{2}[\s.-]?\d{4}(?!\d)",
    ),
    # English
    (Kind.STATUS, rf"{_WHO}{_BE}(?:n['\u2019]t)?{_ADVERBS}\s+{_STATUS_IS}"),
    (
        Kind.STATUS,
        rf"\b(?:the|this|that|his|her|their|my|our|one)\s+(?:\w+\s+)?(?!{_THING}\b)\w+{_BE}{_ADVERBS}\s+{_STATUS_PLAIN}\b",
    ),
    (
        Kind.STATUS,
        r"\b(?:his|her|their|my)\s+(?:asylum|deportation|removal|immigration)\s+(?:hearing|case|interview|papers)\b",
    ),
    (Kind.STATUS, rf"{_WHO}\s+(?:isn|aren|wasn|weren)['\u2019]t{_ADVERBS}\s+{_STATUS_IS}"),
    (Kind.STATUS, rf"{_WHO}{_HAVE}{_ADVERBS}\s+{_STATUS_HAS}"),
    (
        Kind.STATUS,
        rf"{_WHO}\s+(?:does\s*n[o'\u2019]t|doesn['\u2019]t|do\s+not|don['\u2019]t|does\s+not|did\s+not|didn['\u2019]t)\s+have\s+{_STATUS_HAS}",
    ),
    (
        Kind.STATUS,
        rf"{_WHO}\s+(?:does\s+not|doesn['\u2019]t|do\s+not|don['\u2019]t)\s+have\s+(?:papers|documents|status)\b",
    ),
    (Kind.STATUS, rf"\b(?:an?|the|this|that)\s+(?:undocumented|unauthori[sz]ed|illegal)\s+{_NOUN}\b"),
    (
        Kind.STATUS,
        r"\b(?:an?|the|this|that)\s+(?:illegal\s+(?:alien|immigrant)|undocumented\s+(?:immigrant|alien|migrant))\b(?!\s+(?:communit|population|program))",
    ),
    (
        Kind.STATUS,
        rf"{_WHO}\s+(?:(?:came|crossed|entered|stayed|lives?|works?)(?:\s+(?:in(?:to)?|over|across))?(?:\s+(?:{_THE_COUNTRY}|the\s+border))?)\s+(?:illegally|unlawfully|without\s+(?:papers|inspection|documents))",
    ),
    (
        Kind.STATUS,
        rf"\b(?:his|her|their|my|{_NOUN}['\u2019]s|{_NAMED}['\u2019]s)\s+(?:immigration|legal|citizenship)\s+status\s+(?:is|was)\s+{_NOT_POLICY}\w+",
    ),
    (Kind.STATUS, rf"\b(?:immigration|citizenship|legal)\s+status\s*[:=]\s*{_NOT_POLICY}\w+"),
    (
        Kind.STATUS,
        r"\b(?:his|her|their|my)\s+(?:green\s+card|visa|DACA|TPS|work\s+permit)\s+(?:has\s+)?(?:is|was|expired|ran\s+out|lapsed|revoked)",
    ),
    (
        Kind.NATIONALITY,
        rf"{_WHO}{_BE}{_ADVERBS}\s+(?:{_DEMONYM}\b(?!\s+(?:restaurant|food|church|community|speak|language|interpreter))|from\s+{_COUNTRY}\b|(?:nationals?|citizens?|natives?)\s+of\s+{_COUNTRY}\b|(?:im)?migrants?\s+from\s+{_COUNTRY}\b)",
    ),
    (
        Kind.NATIONALITY,
        rf"{_WHO}\s+(?:comes?|came|moved|immigrated|emigrated|migrated|fled)(?:\s+(?:here|over|to\s+the\s+US))?\s+from\s+{_COUNTRY}\b",
    ),
    (Kind.NATIONALITY, rf"\b(?:an?|the|this|that|one)\s+{_DEMONYM}\s+(?:nationals?|citizens?|{_NOUN})\b"),
    (Kind.NATIONALITY, rf"\b(?:an?|the)\s+(?:nationals?|citizen)\s+of\s+{_COUNTRY}\b"),
    (
        Kind.NATIONALITY,
        rf"\b(?:nationality|citizenship|country\s+of\s+(?:origin|citizenship))\s*(?::|=|is|was)\s*(?:{_DEMONYM}|{_COUNTRY})\b",
    ),
    (
        Kind.BIRTHPLACE,
        rf"\bborn\s+(?:and\s+raised\s+)?(?:in|outside)\s+(?:{_COUNTRY}\b|{_THE_COUNTRY}\b(?<!here)|(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+))",
    ),
    (Kind.BIRTHPLACE, rf"{_WHO}{_BE}{_ADVERBS}\s+(?:foreign[\s-]born|born\s+(?:abroad|overseas|outside))"),
    (
        Kind.BIRTHPLACE,
        rf"\b(?:place|country)\s+of\s+birth\s*(?::|=|is|was)\s*{_NOT_POLICY}\w+|\bbirthplace\s*(?::|=|is|was)\s*{_NOT_POLICY}\w+",
    ),
    # Spanish; the verb alone is enough, for the language leaves the pronoun out
    (Kind.STATUS, rf"{_SER}{_ADVERBIOS}\s+{_STATUS_ES}"),
    (
        Kind.STATUS,
        r"\b(?:no\s+)?(?:tiene|tienen|tengo|tenía|tenían)\s+(?:(?:sus?|un|una|la|los)\s+)?(?:papeles|documentos\s+migratorios|estatus|green\s+card|DACA|TPS|visa|tarjeta\s+verde|asilo|permiso\s+de\s+trabajo|orden\s+de\s+deportación|residencia)\b",
    ),
    (
        Kind.STATUS,
        r"\b(?:un|una|el|la|este|esta|ese|esa)\s+(?:\w+\s+)?(?:indocumentad[oa]|ilegal\b|inmigrante\s+(?:indocumentad[oa]|ilegal))",
    ),
    (
        Kind.STATUS,
        r"\b(?:entró|cruzó|vino|vive|trabaja|llegó)\s+(?:\w+\s+){0,3}?(?:ilegalmente|sin\s+papeles|sin\s+documentos|de\s+ilegal)",
    ),
    (
        Kind.STATUS,
        r"\bsu\s+(?:estatus|estado|situación)\s+(?:migratori[oa]|legal)\s+(?:es|era|está)\s+(?!(?:privad|confidencial|irrelevante|no|un|asunto)\w*)\w+|\b(?:estatus|estado)\s+migratorio\s*[:=]\s*(?!no\b)\w+",
    ),
    (
        Kind.STATUS,
        r"\bse\s+(?:le\s+venció|quedó\s+con)\s+(?:la|su)\s+visa|\bse\s+quedó\s+después\s+de\s+(?:que\s+)?(?:venció|vencer)\s*(?:se)?\s*(?:la|su)\s+visa",
    ),
    (
        Kind.NATIONALITY,
        rf"{_SER}{_ADVERBIOS}\s+(?:{_GENTILICIO}s?\b|de\s+{_COUNTRY}\b|(?:nacional|ciudadan[oa])\s+de\s+{_COUNTRY})",
    ),
    (Kind.NATIONALITY, rf"\b(?:viene|vino|llegó|emigró|inmigró|huyó|migró)\s+de(?:sde)?\s+{_COUNTRY}\b"),
    (
        Kind.NATIONALITY,
        rf"\b(?:un|una|el|la|este|esta)\s+(?:hombre|mujer|señora?|joven|niñ[oa]|muchach[oa]|trabajadora?|emplead[oa]|persona|cliente|familia|ciudadan[oa])\s+{_GENTILICIO}\b",
    ),
    (
        Kind.NATIONALITY,
        rf"\b(?:nacionalidad|ciudadanía|país\s+de\s+origen)\s*(?::|=|es|era)\s*(?:{_GENTILICIO}|{_COUNTRY})\b",
    ),
    (
        Kind.BIRTHPLACE,
        rf"\b(?:nació|nacieron|nací|nacid[oa]s?)\s+en\s+(?:{_COUNTRY}\b|el\s+extranjero|(?-i:[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+))",
    ),
    (Kind.BIRTHPLACE, r"\b(?:lugar|país)\s+de\s+nacimiento\s*(?::|=|es|era)\s*(?!no\b)\w+"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TABLE)

# A sentence that only asks, supposes or forbids to ask tells nothing of anybody.
_ASKING = re.compile(
    r"\b(?:whether|if|unless|regardless|suppose|assume|assuming|presume|guess|ask(?:s|ed|ing)?|inquir(?:e|es|ed|ing)"
    r"|si|sin\s+importar|aunque\s+sea|pregunt(?:a|e|en|an|ar|ó)|asum(?:a|e|ir)|supon(?:ga|er))\b[^.!?;\n]{0,60}$",
    re.IGNORECASE,
)
# A rule speaks of everybody and nobody.
_OF_NOBODY = re.compile(
    r"\b(?:nobody|no\s+one|anyone|anybody|everyone|everybody|any\s+person|no\s+person|people|nadie|cualquier(?:a)?)\b"
    r"[^.!?;\n]{0,40}$",
    re.IGNORECASE,
)


def _only_asked(text: str, start: int) -> bool:
    before = text[max(0, start - 90) : start + 1]
    return bool(_ASKING.search(before) or _OF_NOBODY.search(before))


def _without_overlaps(findings: list[Finding]) -> list[Finding]:
    """Keep of findings that overlap the one that starts first, and of those the longest."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
