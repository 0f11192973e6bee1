"""What is to be done: the matrix of pages and languages, one page on the bench, what waits for a second person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from standing.hall.translations.models import ImportLine, Page, Source, Translation, Verdict
from standing.hall.translations.queries import terms as term_queries
from standing.hall.translations.queries.people import names_of
from standing.hall.translations.queries.standing import Standing, parameters, sql, standings
from standing.hall.translations.rules import terms as term_rules
from standing.hall.translations.rules import texts as text_rules
from standing.hall.translations.rules.states import WORK_STATES, State, hash_of
from standing.hall.translations.rules.terms import TermFact
from standing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one page stands in one language."""

    page: str
    language: str
    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """Return how many texts the page has."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Return how many are reviewed."""
        return self.counts.get(State.REVIEWED, 0)

    @property
    def state(self) -> State:
        """Return the one word for the page: what it needs first."""
        if self.counts.get(State.MISSING, 0) == self.total:
            return State.MISSING
        order = (State.STALE, State.MISSING, State.DRAFT, State.TRANSLATED)
        return next((one for one in order if self.counts.get(one)), State.REVIEWED)

    @property
    def parts(self) -> tuple[tuple[State, int], ...]:
        """Return the states that occur, with how many texts are in each."""
        return tuple((one, self.counts[one]) for one in WORK_STATES if self.counts.get(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page of the matrix."""

    page: str
    title: str
    total: int
    critical: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A text of a file that was kept beside a newer edit."""

    id: int
    text: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text on the bench: source, translation, and all that helps."""

    standing: Standing
    previous_source: str = ""
    note: str = ""
    writer: str = ""
    terms: tuple[tuple[TermFact, tuple[str, ...]], ...] = ()
    hints: tuple[str, ...] = ()
    missing_terms: tuple[TermFact, ...] = ()
    asides: tuple[Aside, ...] = ()
    seen_number: int = 0

    @property
    def text_sha256(self) -> str:
        """Return the hash of the translation, by which a reviewer says which one was read."""
        return hash_of(self.standing.newest)

    @property
    def has_changed_source(self) -> bool:
        """Test whether the translation was made from another source than today's."""
        return self.standing.state is State.STALE and bool(self.previous_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A page in one language, ready to be worked on."""

    page: str
    title: str
    language: str
    lines: tuple[Line, ...]

    @property
    def cell(self) -> Cell:
        """Return how the page stands."""
        counts: dict[State, int] = defaultdict(int)
        for line in self.lines:
            counts[line.standing.state] += 1
        return Cell(page=self.page, language=self.language, counts=counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleFact:
    """A page with texts whose source has moved on."""

    page: str
    title: str
    language: str
    count: int
    critical: int
    since: datetime


def matrix(*, languages: Sequence[str], state: str = "", words: str = "", critical: bool = False) -> tuple[Row, ...]:
    """Return every page with how it stands in each language, narrowed as asked."""
    cells: dict[tuple[str, str], dict[State, int]] = defaultdict(lambda: defaultdict(int))
    weights: dict[str, tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                then="""
                SELECT page_id, language, state, count(*), count(*) FILTER (WHERE critical)
                FROM standing GROUP BY page_id, language, state
                """
            ),
            parameters(asked=None, languages=languages),
        )
        for page, language, found, count, weight in cursor.fetchall():
            cells[page, language][State(found)] = count
            if language == languages[0]:
                total, critical_texts = weights.get(page, (0, 0))
                weights[page] = (total + count, critical_texts + weight)
    rows = []
    for page, title in Page.objects.filter(title__icontains=words).order_by("title", "key").values_list("key", "title"):
        total, critical_texts = weights.get(page, (0, 0))
        if not total or (critical and not critical_texts):
            continue
        row = tuple(Cell(page=page, language=one, counts=cells[page, one]) for one in languages)
        if not state or any(cell.counts.get(State(state)) for cell in row):
            rows.append(Row(page=page, title=title, total=total, critical=critical_texts, cells=row))
    return tuple(rows)


def totals(rows: Collection[Row]) -> dict[State, int]:
    """Return how many texts are in each state, over all pages and languages that are shown."""
    found = dict.fromkeys(WORK_STATES, 0)
    for row in rows:
        for cell in row.cells:
            for state, count in cell.counts.items():
                found[state] += count
    return found


def bench(*, page: str, language: str) -> Bench:
    """Return a page in a language with all that helps to translate it. :raises NotFound: if there is none"""
    title = title_of(page)
    found = standings(pages=[page], languages=[language])
    agreed = term_queries.terms()
    earlier = _sources(found)
    notes = _notes(found)
    kept = _asides(found, language)
    numbers = _numbers(found, language)
    names = names_of(one.written_by for one in found)
    return Bench(
        page=page,
        title=title,
        language=language,
        lines=tuple(
            Line(
                standing=one,
                previous_source=earlier.get((one.key, one.made_from), ""),
                note=notes.get(one.newest_id or 0, ""),
                writer=names.get(one.written_by, ""),
                terms=tuple(
                    (term, term.ways(language)) for term in term_rules.in_text(terms=agreed, source=one.source)
                ),
                hints=text_rules.hints(source=one.source, text=one.newest) if one.newest else (),
                missing_terms=term_rules.missing(terms=agreed, source=one.source, text=one.newest, language=language)
                if one.newest
                else (),
                asides=kept.get(one.key, ()),
                seen_number=numbers.get(one.key, 0),
            )
            for one in found
        ),
    )


def title_of(page: str) -> str:
    """Return what staff call a page. :raises NotFound: if there is none"""
    title = Page.objects.filter(pk=page).values_list("title", flat=True).first()
    if title is None:
        raise NotFound("There is no such page.")
    return title


def stale(*, languages: Sequence[str]) -> tuple[StaleFact, ...]:
    """Return the pages with stale texts, those with critical ones and the longest waiting first."""
    titles = dict(Page.objects.values_list("key", "title"))
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                then="""
                SELECT page_id, language, count(*), count(*) FILTER (WHERE critical), min(since)
                FROM standing WHERE state = 'stale' GROUP BY page_id, language
                """
            ),
            parameters(asked=None, languages=languages),
        )
        found = [
            StaleFact(page=row[0], title=titles[row[0]], language=row[1], count=row[2], critical=row[3], since=row[4])
            for row in cursor.fetchall()
        ]
    return tuple(sorted(found, key=lambda one: (not one.critical, one.since, one.title, one.language)))


def waiting_for_review(*, languages: Sequence[str], by: str) -> dict[tuple[str, str], int]:
    """Return how many texts of each page and language this person may review."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                then="""
                SELECT page_id, language, count(*) FROM standing
                WHERE state = 'translated' AND written_by <> %(by)s GROUP BY page_id, language
                """
            ),
            {**parameters(asked=None, languages=languages), "by": by},
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def _sources(found: Sequence[Standing]) -> dict[tuple[str, str], str]:
    keys = [one.key for one in found if one.state is State.STALE]
    rows = Source.objects.filter(segment_id__in=keys).values_list("segment_id", "sha256", "text")
    return {(key, digest): text for key, digest, text in rows}


def _notes(found: Sequence[Standing]) -> dict[int, str]:
    ids = [one.newest_id for one in found if one.newest_id]
    rows = Verdict.objects.filter(translation_id__in=ids).order_by("pk")
    return {row.translation_id: row.note if row.outcome == "returned" else "" for row in rows}


def _asides(found: Sequence[Standing], language: str) -> dict[str, tuple[Aside, ...]]:
    rows = (
        ImportLine.objects.filter(
            key__in=[one.key for one in found],
            outcome="aside",
            made__language=language,
            settlement__isnull=True,
            made__undo__isnull=True,
        )
        .select_related("made")
        .order_by("pk")
    )
    kept: dict[str, tuple[Aside, ...]] = {}
    for row in rows:
        kept[row.key] = (*kept.get(row.key, ()), Aside(id=row.pk, text=row.text, name=row.made.name))
    return kept


def _numbers(found: Sequence[Standing], language: str) -> dict[str, int]:
    """Return the newest version of each text, also one that was taken back: by it an edit says what it saw."""
    rows = Translation.objects.filter(segment_id__in=[one.key for one in found], language=language)
    return dict(rows.values_list("segment_id").annotate(Max("number")).values_list("segment_id", "number__max"))
