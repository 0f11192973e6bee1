"""What can be asked about publishing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from standing.hall.publish.models import Release, Run
from standing.hall.publish.rules import Problem, ReleaseFact
from standing.hall.publish.tree import Releases


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFact:
    """One run, also while it goes on."""

    started_at: datetime
    ended_at: datetime | None
    by: str
    is_whole: bool
    total: int
    done: int
    outcome: str
    problems: tuple[Problem, ...]

    @property
    def is_running(self) -> bool:
        """Test whether it goes on, or was cut off and nobody has noticed yet."""
        return self.outcome == "running"


def releases() -> Releases:
    """Return the folder of releases of this installation."""
    return Releases(Path(str(settings.STANDING["var"])) / "public")


def standing() -> QuerySet[Release]:
    """Return the releases that were not rolled back, the latest first: the first one is the one that counts."""
    return Release.objects.filter(rolled_back_at=None).order_by("-number")


def current() -> ReleaseFact | None:
    """Return the release that the public sees; None while the application answers alone."""
    return next((_fact(row) for row in standing()[:_LOOKED_AT] if releases().is_whole(row.number)), None)


def history(*, most: int = 20) -> tuple[ReleaseFact, ...]:
    """Return the latest releases, rolled back or not."""
    return tuple(_fact(row) for row in Release.objects.order_by("-number")[:most])


def before_current() -> ReleaseFact | None:
    """Return the release to which a roll back would lead; None if there is none on the disk."""
    now = current()
    if now is None:
        return None
    run = Release.objects.values_list("run", flat=True).get(number=now.number)
    disk = releases()
    return next((_fact(row) for row in standing().exclude(run=run)[:_LOOKED_AT] if disk.is_whole(row.number)), None)


def latest_run() -> RunFact | None:
    """Return the latest run that is worth showing."""
    row = Run.objects.order_by("-id").first()
    if row is None:
        return None
    return RunFact(
        started_at=row.started_at,
        ended_at=row.ended_at,
        by=row.by,
        is_whole=row.is_whole,
        total=row.total,
        done=row.done,
        outcome=row.outcome,
        problems=problems_of(row),
    )


def problems_of(row: Run) -> tuple[Problem, ...]:
    """Return the pages that a run did not take."""
    return tuple(Problem(path=path, sentence=sentence) for path, sentence in row.problems)


_LOOKED_AT = 50  # more releases than this never lie on the disk


def _fact(row: Release) -> ReleaseFact:
    return ReleaseFact(
        number=row.number,
        manifest_sha256=row.manifest_sha256,
        pages=row.pages,
        files=row.files,
        size=row.size,
        written=row.written,
        removed=row.removed,
        languages=dict(row.languages),
        changed=tuple(row.changed),
        at=row.at,
        by=row.by,
        rolled_back_at=row.rolled_back_at,
        rolled_back_by=row.rolled_back_by,
    )
