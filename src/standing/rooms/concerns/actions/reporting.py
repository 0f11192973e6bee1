"""What reporters do: send, come back, answer. Nothing here knows who they are or what the hour is."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.pack.api import PackFact
from standing.hall.publish import api as publish
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import people
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.concerns.actions import _ground as ground
from standing.rooms.concerns.models import Name, Report, Spent, Wrap
from standing.rooms.concerns.queries import desk, keys, reports
from standing.rooms.concerns.rules import aliases, envelopes, work
from standing.rooms.concerns.rules import desk as desk_rules
from standing.rooms.concerns.rules import reports as rules
from standing.rooms.concerns.rules.desk import ConcernsFile
from standing.rooms.concerns.rules.reports import (
    Busy,
    Envelope,
    Kind,
    MailboxFact,
    OpenMailboxFact,
    ReceiptFact,
    Said,
    SealedBy,
    State,
)

SENT, WRONG_CODE = "sent", "wrong-code"
_BUSY = "Many people are writing right now. Please wait one minute, then try again."
_MOST_REPLIES = 60


@transaction.atomic
def take_desk(*, pack: PackFact, by: Actor, at: datetime) -> None:
    """This will hand the words of a pack's channel to those who translate; without one it does nothing."""
    file = pack.parsed.get("concerns")
    if not isinstance(file, ConcernsFile):
        return
    translations.put_source(page=desk_rules.PAGE, title="Concerns", texts=desk.texts(file), by=by, at=at)
    publish.soon()


@transaction.atomic
def take_report(*, envelope: Envelope, at: datetime) -> None:
    """
    This will take in an envelope; the same one a second time changes nothing.

    :raises NotFound: if the pack has no channel
    :raises TooFewReaders: if fewer than two people could open it
    :raises KeysChanged: if it is not closed to those who may read now
    """
    desk.desk_of(known=at)
    fingerprint = sealed.kept_of(envelope.lookup)
    if Report.objects.filter(fingerprint=fingerprint).exists():
        return
    readers, custodians = keys.readers(), keys.custodians()
    rules.check_readers(readers)
    if set(envelope.keys) != {one.id for one in readers}:
        raise rules.KeysChanged("The people who read reports have changed. Please send it again.")
    if envelope.names and set(envelope.names) != {one.id for one in custodians}:
        raise rules.KeysChanged("The people who keep names have changed. Please send it again.")

    row = Report(
        fingerprint=fingerprint,
        public=envelope.public,
        for_reporter=envelope.for_reporter,
        proof=envelope.proof,
        day=desk.today(at=at),
        sealed_by=envelope.sealed_by,
        is_named=bool(envelope.names),
    )
    _save_under_a_free_alias(row)
    Wrap.objects.bulk_create([Wrap(report=row, key_id=key, box=box) for key, box in envelope.keys.items()])
    Name.objects.bulk_create([Name(report=row, key_id=key, box=box) for key, box in envelope.names.items()])
    ground.add_words(row, kind=Kind.REPORT, box=envelope.words, by=None, at=at)
    audit.record_anonymous(
        verb=reports.SENT,
        subject=str(row.pk),
        day=row.day,
        facts={"proof": row.proof, "sealed_by": str(envelope.sealed_by), "readers": len(envelope.keys)},
    )


@transaction.atomic
def send_report(
    *,
    text: str,
    about: str,
    place: str,
    language: str,
    is_punished: bool,
    name: str,
    contact: str,
    code: str = "",
    at: datetime,
) -> ReceiptFact:
    """
    This will close a report on the server, which sees its words for a moment, and return what the reporter takes home.

    With a ``code`` given that a report has already, nothing is sent twice.

    :raises NotFound: if the pack has no channel, or none of these topics
    :raises TooFewReaders: if fewer than two people could open it
    :raises NotNow: if a name is given and nobody keeps names
    :raises Refused: if the words may not be kept, or hold the code
    """
    if desk.desk_of(known=at).about(about) is None:
        raise NotFound("There is no such topic.")
    text = rules.tidy_text(text)
    rules.check_text(text)
    if place:
        rules.check_text(place, longest=rules.LONGEST_PLACE)
    readers, custodians = keys.readers(), keys.custodians()
    rules.check_readers(readers)
    if name and not custodians:
        raise NotNow("Nobody can keep names here right now. Please write without your name.")
    code = code or sealed.new_code()
    rules.check_no_code(text=text, code=code)
    mine, pair = people.from_code(code=code), people.new_pair()
    receipt = ReceiptFact(code=code, salt=mine.salt, proof=people.proof_of(salt=mine.salt, text=text))
    said = {
        "text": text,
        "about": about,
        "place": place,
        "language": language,
        "is_punished": is_punished,
        "salt": mine.salt,
    }
    whose = json.dumps({"name": name, "contact": contact}, ensure_ascii=False).encode()
    take_report(
        envelope=Envelope(
            lookup=mine.lookup,
            proof=receipt.proof,
            public=pair.public,
            for_reporter=people.close(content=pair.secret, to=mine.pair.public),
            keys={one.id: people.close(content=pair.secret, to=one.public) for one in readers},
            words=ground.closed(said, pair.public),
            names={one.id: people.close(content=whose, to=one.public, size=people.NAME) for one in custodians}
            if name
            else {},
            sealed_by=SealedBy.SERVER,
        ),
        at=at,
    )
    return receipt


@transaction.atomic
def take_reply(*, lookup: str, box: bytes, at: datetime) -> None:
    """
    This will keep what a reporter adds, closed by their browser.

    :raises NotFound: if no report has this code (any more)
    :raises NotNow: if the report is closed, or holds very many replies
    """
    envelopes.hexadecimal(lookup)
    row = Report.objects.select_for_update().filter(fingerprint=sealed.kept_of(lookup)).first()
    if row is None:
        raise NotFound("There is no report with this code.")
    if row.state == State.CLOSED:
        raise NotNow("This report is closed. You can send a new one.")
    words = ground.add_words(row, kind=Kind.REPLY, box=box, by=None, at=at)
    if words.number > _MOST_REPLIES:
        raise NotNow("There is no more room in this report. Please send a new one.")
    row.has_new_words = True
    row.save(update_fields=["has_new_words"])
    audit.record_anonymous(verb="concerns.reply", subject=str(row.pk), day=desk.today(at=at))


@transaction.atomic
def reply(*, code: str, text: str, at: datetime) -> None:
    """
    This will close on the server what a reporter adds, and keep it.

    :raises NotACode: if it cannot be a code
    :raises NotFound: if no report has it (any more)
    :raises NotNow: if the report is closed
    :raises Refused: if the words may not be kept, or hold the code
    """
    mine = people.from_code(code=code)
    text = rules.tidy_text(text)
    rules.check_text(text)
    rules.check_no_code(text=text, code=code)
    box = open_mailbox(lookup=mine.lookup, at=at)
    take_reply(lookup=mine.lookup, box=ground.closed({"text": text}, box.public), at=at)


def open_mailbox(*, lookup: str, at: datetime) -> MailboxFact:
    """
    This will return what somebody with a code gets, all closed, and count the codes that nobody has.

    :raises NotFound: if no report has it (any more)
    :raises Busy: if many wrong codes are tried within this minute; then right ones wait, too
    """
    most = desk.desk_of(known=at).limits.wrong_codes_a_minute
    if desk.is_shut(gate=WRONG_CODE, most=most, at=at):
        raise Busy(_BUSY)
    try:
        return reports.mailbox(fingerprint=sealed.kept_of(lookup), at=at)
    except NotFound:
        pass_gate(name=WRONG_CODE, most=most, at=at)
        raise


def read_mailbox(*, code: str, at: datetime) -> OpenMailboxFact:
    """
    This will open a mailbox on the server, for one answer.

    :raises NotACode: if it cannot be a code
    :raises NotFound: if no report has it (any more)
    :raises Busy: if many wrong codes are tried within this minute
    """
    mine = people.from_code(code=code)
    mailbox = open_mailbox(lookup=mine.lookup, at=at)
    pair = people.pair_of(people.open_closed(box=mailbox.for_reporter, pair=mine.pair, is_padded=False))
    words = tuple(
        Said(kind=kind, day=day, text=str(ground.opened(box, pair).get("text", ""))) for kind, day, box in mailbox.boxes
    )
    return OpenMailboxFact(mailbox=mailbox, words=words, salt=mine.salt)


@transaction.atomic
def pass_gate(*, name: str, most: int, at: datetime) -> None:
    """
    This will count one more within this minute, for everybody together. :raises Busy: if that is too many

    No address is kept, so nobody is told apart. A minute is over for all at the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO concerns_gate AS gate (name, minute, used) VALUES (%s, %s, 1)
            ON CONFLICT (name) DO UPDATE SET minute = greatest(gate.minute, excluded.minute),
                used = CASE WHEN gate.minute >= excluded.minute THEN least(gate.used + 1, %s) ELSE 1 END
            RETURNING used
            """,
            [name, at.replace(second=0, microsecond=0), most + 1],
        )
        (used,) = cursor.fetchone() or (0,)
    if used > most:
        raise Busy(_BUSY)


@transaction.atomic
def spend_work(*, solved: str, key: str, at: datetime) -> None:
    """This will take a sum that a browser did, once. :raises NoWork: if it is wrong, too old, or was sent before"""
    mark = work.check(solved, key=key, at=at)
    try:
        with transaction.atomic():
            Spent.objects.create(mark=mark, day=desk.today(at=at))
    except IntegrityError:
        raise work.NoWork("Your device could not be checked. Please send it again.") from None


def _save_under_a_free_alias(row: Report) -> None:
    for _try in range(20):
        row.alias = aliases.draw()
        if not Report.objects.filter(alias=row.alias).exists():
            break
    else:
        row.alias = f"{row.alias} {str(row.pk)[:4].upper()}"
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("Two reports came at the very same moment. Please send it again.") from None
