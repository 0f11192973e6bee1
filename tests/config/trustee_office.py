"""
The trustee's own people, as a process of theirs: told on the command line what to do, it answers with one line of JSON.

A test of the City's suite has none of the trustee's tables, so it asks this, as it would ask another office.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from standing.hall import clock  # noqa: E402
from standing.hall.installation import api as installation  # noqa: E402
from standing.kernel.blind import oprf  # noqa: E402
from standing.kernel.blind.ristretto import Scalar  # noqa: E402
from standing.rooms.draw import tasks as draws  # noqa: E402
from standing.rooms.draw.models import Application  # noqa: E402
from standing.rooms.trustee import queries, tasks  # noqa: E402
from standing.rooms.trustee.models import Night, Tag  # noqa: E402
from standing.rooms.trustee.rules.asking import AlreadyHelped  # noqa: E402
from tests.make import draw as apply  # noqa: E402
from tests.make import trustee as make  # noqa: E402
from tests.make.trustee import AT, DAY, ROUND  # noqa: E402

_SEED = bytes(range(32))  # the City's share is the same each time, for it is not in the trustee's copy


def begin(families: int) -> object:
    """Make a round with a draw, help so many families and take half as many applications; say in which order all came."""
    call_command("migrate", verbosity=0, interactive=False)
    installation.create(is_sample=True, at=AT)
    oprf.new_share = _share
    opened = apply.open_round()
    held, came = opened.held, []
    for number in range(families):
        tags = make.tags_of(held, f"Adult {number}")
        came += [one.hex() for one in tags]
        make.help_household(held, f"Adult {number}")
    marks = [apply.send(opened, f"Applicant {number}").mark.hex() for number in range(families // 2)]
    return {"desks": held.desks, "tags": came, "marks": marks}


def night() -> object:
    """Let the next night come, as the jobs do."""
    clock.now = lambda: AT + DAY
    draws.night(0)
    tasks.night(0)
    tasks.ship(0)
    last = Night.objects.latest("pk")
    return {"tags": last.tags, "recycled": last.recycled_at is not None, "sha256": last.shipped_sha256}


def destroy() -> object:
    """Let the day of the keys come."""
    clock.now = lambda: AT + 45 * DAY + timedelta(minutes=1)
    draws.destroy_applications(0)
    tasks.destroy_keys(0)
    tasks.ship(0)
    return {"keys": queries.rounds()[0].keys}


def applications() -> object:
    """Count what families sent."""
    return Application.objects.count()


def claim(desk: str, *adults: str) -> object:
    """Send a household once more."""
    oprf.new_share = _share
    manifest = make.manifests.read(queries.manifest_of(round_=ROUND))
    held = make.Held(keeper=None, city=_share(), manifest=manifest, desks=[desk])
    try:
        make.help_household(held, *adults, at=AT + DAY)
    except AlreadyHelped:
        return "already helped"
    return f"helped; {Tag.objects.count()} tags"


def _share() -> Scalar:
    return oprf.derive_share(seed=_SEED, info=b"city")


if __name__ == "__main__":
    deed, *words = sys.argv[1:]
    answer = (
        begin(int(words[0]))
        if deed == "begin"
        else {"night": night, "destroy": destroy, "claim": claim, "applications": applications}[deed](*words)
    )
    sys.stdout.write(f"{json.dumps(answer)}\n")
