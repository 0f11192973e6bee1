"""
What police officers might have written into the log of scenes. Names of federal officers are invented and sealed.

The numbers of January and February 2026 are those that were reported in public on 3 March 2026: eight calls, then none.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.kernel.deadlines import add_months
from standing.rooms.scenes import actions, queries
from standing.rooms.scenes.rules.log import ScenesFile, Written
from standing.rooms.scenes.rules.scenes import Credentials, Entry, Identified, Medical, Origin

REPORTED = {
    "2026-01": ("northeast", "northeast", "northeast", "rampart", "rampart", "harbor", "southeast", "olympic"),
    "2026-02": (),
}
"""The calls that the first monthly report told of, by division."""
HEARD_FIRST = date(2026, 3, 3)
_SUPERVISORS = ("Sample Supervisor One", "Sample Supervisor Two", "Sample Supervisor Three")


def write(*, police: User, inspector: User, first: datetime, until: datetime, random: Random) -> None:
    """Write it all since the first whole month; nothing where the pack has no log."""
    log = queries.log_or_none(known=until)
    if log is None:
        return
    today = queries.today(at=until)
    month = max(log.first_report, add_months(first.astimezone(queries.zone(known=until)).date().replace(day=1), 1))
    while month <= today:
        _month(log, month, police=police, inspector=inspector, until=until, random=random)
        month = add_months(month, 1)
    with transaction.atomic():
        actions.commit_sample(
            first=today, last=today + timedelta(days=30), size=log.sample_size, by=inspector, at=until
        )


def _month(log: ScenesFile, month: date, *, police: User, inspector: User, until: datetime, random: Random) -> None:
    name, zone = month.isoformat()[:7], queries.zone(known=until)
    divisions = [one.id for one in log.divisions]
    is_known = name in REPORTED and set(REPORTED[name]) <= set(divisions)
    chosen = REPORTED[name] if is_known else random.choices(divisions, k=random.choice((0, 2, 3, 5, 7)))
    opened = datetime.combine(month, time(7), tzinfo=zone)
    draw = None
    if not is_known and opened < until:
        with transaction.atomic():
            draw = actions.commit_sample(
                first=month,
                last=add_months(month, 1) - timedelta(days=1),
                size=log.sample_size,
                by=inspector,
                at=opened,
            )
    for division in chosen:
        began = datetime.combine(month, time(5), tzinfo=zone) + timedelta(minutes=random.randrange(0, 27 * 24 * 60))
        with transaction.atomic():
            _scene(
                log, division, began, is_call=is_known, police=police, inspector=inspector, until=until, random=random
            )
    made = datetime.combine(add_months(month, 1), time(9, 30), tzinfo=zone)
    if made >= until:
        return
    with transaction.atomic():
        if draw is not None:
            actions.draw_sample(draw=draw, by=inspector, at=made)
        number = actions.make_report(month=name, by=police, at=made)
        given = HEARD_FIRST if is_known and made.date() <= HEARD_FIRST else (made + timedelta(days=9)).date()
        noted = datetime.combine(given, time(16), tzinfo=zone)
        if noted < until:
            actions.give_report(month=name, number=number, given_on=given, by=police, at=noted)


def _scene(
    log: ScenesFile,
    division: str,
    began: datetime,
    *,
    is_call: bool,
    police: User,
    inspector: User,
    until: datetime,
    random: Random,
) -> None:
    ended = began + timedelta(minutes=random.randrange(15, 120))
    written = ended + timedelta(minutes=random.randrange(20, 300))
    if written >= until:
        return
    identified = random.choices((Identified.GIVEN, Identified.REFUSED, Identified.NOT_THERE), weights=(6, 3, 1))[0]
    is_given, is_hurt = identified is Identified.GIVEN, random.random() < 0.15
    videos = tuple(dict.fromkeys(_like(log.video_id, random) for _ in range(random.choice((0, 1, 1, 2, 3)))))
    reports = (_like(log.report_number, random),) if random.random() < 0.25 else ()
    entry = Entry(
        division=division,
        started_at=began,
        ended_at=ended,
        origin=Origin.CALL if is_call or random.random() < 0.7 else Origin.OWN,
        identified=identified,
        credentials=Credentials.ON_CAMERA if is_given else Credentials.REFUSED,
        supervisor=random.choice(_SUPERVISORS) if is_given else "",
        badge=f"S{random.randrange(1000, 9999)}" if is_given else "",
        videos=videos,
        is_kept=bool(videos),
        medical=Medical.CALLED if is_hurt else Medical.NONE_HURT,
        medical_at=began + timedelta(minutes=9) if is_hurt else None,
        reports=reports,
        nobody_reported=not reports,
        is_doubtful=random.random() < 0.08,
    )
    scene = actions.record_scene(key=UUID(int=random.getrandbits(128), version=4), entry=entry, by=police, at=written)
    later = written + timedelta(hours=30)
    if not videos and random.random() < 0.7 and later < until:
        found = replace(entry, videos=(_like(log.video_id, random),), is_kept=True)
        actions.correct_scene(scene=scene, seen=1, entry=found, correction=log.corrections[-1].id, by=police, at=later)
    looked = later + timedelta(days=random.randrange(2, 12))
    if random.random() < 0.6 and looked < until:
        codes = () if videos else (log.findings[0].id,)
        actions.review_scene(scene=scene, codes=codes, note="", by=inspector, at=looked)


def _like(written: Written, random: Random) -> str:
    """Return an id like the example of the pack, with other digits at its end."""
    example = written.example
    kept = example.rstrip("0123456789")
    return kept + "".join(str(random.randrange(10)) for _ in example[len(kept) :])
