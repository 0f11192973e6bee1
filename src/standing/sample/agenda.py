"""Events that might take place: clinics, talks, meetings. Places and groups are invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound
from standing.rooms.agenda import actions, queries
from standing.rooms.agenda.rules.events import Access, Booking, Content, Reason
from standing.rooms.agenda.rules.times import Every, Repeat, Series

_TRANSIT, _WHEELCHAIR, _CHILDREN, _ASL, _PARKING = (
    Access.TRANSIT,
    Access.WHEELCHAIR,
    Access.CHILDCARE,
    Access.ASL,
    Access.PARKING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One event; ``days`` from today to its first time, ``weeks`` how long it repeats."""

    title: str
    topic: str
    days: int
    hour: int
    place: str
    organiser: str
    languages: tuple[str, ...]
    about: str = ""
    minutes: int = 120
    weeks: int = 0
    every: Every = Every.WEEK
    interval: int = 1
    interpreters: tuple[str, ...] = ()
    access: tuple[Access, ...] = (_WHEELCHAIR, _TRANSIT)
    seats: int | None = None
    call: bool = False
    online: bool = False


_CLINIC = "Talk with a lawyer for free. Bring your letters and papers if you have them.\n\nNobody asks you to show who you are at the door."
_RIGHTS = (
    "Learn what to do at home, at work and in the street. Ask your questions.\n\nYou get a small red card to take home."
)
_PLAN = "Make a plan for your family, step by step. Somebody helps you to fill it in.\n\nYou keep your plan. We keep no copy."
_WORK = "For workers and for owners of small shops. What the law says, in plain words."
_HEALTH = "Talk with somebody who listens. It is quiet, and you do not have to give your name."
_MEETING = "City offices say what is new and answer questions. Everybody is welcome."

PLANS = (
    Plan(title="Saturday legal clinic, east side", topic="legal-clinic", days=-70, hour=9, minutes=240, weeks=26, place="Sample Branch Library, east side", organiser="Sample Legal Aid", languages=("en", "es"), interpreters=("zh-Hant",), seats=40, call=True, access=(_WHEELCHAIR, _TRANSIT, _CHILDREN)),
    Plan(title="Legal clinic at the harbor", topic="legal-clinic", days=-20, hour=13, minutes=180, weeks=20, interval=2, place="Sample Harbor Center", organiser="Sample Harbor Law Group", languages=("en", "es", "tl"), seats=25, call=True),
    Plan(title="Evening legal clinic", topic="legal-clinic", days=3, hour=18, weeks=8, place="Sample Family Center", organiser="Sample Legal Aid", languages=("en", "es"), interpreters=("ko", "hy"), seats=30, call=True, access=(_WHEELCHAIR, _TRANSIT, _CHILDREN)),
    Plan(title="Legal clinic in Korean", topic="legal-clinic", days=6, hour=10, place="Sample Korean Community House", organiser="Sample Korean Law Circle", languages=("ko", "en"), seats=20, call=True),
    Plan(title="Legal clinic in Armenian", topic="legal-clinic", days=9, hour=17, place="Sample Valley Hall", organiser="Sample Armenian Law Circle", languages=("hy", "en"), seats=20, call=True),
    Plan(title="Legal clinic in Mandarin and Cantonese", topic="legal-clinic", days=12, hour=14, place="Sample Chinese Community House", organiser="Sample Asian Law Group", languages=("zh-Hans", "zh-Hant", "en"), seats=20, call=True),
    Plan(title="Know your rights, online", topic="know-your-rights", days=-14, hour=19, minutes=60, weeks=16, place="", online=True, organiser="Mayor's Office of Immigrant Affairs (sample)", languages=("en", "es"), access=(Access.CAPTIONS, _ASL)),
    Plan(title="Know your rights at the central library", topic="know-your-rights", days=1, hour=17, minutes=90, weeks=10, interval=2, place="Sample Central Library", organiser="Sample Library Friends", languages=("en", "es"), interpreters=("fa", "ru"), seats=120, access=(_WHEELCHAIR, _TRANSIT, _ASL)),
    Plan(title="Know your rights for students", topic="know-your-rights", days=4, hour=16, minutes=60, place="Sample College, room 12", organiser="Sample Student Help Desk", languages=("en",), seats=80),
    Plan(title="Know your rights in Vietnamese", topic="know-your-rights", days=8, hour=11, minutes=90, place="Sample Temple Hall", organiser="Sample Asian Law Group", languages=("vi", "en"), seats=60, access=(_PARKING, _WHEELCHAIR)),
    Plan(title="Know your rights in Persian", topic="know-your-rights", days=10, hour=18, minutes=90, place="Sample Westside Center", organiser="Sample Persian Cultural Circle", languages=("fa", "en"), seats=60),
    Plan(title="Know your rights for day workers", topic="know-your-rights", days=2, hour=6, minutes=45, weeks=6, place="Sample Day Worker Center", organiser="Sample Worker Center", languages=("es", "en")),
    Plan(title="Know your rights in Tagalog", topic="know-your-rights", days=15, hour=13, minutes=90, place="Sample Filipino Hall", organiser="Sample Filipino Helpers", languages=("tl", "en"), seats=70),
    Plan(title="Make your family plan", topic="family-plan", days=5, hour=10, minutes=150, weeks=12, every=Every.MONTH_WEEKDAY, place="Sample Recreation Center", organiser="Sample Family Network", languages=("en", "es"), seats=35, access=(_WHEELCHAIR, _CHILDREN, _PARKING)),
    Plan(title="Family plan for parents at school", topic="family-plan", days=7, hour=8, minutes=60, place="Sample Elementary School", organiser="Sample Parent Circle", languages=("es", "en"), access=(_WHEELCHAIR, _CHILDREN)),
    Plan(title="Who picks up the children? A talk for families", topic="family-plan", days=16, hour=18, minutes=75, place="Sample Branch Library, south side", organiser="Sample Family Network", languages=("en", "es"), interpreters=("vi",), access=(_WHEELCHAIR, _CHILDREN)),
    Plan(title="Small shops: what the I-9 notice means", topic="work", days=11, hour=8, minutes=60, place="", online=True, organiser="Sample Business Help Desk", languages=("en", "es", "ko"), access=(Access.CAPTIONS,)),
    Plan(title="Your pay and your rights at work", topic="work", days=13, hour=18, minutes=90, weeks=8, interval=4, place="Sample Garment Workers Hall", organiser="Sample Worker Center", languages=("es", "zh-Hans", "en"), seats=50),
    Plan(title="Quiet hour: somebody to talk to", topic="health", days=-7, hour=15, minutes=60, weeks=20, place="Sample Wellness Room", organiser="Sample Health Helpers", languages=("en", "es"), interpreters=("ko",)),
    Plan(title="Help for children who are afraid", topic="health", days=14, hour=16, minutes=90, place="Sample Youth Center", organiser="Sample Health Helpers", languages=("en", "es"), access=(_WHEELCHAIR, _CHILDREN)),
    Plan(title="Community meeting, north valley", topic="meeting", days=6, hour=19, minutes=90, place="Sample Valley Hall", organiser="Mayor's Office of Immigrant Affairs (sample)", languages=("en", "es", "hy"), seats=150, access=(_WHEELCHAIR, _TRANSIT, _ASL)),
    Plan(title="Community meeting, harbor", topic="meeting", days=20, hour=18, minutes=90, place="Sample Harbor Center", organiser="Mayor's Office of Immigrant Affairs (sample)", languages=("en", "es", "tl"), seats=150),
    Plan(title="Breakfast with City offices", topic="meeting", days=23, hour=8, minutes=90, place="Sample Senior Center", organiser="Sample Neighborhood Circle", languages=("en", "ru"), interpreters=("uk",), seats=60, access=(_WHEELCHAIR, _PARKING)),
    Plan(title="Legal clinic at the fair", topic="legal-clinic", days=-12, hour=11, minutes=300, place="Sample Park", organiser="Sample Legal Aid", languages=("en", "es")),
    Plan(title="Know your rights, first evening", topic="know-your-rights", days=-40, hour=18, place="Sample Central Library", organiser="Sample Library Friends", languages=("en", "es")),
)  # fmt: skip
_ABOUT = {
    "legal-clinic": _CLINIC,
    "know-your-rights": _RIGHTS,
    "family-plan": _PLAN,
    "work": _WORK,
    "health": _HEALTH,
    "meeting": _MEETING,
}
_CANCELLED = {"Community meeting, harbor": Reason.PLACE}
_ONE_CANCELLED = {"Evening legal clinic": Reason.INTERPRETER}


def write(*, editor: User, coordinator: User, until: datetime, random: Random) -> None:
    """Write it all; without an agenda in the pack there is nothing to write."""
    pack = packs.in_force(known=until)
    try:
        desk = queries.desk_of(known=until)
    except NotFound:
        return
    assert pack is not None
    today = until.astimezone(pack.zone).date()
    topics, districts = [one.id for one in desk.topics], [one.id for one in desk.districts]
    spoken = {one.code for one in queries.languages(known=until)}
    for number, plan in enumerate(PLANS):
        content = _content(plan, number, today=today, topics=topics, districts=districts, spoken=spoken, random=random)
        written = until - timedelta(days=6 + max(0, -plan.days), minutes=random.randrange(30, 900))
        with transaction.atomic():
            event = actions.write_event(content=content, by=editor, at=written)
            approved = written + timedelta(hours=3)
            actions.approve_event(event=event, seen_sha256=content.sha256, is_neutral=True, by=coordinator, at=approved)
            _cancel(plan, event, content, by=editor, at=until - timedelta(minutes=20))
    last = _content(PLANS[2], 99, today=today, topics=topics, districts=districts, spoken=spoken, random=random)
    waiting = last.model_copy(update={"title": "Morning legal clinic"})
    actions.write_event(content=waiting, by=editor, at=until - timedelta(hours=5))


def _cancel(plan: Plan, event: UUID, content: Content, *, by: User, at: datetime) -> None:
    if plan.title in _CANCELLED:
        actions.cancel_event(event=event, occurrence=None, reason=_CANCELLED[plan.title], by=by, at=at)
    if plan.title in _ONE_CANCELLED:
        starts = content.series.local_starts
        actions.cancel_event(event=event, occurrence=starts[1], reason=_ONE_CANCELLED[plan.title], by=by, at=at)
        actions.move_event(
            event=event, occurrence=starts[2], to=starts[2] + timedelta(hours=1), reason=Reason.PLACE, by=by, at=at
        )


def _content(
    plan: Plan,
    number: int,
    *,
    today: date,
    topics: Sequence[str],
    districts: Sequence[str],
    spoken: set[str],
    random: Random,
) -> Content:
    starts = datetime.combine(today + timedelta(days=plan.days), time(plan.hour, random.choice((0, 0, 30))))
    languages = tuple(code for code in plan.languages if code in spoken) or (min(spoken),)
    checked = today - timedelta(days=random.randrange(7, 26) + max(0, -plan.days))
    return Content(
        title=plan.title,
        about=plan.about or _ABOUT[plan.topic],
        topic=plan.topic if plan.topic in topics else topics[0],
        series=_series(plan, starts),
        place=plan.place,
        address="" if plan.online else f"{100 + 7 * number} Sample Street",
        district=districts[number % len(districts)] if districts and not plan.online else "",
        online="https://meet.sample.example/rights" if plan.online else "",
        booking=Booking.CALL if plan.call else Booking.WALK_IN,
        phone=f"213-555-01{40 + number % 20}",
        seats=plan.seats,
        languages=languages,
        interpreters=tuple(code for code in plan.interpreters if code in spoken),
        access=plan.access,
        organiser=plan.organiser,
        checked_on=checked,
    )


def _series(plan: Plan, starts: datetime) -> Series:
    if not plan.weeks:
        return Series(starts=starts, minutes=plan.minutes)
    return Series(
        starts=starts,
        minutes=plan.minutes,
        repeat=Repeat(
            every=plan.every,
            interval=plan.interval,
            weekdays=(starts.weekday(),) if plan.every is Every.WEEK else (),
            until=(starts + timedelta(weeks=plan.weeks)).date(),
        ),
    )
