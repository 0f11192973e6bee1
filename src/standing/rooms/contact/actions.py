"""All that can be done: send, read, answer, refer, assign, close, hold, forget."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.mail import api as mail
from standing.hall.pack.api import PackFact
from standing.hall.publish import api as publish
from standing.hall.sealed import api as sealed
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.contact import permissions, queries
from standing.rooms.contact.models import Answer, Hold, Message
from standing.rooms.contact.rules import desk
from standing.rooms.contact.rules import messages as rules
from standing.rooms.contact.rules.desk import ContactFile
from standing.rooms.contact.rules.messages import (
    AnswerBy,
    AnswerKind,
    Busy,
    Channel,
    Content,
    OpenedFact,
    SafeTime,
    State,
    StatusFact,
)

SENT, WRONG_CODE = "sent", "wrong-code"
_MOST_AT_ONCE = 500
_BUSY = "Many people are writing right now. Please wait one minute, then try again."


@transaction.atomic
def take_desk(*, pack: PackFact, by: Actor, at: datetime) -> None:
    """This will hand the words of a pack's desk to those who translate; without a desk it does nothing."""
    file = pack.parsed.get("contact")
    if not isinstance(file, ContactFile):
        return
    translations.put_source(page=desk.PAGE, title="Contact", texts=queries.texts(file), by=by, at=at)
    translations.put_source(
        page=desk.TEMPLATES, title="Contact: answers", texts=queries.template_texts(file), by=by, at=at
    )
    publish.soon()


@transaction.atomic
def send_message(
    *,
    topic: str,
    text: str,
    answer_by: AnswerBy,
    contact: str,
    language: str,
    safe_time: SafeTime,
    channel: Channel,
    code: str = "",
    at: datetime,
) -> str:
    """
    This will take in a message, seal what was written, and return the receipt code, which is kept nowhere.

    With a ``code`` given that a message has already, nothing is sent twice.

    :raises Refused: if topic or language are unknown, the contact cannot be reached, or the text may not be kept
    """
    file = queries.desk_of(known=at)
    if file.topic(topic) is None:
        raise NotFound("There is no such topic.")
    if language not in {one.code for one in queries.languages(known=at)}:
        raise NotFound("There is no such language.")
    rules.check_text(text)
    contact = rules.tidy_contact(answer_by=answer_by, contact=contact)
    code = code or sealed.new_code()
    kept = sealed.fingerprint(code)
    if Message.objects.filter(fingerprint=kept).exists():
        return code

    row = Message(
        fingerprint=kept,
        topic=topic,
        language=language,
        channel=channel,
        answer_by=answer_by,
        day=queries.today(at=at),
    )
    said = {"text": text.strip(), "contact": contact, "safe_time": safe_time.value}
    row.box = sealed.seal(text=json.dumps(said), about=queries.about(row))
    row.save(force_insert=True)
    audit.record_anonymous(
        verb="contact.send_message",
        subject=str(row.pk),
        day=row.day,
        facts={"topic": topic, "language": language, "channel": channel.value},
    )
    return code


@transaction.atomic
def read_message(*, message: UUID, by: User, at: datetime) -> OpenedFact:
    """
    This will open a message for one person, and record that they read it.

    :raises NotAllowed: if the person does not work at the desk
    :raises NotNow: if its words were deleted
    :raises NotOpened: if its box does not open
    """
    row = _lock(message)
    permissions.check_can_answer(by=by)
    _check_whole(row)
    if row.state == State.NEW:
        _move(row, State.OPEN)
    audit.record(verb="contact.read_message", subject=str(row.pk), by=by, at=at)
    return _opened(row, at=at)


@transaction.atomic
def answer_message(*, message: UUID, text: str, by: User, at: datetime) -> None:
    """
    This will keep an answer for whoever has the code, and note that the message is answered.

    :raises NotAllowed: if the person does not work at the desk
    :raises NotNow: if nobody has read it yet, it is closed, or its words were deleted
    :raises Refused: if there is no answer, it is too long, or it says what may not be kept
    """
    _answer(message, AnswerKind.ANSWER, text, by=by, at=at)


@transaction.atomic
def refer_message(*, message: UUID, text: str, by: User, at: datetime) -> None:
    """
    This will tell whoever has the code which service can help, and note that the message was referred.

    :raises NotAllowed: if the person does not work at the desk
    :raises NotNow: if nobody has read it yet, it is closed, or its words were deleted
    :raises Refused: if no service is named, or the text may not be kept
    """
    _answer(message, AnswerKind.REFERRAL, text, by=by, at=at)


@transaction.atomic
def assign_message(*, message: UUID, to: UUID, by: User, at: datetime) -> None:
    """
    This will say who of the desk answers a message.

    :raises NotAllowed: if the person does not work at the desk
    :raises NotFound: if the other one does not
    :raises NotNow: if it is closed or its words were deleted
    """
    row = _lock(message)
    permissions.check_can_answer(by=by)
    _check_whole(row)
    if row.state == State.CLOSED:
        raise NotNow("This message is closed. Nothing more can be done with it.")
    other = next((person for person in queries.desk_people() if person.id == to), None)
    if other is None:
        raise NotFound("Only somebody of the office can answer it.")
    row.assigned_to_id = to
    row.save(update_fields=["assigned_to"])
    audit.record(verb="contact.assign_message", subject=str(row.pk), by=by, at=at, facts={"to": str(to)})


@transaction.atomic
def close_message(*, message: UUID, by: User, at: datetime) -> None:
    """
    This will close a message; it can still be looked up with its code until its words are deleted.

    :raises NotAllowed: if the person does not work at the desk
    :raises NotNow: if nobody has read it yet, or it is closed
    """
    row = _lock(message)
    permissions.check_can_answer(by=by)
    _move(row, State.CLOSED)
    audit.record(verb="contact.close_message", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def begin_hold(*, by: User, at: datetime) -> None:
    """
    This will stop every deletion of messages until the hold is ended.

    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises NotNow: if a hold is on
    """
    permissions.check_can_hold(by=by)
    _lock_holds()
    if Hold.objects.filter(ended_at=None).exists():
        raise NotNow("A legal hold is on already.")
    row = Hold.objects.create(begun_at=at, begun_by=by)
    audit.record(verb="contact.begin_hold", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def end_hold(*, by: User, at: datetime) -> None:
    """
    This will let messages be deleted again when their time is over.

    :raises NotAllowed: if the person is not of the City Attorney's office
    :raises NotNow: if no hold is on
    """
    permissions.check_can_hold(by=by)
    _lock_holds()
    row = Hold.objects.filter(ended_at=None).first()
    if row is None:
        raise NotNow("No legal hold is on.")
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record(verb="contact.end_hold", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def forget_messages(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will delete the words of messages whose time is over, with a record of each, and say how many.

    Nothing is deleted while a legal hold is on, or before counsel has approved how long messages are kept.
    """
    _lock_holds()
    rows = list(queries.to_forget(at=at).select_for_update(skip_locked=True).order_by("day", "id")[:most])
    if not rows:
        return 0
    today, days = queries.today(at=at), queries.desk_of(known=at).keep.days
    ids = [row.pk for row in rows]
    Message.objects.filter(pk__in=ids).update(box=None, fingerprint=None, assigned_to=None, forgotten_on=today)
    Answer.objects.filter(message__in=ids).delete()
    for row in rows:
        audit.record(
            verb="contact.forget_message",
            subject=str(row.pk),
            by=SYSTEM,
            at=at,
            facts={"came": row.day.isoformat(), "kept_days": days},
        )
    return len(rows)


@transaction.atomic
def send_notices(*, at: datetime) -> int:
    """
    This will tell the office by mail that messages wait, without a word of them; returns how many were new.

    It is called by the clock, not by a message: a letter at the very minute would tell when somebody wrote.
    """
    rows = list(Message.objects.select_for_update(skip_locked=True).filter(noticed=False).order_by("id"))
    waiting = [row for row in rows if row.state == State.NEW]
    to = accounts.addresses_with(role=Role.COORDINATOR)
    if waiting and to:
        mail.post(
            key=f"contact.notice:{waiting[0].pk}",
            to=to,
            subject="A message waits",
            body=f"New messages: {len(waiting)}.\n\nSign in and open the inbox to read them.\n"
            "Nothing of what they say stands in this letter.\n",
            about="contact",
            at=at,
        )
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(noticed=True)
    return len(waiting)


def look_up(*, code: str, at: datetime) -> StatusFact:
    """
    This will return what somebody with a receipt code is told, and count the codes that nobody has.

    :raises NotACode: if it cannot be one
    :raises NotFound: if no message has it (any more)
    :raises Busy: if many wrong codes are tried within this minute; then right ones wait, too
    """
    most = queries.desk_of(known=at).limits.wrong_codes_a_minute
    if queries.is_shut(gate=WRONG_CODE, most=most, at=at):
        raise Busy(_BUSY)
    try:
        return queries.status(code=code, at=at)
    except NotFound:
        pass_gate(name=WRONG_CODE, most=most, at=at)
        raise


@transaction.atomic
def pass_gate(*, name: str, most: int, at: datetime) -> None:
    """
    This will count one more within this minute, for everybody together. :raises Busy: if that is too many

    No address is kept, so nobody is told apart. A minute is over for all at the same moment.
    """
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO contact_gate AS gate (name, minute, used) VALUES (%s, %s, 1)
            ON CONFLICT (name) DO UPDATE SET minute = greatest(gate.minute, excluded.minute),
                used = CASE WHEN gate.minute >= excluded.minute THEN least(gate.used + 1, %s) ELSE 1 END
            RETURNING used
            """,
            [name, minute, most + 1],
        )
        (used,) = cursor.fetchone() or (0,)
    if used > most:
        raise Busy(_BUSY)


def _opened(row: Message, *, at: datetime) -> OpenedFact:
    said = json.loads(sealed.open_box(box=row.box or b"", about=queries.about(row)))
    return OpenedFact(
        message=queries.fact_of(row, day=queries.today(at=at)),
        content=Content(text=said["text"], contact=said["contact"], safe_time=SafeTime(said["safe_time"])),
        answers=queries.opened_answers(row),
    )


def _answer(message: UUID, kind: AnswerKind, text: str, *, by: User, at: datetime) -> None:
    row = _lock(message)
    permissions.check_can_answer(by=by)
    _check_whole(row)
    wanted = State.ANSWERED if kind is AnswerKind.ANSWER else State.REFERRED
    if row.state != wanted:
        _move(row, wanted)
    if not text.strip():
        raise Refused("Write the answer first.")
    rules.check_text(text, longest=rules.LONGEST_ANSWER)
    answer = Answer(
        message=row,
        number=Answer.objects.filter(message=row).count() + 1,
        kind=kind,
        day=queries.today(at=at),
        written_by=by,
    )
    answer.box = sealed.seal(text=text.strip(), about=queries.about(answer))
    answer.save(force_insert=True)
    verb = "contact.answer_message" if kind is AnswerKind.ANSWER else "contact.refer_message"
    audit.record(verb=verb, subject=str(row.pk), by=by, at=at, facts={"answer": str(answer.pk)})


def _lock(message: UUID) -> Message:
    row = Message.objects.select_for_update().filter(pk=message).first()
    if row is None:
        raise NotFound("There is no such message.")
    return row


def _lock_holds() -> None:
    """Let a hold and a deletion not pass each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contact.hold'))")


def _check_whole(row: Message) -> None:
    if row.forgotten_on is not None:
        raise NotNow("The words of this message were deleted, as they must be.")


def _move(row: Message, wanted: State) -> None:
    rules.check_next(current=State(row.state), wanted=wanted)
    row.state = wanted
    row.save(update_fields=["state"])
