"""
The sample's round of cash aid: both parties make it by the deeds their own people would do, once both answer.

The City drafts it and signs; the trustee's own process looks, signs and names its desks; the City takes the signature
and names its own. Links with credentials are kept beside the sample, for this machine's owner alone to read.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

from standing.config.up import Neighbour
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.refusals import NotNow
from standing.rooms.aid.actions import desks, rounds
from standing.rooms.aid.queries import rounds as asked
from standing.rooms.aid.rules.rounds import Draft
from standing.sample.figures import AMOUNTS, DESK, GROUPS, ROUND, STATION

_DAY = timedelta(days=1)
_RULES: Final = {
    "en": (
        "The family lives in the city.",
        "The family lost income or has urgent costs because of an enforcement action.",
        "Nobody of the household was helped in this round before.",
    ),
    "es": (
        "La familia vive en la ciudad.",
        "La familia perdió ingresos o tiene gastos urgentes por una acción de control migratorio.",
        "Nadie del hogar recibió ayuda antes en esta ronda.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a group works: a desk at the trustee's address, or a card station at the City's."""

    role: str
    group: str
    name: str
    url: str

    def row(self) -> dict[str, str]:
        """Return it as ``standing sample signins`` tells it."""
        return {"role": self.role, "department": self.group, "person": self.name, "url": self.url}


def make(*, beside: Neighbour) -> None:
    """
    Make the sample's round if there is none yet, and keep the links of its desks.

    :raises NotNow: if this is no sample, or the trustee beside us does not do its part
    """
    if not installation.is_sample():
        raise NotNow("A sample round is made in a sample only.")
    at = clock.now()
    by = _treasurer()
    if not any(one.code == ROUND for one in asked.rounds()):
        rounds.draft_round(draft=_draft(at), by=by, at=at)
    if asked.papers(round_=ROUND) is None:
        rounds.fetch_offer(round_=ROUND, by=by, at=at)
        rounds.make_manifest(round_=ROUND, by=by, at=at)
    if not _kept().is_file():
        theirs = _trustees_part(beside)
        rounds.fetch_trustee_signature(round_=ROUND, by=by, at=at)
        _keep([place for group in GROUPS for place in _places(group, theirs=theirs, beside=beside, by=by, at=at)])


def places() -> list[dict[str, str]]:
    """
    Return the links of the sample's desks and stations, as rows of ``standing sample signins``.

    They lead to where both parties are now: another start may have found other ports free.
    """
    try:
        rows = json.loads(_kept().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [{**row, "url": urljoin(_base_of(row["role"]), _without_base(row["url"]))} for row in rows]


def _draft(at: datetime) -> Draft:
    pack = packs.in_force(known=at)
    opens = at.replace(second=0, microsecond=0)
    return Draft(
        round=ROUND,
        name="Sample round",
        time_zone=pack.time_zone if pack is not None else "UTC",
        opens_at=opens,
        closes_at=opens + 30 * _DAY,
        destroy_at=opens + 45 * _DAY,
        amounts=AMOUNTS,
        exceptions=Exceptions(cents=AMOUNTS[0], most=2),
        groups=GROUPS,
        rules=_RULES,
        quota=Quota(evaluations=600, claims=60),
        cost=Cost(memory=19 * 1024, passes=2, lanes=1),
    )


def _trustees_part(beside: Neighbour) -> Mapping[str, str]:
    """Let the trustee's own process look at the manifest, sign it and name its desks; return their credentials."""
    asked = (sys.executable, "-m", "standing", "sample", "round")
    told = subprocess.run(asked, env=beside.env(os.environ), capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise NotNow(f"The trustee did not open the sample's round: {told.stderr.strip()[-400:]}")
    return dict(json.loads(told.stdout))


def _places(group: str, *, theirs: Mapping[str, str], beside: Neighbour, by: User, at: datetime) -> tuple[Place, Place]:
    ours = desks.add_desk(round_=ROUND, group=group, name=DESK, by=by, at=at)
    station = desks.add_station(round_=ROUND, group=group, name=STATION, by=by, at=at)
    return (
        Place(
            role="desk",
            group=group,
            name=DESK,
            url=f"{beside.base}/desk/{ROUND}/#city={ours}&trustee={theirs[group]}&group={quote(group)}&name={quote(DESK)}",
        ),
        Place(
            role="card-station",
            group=group,
            name=STATION,
            url=f"{settings.STANDING['origin']}/desk/cards/#station={station}",
        ),
    )


def _base_of(role: str) -> str:
    return str(settings.STANDING["trustee_url" if role == "desk" else "origin"])


def _without_base(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="", netloc=""))


def _keep(found: Sequence[Place]) -> None:
    path = _kept()
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps([one.row() for one in found], indent=2), encoding="utf-8")
    fresh.replace(path)


def _kept() -> Path:
    return Path(str(settings.STANDING["var"])) / "sample-desks.json"


def _treasurer() -> User:
    email = accounts.addresses_with(role=Role.TREASURER)[0]
    return accounts.create_account(email=email, at=clock.now())
