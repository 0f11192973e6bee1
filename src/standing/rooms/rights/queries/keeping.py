"""The versions of articles for the people who keep them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch

from standing.hall.accounts.api import User, counsel
from standing.kernel.reading import Reading, reading_of
from standing.kernel.refusals import NotFound
from standing.rooms.rights import permissions
from standing.rooms.rights.models import Answer, Article, ArticleVersion, Submission, Withdrawal
from standing.rooms.rights.queries.public import Published, published
from standing.rooms.rights.rules import steps
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.steps import Finding, Stand, Step
from standing.rooms.rights.rules.text import ArticleText

SUBMISSIONS = Prefetch(
    "submissions", queryset=Submission.objects.select_related("by", "answer", "answer__by").order_by("turn")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionState:
    """One version with where it stands and who had a hand in it."""

    row: ArticleVersion
    step: Step
    submission: Submission | None
    answer: Answer | None

    @property
    def text(self) -> ArticleText:
        """Return what it says."""
        return text_of(self.row)

    @property
    def is_waiting(self) -> bool:
        """Test whether counsel has it."""
        return self.step is Step.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One article as the people who keep it see it."""

    article: Article
    newest: VersionState
    public: Published | None
    stand: Stand
    withdrawal: Withdrawal | None

    @property
    def title(self) -> str:
        """Return what it is called: as it is public, or as it is being written."""
        return self.public.text.title if self.public is not None else self.newest.text.title

    @property
    def has_news(self) -> bool:
        """Test whether a version is on its way that is not public."""
        return self.public is None or self.public.version.pk != self.newest.row.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFact:
    """A version that waits for the answer of counsel."""

    slug: str
    version: int
    title: str
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReading:
    """How one part of a text reads."""

    name: str
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """How a text reads: the whole of it, and each part."""

    whole: Reading
    parts: tuple[BlockReading, ...]

    @property
    def hard(self) -> tuple[BlockReading, ...]:
        """Return the parts above the grade that is aimed at."""
        return tuple(part for part in self.parts if part.reading.is_hard)

    @property
    def long_sentences(self) -> tuple[str, ...]:
        """Return every sentence that is too long."""
        return tuple(one for part in self.parts for one in part.reading.long_sentences)


def text_of(row: ArticleVersion) -> ArticleText:
    """Return what a version says."""
    return texts.of_content(bytes(row.content))


def article_row(*, slug: str) -> Article:
    """Return an article. :raises NotFound: if there is none of that name"""
    row = Article.objects.filter(pk=slug).first()
    if row is None:
        raise NotFound("There is no such article.")
    return row


def states_of(*, slug: str) -> tuple[VersionState, ...]:
    """Return every version of an article, the newest first."""
    rows = ArticleVersion.objects.filter(article_id=slug).select_related("written_by", "restores")
    return tuple(_state(row) for row in rows.prefetch_related(SUBMISSIONS).order_by("-number"))


def state_of(*, slug: str, number: int) -> VersionState:
    """Return one version. :raises NotFound: if there is none of that number"""
    rows = ArticleVersion.objects.filter(article_id=slug, number=number).select_related("written_by", "article")
    row = rows.prefetch_related(SUBMISSIONS).first()
    if row is None:
        raise NotFound("There is no such version.")
    return _state(row)


def newest_state(*, slug: str) -> VersionState | None:
    """Return the newest version of an article; None while nothing is written."""
    row = (
        ArticleVersion.objects.filter(article_id=slug)
        .select_related("written_by", "article")
        .prefetch_related(SUBMISSIONS)
        .order_by("-number")
        .first()
    )
    return _state(row) if row is not None else None


def kept(*, at: datetime) -> tuple[Kept, ...]:
    """Return every article with where it stands, in the order of the public list."""
    rows = ArticleVersion.objects.select_related("article", "written_by").prefetch_related(SUBMISSIONS)
    newest = {row.article_id: row for row in rows.order_by("article_id", "number")}
    withdrawn = _last_withdrawals()
    public = {one.article.pk: one for one in published(at=at, also_expired=True)}
    found = [
        _kept(_state(row), public=public.get(slug), withdrawal=withdrawn.get(slug)) for slug, row in newest.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.article.order, one.article.pk)))


def kept_one(*, slug: str, at: datetime) -> Kept:
    """Return one article with where it stands. :raises NotFound: if there is none of that name"""
    newest = newest_state(slug=slug)
    if newest is None:
        raise NotFound("There is no such article.")
    public = next(iter(published(at=at, slug=slug, also_expired=True)), None)
    return _kept(newest, public=public, withdrawal=_last_withdrawals(slug).get(slug))


def before(state: VersionState) -> VersionState | None:
    """Return what counsel approved last before a version, to compare it with; None for the first."""
    earlier = [one for one in states_of(slug=state.row.article_id) if one.row.number < state.row.number]
    return next((one for one in earlier if one.step is Step.APPROVED), None)


def waiting_for_counsel() -> tuple[VersionState, ...]:
    """Return the versions that counsel has, the longest waiting first."""
    newer = ArticleVersion.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    rows = (
        ArticleVersion.objects.filter(~Exists(newer), submissions__isnull=False, submissions__answer__isnull=True)
        .select_related("article", "written_by")
        .prefetch_related(SUBMISSIONS)
        .distinct()
    )
    found = [state for state in map(_state, rows) if state.is_waiting]
    return tuple(sorted(found, key=lambda one: one.submission.at if one.submission is not None else one.row.written_at))


def waiting_for(*, by: User) -> tuple[WaitingFact, ...]:
    """Return the versions that this person may answer, the longest waiting first."""
    if not counsel.is_counsel(by=by):
        return ()
    return tuple(
        WaitingFact(slug=one.row.article_id, version=one.row.number, title=one.text.title, sent_at=one.submission.at)
        for one in waiting_for_counsel()
        if one.submission is not None and not permissions.had_a_hand(version=one.row, submission=one.submission, by=by)
    )


def withdrawals() -> tuple[Withdrawal, ...]:
    """Return everything that was ever taken down, the latest first."""
    return tuple(Withdrawal.objects.select_related("version__article", "by").order_by("-at", "-id"))


def next_block_number(*, slug: str) -> int:
    """Return a number that no block of any version of this article has had in its name."""
    highest = 0
    for content in ArticleVersion.objects.filter(article_id=slug).values_list("content", flat=True):
        for block in texts.of_content(bytes(content)).blocks:
            if block.id[:1] == "b" and block.id[1:].isdigit():
                highest = max(highest, int(block.id[1:]))
    return highest + 1


def reading_of_text(text: ArticleText) -> TextReading:
    """Return how a text reads as a whole and part by part."""
    parts = tuple(BlockReading(name=name, reading=reading_of([words])) for name, words in text.texts())
    return TextReading(whole=reading_of([words for _, words in text.texts()]), parts=parts)


def _state(row: ArticleVersion) -> VersionState:
    turns: Iterable[Submission] = row.submissions.all()
    submission = max(turns, key=lambda one: one.turn, default=None)
    answer = getattr(submission, "answer", None) if submission is not None else None
    step = steps.step_of(
        is_submitted=submission is not None, finding=Finding(answer.finding) if answer is not None else None
    )
    return VersionState(row=row, step=step, submission=submission, answer=answer)


def _kept(newest: VersionState, *, public: Published | None, withdrawal: Withdrawal | None) -> Kept:
    is_withdrawn = withdrawal is not None and public is None
    return Kept(
        article=newest.row.article,
        newest=newest,
        public=public,
        stand=_stand(public, is_withdrawn=is_withdrawn),
        withdrawal=withdrawal if is_withdrawn else None,
    )


def _stand(public: Published | None, *, is_withdrawn: bool) -> Stand:
    if is_withdrawn:
        return Stand.WITHDRAWN
    if public is None:
        return Stand.UNPUBLISHED
    if public.is_expired:
        return Stand.EXPIRED
    if public.is_overdue:
        return Stand.OVERDUE
    return Stand.SOON if public.is_soon else Stand.APPROVED


def _last_withdrawals(slug: str | None = None) -> dict[str, Withdrawal]:
    rows = Withdrawal.objects.select_related("version", "by").order_by("at", "id")
    if slug is not None:
        rows = rows.filter(version__article_id=slug)
    return {row.version.article_id: row for row in rows}
