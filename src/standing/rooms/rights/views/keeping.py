"""Articles for the people who keep them: where each stands, its versions, and what changed between two."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel, person
from standing.rooms.rights import permissions, queries
from standing.rooms.rights.queries import Kept, VersionState
from standing.rooms.rights.rules.steps import Stand, Step
from standing.rooms.rights.views.parts import AUDIENCES, PAPERS, STANDS, STEPS, TOPICS, Words
from standing.rooms.rights.views.public import page_of

_TAGS = {
    Stand.WITHDRAWN: "tag-bad",
    Stand.EXPIRED: "tag-bad",
    Stand.OVERDUE: "tag-bad",
    Stand.SOON: "tag-warn",
    Stand.APPROVED: "tag-good",
    Stand.UNPUBLISHED: "",
}
_STEP_TAGS = {Step.DRAFT: "", Step.WAITING: "tag-info", Step.RETURNED: "tag-warn", Step.APPROVED: "tag-good"}


@require_safe
def list_articles(request: HttpRequest) -> HttpResponse:
    """Show every article with where it stands, and what counsel has."""
    found = queries.kept(at=clock.now())
    wanted = request.GET.get("stand", "")
    by = person(request)
    decides = counsel.is_counsel(by=by)
    return TemplateResponse(
        request,
        "rights/list.html",
        {
            "rows": [_row(one) for one in found if not wanted or wanted in _codes(one)],
            "wanted": wanted,
            "choices": _choices(found),
            "can_write": permissions.can_write(by=by),
            "waiting": [
                {
                    "state": state,
                    "can_answer": decides
                    and not permissions.had_a_hand(version=state.row, submission=state.submission, by=by),
                }
                for state in queries.waiting_for_counsel()
            ],
        },
    )


@require_safe
def list_withdrawn(request: HttpRequest) -> HttpResponse:
    """Show everything that was ever taken down."""
    return TemplateResponse(request, "rights/withdrawn.html", {"rows": queries.withdrawals()})


@require_safe
def show_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one article: where it stands, what can be done, all its versions."""
    kept, by = kept_for(slug), person(request)
    newest = kept.newest
    return TemplateResponse(
        request,
        "rights/history.html",
        {
            "kept": kept,
            "row": _row(kept),
            "reading": queries.reading_of_text(newest.text),
            "versions": [_version(state) for state in queries.states_of(slug=slug)],
            "place": _place_words(kept),
            "can_write": permissions.can_write(by=by),
            "can_answer": newest.is_waiting
            and permissions.can_answer(version=newest.row, submission=newest.submission, by=by),
            "can_confirm": kept.public is not None
            and permissions.can_answer(version=kept.public.version, submission=None, by=by),
            "can_withdraw": kept.public is not None and permissions.can_withdraw(by=by),
            "can_submit": newest.step is Step.DRAFT and permissions.can_write(by=by),
            "can_take_back": newest.is_waiting and permissions.can_write(by=by),
            "can_edit": not newest.is_waiting and permissions.can_write(by=by),
        },
    )


@require_safe
def read_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version as its page would show it, with how it reads."""
    state = state_for(slug, number)
    return TemplateResponse(request, "rights/version.html", version_context(state))


@require_safe
def compare_versions(request: HttpRequest, slug: str, before: int, after: int) -> HttpResponse:
    """Show what changed between two versions."""
    old, new = state_for(slug, before), state_for(slug, after)
    return TemplateResponse(request, "rights/compare.html", {"slug": slug, "old": old, "new": new})


def kept_for(slug: str) -> Kept:
    """Return an article; one that does not exist has no page."""
    return queries.kept_one(slug=slug, at=clock.now())


def state_for(slug: str, number: int) -> VersionState:
    """Return a version; one that does not exist has no page."""
    return queries.state_of(slug=slug, number=number)


def version_context(state: VersionState) -> dict[str, object]:
    """Return what the pages of one version share."""
    at, row, text = clock.now(), state.row, state.text
    fact = queries.as_written(text=text, article=row.article, number=row.number, sha256=row.sha256, at=at)
    others = {
        one.slug: one for one in queries.articles(language=queries.default_language(at=at), at=at, is_filled=False)
    }
    public = next(iter(queries.published(at=at, slug=row.article_id, also_expired=True)), None)
    return {
        "state": state,
        "slug": row.article_id,
        "step": _version(state),
        "values": queries.variables(at=at),
        "reading": queries.reading_of_text(text),
        "public": public,
        "is_public": public is not None and public.version.pk == row.pk,
        **page_of(fact, others=others),
    }


def _row(kept: Kept) -> dict[str, object]:
    return {
        "kept": kept,
        "stand": STANDS[kept.stand],
        "tag": _TAGS[kept.stand],
        "topic": TOPICS[kept.article.topic],
        "step": STEPS[kept.newest.step] if kept.has_news else "",
        "step_tag": _STEP_TAGS[kept.newest.step],
    }


def _version(state: VersionState) -> dict[str, object]:
    return {"state": state, "words": STEPS[state.step], "tag": _STEP_TAGS[state.step]}


def _place_words(kept: Kept) -> dict[str, object]:
    article = kept.article
    return {
        "topic": TOPICS[article.topic],
        "audience": AUDIENCES[article.audience],
        "paper": PAPERS[article.paper],
    }


def _codes(kept: Kept) -> tuple[str, ...]:
    """Return where an article stands, and where the version on its way stands."""
    return (kept.stand.value, kept.newest.step.value) if kept.has_news else (kept.stand.value,)


def _choices(found: tuple[Kept, ...]) -> list[tuple[str, Words, int]]:
    """Return the states there are, with how many articles are in each."""
    counted = Counter(code for one in found for code in _codes(one))
    words: dict[str, Words] = {**STEPS, **STANDS}
    return [(code, said, counted[code]) for code, said in words.items() if counted[code]]
