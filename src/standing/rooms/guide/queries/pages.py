"""The public addresses of this room: the guide in each language and for each department, and its papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_supported_language_variant

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.city import api as city
from standing.rooms.guide.queries.public import card, default_language
from standing.rooms.guide.queries.versions import in_force
from standing.rooms.guide.rules.text import PAGE

GROUP = "guide"
_ROOT = "/guide/"
_NAMES = ("counter-card", "poster", "poster-tabloid", "wallet-card")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFact:
    """One paper that can be printed: the name of its file, and what it is set with."""

    name: str

    @property
    def template(self) -> str:
        """Return what it is set with."""
        return self.name.removesuffix("-tabloid")

    @property
    def size(self) -> str:
        """Return how large it is."""
        return "tabloid" if self.name.endswith("-tabloid") else "letter"


def papers() -> tuple[PaperFact, ...]:
    """Return what can be printed."""
    return tuple(PaperFact(name=name) for name in _NAMES)


def public_path(*, language: str, default: str, rest: str = "") -> str:
    """Return an address of the guide in a language: the default one has no prefix."""
    return f"{_ROOT}{rest}" if language == default else f"/{language}{_ROOT}{rest}"


def languages(*, at: datetime) -> tuple[str, ...]:
    """Return the languages that have an address, the default one first, in the spelling of addresses."""
    default = default_language(at=at).lower()
    codes = [one.code.lower() for one in translations.languages(at=at)]
    return (default, *(code for code in codes if code != default and _has_address(code)))


def offered(*, at: datetime) -> tuple[str, ...]:
    """Return the languages in which the guide is said, judged by its heading, the default one first."""
    heading = f"{PAGE}:title"
    return tuple(
        code
        for place, code in enumerate(languages(at=at))
        if place == 0
        or ((found := translations.said(keys=[heading], language=code).get(heading)) and not found.is_fallback)
    )


def pages(*, at: datetime) -> Iterator[Page]:
    """Yield every public page of this room; a department's in the first language, for each is a whole guide."""
    current, default = in_force(at=at), default_language(at=at).lower()
    version = current.sha256 if current is not None else "none"
    changed = current.approved_on if current is not None else None
    names = city.names(known=at)
    said = ",".join(offered(at=at))
    for language in languages(at=at):
        stamp = _mixed(
            version,
            str(changed),
            said,
            translations.stamp(pages=[PAGE], language=language),
            *(part for name in names for part in name),
        )

        def path(rest: str = "", language: str = language) -> str:
            return public_path(language=language, default=default, rest=rest)

        yield Page(
            path=path(),
            language=language,
            stamp=stamp,
            title="Counter guide",
            group=GROUP,
            changed=changed,
            essential=True,
        )
        yield Page(
            path=path("version.json"), language=language, stamp=stamp, group=GROUP, media_type="application/json"
        )
        yield Page(path=path("print/"), language=language, stamp=stamp, title="Print the guide", group=GROUP)
        printed = card(language=language, at=at)
        for paper in papers() if printed is not None and printed.is_whole else ():
            yield Page(
                path=path(f"print/{paper.name}.pdf"),
                language=language,
                stamp=stamp,
                title=paper.name,
                group=GROUP,
                changed=changed,
                media_type="application/pdf",
            )
        if language == default and current is not None:
            yield from _of_departments(language, default, stamp, at=at)


def _of_departments(language: str, default: str, stamp: str, *, at: datetime) -> Iterator[Page]:
    held: dict[str, list[str]] = {}
    for one in city.appointments(at=at, known=at):
        held.setdefault(one.department, []).extend(
            (one.rank.value, one.name, one.title, one.office_phone, *one.hours_said)
        )
    for id_, _name in city.names(known=at):
        yield Page(
            path=public_path(language=language, default=default, rest=f"{id_}/"),
            language=language,
            stamp=_mixed(stamp, *held.get(id_, ())),
            group=GROUP,
        )


def _mixed(*parts: str) -> str:
    return sha256_hex(canonical(list(parts)))


def _has_address(code: str) -> bool:
    try:
        return get_supported_language_variant(code, strict=True) == code
    except LookupError:
        return False
