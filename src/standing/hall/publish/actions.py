"""What can be done: publish what changed, and take the last release back."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import perf_counter

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.publish import permissions, queries, queue, sources
from standing.hall.publish.making import Wave
from standing.hall.publish.manifest import Manifest, NotAManifest, Seen, sha256_of
from standing.hall.publish.models import Release, Run
from standing.hall.publish.rules import Page, Problem, ReleaseFact, Report
from standing.hall.publish.tree import Releases
from standing.kernel.refusals import NotNow

KEPT_RUNS = 5
_SHOWN_CHANGES = 200
_PATIENCE_SECONDS = 60.0
_PROGRESS_SECONDS = 0.5
_LONGEST_WAVE = 32.0
_log = logging.getLogger(__name__)


def publish(
    *,
    at: datetime,
    by: Actor,
    only: str | None = None,
    everything: bool = False,
    patience: float = _PATIENCE_SECONDS,
    wave_seconds: float = 2.0,
) -> Report:
    """
    This will make what changed public, and leave alone what did not.

    A long work goes out in waves, each a whole release and longer than the one before: the default language and
    those that are offered come first. When something is approved meanwhile, the wave ends, and the next one
    carries that alone.
    ``only`` limits it to one language; ``everything`` makes each page anew, also those whose stamp has not
    changed. What a person took back comes again when a person publishes, or when it is something else; never by
    the clock alone.

    :raises NotAllowed: if the person may not publish
    :raises IsPublishing: if another publisher is not done within ``patience`` seconds
    """
    permissions.check_can_publish(by=by)
    disk = queries.releases()
    with queue.only_one(disk.root, patience=patience):
        settle(disk=disk, at=at)
        return _Publishing(disk=disk, at=at, by=by, only=only, everything=everything, wave_seconds=wave_seconds).run()


def roll_back(*, by: Actor, at: datetime, patience: float = _PATIENCE_SECONDS) -> ReleaseFact:
    """
    This will let the release before the current run count again, at once, and write down that it was so.

    :returns: the release that counts now
    :raises NotAllowed: if the person may not publish
    :raises NotNow: if there is no earlier release on the disk
    :raises IsPublishing: if somebody is publishing
    """
    permissions.check_can_publish(by=by)
    disk = queries.releases()
    with queue.only_one(disk.root, patience=patience):
        settle(disk=disk, at=at)
        now, before = queries.current(), queries.before_current()
        if now is None or before is None:
            raise NotNow("There is no earlier release to go back to.")
        with transaction.atomic():
            _take_back(number=now.number, to=before.number, by=by, at=at)
        disk.switch(before.number)
    return before


def _take_back(*, number: int, to: int, by: Actor, at: datetime) -> None:
    taken = Release.objects.filter(rolled_back_at=None, number__gt=to)
    numbers = sorted(taken.values_list("number", flat=True))
    taken.update(rolled_back_at=at, rolled_back_by=str(by.pk))
    audit.record(
        verb="publish.roll_back",
        subject=f"release:{number}",
        by=by,
        at=at,
        facts={"releases": numbers, "to": to},
    )


def settle(*, disk: Releases, at: datetime) -> None:
    """
    This will put right what a killed publisher left: the disk follows the database.

    A release is whole on the disk before its row is written, and the link follows the row. So a folder without
    a row was never public, and a link that lags behind is brought up.
    """
    for run in Run.objects.filter(outcome="running"):
        run.outcome, run.ended_at = "stopped", at
        run.save(update_fields=["outcome", "ended_at"])
    now = queries.current()
    if now is None:
        disk.switch_off()
    elif disk.current() != now.number:
        disk.switch(now.number)
    disk.tidy(keep=_kept(disk, now.number if now is not None else 0))


def _kept(disk: Releases, current: int) -> list[int]:
    """Return what stays on the disk: the last release of each of the last runs, and what was taken back since."""
    last_of_run: dict[int, int] = {}
    for number, run in queries.standing().values_list("number", "run"):
        if disk.is_whole(number):
            last_of_run.setdefault(run, number)
    back = Release.objects.filter(number__gt=current).exclude(rolled_back_at=None).values_list("number", flat=True)
    return [*list(last_of_run.values())[:KEPT_RUNS], *back]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What there is to publish at a moment."""

    pages: Mapping[str, Page]
    shell: str
    languages: tuple[str, ...]


class _Publishing:
    """One run: waves until nothing is left to do."""

    def __init__(
        self, *, disk: Releases, at: datetime, by: Actor, only: str | None, everything: bool, wave_seconds: float
    ) -> None:
        self.disk, self.at, self.by, self.only = disk, at, by, only
        self.everything, self.wave_seconds = everything, wave_seconds
        self.begun = perf_counter()
        self.row: Run | None = None
        self.is_by_hand = by is not audit.SYSTEM
        self.written: set[str] = set()
        self.removed: set[str] = set()
        self.rendered = 0
        self.release: int | None = None

    def run(self) -> Report:
        """Carry it out; whatever happens, the row of the run says how it ended."""
        before = self._problems_before()
        try:
            wave = self._waves()
        except BaseException as fault:
            self._end("failed" if isinstance(fault, Exception) else "stopped", problems=())
            raise
        if self.release is not None:
            self.disk.tidy(keep=_kept(self.disk, self.release))  # not between the waves: news is not to wait for it
        if self.row is None and (self.is_by_hand or wave.problems != before):
            self._begin_row(total=0)
        self._end("done", problems=wave.problems, forget=wave.problems == before)
        return Report(
            written=len(self.written),
            kept=len(wave.made.pages) - len(self.written & set(wave.made.pages)),
            removed=len(self.removed),
            seconds=round(perf_counter() - self.begun, 3),
            rendered=self.rendered,
            held=wave.held,
            release=self.release,
            problems=wave.problems,
            surprises=tuple(sorted(wave.surprises)),
        )

    def _waves(self) -> Wave:
        done: dict[str, tuple[str, str]] = {}
        surprises: set[str] = set()
        problems: dict[str, str] = {}
        listed = self._list()
        for number in count():
            if number and queue.is_waiting():
                listed = self._list()
            moment, base = self._moment(), self._base()
            wave = Wave(
                disk=self.disk,
                base=base,
                pages=listed.pages,
                shell=listed.shell,
                languages=listed.languages,
                seen=Seen.read(self.disk.root, number=base.number if base else 0),
                taken_back={} if self.is_by_hand else self._taken_back(base),
                only=self.only,
                everything=self.everything,
                done=done,
                surprises=surprises,
                problems=problems,
                at=moment,
            )
            with self._made_or_given_up(wave):
                seconds = min(self.wave_seconds * 2**number, _LONGEST_WAVE)
                wave.render(seconds=seconds, tell=self._progress(wave), is_cut_short=queue.is_waiting)
                self.rendered += wave.rendered
                if wave.is_different:
                    self._release(wave, moment)
                else:
                    wave.making.give_up()
                wave.seen.write(self.disk.root, number=self.disk.current() or 0)
            if wave.is_complete:
                return wave
        raise AssertionError("there is always another wave")

    def _list(self) -> "_Listed":
        """Ask the rooms for their pages; what waits to be published is part of the answer."""
        queue.take_over()
        moment = self._moment()
        return _Listed(pages=sources.collect(moment), shell=sources.shell(moment), languages=sources.offered(moment))

    def _moment(self) -> datetime:
        return self.at + timedelta(seconds=perf_counter() - self.begun)

    def _base(self) -> Manifest | None:
        now = self.disk.current()
        if now is None:
            return None
        try:
            return self.disk.read(now)
        except NotAManifest:
            _log.warning("The list of release %s cannot be read; every page is made anew.", now)
            return None

    def _taken_back(self, base: Manifest | None) -> dict[str, tuple[str, ...]]:
        """Return the stamps that may not come by themselves: those that are held, and those taken back since."""
        held = {path: set(stamps) for path, stamps in (base.held if base else {}).items()}
        after = base.number if base else 0
        for number in (
            Release.objects.filter(number__gt=after).exclude(rolled_back_at=None).values_list("number", flat=True)
        ):
            try:
                taken = self.disk.read(number)
            except NotAManifest:
                continue
            for path, entry in taken.pages.items():
                old = base.pages.get(path) if base else None
                if old is None or old.stamp != entry.stamp:
                    held.setdefault(path, set()).add(entry.stamp)
                if old is not None and old.shell != entry.shell:
                    held.setdefault("", set()).add(entry.shell)
        return {path: tuple(sorted(stamps)) for path, stamps in held.items()}

    def _release(self, wave: Wave, moment: datetime) -> None:
        """Write the release whole, then its row and record, then let it count."""
        latest = Release.objects.order_by("-number").values_list("number", flat=True).first() or 0
        made = wave.finish(number=max(latest, *self.disk.numbers(), 0) + 1)
        row = self.row or self._begin_row(total=wave.rendered)
        sha256 = sha256_of(self.disk.of(made.number))
        languages: dict[str, int] = {}
        for entry in made.pages.values():
            languages[entry.language] = languages.get(entry.language, 0) + 1
        with transaction.atomic():
            Release.objects.create(
                number=made.number,
                run=row,
                base=made.base,
                manifest_sha256=sha256,
                pages=len(made.pages),
                files=len(made.files),
                size=sum(fact.size for fact in made.files.values()),
                written=len(wave.written),
                removed=len(wave.removed),
                languages=languages,
                changed=[*sorted(wave.written), *sorted(wave.removed)][:_SHOWN_CHANGES],
                at=moment,
                by=str(self.by.pk),
            )
            audit.record(
                verb="publish.release",
                subject=f"release:{made.number}",
                by=self.by,
                at=moment,
                facts={
                    "manifest": sha256,
                    "pages": len(made.pages),
                    "written": len(wave.written),
                    "removed": len(wave.removed),
                },
            )
        self.disk.switch(made.number)
        self.written |= wave.written
        self.removed |= wave.removed
        self.release = made.number

    @contextmanager
    def _made_or_given_up(self, wave: Wave) -> Iterator[None]:
        try:
            yield
        except BaseException:
            wave.making.give_up()
            raise

    def _progress(self, wave: Wave) -> Callable[[int], None]:
        """Return what is called after each page: it tells the staff page how far we are, now and then."""
        told = perf_counter() - _PROGRESS_SECONDS
        before = self.rendered

        def tell(count: int) -> None:
            nonlocal told
            if perf_counter() - told < _PROGRESS_SECONDS:
                return
            told = perf_counter()
            row = self.row or self._begin_row(total=wave.waiting)
            Run.objects.filter(pk=row.pk).update(done=before + count, total=before + wave.waiting)

        return tell

    def _begin_row(self, *, total: int) -> Run:
        self.row = Run.objects.create(started_at=self.at, by=str(self.by.pk), is_whole=self.everything, total=total)
        return self.row

    def _problems_before(self) -> tuple[Problem, ...]:
        row = Run.objects.exclude(outcome="running").order_by("-id").first()
        return queries.problems_of(row) if row is not None else ()

    def _end(self, outcome: str, *, problems: tuple[Problem, ...], forget: bool = False) -> None:
        if self.row is None:
            return
        if forget and self.release is None and not self.is_by_hand:
            self.row.delete()  # the clock looked, and nothing was to be done: not worth a line
            return
        self.row.outcome = outcome
        self.row.ended_at = self.at + timedelta(seconds=perf_counter() - self.begun)
        self.row.done = self.row.total = self.rendered
        self.row.problems = [[each.path, each.sentence] for each in problems]
        self.row.save(update_fields=["outcome", "ended_at", "done", "total", "problems"])


def report_as_json(report: Report) -> str:
    """Return a report for programs."""
    return json.dumps(
        {
            "written": report.written,
            "kept": report.kept,
            "removed": report.removed,
            "rendered": report.rendered,
            "held": report.held,
            "seconds": report.seconds,
            "release": report.release,
            "problems": [[each.path, each.sentence] for each in report.problems],
            "surprises": list(report.surprises),
        },
        indent=2,
    )
