"""What several pages of the room need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation.api import is_sample
from standing.kernel.refusals import Refused
from standing.rooms.plans import permissions, queries
from standing.rooms.plans.models import Version
from standing.rooms.plans.queries import Overview, SectionState
from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.content import ContentFact

T = TypeVar("T")


def overview_for(request: HttpRequest, campaign: str, department: str) -> Overview:
    """Return the page of a plan for who asks; to others it does not exist."""
    return queries.overview(campaign=campaign, department=department, by=person(request), at=clock.now())


def version_for(request: HttpRequest, campaign: str, department: str, number: int) -> Version:
    """Return a version for who asks; to others it does not exist."""
    return queries.version_for(campaign=campaign, department=department, number=number, by=person(request))


def state_of(page: Overview, section: str) -> SectionState:
    """Return a section of the page; one that the template lacks does not exist."""
    for state in page.progress.sections if page.progress is not None else ():
        if state.terms.id == section:
            return state
    raise Http404


def names_of(page: Overview) -> dict[str, object]:
    """Return the two names that every address of a plan holds."""
    return {"campaign": page.terms.campaign.id, "department": page.department.id}


def shown(text: ContentFact) -> list[dict[str, object]]:
    """Return the sections ready to be shown: the kind decides how."""
    return [
        {
            "section": section,
            "text": values.text_of(section.value),
            "day": values.day_of(section.value),
            "rows": [
                [
                    {"column": column, "cell": values.shown_cell(column=column, cell=row.get(column.id, ""))}
                    for column in section.columns
                ]
                for row in values.rows_of(section.value)
            ],
            "none": values.none_of(section.value),
            "is_empty": values.is_empty(section.value),
        }
        for section in text.sections
    ]


def version_context(request: HttpRequest, version: Version) -> dict[str, object]:
    """Return what the pages of one version share."""
    page = overview_for(request, version.plan.campaign_id, version.plan.department_id)
    text = queries.text_of(version=version)
    review = getattr(version, "review", None)
    comments = dict(review.comments.values_list("section", "text")) if review is not None else {}
    return {
        "page": page,
        "version": version,
        "review": review,
        "text": [
            {**one, "comment": comments.get(section.id, "")}
            for one, section in zip(shown(text), text.sections, strict=True)
        ],
        "can_review": review is None and permissions.can_review(version=version, by=person(request)),
        **names_of(page),
    }


def attempt(request: HttpRequest, done: str, act: Callable[[], T]) -> T | None:
    """Do something and say how it went."""
    try:
        made = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, done)
    return made


def marked(told: dict[str, object]) -> dict[str, object]:
    """Return an answer for a program, with the mark of a sample."""
    return {**told, "sample": True} if is_sample() else told
