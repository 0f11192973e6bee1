"""How long lists and searches of 2,000 reports take for eight people at once, each pausing a second."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from time import perf_counter, sleep

from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts.api import Role, User
from standing.hall.accounts.models import Grant
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.sealed import api as sealed
from standing.rooms.city import api as city
from standing.rooms.encounters.models import Alert, Decision, Report
from standing.rooms.encounters.queries import alerts, figures, reports
from standing.rooms.encounters.rules.alerts import Area, Kind

SIZE = 2_000
PEOPLE = 8
ROUNDS = {"short": 4, "full": 20}
_PAUSE = 1.0
_PAGE = 50


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield how long it took to fill, and the times of lists and searches with the number of their questions."""
    now = clock.now()
    if packs.in_force(known=now) is None:
        packs.load_first(directory=CHECKOUT / "packs" / "los-angeles", by=SYSTEM, at=now)
    begun = perf_counter()
    coordinator = _person(Role.COORDINATOR, "", now)
    _fill(coordinator, now)
    yield {"name": "encounters.fill", "n": SIZE, "seconds": round(perf_counter() - begun, 1)}
    times = _eight(coordinator, rounds=ROUNDS[tier])
    times.sort()
    with CaptureQueriesContext(connection) as asked:
        _ask(coordinator, 0)
    yield {
        "name": "encounters.lists",
        "n": SIZE,
        "people": PEOPLE,
        "asked": len(times),
        "queries": len(asked),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        "worst_ms": round(times[-1] * 1000, 1),
    }
    begun = perf_counter()
    figures.published(at=now)
    yield {"name": "encounters.figures", "n": SIZE, "ms": round((perf_counter() - begun) * 1000, 1)}


def _eight(by: User, *, rounds: int) -> list[float]:
    """Let eight people ask, each pausing a second, and return how long each answer took."""
    times: list[float] = []
    lock = threading.Lock()

    def one(person: int) -> None:
        sleep(person * _PAUSE / PEOPLE)
        for turn in range(rounds):
            begun = perf_counter()
            _ask(by, person + turn)
            with lock:
                times.append(perf_counter() - begun)
            sleep(_PAUSE)
        connection.close()

    threads = [threading.Thread(target=one, args=(person,)) for person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _ask(by: User, turn: int) -> int:
    """Ask for one page of a list, as the view does, with one of several searches."""
    now = clock.now()
    searches: tuple[Callable[[], object], ...] = (
        lambda: reports.listed(by=by),
        lambda: reports.listed(by=by, kind="arrest"),
        lambda: reports.listed(by=by, number="E-2026-10"),
        lambda: reports.listed(by=by, state="open", from_at=now - timedelta(days=90)),
        lambda: reports.listed(by=by, site="S-000017"),
    )
    rows = searches[turn % len(searches)]()
    assert hasattr(rows, "count")
    page = reports.facts(rows[:_PAGE], at=now)  # type: ignore[index]
    return int(rows.count()) + len(page)


def _person(role: Role, department: str, at: datetime) -> User:
    user = User(email=f"{role}{uuid.uuid4().hex[:8]}@bench.example", name="Sample", joined_at=at)
    user.set_unusable_password()
    user.save()
    Grant.objects.create(email=user.email, role=role.value, department=department, granted_at=at)
    return user


def _fill(by: User, now: datetime) -> None:
    """Write alerts and reports as the actions would leave them, straight into the tables."""
    random = Random(4)
    departments = [one.id for one in city.departments(known=now)]
    made_alerts, decisions, made_reports = [], [], []
    for number in range(SIZE):
        seen = now - timedelta(minutes=random.randrange(600_000))
        department, kind = departments[number % len(departments)], random.choice(list(Kind)).value
        alert = Alert(
            key=uuid.uuid4(), department=department, site=f"S-{number % 300:06d}", site_name="Sample site",
            area=Area.PUBLIC.value, kind=kind, channel="staff", is_ongoing=False, seen_at=seen, told_at=seen,
            received_at=seen, is_clock_doubtful=False, path=[], sent_by=by,
        )  # fmt: skip
        alert.box = sealed.seal(text="{}", about=alerts.about(alert))
        made_alerts.append(alert)
        decisions.append(Decision(alert=alert, is_confirmed=True, at=seen, by=by))
        made_reports.append(
            Report(
                number=f"E-{seen.year}-{10_000 + number:05d}", alert=alert, department=department,
                department_class="charter",
                district=str(number % 15 + 1), site=alert.site, site_name=alert.site_name, kind=kind, seen_at=seen,
                opened_at=seen,
            )
        )  # fmt: skip
    Alert.objects.bulk_create(made_alerts, batch_size=500)
    Decision.objects.bulk_create(decisions, batch_size=500)
    Report.objects.bulk_create(made_reports, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE encounters_report")
