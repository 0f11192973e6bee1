"""Contracts and firms as lists and as single pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from standing.kernel.refusals import NotFound
from standing.rooms.contractors.models import (
    Asking,
    Attestation,
    AttestedContract,
    ClauseStatus,
    Contract,
    ContractException,
    CrewReport,
    Decline,
    Firm,
    FirmContact,
    Notice,
    Presence,
    Subcontract,
)
from standing.rooms.contractors.queries import coverage
from standing.rooms.contractors.rules.steps import State

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody looks for."""

    words: str = ""
    department: str = ""
    state: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """Something that happened with a contract. ``what`` is a code; ``more`` a few plain words of ours or the pack's."""

    at: datetime
    what: str
    more: str = ""
    firm: str = ""


def contracts(*, at: datetime, within: Iterable[str] | None, filters: Filters = Filters()) -> QuerySet[Contract]:
    """Return contracts that have people on City property now, with ``heads`` and ``state``-flags, the silent first."""
    said = coverage.terms(at=at)
    present = Presence.objects.filter(contract=OuterRef("pk"), until_at=None, heads__gt=0)
    if filters.site:
        present = present.filter(site="" if filters.site == "-" else filters.site)
    rows = (
        Contract.objects.filter(is_listed=True, begins_on__lte=said["day"], ends_on__gte=said["day"])
        .filter(Exists(present))
        .annotate(
            heads=Coalesce(
                Subquery(present.order_by().values("contract").annotate(all=Sum("heads")).values("all")), Value(0)
            ),
            is_attested=Exists(
                AttestedContract.objects.filter(
                    contract=OuterRef("pk"),
                    attestation__firm=OuterRef("firm"),
                    attestation__edition__gte=said["edition"],
                )
            ),
            is_excepted=Exists(
                ContractException.objects.filter(
                    contract=OuterRef("pk"), is_approved=True, ended_at=None, until__gte=said["day"]
                )
            ),
        )
        .select_related("firm")
    )
    if within is not None:
        rows = rows.filter(department__in=list(within))
    if filters.department:
        rows = rows.filter(department=filters.department)
    if filters.words:
        rows = rows.filter(
            Q(number__icontains=filters.words)
            | Q(firm__name__icontains=filters.words)
            | Q(firm=filters.words.upper())
            | Q(title__icontains=filters.words)
        )
    match filters.state:
        case State.SILENT:
            rows = rows.filter(is_attested=False, is_excepted=False)
        case State.ATTESTED:
            rows = rows.filter(is_attested=True)
        case State.EXCEPTED:
            rows = rows.filter(is_attested=False, is_excepted=True)
    return rows.order_by("is_attested", "is_excepted", "-heads", "number")


def state_of(row: Contract) -> State:
    """Return how an annotated contract stands."""
    if row.is_attested:  # type: ignore[attr-defined]  # annotated above
        return State.ATTESTED
    return State.EXCEPTED if row.is_excepted else State.SILENT  # type: ignore[attr-defined]  # annotated above


def contract(*, number: str) -> Contract:
    """Return one contract. :raises NotFound: if there is none"""
    row = Contract.objects.select_related("firm").filter(pk=number).first()
    if row is None:
        raise NotFound("There is no such contract.")
    return row


def firm(*, id: str) -> Firm:
    """Return one firm. :raises NotFound: if there is none"""
    row = Firm.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such firm.")
    return row


def departments_of(*, firm: str) -> frozenset[str]:
    """Return the departments for which a firm works, itself or under another."""
    own = Contract.objects.filter(firm=firm).values_list("department_id", flat=True)
    under = Subcontract.objects.filter(firm=firm).values_list("contract__department_id", flat=True)
    return frozenset((*own, *under))


def presences(*, contract: str) -> Sequence[Presence]:
    """Return where people of a contract work now."""
    return list(Presence.objects.filter(contract=contract, until_at=None).order_by("site", "site_said"))


def contacts(*, firm: str) -> Sequence[FirmContact]:
    """Return the offices of a firm, in the order in which they are written to."""
    return list(FirmContact.objects.filter(firm=firm).order_by("order", "pk"))


def clauses(*, contract: str) -> Mapping[str, ClauseStatus]:
    """Return the last finding about each clause."""
    rows = ClauseStatus.objects.filter(contract=contract).order_by("clause", "-pk").distinct("clause")
    return {row.clause: row for row in rows.select_related("by")}


def exceptions(*, within: Iterable[str] | None) -> QuerySet[ContractException]:
    """Return exceptions, those that wait for a decision first."""
    rows = ContractException.objects.select_related("contract__firm", "asked_by", "decided_by", "ended_by")
    if within is not None:
        rows = rows.filter(contract__department__in=list(within))
    return rows.order_by(F("decided_at").desc(nulls_first=True), "-asked_at")


def exceptions_of(*, contract: str) -> Sequence[ContractException]:
    """Return the exceptions of a contract, the latest first."""
    rows = ContractException.objects.select_related("asked_by", "decided_by", "ended_by").filter(contract=contract)
    return list(rows.order_by("-asked_at"))


def notices(*, firm: str) -> Sequence[Notice]:
    """Return the letters that a firm got, the latest first."""
    return list(Notice.objects.select_related("contact", "asking").filter(asking__firm=firm).order_by("-at", "-place"))


def attestations(*, firm: str) -> Sequence[Attestation]:
    """Return what a firm attested, the latest first."""
    return list(Attestation.objects.select_related("acknowledgement").filter(firm=firm).order_by("-at"))


def asking(*, firm: str) -> Asking | None:
    """Return the open asking of a firm."""
    return Asking.objects.filter(firm=firm, ended_at=None).first()


def declines(*, firm: str) -> Sequence[Decline]:
    """Return how a firm declined, the latest first."""
    return list(Decline.objects.filter(asking__firm=firm).order_by("-at"))


def subcontracts(*, contract: str) -> Sequence[tuple[int, Subcontract, bool]]:
    """Return the tree under a contract: depth, who works for whom, and whether that firm attested."""
    least = coverage.least_edition()
    rows = list(
        Subcontract.objects.select_related("firm", "parent")
        .filter(contract=contract)
        .annotate(
            is_attested=Exists(
                AttestedContract.objects.filter(
                    contract=OuterRef("contract"),
                    attestation__firm=OuterRef("firm"),
                    attestation__edition__gte=least,
                )
            )
        )
        .order_by("firm__name")
    )
    below: dict[str, list[Subcontract]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    tops = sorted({row.parent_id for row in rows} - {row.firm_id for row in rows})

    def walk(parent: str, depth: int) -> Iterator[tuple[int, Subcontract, bool]]:
        for row in below.pop(parent, ()):
            yield depth, row, row.is_attested  # type: ignore[attr-defined]  # annotated above
            yield from walk(row.firm_id, depth + 1)

    return [found for top in tops for found in walk(top, 0)]


def timeline(*, row: Contract, rungs: Mapping[str, str]) -> Sequence[EventFact]:
    """Return what happened with a contract, the latest first."""
    found: list[EventFact] = []
    # ruff: noqa: PERF401 - one loop for each kind reads better than eight lists
    for heads in Presence.objects.filter(contract=row).order_by("pk"):
        place = heads.site or heads.site_said
        found.append(EventFact(at=heads.from_at, what="heads", more=f"{heads.heads} · {place}"))
    for letter in notices(firm=row.firm_id):
        found.append(EventFact(at=letter.at, what="notice", more=rungs.get(letter.rung, letter.rung)))
    for one in AttestedContract.objects.select_related("attestation__firm").filter(contract=row):
        found.append(
            EventFact(
                at=one.attestation.at,
                what="attested",
                more=str(one.attestation.edition),
                firm=one.attestation.firm.name,
            )
        )
    for no in declines(firm=row.firm_id):
        found.append(EventFact(at=no.at, what="declined"))
    for sub in Subcontract.objects.select_related("firm").filter(contract=row):
        found.append(EventFact(at=sub.at, what="named", firm=sub.firm.name))
    for pause in exceptions_of(contract=row.pk):
        found.append(EventFact(at=pause.asked_at, what="asked", more=pause.until.isoformat()))
        if pause.decided_at is not None:
            found.append(EventFact(at=pause.decided_at, what="approved" if pause.is_approved else "refused"))
        if pause.ended_at is not None:
            found.append(EventFact(at=pause.ended_at, what="ended"))
    for clause in ClauseStatus.objects.filter(contract=row):
        found.append(EventFact(at=clause.at, what="clause", more=f"{clause.clause}: {clause.status}"))
    found += [
        EventFact(at=crew.at, what="crew", more=f"{crew.heads} · {crew.on.isoformat()}")
        for crew in CrewReport.objects.filter(contract=row)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def crews_told(*, contract: str) -> int:
    """Return for how many people foremen reported the course under a contract."""
    return int(CrewReport.objects.filter(contract=contract).aggregate(all=Coalesce(Sum("heads"), 0))["all"])


def export(*, rows: Iterable[Contract], names: Mapping[str, str], day: date) -> Iterator[tuple[str, ...]]:
    """Yield the names of the columns, then a line for each contract."""
    yield ("contract", "firm number", "firm", "department", "title", "begins", "ends", "heads", "state", "counted on")
    for row in rows:
        yield (
            row.pk,
            row.firm_id,
            row.firm.name,
            names.get(row.department_id, row.department_id),
            row.title,
            row.begins_on.isoformat(),
            row.ends_on.isoformat(),
            str(row.heads),  # type: ignore[attr-defined]  # annotated above
            state_of(row).value,
            day.isoformat(),
        )
