"""Writing: begin an article, save the next version, send it to counsel, take it back, bring an old one back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.publish import api as publish
from standing.kernel.refusals import NotNow
from standing.rooms.rights import permissions, queries
from standing.rooms.rights.actions._deeds import (
    Place,
    add_version,
    locked,
    newest_numbered,
    newest_of,
    record,
    tell_translators,
)
from standing.rooms.rights.models import Answer, Article, ArticleVersion, Submission
from standing.rooms.rights.rules import steps
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.shape import RESERVED
from standing.rooms.rights.rules.steps import Finding, Step
from standing.rooms.rights.rules.text import ArticleText


class SavedByAnother(NotNow):
    """Somebody saved a version in the meantime; both texts stay."""


@transaction.atomic
def start_article(*, slug: str, place: Place, text: ArticleText, by: User, at: datetime) -> ArticleVersion:
    """
    This will begin an article with its first draft.

    :raises NotAllowed: if the person does not write public words
    :raises NotNow: if the name is taken
    :raises NotSaid: if the text cannot be kept as it is
    """
    permissions.check_can_write(by=by)
    texts.check_whole(text, numbers=frozenset(queries.variables(at=at)))
    if slug in RESERVED or Article.objects.filter(pk=slug).exists():
        raise NotNow(f"The name {slug} is taken. Choose another.")

    article = Article.objects.create(slug=slug, started_at=at, **place)
    version = add_version(article, text, by=by, at=at)
    record("rights.start_article", slug, by=by, at=at, facts={"version": 1, "sha256": version.sha256})
    return version


@transaction.atomic
def save_draft(*, slug: str, text: ArticleText, base: int, by: User, at: datetime) -> ArticleVersion:
    """
    This will add a version to an article; what is public stays until counsel approves the new one.

    :raises NotAllowed: if the person does not write public words
    :raises NotFound: if there is no such article
    :raises SavedByAnother: if a version came between
    :raises NotNow: if counsel is reading, or nothing changed
    :raises NotSaid: if the text cannot be kept as it is
    """
    permissions.check_can_write(by=by)
    article = locked(slug)
    texts.check_whole(text, numbers=frozenset(queries.variables(at=at)))
    return _add(article, text, base=base, verb="rights.save_draft", restores=None, by=by, at=at)


@transaction.atomic
def restore_version(*, slug: str, number: int, base: int, by: User, at: datetime) -> ArticleVersion:
    """
    This will bring an earlier text back as a new draft.

    :raises NotAllowed: if the person does not write public words
    :raises NotFound: if there is no such version
    :raises SavedByAnother: if a version came between
    :raises NotNow: if counsel is reading, or the text is the newest already
    """
    permissions.check_can_write(by=by)
    article = locked(slug)
    earlier = queries.state_of(slug=slug, number=number)
    return _add(article, earlier.text, base=base, verb="rights.restore_version", restores=earlier.row, by=by, at=at)


@transaction.atomic
def place_article(*, slug: str, place: Place, by: User, at: datetime) -> Article:
    """
    This will put an article in another place: topic, order, owner, paper. Its text stays.

    :raises NotAllowed: if the person does not write public words
    :raises NotFound: if there is no such article
    """
    permissions.check_can_write(by=by)
    article = locked(slug)
    changed = [name for name, value in place.items() if getattr(article, name) != value]
    if not changed:
        return article
    for name in changed:
        setattr(article, name, place[name])  # type: ignore[literal-required]
    article.save(update_fields=changed)
    record("rights.place_article", slug, by=by, at=at, facts={"changed": sorted(changed)})
    public = next(iter(queries.published(at=at, slug=slug)), None)
    if public is not None and "critical" in changed:
        tell_translators(article, public.text, by=by, at=at)
    publish.soon()
    return article


@transaction.atomic
def submit_version(*, slug: str, number: int, by: User, at: datetime) -> Submission:
    """
    This will send the newest version to counsel.

    :raises NotAllowed: if the person does not write public words
    :raises NotFound: if there is no such article
    :raises NotNow: if it is not the newest, was sent or answered, or names a number that is gone
    """
    permissions.check_can_write(by=by)
    article = locked(slug)
    newest = newest_numbered(article, number)
    steps.check_next(current=newest.step, wanted=Step.WAITING)
    try:
        texts.check_whole(newest.text, numbers=frozenset(queries.variables(at=at)))
    except texts.NotSaid as fault:
        raise NotNow(str(fault)) from None

    turn = newest.submission.turn + 1 if newest.submission is not None else 1
    sent = Submission.objects.create(version=newest.row, turn=turn, by=by, at=at)
    record("rights.submit_version", slug, by=by, at=at, facts={"version": number, "sha256": newest.row.sha256})
    return sent


@transaction.atomic
def take_back_version(*, slug: str, number: int, by: User, at: datetime) -> Answer:
    """
    This will take a version back from counsel, to write on.

    :raises NotAllowed: if the person does not write public words
    :raises NotFound: if there is no such article
    :raises NotNow: if counsel does not have it
    """
    permissions.check_can_write(by=by)
    article = locked(slug)
    newest = newest_numbered(article, number)
    if newest.step is not Step.WAITING or newest.submission is None:
        raise NotNow("Counsel does not have this version.")

    answer = Answer.objects.create(
        submission=newest.submission,
        finding=Finding.TAKEN_BACK.value,
        sha256=newest.row.sha256,
        by=by,
        at=at,
    )
    record("rights.take_back_version", slug, by=by, at=at, facts={"version": number})
    return answer


def _add(
    article: Article,
    text: ArticleText,
    *,
    base: int,
    verb: str,
    restores: ArticleVersion | None,
    by: User,
    at: datetime,
) -> ArticleVersion:
    newest = newest_of(article)
    if newest.row.number != base:
        raise SavedByAnother(f"Version {newest.row.number} was saved while you wrote. Compare the two, then go on.")
    steps.check_open(newest=newest.step)
    if newest.row.sha256 == text.sha256:
        raise NotNow("Nothing has changed.")
    version = add_version(article, text, restores=restores, by=by, at=at)
    record(
        verb,
        article.pk,
        by=by,
        at=at,
        facts={
            "version": version.number,
            "sha256": version.sha256,
            **({"restores": restores.number} if restores is not None else {}),
        },
    )
    return version
