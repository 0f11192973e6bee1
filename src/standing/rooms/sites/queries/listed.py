"""The register as people search it: words with typing mistakes, filters, pages, and where something is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from standing.hall.accounts.api import User
from standing.kernel import words
from standing.rooms.sites import permissions
from standing.rooms.sites.models import Site, SiteWord
from standing.rooms.sites.queries import facts
from standing.rooms.sites.queries.facts import SiteFact
from standing.rooms.sites.rules.records import LISTED, Gap

PAGE = 50
_MOST_WORDS = 8
_MOST_BEGINNINGS = 500
_MOST_LONGER = 40
_MOST_NEAR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody looks for in the register."""

    words: str = ""
    department: str = ""
    kind: str = ""
    district: str = ""
    use: str = ""
    gap: str = ""
    is_listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Which sites fit, and which words were taken for others."""

    rows: QuerySet[Site]
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """What is missing in one department."""

    department: str
    sites: int
    with_gaps: int
    gaps: Mapping[Gap, int]

    @property
    def counts(self) -> tuple[tuple[Gap, int], ...]:
        """Return each gap with how many sites have it."""
        return tuple((gap, self.gaps.get(gap, 0)) for gap in Gap)


def visible_to(*, by: User) -> QuerySet[Site]:
    """Return the sites that the person may read; every other question of a page starts here."""
    read = permissions.departments_read(by=by)
    return Site.objects.all() if read is None else Site.objects.filter(department__in=read)


def found(*, filters: Filters, within: QuerySet[Site] | None = None) -> Found:
    """Return the sites that fit, by name; with words, those whose number or name fits come first."""
    rows = (Site.objects.all() if within is None else within).filter(is_listed=filters.is_listed)
    for column in ("department", "kind", "district"):
        if asked := getattr(filters, column):
            rows = rows.filter(**{column: "" if asked == "-" else asked})
    if filters.use:
        rows = rows.filter(use__in=[use.value for use in LISTED] if filters.use == "listed" else [filters.use])
    if filters.gap:
        rows = rows.filter(gaps__len__gt=0) if filters.gap == "any" else rows.filter(gaps__contains=[filters.gap])
    if not filters.words.strip():
        return Found(rows=rows.order_by("sort_name", "pk"))
    typed = tuple(dict.fromkeys(words.tokens(filters.words)))[:_MOST_WORDS]
    if not typed:
        return Found(rows=rows.none())
    asked, meant = _asked(typed)
    number = filters.words.strip().upper()
    fits = RawSQL("sites_site.words @@ %s::tsquery", [asked], output_field=BooleanField())
    is_named = RawSQL("sites_site.named @@ %s::tsquery", [asked], output_field=BooleanField())
    first = Case(When(pk=number, then=Value(0)), When(is_named, then=Value(1)), default=Value(2))
    return Found(rows=rows.filter(fits).annotate(place=first).order_by("place", "sort_name", "pk"), meant=meant)


def find_sites(*, words: str, department: str, limit: int, known: datetime) -> tuple[SiteFact, ...]:
    """Return the sites that fit some words, typing mistakes and all; the best first."""
    rows = found(filters=Filters(words=words, department=department)).rows if words.strip() else Site.objects.none()
    return facts.facts(rows[: max(0, limit)], known=known)


def missing(*, within: QuerySet[Site]) -> tuple[GapRow, ...]:
    """Return what is missing, department by department, in two questions."""
    listed = within.filter(is_listed=True)
    totals = {
        code: (number, lacking)
        for code, number, lacking in listed.values_list("department")
        .annotate(number=Count("pk"), lacking=Count("pk", filter=Q(gaps__len__gt=0)))
        .order_by("department")
    }
    counts: dict[str, dict[Gap, int]] = {}
    each = listed.annotate(gap=Func(F("gaps"), function="unnest")).values_list("department", "gap")
    for code, gap, number in each.annotate(number=Count("pk")).order_by("department", "gap"):
        counts.setdefault(code, {})[Gap(gap)] = number
    return tuple(
        GapRow(department=code, sites=number, with_gaps=lacking, gaps=counts.get(code, {}))
        for code, (number, lacking) in totals.items()
    )


def _asked(typed: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the question to the index, and the words that were taken for others."""
    stands_for, meant = _looked_up(typed)
    pieces = (
        " | ".join(words.lexeme(word) for word in dict.fromkeys([token, *stands_for.get(token, ())])) for token in typed
    )
    return " & ".join(f"({piece})" for piece in pieces), meant


def _looked_up(typed: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return for each word that was typed the whole words that it may be."""
    begins = Q()
    for token in typed:
        begins |= Q(word__startswith=token) if words.can_be_longer(token) else Q(word=token)
    listed = list(SiteWord.objects.filter(begins).values_list("word", flat=True)[:_MOST_BEGINNINGS])
    stands_for: dict[str, tuple[str, ...]] = {}
    unknown = []
    for token in typed:
        longer = sorted((word for word in listed if word.startswith(token)), key=len)[:_MOST_LONGER]
        if longer:
            stands_for[token] = tuple(longer)
        elif words.is_word(token):
            unknown.append(token)
    if not unknown:
        return stands_for, ()
    stubs = sorted({stub for token in unknown for stub in words.stubs(token)})
    candidates = list(SiteWord.objects.filter(stubs__overlap=stubs).values_list("word", flat=True)[:_MOST_NEAR])
    near = {token: words.nearest(token, candidates) for token in unknown}
    near = {token: some for token, some in near.items() if some}
    return stands_for | near, tuple(some[0] for some in near.values())
