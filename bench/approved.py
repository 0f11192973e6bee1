"""
``python -m bench.approved``: how long it takes from counsel's approval until everybody reads the new words.

Measured on a running sample (``make run``; the same DATABASE_URL and STANDING_VAR), with all its real pages and its own
worker of jobs. It changes one article of the sample, and changes it back at the end. Not a part of ``make bench``:
to write a sample takes longer than all the rest.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from standing.hall.accounts.api import User

TIMES = 3
SLUG = "at-the-door"
_PATIENCE = 120.0
_QUIET = 5.0


def main() -> None:
    """Print one line for each change, and the slowest at the end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standing.config.settings")
    django.setup()
    from standing.hall.installation import api as installation

    if not installation.is_sample():
        sys.exit("This changes an article; it is for a sample only.")
    first, waits = _summary(), []
    for number in range(1, TIMES + 1):
        _wait_until_quiet()
        waits.append(_until_public(f"{first} Change number {number}."))
        print(f"approved until public, change {number}: {waits[-1]:.2f} s", flush=True)
    _wait_until_quiet()
    _until_public(first)
    print(f"slowest of {TIMES}: {max(waits):.2f} s, wanted at most 10")


def _until_public(words: str) -> float:
    """Have these words approved, and wait until the disk has them in the default language."""
    from standing.hall import clock
    from standing.hall.publish import queries as publishing
    from standing.rooms.rights import actions

    file = Path(publishing.releases().link) / "tree" / "rights" / SLUG / "index.html"
    number, sha256 = _sent(words, at=clock.now())
    begun = perf_counter()
    actions.approve_version(
        slug=SLUG, number=number, seen_sha256=sha256, note="", by=_person("attorney"), at=clock.now()
    )
    wanted = f">{words}<"
    while wanted not in file.read_text():
        if perf_counter() - begun > _PATIENCE:
            sys.exit("A change was not public after two minutes. Does 'standing work' run?")
        time.sleep(0.02)
    return perf_counter() - begun


def _sent(words: str, *, at: datetime) -> tuple[int, str]:
    from standing.rooms.rights import actions, queries

    newest = queries.kept_one(slug=SLUG, at=at).newest
    editor = _person("editor")
    row = actions.save_draft(
        slug=SLUG, text=replace(newest.text, summary=words), base=newest.row.number, by=editor, at=at
    )
    actions.submit_version(slug=SLUG, number=row.number, by=editor, at=at)
    return row.number, row.sha256


def _summary() -> str:
    from standing.hall import clock
    from standing.rooms.rights import queries

    return queries.kept_one(slug=SLUG, at=clock.now()).newest.text.summary


def _person(role: str) -> "User":
    from standing.hall.accounts.models import Grant
    from standing.hall.accounts.models import User as Person

    emails = Grant.objects.filter(role=role).order_by("pk").values_list("email", flat=True)
    return next(one for email in emails for one in Person.objects.filter(email=email))


def _wait_until_quiet() -> None:
    """Wait until no run goes on: what is measured is one change, not two that follow each other."""
    from standing.hall.publish import queries, queue

    quiet_since = perf_counter()
    while perf_counter() - quiet_since < _QUIET:
        run = queries.latest_run()
        if queue.is_waiting() or (run is not None and run.is_running):
            quiet_since = perf_counter()
        time.sleep(0.2)


if __name__ == "__main__":
    main()
