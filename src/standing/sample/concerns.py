"""What people might have reported, and what became of it. Every text says that it is a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.pack import api as packs
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import people
from standing.rooms.concerns.actions import investigating, keys, naming, reporting
from standing.rooms.concerns.models import Report
from standing.rooms.concerns.queries import desk
from standing.rooms.concerns.rules.reports import AskReason, Finding, Kind, Reason
from standing.rooms.concerns.rules.samples import PASSPHRASE

_MARK = "Sample report: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One report and what became of it; ``days`` ago it came."""

    days: int
    about: str
    text: str
    place: str = ""
    name: str = ""
    is_punished: bool = False
    is_opened: bool = True
    question: str = ""
    reply: str = ""
    finding: Finding | None = None
    found: str = ""
    correction: str = ""
    reason: Reason | None = None


STORIES = (
    Story(days=320, about="O-2", text="At the counter a clerk asked a man for his status before he could pay a fine.", place="A counter downtown", question="Was it in the morning or in the afternoon?", reply="In the morning, on a Tuesday.", finding=Finding.SUBSTANTIATED, found="You were right. The form still asked for it. It is gone now.", correction="The old form was taken away. Everybody at this counter was trained again.", reason=Reason.FINISHED),
    Story(days=190, about="O-3", text="A guard of a firm opened the gate of the yard for a car without asking anybody.", place="A yard in the valley", finding=Finding.CANNOT_BE_SHOWN, found="We looked at the log of the gate and spoke with the firm. We cannot say who came that day.", reason=Reason.FINISHED),
    Story(days=75, about="other", text="The line at the counter is too long.", reason=Reason.OUTSIDE),
    Story(days=26, about="O-6", text="A list of names was sent by e-mail to somebody outside.", name="Sample Reporter", is_punished=True, question="Do you know on which day?"),
    Story(days=9, about="O-8", text="A firm that cleans the building takes pictures of what people bring.", place="A City building"),
    Story(days=2, about="O-2", text="On the phone somebody asked where a caller was born.", is_opened=False),
    Story(days=1, about="punished", text="I was moved to nights after I said no at the gate.", is_punished=True, is_opened=False),
)  # fmt: skip


def write(
    *,
    investigator: User,
    attorney: User,
    inspector: User,
    custodian: User,
    department: str,
    until: datetime,
    random: Random,
) -> None:
    """Write it all; without a channel in the pack nothing is written."""
    pack = packs.in_force(known=until)
    if pack is None or not desk.has_desk(known=until):
        return
    zone, first = pack.zone, STORIES[0].days + 10
    for person in (investigator, attorney, inspector, custodian):
        made = datetime.combine(until.astimezone(zone).date() - timedelta(days=first), time(10), tzinfo=zone)
        with transaction.atomic():
            keys.make_key(passphrase=PASSPHRASE, by=person, at=made)
    abouts = [one.id for one in desk.desk_of(known=until).abouts]
    for story in STORIES:
        day = until.astimezone(zone).date() - timedelta(days=story.days)
        wanted = datetime.combine(day, time(8), tzinfo=zone) + timedelta(minutes=random.randrange(0, 600))
        if not desk.has_desk(known=wanted):
            continue  # the city had no channel yet
        with transaction.atomic():
            _one(
                story,
                by=investigator,
                custodian=custodian,
                department=department,
                abouts=abouts,
                came=min(wanted, until - timedelta(minutes=1)),
                until=until,
            )


def _one(
    story: Story, *, by: User, custodian: User, department: str, abouts: Sequence[str], came: datetime, until: datetime
) -> None:
    about = story.about if story.about in abouts else abouts[0]
    receipt = reporting.send_report(
        text=f"{_MARK}{story.text}",
        about=about,
        place=story.place,
        language="en",
        is_punished=story.is_punished,
        name=story.name,
        contact="213-555-0174" if story.name else "",
        at=came,
    )
    if not story.is_opened:
        return
    report = Report.objects.get(fingerprint=sealed.kept_of(people.from_code(code=receipt.code).lookup)).pk

    def after(days: int) -> datetime:
        return min(came + timedelta(days=days), until)

    investigating.open_report(report=report, passphrase=PASSPHRASE, by=by, at=after(1))
    investigating.assign_report(report=report, to=by.pk, by=by, at=after(1))
    if story.reason is not Reason.OUTSIDE:
        investigating.classify_report(
            report=report, department=department, rule=about, retaliation=story.is_punished, by=by, at=after(2)
        )
    if story.question:
        investigating.write_words(report=report, kind=Kind.QUESTION, text=story.question, by=by, at=after(2))
    if story.reply:
        reporting.reply(code=receipt.code, text=story.reply, at=after(4))
    if story.name:
        asking = naming.ask_name(report=report, reason=AskReason.PROTECT, by=by, at=after(3))
        naming.grant_name(asking=asking, passphrase=PASSPHRASE, by=custodian, at=after(4))
    if story.finding is not None:
        investigating.record_finding(report=report, finding=story.finding, text=story.found, by=by, at=after(12))
    if story.correction:
        investigating.write_words(report=report, kind=Kind.CORRECTION, text=story.correction, by=by, at=after(16))
    if story.reason is not None:
        investigating.close_report(report=report, reason=story.reason, by=by, at=after(20))
