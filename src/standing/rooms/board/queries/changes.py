"""What changed from one frozen board to the next."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from standing.rooms.city import api as city
from standing.rooms.city.api import DepartmentFact
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import ObligationFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of one light between two frozen boards."""

    at: datetime
    department: DepartmentFact
    obligation: ObligationFact
    before: str
    after: str
    sentence: str


def changes(*, now: datetime, boards: int = 15) -> tuple[Step, ...]:
    """Return what changed from each frozen board to the next, over the last few, the newest first."""
    departments = {one.id: one for one in city.departments(known=now)}
    duties = {one.id: one for one in obligations.obligations(known=now)}
    days = obligations.frozen_days()[:boards]
    lights = [_frozen_lights(one.day) for one in days]
    steps: list[Step] = []
    for one, newer, older in zip(days, lights, lights[1:], strict=False):
        for (duty, department_id), (status, sentence) in newer.items():
            before = older.get((duty, department_id), ("", ""))[0]
            if before != status and duty in duties and department_id in departments:
                steps.append(
                    Step(
                        at=one.at,
                        department=departments[department_id],
                        obligation=duties[duty],
                        before=before,
                        after=status,
                        sentence=sentence,
                    )
                )
    return tuple(steps)


def last_looked(*, now: datetime) -> datetime:
    """Return when changes were last looked for: the last frozen board, or the start of the day before there is one."""
    days = obligations.frozen_days()
    return days[0].at if days else now.replace(hour=0, minute=0, second=0, microsecond=0)


def _frozen_lights(day: date) -> dict[tuple[str, str], tuple[str, str]]:
    _, body = obligations.frozen(day=day)
    return {
        (pair["obligation"], pair["department"]): (pair["status"], pair["sentence"])
        for pair in json.loads(body)["pairs"]
    }
