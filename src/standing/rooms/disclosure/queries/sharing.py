"""The register of data sharing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from standing.kernel.refusals import NotFound
from standing.rooms.disclosure.models import Partner, Review
from standing.rooms.disclosure.queries.desk import today
from standing.rooms.disclosure.rules.sharing import Clause, PartnerFact, ReviewFact


def partners(*, at: datetime, clause: Clause | None = None, ended: bool = True) -> tuple[PartnerFact, ...]:
    """Return the register by name, each with the last look at its contract; two questions."""
    day = today(at=at)
    last: dict[UUID, Review] = {
        one.partner_id: one for one in Review.objects.select_related("reviewed_by").order_by("number")
    }
    found = (_fact(row, last[row.pk], day=day) for row in Partner.objects.order_by("name", "system", "id"))
    return tuple(
        one
        for one in found
        if (clause is None or one.review.clause is clause) and (ended or one.review.clause is not Clause.ENDED)
    )


def partner(*, id: UUID, at: datetime) -> tuple[PartnerFact, tuple[ReviewFact, ...]]:
    """Return one partner and every look at its contract, the latest first. :raises NotFound: if there is none"""
    row = Partner.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such partner.")
    reviews = list(Review.objects.select_related("reviewed_by").filter(partner=row).order_by("-number"))
    return _fact(row, reviews[0], day=today(at=at)), tuple(_review(one) for one in reviews)


def _fact(row: Partner, last: Review, *, day: date) -> PartnerFact:
    review = _review(last)
    return PartnerFact(
        id=row.pk,
        name=row.name,
        system=row.system,
        department=row.department,
        review=review,
        is_overdue=review.clause is not Clause.ENDED and review.next_review < day,
    )


def _review(row: Review) -> ReviewFact:
    return ReviewFact(
        number=row.number,
        clause=Clause(row.clause),
        categories=tuple(row.categories),
        next_review=row.next_review,
        finding=row.finding,
        reviewed_at=row.reviewed_at,
        reviewed_by=str(row.reviewed_by),
    )
