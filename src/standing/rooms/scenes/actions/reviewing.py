"""The Inspector General reviews scenes, and draws a sample nobody could foresee."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.scenes import permissions, queries
from standing.rooms.scenes.models import Draw, Finding, Scene
from standing.rooms.scenes.queries.reports import names_in
from standing.rooms.scenes.rules import samples
from standing.rooms.scenes.rules import scenes as rules


@transaction.atomic
def review_scene(*, scene: UUID, codes: tuple[str, ...], note: str, by: User, at: datetime) -> None:
    """
    This will record what was found about a scene; without a code nothing is wanting. The last finding counts.

    :raises NotAllowed: if the person is not of the Inspector General
    :raises NotFound: if there is no such scene
    :raises Refused: if a code is not on the list, or the note points to a person
    """
    permissions.check_is_inspector(by=by)
    row = Scene.objects.filter(pk=scene).first()
    if row is None:
        raise NotFound("There is no such scene.")
    log = queries.log_of(known=at)
    known = {one.id for one in log.findings}
    if not set(codes) <= known:
        raise Refused("Choose from the list what was found wanting.")
    note = rules.check_note(note, known=[one.name for one in log.divisions])
    Finding.objects.create(scene=row, codes=sorted(set(codes)), note=note, found_at=at, found_by=by)
    audit.record(
        verb="scenes.review_scene",
        subject=f"scenes:scene:{scene}",
        by=by,
        at=at,
        facts={"codes": ",".join(sorted(set(codes)))},
    )


@transaction.atomic
def commit_sample(*, first: date, last: date, size: int, by: User, at: datetime) -> UUID:
    """
    This will fix a seed for a sample of scenes before their days are over, and put its hash into the log.

    :raises NotAllowed: if the person is not of the Inspector General
    :raises NotNow: if the last of the days is over
    :raises Refused: if the days or the size make no sense
    """
    permissions.check_is_inspector(by=by)
    log = queries.log_of(known=at)
    if first > last:
        raise Refused("The first day comes before the last.")
    if last < queries.today(at=at):
        raise NotNow("These days are over: whoever fixes the seed now could know the scenes. Choose days to come.")
    if not log.sample_size <= size <= 1000:
        raise Refused(f"Draw at least {log.sample_size} scenes.")
    seed = secrets.token_hex(32)
    row = Draw(first=first, last=last, size=size, commitment=samples.commitment(seed), committed_at=at, committed_by=by)
    row.sealed_seed = sealed.seal(text=seed, about=f"scenes:draw:{row.pk}")
    row.save(force_insert=True)
    audit.record(
        verb="scenes.commit_sample",
        subject=f"scenes:draw:{row.pk}",
        by=by,
        at=at,
        facts={"commitment": row.commitment, "first": first.isoformat(), "last": last.isoformat(), "size": size},
    )
    return row.pk


@transaction.atomic
def draw_sample(*, draw: UUID, by: User, at: datetime) -> tuple[str, ...]:
    """
    This will tell the seed and draw the sample from the scenes of its days, as they are known now.

    :raises NotAllowed: if the person is not of the Inspector General
    :raises NotFound: if there is no such sample
    :raises NotNow: if the days are not over, it was drawn before, or the seed is not the one that was fixed
    """
    permissions.check_is_inspector(by=by)
    row = Draw.objects.select_for_update().filter(pk=draw).first()
    if row is None:
        raise NotFound("There is no such sample.")
    if row.drawn_at is not None:
        raise NotNow("This sample was drawn before.")
    if queries.today(at=at) <= row.last:
        raise NotNow("Its days are not over yet.")
    seed = sealed.open_box(box=row.sealed_seed, about=f"scenes:draw:{row.pk}")
    if samples.commitment(seed) != row.commitment:
        raise NotNow("The seed is not the one that was fixed. Tell an administrator.")
    pool = names_in(queries.lines_of(first=row.first, last=row.last, known=at))
    row.seed, row.pool, row.drawn_at = seed, list(pool), at
    row.scenes = list(samples.draw(seed=seed, names=pool, size=row.size))
    row.save(update_fields=["seed", "pool", "drawn_at", "scenes"])
    audit.record(
        verb="scenes.draw_sample",
        subject=f"scenes:draw:{row.pk}",
        by=by,
        at=at,
        facts={"seed": seed, "out_of": len(pool), "drawn": len(row.scenes)},
    )
    return tuple(row.scenes)
