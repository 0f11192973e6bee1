"""All that can be done with the rulebook: take it from a pack, approve or return it, suspend a rule and lift that."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from standing.hall.accounts.api import User, counsel
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.kernel import likeness
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.rulebook import permissions, queries
from standing.rooms.rulebook.models import Edition, Reading, Suspension, SuspensionEnd
from standing.rooms.rulebook.queries import EditionFact
from standing.rooms.rulebook.rules.book import RulebookFile


@transaction.atomic
def take_rules(*, book: RulebookFile, pack_sha256: str, by: Actor, at: datetime) -> int | None:
    """
    This will make an edition of the rules that a pack brings; counsel has yet to approve it.

    :returns: its number, or None if the newest edition says the same
    """
    _one_at_a_time()
    content = book.model_dump(mode="json")
    sha256 = sha256_hex(canonical(content))
    newest = Edition.objects.order_by("-number").first()
    if newest is not None and newest.sha256 == sha256:
        return None
    row = Edition.objects.create(
        number=(newest.number if newest else 0) + 1,
        content=content,
        sha256=sha256,
        pack_sha256=pack_sha256,
        taken_by=str(by.pk),
        taken_at=at,
    )
    audit.record(
        verb="rulebook.take_rules",
        subject=f"rulebook:{row.number}",
        by=by,
        at=at,
        facts={"sha256": sha256, "pack": pack_sha256},
    )
    return row.number


@transaction.atomic
def approve_edition(*, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> None:
    """
    This will let exactly these rules guide staff from now on; translators are told.

    :raises NotAllowed: if the person is not counsel, or brought the rules
    :raises NotFound: if there is no such edition
    :raises NotNow: if it is not the newest, was answered, or is not what was shown
    :raises Refused: if the note tells what the City does not keep about anybody
    """
    held = _answerable(number, seen_sha256, note, by=by)
    _answer(held, is_approval=True, note=note, by=by, at=at)
    translations.put_source(
        page=queries.PAGE, title="Rules for City workers", texts=list(queries.texts(held.book)), by=by, at=at
    )
    publish.soon()
    audit.record(
        verb="rulebook.approve_edition", subject=f"rulebook:{number}", by=by, at=at, facts={"sha256": held.sha256}
    )


@transaction.atomic
def return_edition(*, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> None:
    """
    This will send the rules back with a word on what to change; what guides staff stays as it is.

    :raises NotAllowed: if the person is not counsel, or brought the rules
    :raises NotFound: if there is no such edition
    :raises NotNow: if it is not the newest, was answered, or is not what was shown
    :raises Refused: if no note says what to change
    """
    held = _answerable(number, seen_sha256, note, by=by)
    if not note.strip():
        raise Refused("Say what to change.")
    _answer(held, is_approval=False, note=note, by=by, at=at)
    audit.record(
        verb="rulebook.return_edition", subject=f"rulebook:{number}", by=by, at=at, facts={"sha256": held.sha256}
    )


@transaction.atomic
def suspend_rule(*, rule: str, order: str, reason: str, by: User, at: datetime) -> str:
    """
    This will tell staff that a court's order keeps a rule from being applied: answers that rest on it become "ask".

    :returns: the name of the suspension
    :raises NotAllowed: if the person is not counsel
    :raises NotFound: if no such rule guides staff
    :raises NotNow: if the rule is suspended already
    :raises Refused: if the order or the reason is missing, or tells what the City does not keep about anybody
    """
    permissions.check_can_decide(by=by)
    _one_at_a_time()
    _check_said(order, "Name the order: court, number, day.")
    _check_said(reason, "Say what the order says of this rule.")
    held = queries.in_force(at=at)
    if held is None or held.book.rule(rule) is None:
        raise NotFound("No such rule guides staff.")
    if rule in queries.suspended(at=at):
        raise NotNow("This rule is suspended already.")
    row = Suspension.objects.create(rule=rule, order=order.strip(), reason=reason.strip(), by=by, at=at)
    publish.soon()
    audit.record(
        verb="rulebook.suspend_rule", subject=f"rulebook:{rule}", by=by, at=at, facts={"suspension": str(row.pk)}
    )
    return str(row.pk)


@transaction.atomic
def lift_suspension(*, rule: str, reason: str, by: User, at: datetime) -> None:
    """
    This will let a rule be applied again.

    :raises NotAllowed: if the person is not counsel
    :raises NotNow: if the rule is not suspended
    :raises Refused: if the reason is missing or tells what the City does not keep about anybody
    """
    permissions.check_can_decide(by=by)
    _one_at_a_time()
    _check_said(reason, "Say why the rule holds again.")
    held = queries.suspended(at=at).get(rule)
    if held is None:
        raise NotNow("This rule is not suspended.")
    SuspensionEnd.objects.create(suspension_id=held.id, reason=reason.strip(), by=by, at=at)
    publish.soon()
    audit.record(
        verb="rulebook.lift_suspension", subject=f"rulebook:{rule}", by=by, at=at, facts={"suspension": held.id}
    )


def _answerable(number: int, seen_sha256: str, note: str, *, by: User) -> EditionFact:
    _one_at_a_time()
    held = queries.edition(number=number)
    permissions.check_can_answer(taken_by=held.taken_by, by=by)
    if held.is_approved is not None:
        raise NotNow("Counsel has answered already.")
    if Edition.objects.filter(number__gt=number).exists():
        raise NotNow("A newer edition has come in. Read that one.")
    counsel.check_same(shown=seen_sha256, stored=held.sha256)
    _check_tells_of_nobody(note)
    return held


def _answer(held: EditionFact, *, is_approval: bool, note: str, by: User, at: datetime) -> None:
    row = Edition.objects.get(number=held.number)
    Reading.objects.create(edition=row, is_approval=is_approval, sha256=held.sha256, note=note.strip(), by=by, at=at)


def _check_said(text: str, missing: str) -> None:
    if not text.strip():
        raise Refused(missing)
    _check_tells_of_nobody(text)


def _check_tells_of_nobody(text: str) -> None:
    if found := likeness.screen(text):
        raise Refused(likeness.sentence(found))


def _one_at_a_time() -> None:
    """Two packs, two answers, two orders at once: the second waits and sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rulebook'))")
