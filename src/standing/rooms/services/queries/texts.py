"""Which texts of a service are translated, and under which names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from standing.hall.translations import api as translations
from standing.hall.translations.api import Said, SourceText, State
from standing.rooms.services.models import Schedule, Service
from standing.rooms.services.queries.facts import KindName
from standing.rooms.services.queries.values import Rows
from standing.rooms.services.rules.kinds import Directory

NAME, DESCRIPTION, ELIGIBILITY = "name", "description", "eligibility"
COST, APPLYING, INTERPRETING, ALERT = "cost", "applying", "interpreting", "alert"
_COLUMNS = {
    NAME: "name",
    DESCRIPTION: "description",
    ELIGIBILITY: "eligibility_description",
    COST: "fees_description",
    APPLYING: "application_process",
    INTERPRETING: "interpretation_services",
    ALERT: "alert",
}
TRANSLATED = tuple(_COLUMNS)
_LONGEST = 5000


def page_of(service: UUID) -> str:
    """Return the name under which translators find a service."""
    return f"services:{service}"


def key_of(service: UUID, part: str) -> str:
    """Return the name of one text of a service."""
    return f"services:{service}:{part}"


KINDS_PAGE = "services:kinds"


def kind_key(kind: str) -> str:
    """Return the name of the words for a kind of help."""
    return f"{KINDS_PAGE}:{kind}"


def kinds(known: Directory, *, language: str) -> dict[str, KindName]:
    """Return what each kind of help is called in a language, in the order of the pack."""
    return _named(known, _translated(_kind_keys(known), language=language, first=known.first_language))


def _kind_keys(known: Directory) -> list[str]:
    return [kind_key(kind.id) for kind in known.kinds]


def _named(known: Directory, translated: Mapping[str, Said]) -> dict[str, KindName]:
    return {
        kind.id: KindName(id=kind.id, name=found.text, language=found.language)
        if (found := translated.get(kind_key(kind.id))) is not None
        else KindName(id=kind.id, name=kind.name, language=known.first_language)
        for kind in known.kinds
    }


def hours_part(place: int) -> str:
    """Return the name of the note on the hours that stand at this place of the list."""
    return f"hours-{place}"


def language_part(code: str, place: int) -> str:
    """Return the name of the note on a language."""
    return f"language-{code.lower() or place}"


def parts(service: Service, read: Rows) -> dict[str, str]:
    """Return every text of a service, by the name of its part."""
    said = {part: getattr(service, column) for part, column in _COLUMNS.items()}
    for place, (_where, row) in enumerate(read.hours_of(service.pk)):
        said[hours_part(place)] = hours_note(row)
    for place, spoken in enumerate(read.languages_of(service.pk)):
        said[language_part(spoken.code, place)] = spoken.note
    return whole(said)


def whole(said: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that say anything, as translators get them."""
    return {part: text[:_LONGEST] for part, found in said.items() if (text := found.strip())}


def hours_note(row: Schedule) -> str:
    """Return what is said about hours in words."""
    return " ".join(dict.fromkeys(text for text in (row.description.strip(), row.notes.strip()) if text))


def sources(service: Service, read: Rows) -> tuple[SourceText, ...]:
    """Return every text of a service as translators get it."""
    return tuple(
        SourceText(key=key_of(service.pk, part), text=text, about="the name of a service" if part == NAME else "")
        for part, text in parts(service, read).items()
    )


def said(*, services: Iterable[Service], read: Rows, language: str, first: str) -> dict[UUID, Mapping[str, Said]]:
    """Return what is shown of each text in a language; a text nobody declared yet falls back to itself."""
    texts = {service.pk: parts(service, read) for service in services}
    translated = _translated(_keys(texts), language=language, first=first)
    return _shown(texts, translated, language=language, first=first)


def said_with_kinds(
    texts: Mapping[UUID, Mapping[str, str]], *, known: Directory, language: str
) -> tuple[dict[UUID, Mapping[str, Said]], dict[str, KindName]]:
    """Return what is shown of these texts of services, and what each kind of help is called, in one question."""
    first = known.first_language
    translated = _translated([*_keys(texts), *_kind_keys(known)], language=language, first=first)
    return _shown(texts, translated, language=language, first=first), _named(known, translated)


def _keys(texts: Mapping[UUID, Mapping[str, str]]) -> list[str]:
    return [key_of(service, part) for service, found in texts.items() for part in found]


def _translated(keys: Collection[str], *, language: str, first: str) -> dict[str, Said]:
    """Return what is shown in the language itself; nothing in the language in which everything is written."""
    if not keys or language.lower() == first.lower():
        return {}
    return {key: said for key, said in translations.said(keys=keys, language=language).items() if not said.is_fallback}


def _shown(
    texts: Mapping[UUID, Mapping[str, str]], translated: Mapping[str, Said], *, language: str, first: str
) -> dict[UUID, Mapping[str, Said]]:
    return {
        service: {
            part: translated.get(key_of(service, part)) or _source(text, language=language, first=first)
            for part, text in found.items()
        }
        for service, found in texts.items()
    }


def _source(text: str, *, language: str, first: str) -> Said:
    is_first = language.lower() == first.lower()
    return Said(
        text=text,
        language=first,
        direction=translations.direction_of(first),
        state=State.SOURCE if is_first else State.MISSING,
        is_fallback=not is_first,
    )
