"""What can be done with editions: take them from a pack, approve, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User, counsel
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel import likeness
from standing.kernel.refusals import NotAllowed, NotNow, Refused
from standing.rooms.training import permissions
from standing.rooms.training.models import Approval, Course, Edition
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.rules import text as texts
from standing.rooms.training.rules.shape import CourseTerms
from standing.rooms.training.rules.text import Finding


class SameNumber(NotNow):
    """The pack has other words under the number of an edition that is there already, or leaves a number out."""


class NothingSaid(Refused):
    """Nothing is withdrawn without a word on why."""


class TellsOfAPerson(NotAllowed):
    """The note tells something of a person that the City does not keep; it was not saved."""


def check_number(*, course: CourseTerms) -> bool:
    """
    This will say whether a course of a pack is a new edition.

    :raises SameNumber: if its words changed without the next number
    """
    same = Edition.objects.filter(course_id=course.id, number=course.edition).first()
    if same is not None:
        if same.sha256 != texts.sha_of(course):
            raise SameNumber(
                f"The course {course.id} has other words than its edition {course.edition}. "
                f"Give it the next number, and say whether the change is material."
            )
        return False
    newest = queries.newest(course=course.id)
    expected = newest.number + 1 if newest is not None else 1
    if course.edition != expected:
        raise SameNumber(f"The next edition of the course {course.id} is number {expected}, not {course.edition}.")
    return True


@transaction.atomic
def take_course_from_pack(*, course: CourseTerms, pack_sha256: str, by: Actor, at: datetime) -> Edition | None:
    """
    This will add an edition where the pack brings a new one, and keep its words in each language; None otherwise.

    Nobody takes it before counsel approved it, except in a sample.

    :raises SameNumber: if the words changed without the next number
    """
    if not check_number(course=course):
        return None
    Course.objects.get_or_create(id=course.id, defaults={"first_seen_at": at})
    row = Edition.objects.create(
        course_id=course.id,
        number=course.edition,
        content=texts.content_of(course),
        sha256=texts.sha_of(course),
        is_material=course.material,
        expires=course.expires_rule,
        pass_percent=course.pass_percent,
        attempts=course.attempts,
        pack_sha256=pack_sha256,
        brought_by=by if isinstance(by, User) else None,
        brought_at=at,
    )
    first = queries.first_language(at=at)
    for language in texts.languages_of(course, first=first):
        acknowledgements.keep_text(
            subject=texts.subject_of(course.id),
            edition=course.edition,
            language=language,
            title=texts.said_in(course, language=language, first=first).title,
            body=texts.body_of(course, language=language, first=first),
            is_material=course.material,
            by=by,
            at=at,
        )
    audit.record(
        verb="training.take_from_pack",
        subject=f"course:{course.id}:{course.edition}",
        by=by,
        at=at,
        facts={"sha256": row.sha256, "pack": pack_sha256, "material": course.material},
    )
    return row


@transaction.atomic
def approve_edition(*, course: str, number: int, seen_sha256: str, note: str = "", by: User, at: datetime) -> Approval:
    """
    This will let people take exactly this edition.

    :raises NotAllowed: if the person is not counsel, or brought it in
    :raises NotFound: if there is no such edition
    :raises NotNow: if it is not the text that was shown, or is approved already
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    return _decide(course, number, Finding.APPROVED, seen_sha256=seen_sha256, note=note, by=by, at=at)


@transaction.atomic
def withdraw_edition(*, course: str, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> Approval:
    """
    This will end taking this edition, or send it back before anybody took it. What people finished stays a fact.

    :raises NotAllowed: if the person is not counsel, or brought it in
    :raises NotFound: if there is no such edition
    :raises NothingSaid: if no note says why
    :raises NotNow: if it is not the text that was shown, or is withdrawn already
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    if not note.strip():
        raise NothingSaid("Say why it is withdrawn, or what to change.")
    return _decide(course, number, Finding.WITHDRAWN, seen_sha256=seen_sha256, note=note, by=by, at=at)


def _decide(
    course: str, number: int, finding: Finding, *, seen_sha256: str, note: str, by: User, at: datetime
) -> Approval:
    Course.objects.select_for_update(no_key=True).filter(pk=course).first()  # one decision after the other
    state = queries.state_of(course=course, number=number)
    permissions.check_can_decide(edition=state.row, by=by)
    texts.check_next(current=state.stand, wanted=finding)
    counsel.check_same(shown=seen_sha256, stored=state.row.sha256)
    if sentence := likeness.sentence(likeness.screen(note)):
        raise TellsOfAPerson(sentence)

    approval = Approval.objects.create(
        edition=state.row, finding=finding.value, sha256=state.row.sha256, note=note.strip(), by=by, at=at
    )
    audit.record(
        verb="training.approve_edition" if finding is Finding.APPROVED else "training.withdraw_edition",
        subject=f"course:{course}:{number}",
        by=by,
        at=at,
        facts={"sha256": state.row.sha256},
    )
    return approval
