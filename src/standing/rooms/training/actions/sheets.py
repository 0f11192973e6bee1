"""Sheets of paper: print one, enter it when it comes back signed, withdraw it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.acknowledgements.api import How
from standing.hall.audit import api as audit
from standing.hall.files.api import restricted
from standing.hall.sealed import api as sealed
from standing.kernel import privacy
from standing.kernel.canonical import sha256_hex
from standing.kernel.lists import spelling
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.city import api as city
from standing.rooms.roster import api as roster
from standing.rooms.training import permissions
from standing.rooms.training.actions.assigning import COUNT_SOON
from standing.rooms.training.actions.completing import complete
from standing.rooms.training.models import Completion, Sheet, SheetCompletion, SheetEntry, SheetLine, SheetWithdrawal
from standing.rooms.training.queries import courses, coverage, terms
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules.coverage import Filters
from standing.rooms.training.rules.sheets import MOST_LINES, Added, Why


class RowsDoNotFit(Refused):
    """Some rows cannot be taken in; nothing was. ``lines`` and ``rows`` say which, and why."""

    def __init__(self, *, lines: Mapping[int, str], rows: Mapping[int, str]) -> None:
        super().__init__("Some rows do not fit. Nothing was entered yet; look at each row below.")
        self.lines = lines
        self.rows = rows


class Mistyped(Refused):
    """A field says what cannot be. ``field`` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What entering a sheet came to. ``known`` people were entered before."""

    new: int
    known: int


@transaction.atomic
def print_sheet(*, course: str, language: str, department: str, site: str = "", by: User, at: datetime) -> UUID:
    """
    This will make a sheet with the people of a department, or of one of its sites, who do not hold a course.

    At most 60 names stand on it; who makes another one gets the same people until they have signed.

    :raises NotAllowed: if the person does not work with the people of the department
    :raises NotFound: if there is no such department, course or language
    """
    permissions.check_can_see(department=department, by=by)
    city.department(id=department, known=at)
    edition = courses.edition_out(course=course, at=at)
    if language not in edition.languages:
        raise NotFound("The course is not there in this language.")
    _number, lacking = coverage.missing(
        day=courses.today(at=at),
        known=at,
        grace_days=terms.terms(known=at).grace_days,
        filters=Filters(department=department, site=site, course=course),
        limit=MOST_LINES,
    )
    row = Sheet.objects.create(
        code=sealed.new_code(),
        edition_id=edition.id,
        language=language,
        department=department,
        site=site,
        made_by=by,
        made_at=at,
    )
    SheetLine.objects.bulk_create(
        SheetLine(sheet=row, number=number, person_id=one.person) for number, one in enumerate(lacking, start=1)
    )
    audit.record(
        verb="training.print_sheet",
        subject=f"sheet:{row.pk}",
        by=by,
        at=at,
        facts={"edition": edition.id, "department": department, "lines": len(lacking)},
    )
    return row.pk


@transaction.atomic
def enter_sheet(
    *,
    sheet: UUID,
    signed: Collection[int],
    added: Sequence[Added],
    on: date,
    supervisor: str,
    scan_name: str,
    scan: bytes,
    by: User,
    at: datetime,
) -> Entered:
    """
    This will record a completion for each line that was signed and each person who was added, all or none.

    Entered a second time for the same day, with nobody new on it, it changes nothing. ``scan`` goes to the restricted
    store. Source: ED12-1b.

    :raises NotAllowed: if the person does not work with the people of the department
    :raises NotNow: if the sheet was withdrawn
    :raises Mistyped: if the day cannot be, nobody signed, or there is no supervisor or scan
    :raises RowsDoNotFit: with every row that cannot be taken in
    """
    row = _sheet(sheet, by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('training.sheet'), hashtext(%s))", [str(sheet)])
    if SheetWithdrawal.objects.filter(sheet=row).exists():
        raise NotNow("This sheet was withdrawn. Print a new one.")
    edition = courses.edition(course=row.edition.course_id, number=row.edition.number, known=at)
    typed = [one for one in added if not one.is_empty]
    named = spelling.line(supervisor)
    _check_head(edition, on=on, supervisor=named, scan=scan, has_people=bool(signed or typed), at=at)

    digest = sha256_hex(scan)
    people, lines, rows = _people(row, signed=signed, added=typed, on=on)
    done: dict[UUID, UUID] = {}
    new = 0
    for person, (kind, number) in people.items():
        try:
            fact = complete(
                person=person,
                edition=edition,
                language=row.language,
                on=on,
                how=How.PAPER,
                score=None,
                out_of=None,
                by=by,
                at=at,
                sheet_sha256=digest,
            )
        except (NotNow, NotFound) as refusal:
            (lines if kind == "line" else rows)[number] = str(refusal)
            continue
        done[person] = fact.id
        new += fact.is_new
    if lines or rows:
        raise RowsDoNotFit(lines=lines, rows=rows)
    standing = set(
        SheetCompletion.objects.filter(entry__sheet=row, completion__in=done.values()).values_list(
            "completion_id", flat=True
        )
    )
    fresh = [completion for completion in done.values() if completion not in standing]
    if not fresh:
        return Entered(new=0, known=len(done))
    entry = SheetEntry.objects.create(
        sheet=row,
        on=on,
        supervisor=named,
        scan=uuid.uuid4(),
        scan_sha256=digest,
        entered_by=by,
        entered_at=at,
    )
    SheetCompletion.objects.bulk_create(SheetCompletion(entry=entry, completion_id=one) for one in fresh)
    audit.record(
        verb="training.enter_sheet",
        subject=f"sheet:{row.pk}",
        by=by,
        at=at,
        facts={"entry": str(entry.pk), "scan": digest, "people": len(fresh), "new": new},
    )
    jobs.configure_task(COUNT_SOON).defer()
    assert entry.scan is not None
    restricted.keep(id=entry.scan, content=scan, name=scan_name)  # last: what is on a disk is not rolled back
    return Entered(new=new, known=len(done) - new)


@transaction.atomic
def withdraw_sheet(*, sheet: UUID, why: Why, by: User, at: datetime) -> int:
    """
    This will say that a sheet does not count; return how many completions stood on it.

    The completions stay as facts. Those that only this sheet stands for count no more.

    :raises NotAllowed: if the person does not work with the people of the department
    :raises NotNow: if it was withdrawn before
    """
    row = _sheet(sheet, by=by)
    _made, is_new = SheetWithdrawal.objects.get_or_create(sheet=row, defaults={"why": why.value, "by": by, "at": at})
    if not is_new:
        raise NotNow("This sheet was withdrawn before.")
    number = Completion.objects.filter(
        pk__in=SheetCompletion.objects.filter(entry__sheet=row).values("completion_id")
    ).count()
    audit.record(
        verb="training.withdraw_sheet",
        subject=f"sheet:{row.pk}",
        by=by,
        at=at,
        facts={"why": why.value, "completions": number},
    )
    jobs.configure_task(COUNT_SOON).defer()
    return number


def _sheet(sheet: UUID, *, by: User) -> Sheet:
    row = Sheet.objects.select_related("edition").filter(pk=sheet).first()
    if row is None:
        raise NotFound("There is no such sheet.")
    permissions.check_can_see(department=row.department, by=by)
    return row


def _check_head(
    edition: EditionFact, *, on: date, supervisor: str, scan: bytes, has_people: bool, at: datetime
) -> None:
    today = courses.today(at=at)
    if on > today:
        raise Mistyped("on", "This day has not come yet.")
    if edition.out_on is None or on < edition.out_on:
        raise Mistyped("on", "On that day this edition of the course was not out yet.")
    if not supervisor:
        raise Mistyped("supervisor", "Give the name of the supervisor who signed.")
    if found := privacy.sentence(privacy.screen(supervisor)):
        raise Mistyped("supervisor", found)
    if not scan:
        raise Mistyped("scan", "Attach a scan or a photograph of the signed sheet.")
    if not has_people:
        raise Mistyped("signed", "Tick at least one person who signed, or add one.")


def _people(
    row: Sheet, *, signed: Collection[int], added: Sequence[Added], on: date
) -> tuple[dict[UUID, tuple[str, int]], dict[int, str], dict[int, str]]:
    """Return who is to be entered and by which row, and the rows that name nobody."""
    people: dict[UUID, tuple[str, int]] = {}
    lines: dict[int, str] = {}
    rows: dict[int, str] = {}
    printed = dict(SheetLine.objects.filter(sheet=row).values_list("number", "person_id"))
    for number in sorted(set(signed)):
        if number not in printed:
            lines[number] = "The sheet has no such line."
            continue
        people[printed[number]] = ("line", number)
    for one in added:
        found = roster.find_person(number=one.number, name=one.name, on=on)
        if found is None:
            rows[one.row] = "Number and name do not fit together, or nobody such was on the roster that day."
        elif found.id in people:
            rows[one.row] = "This person is on the sheet already. Leave one of the two out."
        else:
            people[found.id] = ("row", one.row)
    return people, lines, rows
