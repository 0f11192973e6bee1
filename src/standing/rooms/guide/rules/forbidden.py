"""
Words that no guide says: to block, hide, mislead, destroy, warn, alter or give consent.

A sentence with such words stands only where it begins by forbidding them ("Do not hide anybody") and does not turn
round later. So the check errs on the safe side: a good sentence may have to be said more plainly.
The lists know the languages below; a translation into another is read by a second person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WHO = (
    r"(?:them|him|her|it|anyone|anybody|someone|somebody|people|persons?|officers?|agents?|\w+ers"
    r"|(?:an?|the|this|that|your)\s+\w+)"
)
_ENGLISH = {
    "blocks officers": rf"""
        \b(?:un)?block(?:s|ing|ade|ading)?\b | \bobstruct\w* | \bimped\w* | \bhinder\w* | \binterfer\w*
          | \bbarricad\w*
        | \block(?:s|ed|ing)?\b | \bbolt\b | \bshut\s+the | \bclose\s+(?:the|every|all)\s+(?:door|gate|blind
          |shutter)s?
        | \bstand\s+(?:in|before|between|across) | \bin\s+(?:the|their|his|her)\s+way\b | \bget\s+in\s+between
        | \b(?:delay|stall|detain|chase|push|shove|grab|hit|tackle|trip|touch|fight|resist|surround|corner)\b
        | \bslow\s+{_WHO} | \b(?:stop|prevent|keep)\s+{_WHO}\s+(?:from|out|away|back|off|busy)
        | \bhold\s+{_WHO}\s+(?:back|off|up|out) | \bstop\s+(?:them|him|her|the\s+(?:officer|agent|arrest
          |search)\w*)
        | \brefuse\s+(?:to|them|him|her|entry|the)\b | \bdisobey | \bignore\s+(?:the|their|a|an|his|her|any)\b
        | \bdo\s+not\s+(?:comply|obey|follow|let|leave|step|move|cooperate) | \btake\s+(?:their|his|her
          |the)\s+(?:badge|gun|phone|paper)
    """,
    "hides somebody": rf"""
        \b(?:hide|hides|hiding|conceal\w*|shelter\w*|harbor\w*|smuggl\w*|sneak\w*|disguis\w*)\b
          | \bcover\s+(?:up|for)\b
        | \b(?:back|side|rear|other|staff|service)\s+(?:door|exit|way|entrance|stairs?)\b | \bslip\s+(?:out
          |away)
        | \b(?:escape|flee|run)\b | \bget\s+{_WHO}\s+(?:out|away)\b | \bleave\s+(?:by|through|at\s+once|now
          |the\s+building)
        | \b(?:take|bring|lead|send|walk|move|usher)\s+{_WHO}\s+(?:out|away|off|home|to\s+(?:a|the
          |another)\s+(?:room|closet|car|basement|back))
    """,
    "misleads": rf"""
        \b(?:mislead\w*|lie|lies|lying|pretend\w*|deceiv\w*|trick\w*|fool|bluff|invent|make\s+up
          |impersonat\w*)\b
        | \b(?:false|fake|wrong|made-up)\s+\w+ | \bwrong\s+way\b | \bdeny\b
        | \b(?:say|tell|claim)\b.{{0,40}}\b(?:is|are|was|were)\s+(?:not|no\s+longer|never)\s+(?:here|there|in
          |at\s+work|working)\b
        | \b(?:say|tell|claim)\b.{{0,40}}\b(?:has|have)\s+(?:left|gone)\b | \b(?:point|direct
          |send)\s+{_WHO}\s+the\s+other\b
        | \bnobody\s+(?:by|of)\s+that\s+name\b
    """,
    "destroys something": r"""
        \b(?:destroy\w*|delet\w*|eras\w*|shred\w*|burn\w*|wip(?:e|es|ing)|overwrit\w*|discard\w*|dispos\w*
          |scrub\w*)\b
        | \bthrow\b | \btear\b | \bget\s+rid\b | \bclear\s+(?:the|your|all|any)\b | \bturn\s+off\b
          | \bswitch\s+off\b | \bunplug\b
        | \blose\s+(?:the|a|an|any|it)\b
    """,
    "warns people": rf"""
        \bwarn\w* | \btip\s+(?:off|{_WHO}\s+off) | \bspread\s+the\s+word | \blive-?\s?stream\w*
          | \bgo\s+live\b | \bhonk | \bwhistle
        | \balert\s+(?:the\s+)?(?:people|public|visitors?|famil\w+|neighbou?rs?|workers|staff\s+and|person
          |community|everyone|everybody|them|him|her|others?|customers?|patrons?|friends?|press|media)
        | \b(?:post|share|tweet|text|message|broadcast|announce|shout|yell|call\s+out|publish)\s+(?:it|this
          |that|the|their|where|to|in|on|online|your|all|every\w*|friends|people|a\s+\w+\s+(?:online|on))
        | \b(?:tell|let)\s+(?:the\s+)?(?:people|public|visitors?|famil\w+|neighbou?rs?|workers|person|community
          |everyone|everybody|him|her|others?|customers?|patrons?|friends?|press|media|them)\b
        | \bwhere\s+(?:the\s+)?(?:officers|agents|ice)\s+(?:are|is)\b
    """,
    "alters something": r"""
        \b(?:alter\w*|falsif\w*|forg(?:e|es|ed|ing)|back-?dat\w*|rewrit\w*|tamper\w*|doctor\s+the|edit(?:s
          |ing)?)\b
        | \bchang(?:e|es|ing)\s+(?:the|a|an|any|anything|your|what|records?|files?|dates?|names?|logs?)\b
        | \b(?:remove|take\s+(?:out|down|away))\s+(?:the|a|an|any|it|his|her|their|your)\b
          | \bfix\s+the\s+(?:record|log|date|list)
        | \bcross\s+out\b | \bblack\s+out\b
    """,
    "gives consent": rf"""
        \b(?:i|we)\s+(?:\w+\s+)?(?:consent|agree|allow|permit|authori[sz]e|approve)\b
        | \b(?:you|they)\s+(?:may|can)\s+(?:\w+\s+)?(?:come|enter|go\s+(?:in|ahead|through|back)|search|look
          |take|have|see|use|pass|copy)\b
        | \bcome\s+(?:right\s+|on\s+)?in\b | \bgo\s+(?:right\s+)?ahead\b | \bwelcome\s+(?:to|in)\b
          | \bplease\s+enter\b | \bbe\s+my\s+guest
        | \b(?:let|invite|wave|allow|admit|usher|buzz)\s+{_WHO}(?:\s+\w+)?\s+(?:in|inside|through|into|past
          |behind|enter|have|see|use|search)\b
        | \b(?:unlock|open)\s+(?:the|a|an|any|every|all|up|your)\b
        | \b(?:give|grant|show|hand|lend|pass|send|offer|provide)\s+{_WHO}\s+(?:\w+\s+)?(?:keys?|codes?|badges?
          |records?|files?|lists?|names?|passwords?|access|permission|consent|video|footage|address\w*
          |schedules?|entry|rooms?|areas?|what\s+(?:they|he|she))
        | \bhand\s+(?:over|out)\b | \b(?:give|grant|grants|gives)\s+(?:permission|consent|access)\b
          | \bsay\s+yes\b | (?:^|\band\s+|\bthen\s+|\bto\s+)sign\s+(?:the|their|a|an|any|it|for)\b
    """,
    "speaks of somebody's status": r"""
        (?<!they\s)\b(?:say|tell|state|guess|answer|confirm|ask|write|note|collect|check|report)\b.{0,60}
        \b(?:status|citizen\w*|undocumented|born|birth\w*|nationalit\w*|green\s+card|country)\b
        | \bpoint\s+(?:out|to|at)\b | \bpoint\s+(?:\w+\s+)?(?:\w+\s+)?out\b
    """,
}
_SPANISH = {
    "blocks officers": r"""
        \b(?:bloque\w+|obstruy\w+|obstacul\w+|imp[ií]d\w+|estorb\w+|interfier\w+|resist\w+|empuj\w+|golpe\w+
          |toque\s+a|pelee|persiga|(?<!que\s)ret[eé]ng\w+)\b
        | \bcierr\w+\s+(?:la|el|las|con|bajo)\b | \bech\w+\s+(?:llave|el\s+cerrojo)\b
          | \bse\s+ponga\s+en\s+medio\b | \bp[oó]ngase\s+(?:en|delante|entre)
        | \b(?:det[eé]ng|demor|retras)\w+\s+(?:a\s+)?(?:l[ao]s?|al|su)\b | \bno\s+(?:obedezca|cumpla|siga|deje
          |acate)\b | \bdesobedez\w+
    """,
    "hides somebody": r"""
        \b(?:esc[oó]nd\w+|ocult\w+|oculte\w*|disfra\w+|huy\w+|corra\w*|esc[aá]p\w+)\b
          | \bpuerta\s+(?:de\s+atr[aá]s|trasera|lateral|del\s+personal)
        | \bs[aá]qu\w+\s+(?:a|al|de)\b | \bll[eé]v\w+\s+a\s+(?:otr|un|su)\b | \bsalgan?\s+por\b
    """,
    "misleads": r"""
        \b(?:mient(?:a|an|e|en|o)|enga[nñ]\w+|finj\w+|invent(?:e|en|a|ar)|falso\w*|falsa\w*|confund\w+)\b
          | \bdiga\b.{0,40}\bno\s+est[aá]\b | \bnieg\w+\b
    """,
    "destroys something": r"""
        \b(?:destruy\w+|borr\w+|elimin\w+|tritur\w+|quem\w+|romp\w+|tir[ae]\w*|apagu\w+|desconect\w+)\b
    """,
    "warns people": r"""
        \b(?:advi[eé]rt\w+|av[ií]s(?:e|en|ar)\w*\s+(?:a\s+la\s+(?:gente|persona|comunidad|familia)
          |al\s+p[uú]blico|a\s+(?:las\s+personas|los\s+vecinos|todos|sus)))
        | \b(?:alert\w+)\s+a\b | \b(?:publi(?:que|car)\w*|comparta\w*|difund\w+|transmit\w+|grit\w+
          |anunci\w+)\b | \bcorra\s+la\s+voz\b
    """,
    "alters something": r"""
        \b(?:alter(?:e|en|ar)\w*|falsifi\w+|modifi\w+|retoc\w+|tach(?:e|en|ar))\b | \bcambi\w+\s+(?:el|la|los
          |las|lo|nada|algo|un|una|su)\b
    """,
    "gives consent": r"""
        \b(?:consiento|autorizo|permito|acepto)\b | \bdoy\s+(?:mi\s+)?(?:permiso|consentimiento|acceso)\b
          | \b(?:puede|pueden)\s+(?:pasar|entrar|registrar|llevarse|ver|usar)\b
        | \bpasen?\b | \badelante\b | \bbienvenid\w+ | \b(?:d[eé]je|perm[ií]ta)\w*\s+(?:pasar|entrar)\b
          | \babra\w*\s+(?:la|el|los|las)\b
        | \b(?:entr[eé]gu|d[eé]|mu[eé]str|prest)\w*les?\s | \bentregue\b | \bfirme\b | \bd[eé]\s+(?:permiso
          |acceso|consentimiento)\b
    """,
    "speaks of somebody's status": r"""
        \b(?:diga|adivine|conteste|confirme|pregunte|escriba|anote)\b.{0,60}\b(?:estatus|estado\s+migratorio
          |ciudadan\w+|indocumentad\w+|naci[oó]\w*|nacionalidad|pa[ií]s)\b | \bse[nñ]al\w+\s+a\b
    """,
}
_LISTS: Mapping[str, Mapping[str, re.Pattern[str]]] = {
    language: {what: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for what, pattern in found.items()}
    for language, found in (("en", _ENGLISH), ("es", _SPANISH))
}
_FORBIDS = {
    "en": re.compile(
        r"^[\W_]*(?:please\s+)?(?:do\s+not|don['’]t|never|nobody|no\s+one|you\s+must\s+not"
        r"|i\s+(?:cannot|am\s+not\s+(?:authori[sz]ed|allowed)\s+to))\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"^[\W_]*(?:no|nunca|jam[aá]s|nadie|tampoco)\b", re.IGNORECASE),
}
_TURNS = {
    "en": re.compile(
        r"\b(?:but|then|instead|unless|until|yet|so\s+that|so|and\s+(?:also|always|just)|if\s+you\s+can|only)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:pero|sino|luego|despu[eé]s|entonces|en\s+cambio|salvo|hasta|para\s+que|solo|s[oó]lo)\b", re.IGNORECASE
    ),
}
_NOT_AT_ALL = {
    "en": re.compile(
        r"\bdo\s+not\s+(?:comply|obey|follow\s+(?:the|a|an|any|their)|let\s+(?:the\s+)?(?:officers?|agents?|them)|step|move|cooperate|leave)\b"
        r"|\b(?:do\s+not|never)\s+(?:write\s+(?:it|this|that|anything|down)|keep\s+(?:it|a|any|the)|save|record|report"
        r"|tell\s+your|call\s+(?:your|911|the))\b"
        r"|\b(?:disobey|ignore)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\bno\s+(?:obedezca|cumpla|acate|siga|informe|llame\s+a)\b|\bno\s+(?:lo\s+)?(?:anote|registre)\b(?!\s+(?:el|ning))|\bdesobedez\w+",
        re.IGNORECASE,
    ),
}
_ENDS = re.compile(r"[.!?;:…]+|\n|\s[–—]\s")


def sentence_of(text: str, *, language: str) -> str:
    """Return what is wrong with a text, as a sentence for whoever wrote it; nothing if it may be said."""
    code = language.partition("-")[0].lower()
    if code not in _LISTS:
        return ""
    for said in filter(None, (part.strip() for part in _ENDS.split(text))):
        if found := _what(said, code):
            return f"It {found}, or sounds so: “{said}”. Say what not to do with “Do not …”, and nothing else with it."
    return ""


def _what(said: str, code: str) -> str:
    if _NOT_AT_ALL[code].search(said):
        return "tells not to follow an order or not to report"
    is_forbidden = bool(_FORBIDS[code].search(said)) and not _TURNS[code].search(said)
    for what, pattern in _LISTS[code].items():
        if pattern.search(said) and not is_forbidden:
            return what
    return ""
