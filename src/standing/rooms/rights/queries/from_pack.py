"""What the pack says about this room: telephone numbers, articles as they were handed in, the city's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.deadlines import local_day
from standing.rooms.rights.models import ArticleVersion
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.shape import ArticleTerms, NumbersFile, NumberTerms

ENGLISH = "en"
HELP_LINE = "phone_311"
NO_NUMBER = "…"
_NO_ZONE = ZoneInfo("UTC")


def numbers_of(pack: PackFact | None) -> tuple[NumberTerms, ...]:
    """Return the telephone numbers of a pack; none if it has no such file."""
    if pack is None:
        return ()
    return next((one.numbers for one in pack.parsed.values() if isinstance(one, NumbersFile)), ())


def numbers_in_force(*, at: datetime) -> tuple[NumberTerms, ...]:
    """Return the telephone numbers that hold at a moment."""
    return numbers_of(packs.in_force(known=at))


class Numbers(dict[str, str]):
    """What stands for each number in a text; the city's first number where a pack has dropped one."""

    def __missing__(self, _name: str) -> str:
        """Return the number that a reader is sent to instead."""
        return next(iter(self.values()), NO_NUMBER)


def variables(*, at: datetime) -> Numbers:
    """Return what stands for each number in a text."""
    terms = sorted(numbers_in_force(at=at), key=lambda one: one.id != HELP_LINE)
    return Numbers((one.id, one.number) for one in terms)


def help_line(*, at: datetime) -> str:
    """Return the number that people are sent to who do not know whom to ask."""
    return variables(at=at)[HELP_LINE]


def zone(*, at: datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=at)
    return pack.zone if pack is not None else _NO_ZONE


def day_of(moment: datetime, *, in_zone: ZoneInfo) -> date:
    """Return the day a moment is in, in the city."""
    return local_day(moment, in_zone)


def default_language(*, at: datetime) -> str:
    """Return the language that articles are written in."""
    pack = packs.in_force(known=at)
    return pack.info.default_language if pack is not None else ENGLISH


def sha_of_terms(terms: ArticleTerms) -> str:
    """Return the name of the text of an article of a pack."""
    return texts.of_terms(terms).sha256


def newest_shas() -> Mapping[str, str]:
    """Return the hash of the newest version of each article."""
    rows = ArticleVersion.objects.order_by("article_id", "number").values_list("article_id", "sha256")
    return dict(rows)


def last_from_pack(*, slug: str) -> ArticleVersion | None:
    """Return the version that came from a pack last."""
    return ArticleVersion.objects.filter(article_id=slug).exclude(pack_sha256="").order_by("-number").first()


def is_written_by_hand(*, slug: str) -> bool:
    """Test whether the newest version of an article was written here and not by a pack."""
    newest = ArticleVersion.objects.filter(article_id=slug).order_by("-number").first()
    return newest is not None and newest.pack_sha256 == ""
