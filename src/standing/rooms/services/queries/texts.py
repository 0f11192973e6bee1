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
    first = known.first_language
    keys = {kind_key(kind.id): kind for kind in known.kinds}
    shown = translations.said(keys=keys, language=language) if keys and language.lower() != first.lower() else {}
    return {
        kind.id: KindName(id=kind.id, name=found.text, language=found.language)
        if (found := shown.get(key)) is not None and not found.is_fallback
        else KindName(id=kind.id, name=kind.name, language=first)
        for key, kind in keys.items()
    }


def hours_part(place: int) -> str:
    """Return the name of the note on the hours that stand at this place of the list."""
    return f"hours-{place}"


def language_part(code: str, place: int) -> str:
    """Return the name of the note on a language."""
    return f"language-{code.lower() or place}"


def parts(service: Service, read: Rows) -> dict[str, str]:
    """Return every text of a service, by the name of its part."""
    said = {part: getattr(service, column).strip() for part, column in _COLUMNS.items()}
    for place, (_where, row) in enumerate(read.hours_of(service.pk)):
        said[hours_part(place)] = hours_note(row)
    for place, spoken in enumerate(read.languages_of(service.pk)):
        said[language_part(spoken.code, place)] = spoken.note.strip()
    return {part: text[:_LONGEST] for part, text in said.items() if text}


def hours_note(row: Schedule) -> str:
    """Return what is said about hours in words."""
    return " ".join(dict.fromkeys(text for text in (row.description.strip(), row.notes.strip()) if text))


def sources(service: Service, read: Rows) -> tuple[SourceText, ...]:
    """Return every text of a service as translators get it."""
    return tuple(
        SourceText(key=key_of(service.pk, part), text=text, about="the name of a service" if part == NAME else "")
        for part, text in parts(service, read).items()
    )


def said(
    *, services: Iterable[Service], read: Rows, language: str, first: str, only: Collection[str] = ()
) -> dict[UUID, Mapping[str, Said]]:
    """Return what is shown of each text in a language; a text nobody declared yet falls back to itself."""
    texts = {
        service.pk: {part: text for part, text in parts(service, read).items() if not only or part in only}
        for service in services
    }
    keys = [key_of(service, part) for service, found in texts.items() for part in found]
    shown = translations.said(keys=keys, language=language) if language.lower() != first.lower() else {}
    return {
        service: {
            part: _shown(shown.get(key_of(service, part)), text=text, language=language, first=first)
            for part, text in found.items()
        }
        for service, found in texts.items()
    }


def _shown(found: Said | None, *, text: str, language: str, first: str) -> Said:
    if found is not None and not found.is_fallback:
        return found
    is_first = language.lower() == first.lower()
    return Said(
        text=text,
        language=first,
        direction=translations.direction_of(first),
        state=State.SOURCE if is_first else State.MISSING,
        is_fallback=not is_first,
    )
