"""Numbering and drawing. What is fixed is signed and public before a seed is opened."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection, transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.blind import signed
from standing.kernel.refusals import NotNow
from standing.rooms.draw.models import Draw, Drawn
from standing.rooms.draw.queries import draws, rounds
from standing.rooms.draw.rules import drawing
from standing.rooms.draw.rules.drawing import COMMITMENT, RESULT, Entry, Result
from standing.rooms.trustee import api as trustee

_CHUNK = 10_000


@transaction.atomic
def number_entries(*, round_: str, by: Actor, at: datetime) -> str:
    """
    This will number the entries, sign the counts, the void numbers and the root, and return the SHA-256 of that.

    From then on nothing can be added, and no seed is opened yet. Who falls out is decided here, by the secret order.

    :raises NotFound: if the round has no open application
    :raises NotNow: if applications are still taken, or the entries are numbered already
    """
    found = rounds.get_round(round_=round_)
    if not found.is_over(at=at):
        raise NotNow("Applications are still taken, or somebody who waited in line may still finish.")
    with connection.cursor() as cursor:  # no application slips in behind: each takes this lock together with others
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"draw {round_}"])
        cursor.execute("SET LOCAL work_mem = '256MB'")
    row = Draw.objects.select_for_update().filter(pk=round_).first()
    if row is None:
        raise NotNow("Nobody applied.")
    if row.commitment is not None:
        raise NotNow("The entries of this round are numbered already.")
    secret = trustee.draw_order(round_=round_)
    fixed = drawing.commitment_of(
        drawing.number(draws.groups_and_marks(round_=round_), secret=secret, void=_void(round_, secret)),
        round_=round_,
        manifest=found.manifest.sha256,
        groups=found.manifest.groups,
        secret=secret,
        is_sample=found.manifest.is_sample,
    )
    data = fixed.to_bytes()
    row.commitment, row.commitment_note = data, _signed(data, COMMITMENT, round_)
    row.save(update_fields=["commitment", "commitment_note"])
    audit.record(
        verb="draw.number_entries",
        subject=f"draw:round:{round_}",
        by=by,
        at=at,
        facts={
            "applications": fixed.count,
            "void": sum(len(one) for one in fixed.void.values()),
            "root": fixed.root.hex(),
            "commitment": hashlib.sha256(data).hexdigest(),
        },
    )
    return hashlib.sha256(data).hexdigest()


@transaction.atomic
def draw_places(*, round_: str, city_seed: bytes, by: Actor, at: datetime) -> dict[str, int]:
    """
    This will draw with the City's opened seed and our own, sign the result, and return how many each group got.

    :raises NotFound: if the round has no open application
    :raises NotNow: if the entries are not numbered, or the draw was held
    :raises WrongSeed: if the City's seed is not the one whose hash stands in the manifest
    """
    found = rounds.get_round(round_=round_)
    row = Draw.objects.select_for_update().filter(pk=round_).first()
    if row is None or row.commitment is None:
        raise NotNow("The entries are not numbered yet. No seed is opened before.")
    if row.result is not None:
        raise NotNow("This draw was held.")
    drawing.check_seed(city_seed, committed=found.draw.city_seed, whose="City")
    ours = trustee.draw_seed(round_=round_)
    drawing.check_seed(ours, committed=found.draw.trustee_seed, whose="trustee")
    fixed = drawing.read_commitment(bytes(row.commitment))
    seed = drawing.joint_seed(city=city_seed, trustee=ours, root=fixed.root)
    numbers = drawing.drawn(fixed, places=found.draw.places, seed=seed)
    chosen = {group: frozenset(drawn) for group, drawn in numbers.items()}
    Drawn.objects.bulk_create(
        [
            Drawn(round=round_, mark=mark)
            for mark in sorted(one.mark for one in _entries(row) if one.number in chosen[one.group])
        ],
        batch_size=_CHUNK,
    )
    result = Result(
        round=round_,
        commitment=hashlib.sha256(bytes(row.commitment)).hexdigest(),
        city_seed=city_seed,
        trustee_seed=ours,
        drawn=numbers,
        is_sample=found.manifest.is_sample,
    ).to_bytes()
    row.result, row.result_note = result, _signed(result, RESULT, round_)
    row.save(update_fields=["result", "result_note"])
    audit.record(
        verb="draw.draw_places",
        subject=f"draw:round:{round_}",
        by=by,
        at=at,
        facts={
            "seed": seed.hex(),
            "drawn": sum(map(len, numbers.values())),
            "result": hashlib.sha256(result).hexdigest(),
        },
    )
    return {group: len(drawn) for group, drawn in numbers.items()}


def _entries(row: Draw) -> tuple[Entry, ...]:
    return drawing.number(
        draws.groups_and_marks(round_=row.round), secret=trustee.draw_order(round_=row.round), void=()
    )


def _void(round_: str, secret: bytes) -> frozenset[bytes]:
    """
    Return the marks that fall out.

    Only tags that stand in two applications, or were helped, can decide anything: the database finds these, and the
    rest of half a million applications is never loaded.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE draw_helped (tag bytea PRIMARY KEY) ON COMMIT DROP")
        for tags in trustee.helped(round_=round_):
            cursor.execute("INSERT INTO draw_helped SELECT unnest(%s::bytea[])", [tags])
        cursor.execute(
            "CREATE TEMPORARY TABLE draw_doubtful ON COMMIT DROP AS "
            "SELECT tag FROM (SELECT unnest(tags) AS tag FROM draw_application WHERE round = %s) AS one "
            "GROUP BY tag HAVING count(*) > 1 UNION SELECT tag FROM draw_helped",
            [round_],
        )
        cursor.execute(
            "SELECT mark, array_agg(DISTINCT tag), array_agg(DISTINCT helped.tag) FILTER (WHERE helped.tag IS NOT NULL)"
            " FROM (SELECT mark, unnest(tags) AS tag FROM draw_application WHERE round = %s) AS one"
            " JOIN draw_doubtful USING (tag) LEFT JOIN draw_helped AS helped USING (tag) GROUP BY mark",
            [round_],
        )
        ordered, helped = [], set[bytes]()
        for mark, tags, theirs in cursor:
            ordered.append((drawing.order_of(secret, bytes(mark)), bytes(mark), [bytes(one) for one in tags]))
            helped.update(bytes(one) for one in theirs or ())
    return drawing.stay(((mark, tags) for _, mark, tags in sorted(ordered)), helped=helped)


def _signed(data: bytes, what: str, round_: str) -> str:
    key = audit.log_key()
    return signed.sign(data, what=what, round_=round_, name=key.origin, key=key.private)
