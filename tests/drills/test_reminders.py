"""
A year of reminders through random outages, double runs and crashes: each step reaches people once, none is lost.

What must have been said is worked out here from the dates alone, without any code of the program.
"""

import datetime as dt
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from standing.hall.accounts.api import Role
from standing.hall.mail.models import Letter
from standing.rooms.obligations import actions
from standing.rooms.obligations.models import ReminderCovered
from tests.make import accounts
from tests.make import obligations as make

ZONE = ZoneInfo("America/Los_Angeles")
FIRST, LAST = dt.date(2025, 7, 12), dt.date(2026, 7, 12)
DEPARTMENTS = ("fire", "water", "parks")
BEFORE = (7, 3, 1, 0, -1)
MONTHS = tuple(dt.date(2025 + (number > 12), (number - 1) % 12 + 1, 10) for number in range(8, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing one department owes by one day."""

    duty: str
    department: str
    period: str
    due: dt.date

    def steps(self, today: dt.date) -> list[str]:
        """Return the names of all steps whose day has come: a week before, ..., the day after, then each week."""
        days = [*BEFORE]
        while self.due - dt.timedelta(days=days[-1] - 7) <= today:
            days.append(days[-1] - 7)
        return [
            "T" if left == 0 else f"T-{left}" if left > 0 else f"T+{-left}"
            for left in days
            if self.due - dt.timedelta(days=left) <= today
        ]


class Town:
    """Three departments, three kinds of duty, and what each department does when."""

    def __init__(self, dice: random.Random) -> None:
        due = {"T.once": [("", dt.date(2025, 7, 25))], "T.fixed": [("", dt.date(2025, 12, 1))]}
        due["T.monthly"] = [(day.strftime("%Y-%m"), day) for day in MONTHS]
        self.tasks = [
            Task(duty=duty, department=department, period=period, due=day)
            for duty, turns in due.items()
            for department in DEPARTMENTS
            for period, day in turns
        ]
        self.done = {task: self._moment(task, dice) for task in self.tasks}

    def _moment(self, task: Task, dice: random.Random) -> dt.datetime:
        """Return when it is done: mostly early, sometimes late, a few never within the year."""
        late = (
            dice.choice([-20, -9, -5, -2, 0, 1, 4, 12]) if task.duty == "T.monthly" else dice.choice([-10, 3, 40, 400])
        )
        day = max(task.due + dt.timedelta(days=late), FIRST)
        return dt.datetime.combine(day, dt.time(dice.randrange(24), dice.randrange(60)), tzinfo=ZONE)

    def owed(self, at: dt.datetime) -> set[tuple[Task, str]]:
        """Return every step that must have been covered when a run ended at that moment."""
        today = at.astimezone(ZONE).date()
        return {(task, step) for task in self.tasks if self.done[task] > at for step in task.steps(today)}


def build(tmp_path, dice: random.Random) -> Town:
    law = make.instrument(
        make.duty("T.once"),
        make.duty("T.fixed", due={"rule": "fixed-date", "date": "2025-12-01"}, evidence={"all": ["a"]}),
        make.duty("T.monthly", due={"rule": "monthly", "day": 10, "from": "2025-08-01"}, evidence={"all": ["b"]}),
    )
    make.load_pack(tmp_path, law, offices=[make.office(one) for one in DEPARTMENTS])
    for one in DEPARTMENTS:
        accounts.grant(email=f"author@{one}.example", role=Role.AUTHOR, department=one)
        accounts.grant(email=f"head@{one}.example", role=Role.HEAD, department=one)
    accounts.grant(email="mayor@city.example", role=Role.COORDINATOR)
    return Town(dice)


def moments(dice: random.Random, size: float) -> list[dt.datetime]:
    """Return when the job really ran: some hours of some days, whole days and weeks missing, some runs doubled."""
    found = []
    day = FIRST
    while day < LAST:
        if dice.random() < 0.12:
            day += dt.timedelta(days=dice.choice([1, 1, 2, 3, 9, 16]))  # an outage
            continue
        for _ in range(dice.choice([0, 1, 1, 2]) if size <= 1 else dice.randrange(int(2 * size) + 1)):
            moment = dt.datetime.combine(day, dt.time(dice.randrange(24), dice.choice([0, 5, 59])), tzinfo=ZONE)
            found += [moment] * dice.choice([1, 1, 1, 2])
        day += dt.timedelta(days=1)
    return sorted(moment.astimezone(dt.UTC) for moment in found)


class Crash(Exception):
    """The process died before the transaction was committed."""


@pytest.mark.parametrize("seed", [1, 2])
def test_no_reminder_is_lost_and_none_is_doubled_in_a_year_of_outages(db, tmp_path, seed, size, figure):
    dice = random.Random(seed)
    town = build(tmp_path, dice)
    waiting = sorted(town.tasks, key=lambda task: town.done[task])
    must: set[tuple[Task, str]] = set()
    crashes = 0
    ran = moments(dice, size)
    for at in ran:
        while waiting and town.done[waiting[0]] <= at:
            task = waiting.pop(0)
            do(task, at=town.done[task])
        if dice.random() < 0.15:
            crashes += 1
            with suppress(Crash), transaction.atomic():
                actions.send_reminders(at=at)
                raise Crash
            continue
        actions.send_reminders(at=at)
        must |= town.owed(at)

    known = {(task.duty, task.department, task.period, task.due): task for task in town.tasks}
    covered = Counter(
        (known[row.obligation_id, row.department_id, row.period, row.due_date], row.step)
        for row in ReminderCovered.objects.all()
    )
    lost = must - set(covered)
    unasked = set(covered) - must
    doubled = [what for what, count in covered.items() if count > 1]
    keys = [letter.key for letter in Letter.objects.all()]
    said = Counter(step for letter in Letter.objects.all() for step in steps_named(letter.body, letter.about))

    figure(
        f"Reminders (seed {seed}): a year, {len(ran)} runs, {crashes} crashed, {len(keys)} letters for {len(must)} steps: "
        f"{len(lost)} lost, {len(doubled)} doubled, {len(unasked)} not asked for."
    )
    assert sorted(map(str, lost)) == []
    assert (doubled, sorted(map(str, unasked))) == ([], [])
    assert len(keys) == len(set(keys))
    assert set(ReminderCovered.objects.values_list("message", flat=True)) == set(keys)
    assert sum(said.values()) == len(must)


def steps_named(body: str, about: str) -> list[tuple[str, str]]:
    """Return the steps that a letter says it covers."""
    line = next(line for line in body.splitlines() if line.startswith("This message covers: "))
    return [(about, step) for step in line.removeprefix("This message covers: ").rstrip(".").split(", ")]


def do(task: Task, *, at: dt.datetime) -> None:
    kind = {"T.once": "plan-filed", "T.fixed": "a", "T.monthly": "b"}[task.duty]
    make.evidence(
        department=task.department,
        obligation=task.duty,
        kind_=kind,
        period=task.period,
        source=f"drill:{task.duty}:{task.department}:{task.period}",
        at=at.astimezone(dt.UTC),
    )
