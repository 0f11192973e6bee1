"""Pages with texts, people who translate them, and versions of translations."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation import to_locale

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.translations import api
from standing.hall.translations.actions import reviewing, writing
from standing.hall.translations.catalogues.critical import critical
from standing.hall.translations.catalogues.pseudo import pseudo
from standing.hall.translations.models import Source
from standing.hall.translations.queries.standing import standings
from standing.hall.translations.rules import xliff
from standing.hall.translations.rules.exchange import FileText
from standing.hall.translations.rules.states import SourceText, hash_of
from tests.make import accounts
from tests.make.pack import pack_files, write_pack

AT = datetime(2025, 7, 20, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_moments = count(10**18, 10**9)  # so that a catalogue written twice is read twice
DOOR = "rights:at-the-door"
ASK, CARD, CALL = f"{DOOR}:b1", f"{DOOR}:b2", f"{DOOR}:b3"
TEXTS = (
    SourceText(key=ASK, text="Ask to see the paper.", critical=True),
    SourceText(key=CARD, text="You may keep the door closed.", critical=True, about="At the door"),
    SourceText(key=CALL, text="Call {phone_311} for help."),
)
SPANISH = {
    ASK: "Pida ver el papel.",
    CARD: "Puede dejar la puerta cerrada.",
    CALL: "Llame al {phone_311} para pedir ayuda.",
}


def translator(role: Role = Role.TRANSLATOR) -> User:
    """Return somebody who translates."""
    return accounts.person(role=role)


def page(
    texts: Sequence[SourceText] = TEXTS, *, key: str = DOOR, title: str = "At the door", at: datetime = AT
) -> None:
    """Declare what a page says."""
    api.put_source(page=key, title=title, texts=texts, by=SYSTEM, at=at)


def source_hash(key: str) -> str:
    """Return the hash of the source as it is now."""
    return Source.objects.filter(segment_id=key).order_by("-number").values_list("sha256", flat=True)[0]


def write(
    key: str = ASK,
    text: str = "",
    *,
    by: Actor,
    language: str = "es",
    state: str = "translated",
    at: datetime = AT,
    seen: str = "",
    seen_number: int | None = None,
) -> writing.Written:
    """Write a translation of the source as it is now."""
    return writing.write_translation(
        key=key,
        language=language,
        text=text or SPANISH[key],
        seen_source_sha256=seen or source_hash(key),
        seen_number=seen_number,
        by=by,
        at=at,
        state=state,
    )


def approve(key: str = ASK, text: str = "", *, by: User, language: str = "es", at: datetime = AT) -> None:
    """Let a second person approve a translation."""
    reviewing.review_translation(
        key=key, language=language, seen_sha256=hash_of(text or SPANISH.get(key, "")), by=by, at=at
    )


def give_back(
    key: str = ASK, text: str = "", *, by: User, note: str = "Look again.", language: str = "es", at: datetime = AT
) -> None:
    """Let a second person give a translation back."""
    reviewing.return_translation(
        key=key, language=language, seen_sha256=hash_of(text or SPANISH.get(key, "")), note=note, by=by, at=at
    )


def sample() -> None:
    """Make this database a sample."""
    installation.create(is_sample=True, at=AT)
    installation.forget()


LANGUAGES = """\
languages:
  - {code: en, own_name: English, english_name: English, tier: 1}
  - {code: es, own_name: Español, english_name: Spanish, tier: 1}
  - {code: fa, own_name: فارسی, english_name: Persian, direction: rtl, tier: 1}
  - {code: zh-Hant, own_name: 繁體中文, english_name: "Chinese, traditional", tier: 2}
  - {code: mix, own_name: Tu'un Savi, english_name: Mixteco, medium: audio-first, tier: 2}
"""


def load_town(folder: Path, *, at: datetime = AT, by: Actor = SYSTEM, **files: str) -> None:
    """Put a town's pack with some languages in force; ``words_es`` stands for words/es/town.yaml."""
    written = pack_files(languages=LANGUAGES)
    for name, text in files.items():
        written[f"{name.replace('_', '/')}/town.yaml" if "_" in name else f"{name}.yaml"] = text.encode()
    packs.load_first(directory=write_pack(folder, written), by=by, at=at)


def xliff_of(
    key: str, *, source: str, text: str, number: int = 0, language: str = "es", state: str = "translated"
) -> bytes:
    """Return a file as a translator's program hands it back."""
    return xliff.write(
        texts=[
            FileText(
                key=key, source=source, text=text, source_sha256=hash_of(source), number=number, page="p", state=state
            )
        ],
        source_language="en",
        language=language,
    )


def whole_words(locale: Path, language: str, *, without: Sequence[str] = ()) -> None:
    """Write a catalogue in which every word that families see is said, but for some."""
    catalogue = Catalog(locale=to_locale(language), charset="utf-8")
    for context, said in critical():
        if said not in without:
            catalogue.add(said, f"«{said}»", context=context or None)
    path = locale / to_locale(language) / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    os.utime(path, ns=(next(_moments), next(_moments)))


def pseudo_content(languages: Sequence[str]) -> None:
    """Translate all there is into languages that nobody speaks."""
    writer = translator()
    for one in standings(languages=list(languages)):
        write(one.key, pseudo(one.source, language=one.language), by=writer, language=one.language)
