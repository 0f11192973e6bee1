"""A request comes in: recorded from its paper, read again if it was read wrong, taken by counsel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.mail import api as mail
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.city import api as city
from standing.rooms.disclosure import permissions, queries
from standing.rooms.disclosure.actions._ground import check_categories, lock_request, next_number, subject
from standing.rooms.disclosure.models import Reading, Request
from standing.rooms.disclosure.rules import lanes, papers
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.desk import DisclosureFile
from standing.rooms.disclosure.rules.papers import CheckList
from standing.rooms.disclosure.rules.requests import Channel


@transaction.atomic
def record_request(
    *,
    key: UUID,
    department: str,
    agency: str,
    channel: Channel,
    reference: str,
    received_at: datetime,
    seen: CheckList,
    categories: tuple[str, ...],
    people: int | None,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will take in a request, say what its paper is and which way it goes, and tell counsel the same moment.

    The same key a second time is the same request. Nothing leaves by this.

    :raises NotAllowed: if the person is neither of the desk nor liaison of the department
    :raises Refused: if department, agency or data are unknown, the reference says more than a number, or it has
        not come yet
    """
    desk = queries.desk_of(known=at)
    permissions.check_can_record(department=department, by=by)
    known = Request.objects.filter(pk=key).first()
    if known is not None:
        if known.recorded_by_id != by.pk:
            raise NotNow("This form was sent by somebody else before. Open a new one.")
        return known.pk
    city.department(id=department, known=at)
    if all(one.id != agency for one in desk.agencies):
        raise Refused("Choose the authority from the list.")
    if received_at > at:
        raise Refused("It has not come yet: give the time at which the City got it.")
    year = local_day(at, queries.zone(known=at)).year
    row = Request.objects.create(
        pk=key,
        year=year,
        number=next_number(Request, year=year),
        department=department,
        agency=agency,
        channel=channel.value,
        reference=rules.check_reference(reference),
        received_at=received_at,
        received_day=local_day(received_at, queries.zone(known=at)),
        recorded_at=at,
        recorded_by=by,
    )
    reading = _read(row, desk=desk, seen=seen, categories=categories, people=people, by=by, at=at)
    audit.record(
        verb="disclosure.record_request",
        subject=subject(row),
        by=by,
        at=at,
        facts={"kind": reading.kind, "lane": reading.lane, "department": department, "agency": agency},
    )
    _tell_counsel(row, at=at)
    return row.pk


@transaction.atomic
def read_again(
    *, request: UUID, seen: CheckList, categories: tuple[str, ...], people: int | None, by: User, at: datetime
) -> None:
    """
    This will add a new reading of the paper, which counts from now on; the earlier ones stay.

    :raises NotAllowed: if the person is not of the desk
    :raises NotNow: if something left already
    :raises Refused: if data are unknown
    """
    row = lock_request(request)
    permissions.check_is_desk(by=by)
    if row.releases.exists():
        raise NotNow("Something left by an earlier reading. Record what is asked now as a new request.")
    reading = _read(row, desk=queries.desk_of(known=at), seen=seen, categories=categories, people=people, by=by, at=at)
    audit.record(
        verb="disclosure.read_again",
        subject=subject(row),
        by=by,
        at=at,
        facts={"kind": reading.kind, "lane": reading.lane, "reading": reading.number},
    )


@transaction.atomic
def take_request(*, request: UUID, by: User, at: datetime) -> None:
    """
    This will record that counsel has it, from which moment nobody is reminded to look.

    :raises NotAllowed: if the person is not counsel
    :raises NotNow: if counsel took it before
    """
    row = lock_request(request)
    permissions.check_is_counsel(by=by)
    if row.taken_at is not None:
        raise NotNow("Counsel took this request before.")
    row.taken_at, row.taken_by = at, by
    row.save(update_fields=["taken_at", "taken_by"])
    audit.record(verb="disclosure.take_request", subject=subject(row), by=by, at=at)


def _read(
    row: Request,
    *,
    desk: DisclosureFile,
    seen: CheckList,
    categories: tuple[str, ...],
    people: int | None,
    by: User,
    at: datetime,
) -> Reading:
    asked = check_categories(categories, desk=desk)
    known = papers.recognise(seen=seen, form_kind=desk.paper_kind(seen.form))
    routed = lanes.route(kind=known.kind, asked=[desk.openness(one) for one in asked])
    return Reading.objects.create(
        request=row,
        number=row.readings.count() + 1,
        has_paper=seen.has_paper.value,
        title=seen.title.value,
        court_named=seen.court_named.value,
        signer=seen.signer.value,
        court_seal=seen.court_seal.value,
        agency_header=seen.agency_header.value,
        form=seen.form,
        return_date=seen.return_date,
        categories=list(asked),
        people=rules.check_people(people),
        kind=known.kind.value,
        lane=routed.lane.value,
        reasons=[*known.reasons, *routed.reasons],
        rules_version=papers.RULES_VERSION,
        read_at=at,
        read_by=by,
    )


def _tell_counsel(row: Request, *, at: datetime) -> None:
    to = accounts.addresses_with(role=Role.ATTORNEY)
    if to:
        mail.post(
            key=f"disclosure.request:{row.pk}",
            to=to,
            subject="A request for data waits for counsel",
            body="Open Standing today. A request for data is at the disclosure desk.\n\n"
            "Nothing of what it says stands in this letter.\n",
            about="disclosure",
            at=at,
        )
