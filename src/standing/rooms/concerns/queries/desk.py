"""The channel as its page shows it, the day, and how much has come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.concerns.models import Gate
from standing.rooms.concerns.rules import desk
from standing.rooms.concerns.rules.desk import ConcernsFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFact:
    """A number to call, in the reader's language."""

    id: str
    label: Said
    note: Said | None
    number: str
    dial: str
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutFact:
    """What a concern can be about, in the reader's language."""

    id: str
    label: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """What the public pages say."""

    office: Said
    urgent: tuple[PhoneFact, ...]
    others: tuple[PhoneFact, ...]
    abouts: tuple[AboutFact, ...]
    clock_days: int
    keep_days: int
    keep_is_approved: bool
    onion: str

    @property
    def notes(self) -> tuple[Said, ...]:
        """Return every text of the page, to say once what is not in the reader's language."""
        phones = (*self.urgent, *self.others)
        return (self.office, *(one.label for one in phones), *(one.note for one in phones if one.note is not None))


def desk_of(*, known: datetime) -> ConcernsFile:
    """Return the channel as the pack describes it. :raises NotFound: if the pack in force has none"""
    pack = packs.in_force(known=known)
    if pack is None:
        raise NotFound("There is no pack yet, so nobody reads reports.")
    return pack.one(ConcernsFile)


def has_desk(*, known: datetime) -> bool:
    """Test whether the pack in force has a channel."""
    pack = packs.in_force(known=known)
    return pack is not None and isinstance(pack.parsed.get("concerns"), ConcernsFile)


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    pack = packs.in_force(known=at)
    return deadlines.local_day(at, pack.zone if pack is not None else ZoneInfo("UTC"))


def first_language(*, known: datetime) -> str:
    """Return the language whose pages stand at addresses without a code."""
    pack = packs.in_force(known=known)
    return pack.info.default_language.lower() if pack is not None else "en"


def page(*, language: str, at: datetime) -> PageFact:
    """Return what the public pages say in a language. :raises NotFound: if the pack has no channel"""
    file = desk_of(known=at)
    said = _said(texts(file), language=language)
    return PageFact(
        office=said[desk.office_key()],
        urgent=tuple(_phone(one, part="urgent", said=said) for one in file.urgent),
        others=tuple(_phone(one, part="others", said=said) for one in file.others),
        abouts=tuple(AboutFact(id=one.id, label=said[desk.about_key(one.id)]) for one in file.abouts),
        clock_days=file.clock.days,
        keep_days=file.keep.days,
        keep_is_approved=file.keep.counsel_approval == "approved",
        onion=file.onion,
    )


def about_words(*, known: datetime) -> dict[str, str]:
    """Return the pack's own words for what a concern can be about."""
    return {one.id: one.label for one in desk_of(known=known).abouts} if has_desk(known=known) else {}


def texts(file: ConcernsFile) -> tuple[translations.SourceText, ...]:
    """Return the texts of the public pages as they are translated."""
    found = [translations.SourceText(key=desk.office_key(), text=file.office)]
    for part, phones in (("urgent", file.urgent), ("others", file.others)):
        for phone in phones:
            found += [
                translations.SourceText(
                    key=key, text=getattr(phone, key.rpartition(":")[2]), critical=True, about=phone.number
                )
                for key in desk.phone_keys(phone, part=part)
            ]
    return (
        *found,
        *(translations.SourceText(key=desk.about_key(one.id), text=one.label) for one in file.abouts),
    )


def is_shut(*, gate: str, most: int, at: datetime) -> bool:
    """Test whether more came through a gate within this minute than may."""
    return Gate.objects.filter(name=gate, minute__gte=at.replace(second=0, microsecond=0), used__gte=most).exists()


def _said(asked: Iterable[translations.SourceText], *, language: str) -> dict[str, Said]:
    """Return what a reader gets for each text; the pack's own words where nobody has declared them yet."""
    wanted = tuple(asked)
    found = translations.said(keys=[one.key for one in wanted], language=language)
    missing = {
        one.key: Said(text=one.text, language="en", direction="ltr", state="missing", is_fallback=language != "en")
        for one in wanted
        if one.key not in found
    }
    return {**missing, **found}


def _phone(phone: desk.Phone, *, part: str, said: Mapping[str, Said]) -> PhoneFact:
    label, *note = desk.phone_keys(phone, part=part)
    return PhoneFact(
        id=phone.id,
        label=said[label],
        note=said[note[0]] if note else None,
        number=phone.number,
        dial=phone.dial,
        is_sample=phone.is_sample,
    )
