"""What the trustee says of a round, signed, once for each whole day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.installation import api as installation
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import signed
from standing.kernel.blind.manifest import Manifest
from standing.kernel.refusals import NotFound
from standing.rooms.trustee import queries
from standing.rooms.trustee.models import Appeal, CitySeal, Key, Round, Statement, Tally
from standing.rooms.trustee.rules.appeals import State
from standing.rooms.trustee.rules.seals import KnownSeal, SealRefused, SeenSeal, check_seal
from standing.rooms.trustee.rules.statements import StatementFact, read_claims


@transaction.atomic
def make_statement(*, round_: str, seen: SeenSeal | None, by: Actor, at: datetime) -> date | None:
    """
    This will sign the totals of a round through the last day that is over there, and return that day.

    None if that was said already, or the round's first day is not over. ``seen`` is what the City shows: it is
    countersigned if it holds all that the seal before held; else the statement has none, and the log says so.

    :raises NotFound: if there is no such round
    """
    row = Round.objects.select_for_update(no_key=True).filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    through = queries.last_whole_day(round_=round_, at=at)
    if through is None or Statement.objects.filter(round=row, through__gte=through).exists():
        return None
    manifest = manifests.read(bytes(row.manifest))
    seal = _take_up(row, manifest, seen, by=by, at=at)
    fact = StatementFact(
        round=row.pk,
        manifest=row.sha256,
        through=through,
        claims=_claims(row, manifest, through),
        exceptions=Appeal.objects.filter(round=row, state=State.GRANTED, decided_on__lte=through).count(),
        evaluations=Tally.objects.filter(desk__round=row, day__lte=through).aggregate(n=Sum("evaluations"))["n"] or 0,
        is_live=Key.objects.filter(round=row.pk, destroyed_at=None).exists(),
        city_checkpoint=seal,
        is_sample=installation.is_sample(),
    )
    data, key = fact.to_bytes(), audit.log_key()
    note = signed.sign(data, what=signed.STATEMENT, round_=row.pk, name=key.origin, key=key.private)
    Statement.objects.create(round=row, through=through, data=data, note=note)
    audit.record(
        verb="trustee.state",
        subject=f"trustee:round:{row.pk}",
        by=by,
        at=at,
        facts={"through": through.isoformat(), "countersigned": seal is not None},
    )
    return through


def _claims(row: Round, manifest: Manifest, through: date) -> dict[int, int]:
    """Return the tokens by amount: what the last statement said, and what desks counted since, which is then let go."""
    last = Statement.objects.filter(round=row).order_by("-through").first()
    found = dict.fromkeys(manifest.tiers, 0) | (read_claims(bytes(last.data)) if last else {})
    rows = Tally.objects.filter(desk__round=row, day__lte=through).exclude(tiers={}).select_for_update(of=("self",))
    for one in rows.order_by("pk"):
        for cents, number in one.tiers.items():
            found[int(cents)] += number
    rows.update(tiers={})
    return found


def _take_up(row: Round, manifest: Manifest, seen: SeenSeal | None, *, by: Actor, at: datetime) -> str | None:
    if seen is None:
        return None
    last = CitySeal.objects.filter(round=row).order_by("-size").first()
    before = KnownSeal(size=last.size, root=bytes(last.root)) if last else None
    try:
        found = check_seal(note=seen.note, path=seen.path, key=manifest.signers["city"], round_=row.pk, before=before)
    except SealRefused:
        audit.record(verb="trustee.refuse_seal", subject=f"trustee:round:{row.pk}", by=by, at=at)
        return None
    if before is None or found.size > before.size:
        CitySeal.objects.create(round=row, size=found.size, root=found.root, note=seen.note, seen_at=at)
    return seen.note
