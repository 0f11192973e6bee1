"""What residents might have written to the desk, and what it did. Every text says that it is a sample."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.pack import api as packs
from standing.hall.sealed import api as sealed
from standing.rooms.contact import actions, queries
from standing.rooms.contact.models import Message
from standing.rooms.contact.rules.messages import AnswerBy, Channel, SafeTime

_MARK = "Sample message: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One message and what became of it; ``days`` ago it came."""

    days: int
    topic: str
    language: str
    text: str
    answer_by: AnswerBy = AnswerBy.CODE
    contact: str = ""
    safe_time: SafeTime = SafeTime.ANY
    channel: Channel = Channel.WEB
    answer: str = ""
    refer: str = ""
    is_read: bool = True
    is_closed: bool = False


STORIES = (
    Story(days=41, topic="lawyer", language="es", text="Where can I speak with a lawyer on a Saturday?", answer="Thank you for writing. There is free legal help every Saturday. The events page has the place and the time.", is_closed=True),
    Story(days=36, topic="basics", language="en", text="Is there food near the harbor? I do not have a car.", refer="Sample Harbor Pantry, 213-555-0161. No papers are asked for.", is_closed=True),
    Story(days=30, topic="detained", language="es", text="Somebody I love was taken this morning. What do I do first?", answer_by=AnswerBy.PHONE, contact="213-555-0171", safe_time=SafeTime.EVENING, answer="We called. The family line helps to find where a person is.", is_closed=True),
    Story(days=24, topic="children", language="ko", text="Can my daughter still go to the library after school?", answer="Yes. The library is for everybody. Nobody asks about status there.", is_closed=True),
    Story(days=19, topic="city-service", language="hy", text="At a counter nobody would get an interpreter for me.", answer="We are sorry. We have told the department, and asked it to put this right."),
    Story(days=15, topic="fraud", language="tl", text="A man asks for 2,000 dollars and says he has a friend in an office.", refer="Sample Fraud Line, 213-555-0162. You do not have to give your name."),
    Story(days=11, topic="work", language="zh-Hant", text="My boss did not pay me for two weeks.", answer_by=AnswerBy.EMAIL, contact="writer@mail.example", answer="You can ask for your pay. The help pages list offices for workers."),
    Story(days=8, topic="event", language="fa", text="Is there somebody who speaks Farsi at the clinic?", answer="Yes, there is. The page of each event says which languages are spoken."),
    Story(days=5, topic="rights", language="ru", text="What is the difference between the two kinds of warrants?"),
    Story(days=3, topic="basics", language="en", text="", answer_by=AnswerBy.PHONE, contact="213-555-0172", safe_time=SafeTime.MORNING, channel=Channel.CALL),
    Story(days=2, topic="lawyer", language="es", text="My hearing is next month. Who can help me for free?", answer_by=AnswerBy.PHONE, contact="213-555-0173", safe_time=SafeTime.WEEKEND, is_read=False),
    Story(days=1, topic="children", language="vi", text="Who picks up my son if I cannot come?", is_read=False),
    Story(days=0, topic="other", language="en", text="Thank you for the talk at the library.", is_read=False),
)  # fmt: skip


def write(*, desk: User, until: datetime, random: Random) -> None:
    """Write it all; a topic or language that the pack does not have becomes its first."""
    pack = packs.in_force(known=until)
    topics = [one.id for one in queries.topics(language="en", at=until)]
    if pack is None or not topics:
        return
    languages = {one.code for one in queries.languages(known=until)}
    for story in STORIES:
        came = _office_hour(until, story.days, pack.zone, random)
        with transaction.atomic():
            _one(
                story,
                desk=desk,
                topic=story.topic if story.topic in topics else topics[0],
                language=story.language if story.language in languages else pack.info.default_language,
                came=came,
                until=until,
            )
    actions.send_notices(at=until)


def _one(story: Story, *, desk: User, topic: str, language: str, came: datetime, until: datetime) -> None:
    code = actions.send_message(
        topic=topic,
        text=f"{_MARK}{story.text}" if story.text else "",
        answer_by=story.answer_by,
        contact=story.contact,
        language=language,
        safe_time=story.safe_time,
        channel=story.channel,
        at=came,
    )
    if not story.is_read:
        return
    row = Message.objects.get(fingerprint=sealed.fingerprint(code))
    read = min(came + timedelta(hours=20), until)
    actions.assign_message(message=row.pk, to=desk.pk, by=desk, at=read)
    actions.read_message(message=row.pk, by=desk, at=read)
    if story.answer:
        actions.answer_message(message=row.pk, text=story.answer, by=desk, at=read)
    if story.refer:
        actions.refer_message(message=row.pk, text=story.refer, by=desk, at=read)
    if story.is_closed:
        actions.close_message(message=row.pk, by=desk, at=min(read + timedelta(days=4), until))


def _office_hour(until: datetime, days: int, zone: ZoneInfo, random: Random) -> datetime:
    day = until.astimezone(zone).date() - timedelta(days=days)
    wanted = datetime.combine(day, time(8), tzinfo=zone) + timedelta(minutes=random.randrange(0, 720))
    return min(wanted, until - timedelta(minutes=1))
