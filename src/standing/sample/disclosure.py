"""What might have come to the disclosure desk. Every number is invented, and nobody is named."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.rooms.city import api as city
from standing.rooms.disclosure import actions, queries
from standing.rooms.disclosure.models import Decision
from standing.rooms.disclosure.rules.desk import DisclosureFile
from standing.rooms.disclosure.rules.lanes import MAY_RELEASE, Openness
from standing.rooms.disclosure.rules.papers import CheckList, Kind, Seen, Signer, Title
from standing.rooms.disclosure.rules.requests import LEAVING, Channel, Outcome
from standing.rooms.disclosure.rules.sharing import Clause

_YES, _NO = Seen.YES, Seen.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A kind of paper as it comes, how often, and how it mostly ends."""

    kind: Kind
    often: int
    title: Title
    court: bool
    signer: Signer
    ends: tuple[Outcome, ...]
    openness: Openness = Openness.RESTRICTED
    days: int = 0


PAPERS = (
    Paper(kind=Kind.ADMINISTRATIVE_SUBPOENA, often=9, title=Title.SUBPOENA, court=False, signer=Signer.IMMIGRATION_OFFICER, ends=(Outcome.REFUSE, Outcome.CHALLENGE, Outcome.NOT_HELD), days=14),
    Paper(kind=Kind.COURT_PROCESS, often=4, title=Title.SUBPOENA, court=True, signer=Signer.CLERK, ends=(Outcome.PARTLY, Outcome.RELEASE, Outcome.CHALLENGE), days=21),
    Paper(kind=Kind.ADMINISTRATIVE_WARRANT, often=5, title=Title.WARRANT, court=False, signer=Signer.IMMIGRATION_OFFICER, ends=(Outcome.REFUSE,)),
    Paper(kind=Kind.LETTER, often=4, title=Title.LETTER, court=False, signer=Signer.AGENCY_OFFICIAL, ends=(Outcome.RELEASE,), openness=Openness.PUBLIC),
    Paper(kind=Kind.LETTER, often=3, title=Title.LETTER, court=False, signer=Signer.AGENCY_OFFICIAL, ends=(Outcome.NOT_HELD,), openness=Openness.STATUS),
    Paper(kind=Kind.LETTER, often=4, title=Title.LETTER, court=False, signer=Signer.AGENCY_OFFICIAL, ends=(Outcome.REFUSE,)),
    Paper(kind=Kind.GAP, often=1, title=Title.UNKNOWN, court=False, signer=Signer.UNKNOWN, ends=(Outcome.REFUSE,)),
)  # fmt: skip
PARTNERS = (
    ("Sample Plate Readers", "License plate readers", "lapd", "plate-reader", Clause.NEGOTIATED, "The contract lets the vendor pool readings; a new clause is with counsel."),
    ("Sample Cloud Storage", "Camera archive", "gsd", "camera", Clause.IN_FORCE, "Passing on is forbidden without a court's process."),
    ("Sample Case Software", "Housing applications", "lahd", "housing", Clause.IN_FORCE, "The vendor must tell the City of any request the same day."),
    ("Sample Payments", "Utility accounts", "ladwp", "utility", Clause.MISSING, "The contract is silent; it ends next year."),
    ("Sample Library Catalog", "Library accounts", "lapl", "library", Clause.IN_FORCE, "Loans are forgotten when a book comes back."),
    ("Sample Recreation Sign-Up", "Class enrollment", "rap", "contact", Clause.NEGOTIATED, "Asked for the clause; the vendor has not answered."),
)  # fmt: skip
_PER_MONTH = (7, 6, 5, 3, 2, 2, 3, 3, 2, 2, 3, 2)
"""How many come in each month of the year: most in the first three."""


def write(*, counsel: User, records: User, coordinator: User, first: datetime, until: datetime, random: Random) -> None:
    """Write it all; nothing where the pack has no desk."""
    desk = queries.desk_or_none(known=until)
    if desk is None:
        return
    departments = [one.id for one in city.departments(known=until)]
    with transaction.atomic():
        _register(desk, departments, by=records, first=first, until=until, random=random)
    for received in _moments(first, until, random):
        with transaction.atomic():
            _one(
                desk, received, department=random.choice(departments), counsel=counsel, second=(records, coordinator),
                until=until, random=random,
            )  # fmt: skip
    actions.send_notices(at=until)


def _moments(first: datetime, until: datetime, random: Random) -> list[datetime]:
    zone, found = queries.zone(known=until), []
    month = first.astimezone(zone).date().replace(day=1)
    while month <= until.astimezone(zone).date():
        for _ in range(_PER_MONTH[month.month - 1]):
            day = month + timedelta(days=random.randrange(0, 28))
            found.append(datetime.combine(day, time(8), tzinfo=zone) + timedelta(minutes=random.randrange(0, 540)))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return sorted(one for one in found if first < one < until - timedelta(minutes=30))


def _one(
    desk: DisclosureFile,
    received: datetime,
    *,
    department: str,
    counsel: User,
    second: tuple[User, User],
    until: datetime,
    random: Random,
) -> None:
    paper = random.choices(PAPERS, weights=[one.often for one in PAPERS])[0]
    forms = [one.id for one in desk.papers if one.kind is paper.kind]
    categories = [one.id for one in desk.categories if one.openness is paper.openness] or [desk.categories[0].id]
    recorded = received + timedelta(minutes=random.randrange(5, 30))
    request = actions.record_request(
        key=UUID(int=random.getrandbits(128), version=4),
        department=department,
        agency=random.choice(desk.agencies).id,
        channel=random.choice((Channel.MAIL, Channel.EMAIL, Channel.IN_PERSON, Channel.CLERK)),
        reference=f"{received.year % 100}-{random.randrange(100, 999)}",
        received_at=received,
        seen=CheckList(
            has_paper=_YES,
            title=paper.title,
            court_named=_YES if paper.court else _NO,
            agency_header=_NO if paper.court else _YES,
            signer=paper.signer,
            court_seal=_YES if paper.court else _NO,
            form=random.choice(forms) if forms else "",
            return_date=received.date() + timedelta(days=paper.days) if paper.days else None,
        ),
        categories=(random.choice(categories),),
        people=random.choice((None, 1, 1, 1, 2, 12)) if paper.openness is not Openness.PUBLIC else None,
        by=second[0],
        at=recorded,
    )
    taken = recorded + timedelta(minutes=random.randrange(20, 400))
    if taken >= until:
        return
    actions.take_request(request=request, by=counsel, at=taken)
    decided = taken + timedelta(days=random.randrange(1, 15), minutes=random.randrange(10, 90))
    if decided >= until:
        return
    _decide(desk, request, paper, at=decided, counsel=counsel, second=second, until=until, random=random)


def _decide(
    desk: DisclosureFile,
    request: UUID,
    paper: Paper,
    *,
    at: datetime,
    counsel: User,
    second: tuple[User, User],
    until: datetime,
    random: Random,
) -> None:
    fact = queries.request(id=request, by=counsel, at=at)
    outcome = random.choice(paper.ends)
    if outcome in LEAVING and fact.row.lane not in MAY_RELEASE:
        outcome = Outcome.REFUSE
    file = f"Sample answer to {fact.row.name}".encode()
    digest, size = (sha256(file).hexdigest(), len(file)) if outcome in LEAVING else ("", 0)
    actions.decide_request(
        request=request,
        seen_reading=1,
        outcome=outcome,
        reason=next(one.id for one in desk.reasons if outcome in one.outcomes),
        categories=fact.reading.categories if outcome in LEAVING else (),
        sha256=digest,
        size=size,
        advice="Sample advice: answer what the paper covers, and no more." if random.random() < 0.4 else "",
        by=counsel,
        at=at,
    )
    left = at + timedelta(hours=random.randrange(2, 30))
    if outcome in LEAVING and left < until:
        decision = Decision.objects.get(request=request).pk
        actions.release_data(
            request=request, decision=decision, sha256=digest, size=size, sent_by=Channel.MAIL,
            by=random.choice(second), at=left,
        )  # fmt: skip


def _register(
    desk: DisclosureFile, departments: list[str], *, by: User, first: datetime, until: datetime, random: Random
) -> None:
    for number, (name, system, wanted, category, clause, finding) in enumerate(PARTNERS):
        at = min(first + timedelta(days=20 + 9 * number), until)
        actions.enter_partner(
            name=name,
            system=system,
            department=wanted if wanted in departments else random.choice(departments),
            clause=clause,
            categories=(category if desk.openness(category) is not None else desk.categories[0].id,),
            next_review=until.date() + timedelta(days=40 * number - 30),
            finding=finding,
            by=by,
            at=at,
        )
