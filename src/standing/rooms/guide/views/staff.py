"""What counsel and the keepers of the pack see: versions, the tree as it would be, what changed, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel, person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.guide import actions, permissions, queries
from standing.rooms.guide.forms import AnswerForm, TakeDownForm
from standing.rooms.guide.queries import VersionState
from standing.rooms.guide.rules import text as texts
from standing.rooms.guide.rules import tree as trees
from standing.rooms.guide.rules.drawings import HIGH, WIDE, drawing
from standing.rooms.guide.rules.shape import GuideTerms
from standing.rooms.guide.rules.text import Finding, Stand
from standing.rooms.guide.rules.tree import Node, Tree
from standing.rooms.guide.views.parts import SURE, Words

_ROWS = 25
_STANDS: dict[Stand, tuple[Words, str]] = {
    Stand.WAITING: (gettext_lazy("Waits for counsel"), "tag-info"),
    Stand.IN_FORCE: (gettext_lazy("In force"), "tag-good"),
    Stand.EARLIER: (gettext_lazy("In force earlier"), ""),
    Stand.RETURNED: (gettext_lazy("Returned"), "tag-warn"),
    Stand.TAKEN_DOWN: (gettext_lazy("Taken down"), "tag-bad"),
    Stand.PASSED_OVER: (gettext_lazy("A newer one came"), ""),
}
_SETTINGS = {
    "wait_for_counsel_with_judicial_warrant": gettext_lazy("Call counsel first, also with a judge’s warrant"),
    "agencies": gettext_lazy("Whose officers"),
    "report": gettext_lazy("What is reported"),
}
_VALUES: dict[object, Words] = {
    True: gettext_lazy("Yes: it adds a call, never a refusal"),
    False: gettext_lazy("No"),
    "federal": gettext_lazy("Federal officers only"),
    "any-civil": gettext_lazy("Any officer who enforces civil law"),
    "every-sighting": gettext_lazy("Every sighting"),
    "requests": gettext_lazy("Requests only"),
}


@require_safe
def list_versions(request: HttpRequest) -> HttpResponse:
    """Show every version with where it stands."""
    by = person(request)
    decides = counsel.is_counsel(by=by)
    rows = [
        _row(state) | {"can_decide": decides and not counsel.had_a_hand(hands=(state.row.brought_by_id,), by=by)}
        for state in queries.states()
    ]
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(request, "guide/list.html", {"page_obj": page, "current": _current(rows)})


@require_safe
def read_version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version: its settings, its tree, its papers, and what differs from the one in force."""
    state = _state_for(number)
    can_decide = permissions.can_decide(version=state.row, by=person(request))
    return TemplateResponse(request, "guide/version.html", {**_context(state), "can_decide": can_decide})


@require_http_methods(["GET", "HEAD", "POST"])
def answer_version(request: HttpRequest, number: int) -> HttpResponse:
    """Approve exactly the text on the page, or return it with a note."""
    state = _state_for(number)
    context = _context(state)
    if request.method != "POST":
        form = AnswerForm(initial={"seen_sha256": state.row.sha256})
        return TemplateResponse(request, "guide/answer.html", {**context, "form": form})
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render_invalid(request, "guide/answer.html", {**context, "form": form})
    is_approval = form.cleaned_data["finding"] == Finding.APPROVED
    act = actions.approve_version if is_approval else actions.return_version
    try:
        act(
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            note=form.cleaned_data["note"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "guide/answer.html", {**context, "form": form})
    messages.success(
        request,
        _("The guide is approved. It is public within seconds.") if is_approval else _("Your note stands on record."),
    )
    return redirect("guide:list_versions")


@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: HttpRequest, number: int) -> HttpResponse:
    """Take the guide down at once."""
    state = _state_for(number)
    data = request.POST if request.method == "POST" else None
    form = TakeDownForm(data, initial={"seen_sha256": state.row.sha256})
    context = {**_row(state), "form": form}
    if data is None:
        return TemplateResponse(request, "guide/take_down.html", context)
    if not form.is_valid():
        return render_invalid(request, "guide/take_down.html", context)
    try:
        actions.take_down_guide(
            number=number,
            seen_sha256=form.cleaned_data["seen_sha256"],
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "guide/take_down.html", context)
    messages.success(request, _("The guide is down, with all its papers."))
    return redirect("guide:list_versions")


def _state_for(number: int) -> VersionState:
    return queries.state_of(number=number)


def _row(state: VersionState) -> dict[str, object]:
    words, tag = _STANDS[state.stand]
    return {"state": state, "words": words, "tag": tag}


def _current(rows: list[dict[str, object]]) -> dict[str, object] | None:
    return next((row for row in rows if row["words"] is _STANDS[Stand.IN_FORCE][0]), None)


def _context(state: VersionState) -> dict[str, object]:
    terms, current = state.terms, queries.in_force(at=clock.now())
    tree = trees.concrete(terms)
    before = current if current is not None and current.number != state.row.pk else None
    return {
        **_row(state),
        "terms": terms,
        "settings": _settings(terms),
        "areas": [(area, SURE[area.confidence]) for area in terms.settings.areas],
        "contacts": [(contact, SURE[contact.confidence]) for contact in terms.contacts],
        "laws": [(law, SURE[law.confidence]) for law in terms.laws],
        "papers": [(paper, drawing(paper), SURE[paper.confidence]) for paper in terms.papers],
        "form_size": {"wide": WIDE, "high": HIGH},
        "branch": _branch(tree, tree.node(tree.start), set()),
        "before": before,
        "old_words": texts.as_words(before.terms) if before is not None else "",
        "new_words": texts.as_words(terms),
        "counts": _counts(tree),
    }


def _settings(terms: GuideTerms) -> list[tuple[Words, Words]]:
    return [(words, _VALUES[getattr(terms.settings, name)]) for name, words in _SETTINGS.items()]


def _branch(tree: Tree, node: Node, seen: set[str]) -> dict[str, object]:
    """Return a step with what follows it; a step that stands elsewhere in the list is only named."""
    is_known = node.id in seen
    seen.add(node.id)
    return {
        "node": node,
        "is_known": is_known,
        "ways": [
            {"choice": choice, "branch": _branch(tree, tree.node(choice.to), seen)}
            for choice in (() if is_known else node.choices)
        ],
    }


def _counts(tree: Tree) -> dict[str, int]:
    walks = list(trees.walks(tree))
    return {"steps": len(tree.nodes), "paths": len(walks), "taps": max(len(given) - 1 for _, given in walks)}
