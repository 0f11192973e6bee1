"""One person at a time, by hand: somebody joins, moves, leaves or is put right; and the last change taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.kernel.lists import spelling
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.roster import permissions
from standing.rooms.roster.actions import _writing
from standing.rooms.roster.models import Change, Person, Post, Touch
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules import names
from standing.rooms.roster.rules.events import RosterChanged
from standing.rooms.roster.rules.steps import ChangeKind

__all__ = ["PostWords", "add_person", "correct_person", "end_posts", "move_person", "undo_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWords:
    """Where and as what somebody is to work; codes of the pack, empty where it is not known."""

    department: str
    site: str = ""
    site_said: str = ""
    work_type: str = ""
    shift: str = ""


@transaction.atomic
def add_person(*, number: str, name: str, email: str, post: PostWords, on: date, by: User, at: datetime) -> UUID:
    """
    This will put somebody on the roster from a day on, and return the id.

    Who was on it before, under that number, is the same person again.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if number, name, post or day cannot be, or somebody is on the roster under that number
    """
    permissions.check_can_keep(by=by)
    _writing.lock()
    kept = names.number_of(number)
    called = names.name_of(name)
    _check_words(kept, called)
    _check_post(post, at=at)
    row = Person.objects.select_for_update(of=("self",)).filter(number=kept).first()
    if row is not None and row.left_on is None:
        raise NotNow(f"Somebody is on the roster under the number {kept}. Open that person and change the post there.")
    _check_day(row, on, at=at)
    change = _begin(ChangeKind.ADD, on=on, by=by, at=at)
    if row is None:
        row = Person(number=kept, joined_on=on)
    else:
        _touch(row, change)
        row.joined_on = on if row.left_on == row.joined_on else row.joined_on
    row.left_on, row.changed_by = None, change
    _call(row, called)
    row.email = email.strip().casefold() or row.email
    row.save()
    _open(row, post, change)
    _note("roster.add_person", row, change, departments={post.department}, by=by, at=at)
    return row.pk


@transaction.atomic
def move_person(*, person: UUID, from_post: int | None, post: PostWords, on: date, by: User, at: datetime) -> None:
    """
    This will end one post of a person on a day and begin another; without ``from_post`` only begin one.

    A move that says what is so already makes no change.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotFound: if there is no such person, or no such open post
    :raises NotNow: if the person left, the day cannot be, or there is an open post in that department already
    """
    permissions.check_can_keep(by=by)
    _writing.lock()
    row = _here(person)
    _check_post(post, at=at)
    _check_day(row, on, at=at)
    ours = Post.objects.filter(person=row, until_on__isnull=True)
    old = ours.filter(pk=from_post).first() if from_post is not None else None
    if from_post is not None and old is None:
        raise NotFound("There is no such post, or it ended.")
    if old is not None and _words_of(old) == post:
        return
    others = ours.exclude(pk=old.pk) if old is not None else ours
    if others.filter(department=post.department).exists():
        raise NotNow("This person has a post in that department already. Change that one.")
    change = _begin(ChangeKind.MOVE, on=on, by=by, at=at)
    _touch(row, change)
    row.changed_by = change
    row.save(update_fields=["changed_by"])
    if old is not None:
        old.until_on, old.closed_by = on, change
        old.save(update_fields=["until_on", "closed_by"])
    _open(row, post, change)
    departments = {post.department} | ({old.department_id} if old is not None else set())
    _note("roster.move_person", row, change, departments=departments, by=by, at=at)


@transaction.atomic
def end_posts(*, person: UUID, post: int | None, on: date, by: User, at: datetime) -> None:
    """
    This will end one post of a person on a day, or all; who has none left has left. ``on`` is the first day without.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotFound: if there is no such person, or no such open post
    :raises NotNow: if the person left before, or the day cannot be
    """
    permissions.check_can_keep(by=by)
    _writing.lock()
    row = _here(person)
    _check_day(row, on, at=at)
    ours = Post.objects.filter(person=row, until_on__isnull=True)
    ending = ours.filter(pk=post) if post is not None else ours
    departments = set(ending.values_list("department_id", flat=True))
    if not departments:
        raise NotFound("There is no such post, or it ended.")
    change = _begin(ChangeKind.LEAVE, on=on, by=by, at=at)
    _touch(row, change)
    ending.update(until_on=on, closed_by=change)
    row.left_on = None if ours.exists() else on
    row.changed_by = change
    row.save(update_fields=["left_on", "changed_by"])
    _note("roster.end_posts", row, change, departments=departments, by=by, at=at)


@transaction.atomic
def correct_person(*, person: UUID, name: str, email: str, by: User, at: datetime) -> None:
    """
    This will put right how somebody is called and reached; the number stays. Nothing new makes no change.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotFound: if there is no such person
    :raises NotNow: if the name cannot be, or the person is forgotten
    """
    permissions.check_can_keep(by=by)
    _writing.lock()
    row = _found(person)
    called, reached = names.name_of(name), email.strip().casefold()
    if sentence := names.name_sentence(called):
        raise NotNow(sentence)
    if (called, reached) == (row.name, row.email):
        return
    latest = _latest_day(row) or row.joined_on
    change = _begin(ChangeKind.CORRECT, on=latest, by=by, at=at)
    _touch(row, change)
    _call(row, called)
    row.email, row.changed_by = reached, change
    row.save()
    departments = set(Post.objects.filter(person=row, until_on__isnull=True).values_list("department_id", flat=True))
    _note("roster.correct_person", row, change, departments=departments, by=by, at=at)


@transaction.atomic
def undo_change(*, person: UUID, change: UUID, by: User, at: datetime) -> None:
    """
    This will take back the last change of a person that was made by hand.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotFound: if there is no such person
    :raises NotNow: if something newer touched the person, or a list made the change
    """
    permissions.check_can_keep(by=by)
    _writing.lock()
    row = _found(person)
    last = row.changed_by
    if last is None or last.pk != change or last.undone_at is not None:
        raise NotNow("Something newer changed this person. Load the page again.")
    if last.kind == ChangeKind.IMPORT:
        raise NotNow("A list made this change. Take the list back, or change the person by hand.")
    departments = _writing.take_back(last)
    Change.objects.filter(pk=last.pk).update(undone_at=at, undone_by=by)
    _note("roster.undo_change", row, last, departments=set(departments), by=by, at=at)


# Parts


def _begin(kind: ChangeKind, *, on: date, by: User, at: datetime) -> Change:
    return Change.objects.create(kind=kind.value, from_on=on, by=by, at=at)


def _touch(row: Person, change: Change) -> None:
    """Keep how somebody stands, so that the change can be taken back."""
    Touch.objects.create(
        change=change,
        person=row,
        name=row.name,
        key=row.key,
        sort_name=row.sort_name,
        email=row.email,
        joined_on=row.joined_on,
        left_on=row.left_on,
        before=row.changed_by,
    )


def _call(row: Person, name: str) -> None:
    row.name, row.key, row.sort_name = name, names.key_of(name), names.sort_of(name)


def _open(row: Person, post: PostWords, change: Change) -> None:
    Post.objects.create(
        person=row,
        department_id=post.department,
        site=post.site,
        site_said=spelling.line(post.site_said)[:200],
        work_type=post.work_type,
        shift=post.shift,
        from_on=change.from_on,
        opened_by=change,
    )


def _words_of(post: Post) -> PostWords:
    return PostWords(
        department=post.department_id,
        site=post.site,
        site_said=post.site_said,
        work_type=post.work_type,
        shift=post.shift,
    )


def _found(id: UUID) -> Person:
    row = Person.objects.select_for_update(of=("self",)).select_related("changed_by").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such person on the roster.")
    if row.forgotten_at is not None:
        raise NotNow("This person is forgotten; nothing about them is changed any more.")
    return row


def _here(id: UUID) -> Person:
    row = _found(id)
    if row.left_on is not None:
        raise NotNow("This person left. Add them again under the same number.")
    return row


def _check_words(number: str, name: str) -> None:
    said = " ".join(filter(None, (names.number_sentence(number), names.name_sentence(name))))
    if said:
        raise NotNow(said)


def _check_post(post: PostWords, *, at: datetime) -> None:
    ground = pack.ground(known=at)
    if post.department not in ground.departments:
        raise NotNow("Choose the department.")
    if post.work_type and post.work_type not in ground.terms.work_types:
        raise NotNow("Choose a sort of work of the pack.")
    if post.shift and post.shift not in ground.terms.shifts:
        raise NotNow("Choose a shift of the pack.")


def _check_day(row: Person | None, on: date, *, at: datetime) -> None:
    if on > pack.today(at=at):
        raise NotNow("The day lies ahead. Enter it on the day, or later.")
    latest = _latest_day(row) if row is not None else None
    if latest is not None and on < latest:
        raise NotNow(
            f"The latest post of this person begins or ended on {latest.isoformat()}. Choose that day or later."
        )


def _latest_day(row: Person) -> date | None:
    found = (
        Post.objects.filter(person=row).exclude(until_on=F("from_on")).aggregate(a=Max("from_on"), b=Max("until_on"))
    )
    return max((day for day in found.values() if day is not None), default=None)


def _note(verb: str, row: Person, change: Change, *, departments: set[str], by: User, at: datetime) -> None:
    facts = {"change": str(change.pk), "departments": sorted(departments)}
    audit.record(verb=verb, subject=str(row.pk), by=by, at=at, facts=facts)
    events.emit(RosterChanged(departments=frozenset(departments), at=at))
