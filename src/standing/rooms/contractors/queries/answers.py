"""What a firm sees behind its link, what a gate sees of a code, and what a foreman sees of the course."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import TextFact
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.contractors.models import Asking, Attestation, AttestedContract, Contract, Decline, Presence
from standing.rooms.contractors.queries import coverage, pack
from standing.rooms.contractors.queries.coverage import SUBJECT, ItemFact

COURSE = "training:contractors"
"""Under this name the room of courses keeps the text of the contractors' course."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """What a firm is asked: exactly these contracts, exactly this text. ``seen`` is the hash of the list."""

    firm: str
    firm_name: str
    items: Sequence[ItemFact]
    contracts: Sequence[Contract]
    texts: Sequence[TextFact]
    text: TextFact
    seen: str
    has_declined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFact:
    """What a gate is told about a code."""

    firm: str
    edition: int
    on: date
    contracts: Sequence[tuple[str, bool]]
    is_valid: bool
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFact:
    """The contractors' course as it is shown."""

    sha256: str
    edition: int
    language: str
    title: str
    lead: str
    minutes: int
    parts: Sequence[Mapping[str, Any]]
    questions: Sequence[Mapping[str, Any]]


def asking(*, id: str) -> Asking:
    """Return an asking with its firm. :raises NotNow: if it is over"""
    row = Asking.objects.select_related("firm").filter(pk=id).first()
    if row is None or row.ended_at is not None:
        raise NotNow("Nothing is left to answer here. What your firm answered is on record.")
    return row


def page_of(row: Asking, *, language: str, at: datetime) -> PageFact:
    """Return what the firm is asked now, the text in a language as far as it is there."""
    items = [one for one in coverage.items(at=at, firms=(row.firm_id,)) if one.is_open]
    contracts = sorted(Contract.objects.in_bulk({one.contract for one in items}).values(), key=lambda one: one.pk)
    every = acknowledgements.editions(subject=SUBJECT)
    newest = max((one.edition for one in every), default=0)
    texts = [one for one in every if one.edition == newest]
    if not texts or not items:
        raise NotNow("Nothing is left to answer here. What your firm answered is on record.")
    text = next((one for one in texts if one.language == language), None)
    return PageFact(
        firm=row.firm_id,
        firm_name=row.firm.name,
        items=items,
        contracts=contracts,
        texts=texts,
        text=text or next((one for one in texts if one.language == "en"), texts[0]),
        seen=sha256_hex(canonical([one.pk for one in contracts])),
        has_declined=Decline.objects.filter(asking=row).exists(),
    )


def proof(*, code: str, at: datetime) -> ProofFact:
    """Return what a gate may know about a code. :raises NotFound: if no attestation has it"""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    row = Attestation.objects.select_related("firm", "acknowledgement").filter(code=plain).first()
    if row is None:
        raise NotFound("No firm has this code. Look at it again: it has 12 letters and numbers.")
    today = pack.today(at=at)
    editions = acknowledgements.editions(subject=SUBJECT)
    covered = AttestedContract.objects.select_related("contract").filter(attestation=row).order_by("contract")
    contracts = [(one.contract_id, one.contract.begins_on <= today <= one.contract.ends_on) for one in covered]
    return ProofFact(
        firm=row.firm.name,
        edition=row.edition,
        on=row.acknowledgement.on,
        contracts=contracts,
        is_valid=row.edition >= coverage.least_edition() and any(runs for _, runs in contracts),
        newest=max((one.edition for one in editions), default=row.edition),
    )


def attestation(*, id: str) -> Attestation:
    """Return one attestation. :raises NotFound: if there is none"""
    row = Attestation.objects.select_related("firm", "acknowledgement__text").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such attestation.")
    return row


def contracts_of(*, attestation: Attestation) -> Sequence[Contract]:
    """Return the contracts that an attestation covers."""
    return list(
        Contract.objects.filter(
            pk__in=AttestedContract.objects.filter(attestation=attestation).values("contract")
        ).order_by("pk")
    )


def sites_of(*, contracts: Sequence[Contract]) -> Sequence[str]:
    """Return the sites of these contracts, by number or as the list has them."""
    rows = Presence.objects.filter(contract__in=contracts, until_at=None, heads__gt=0)
    return sorted({row.site or row.site_said for row in rows} - {""})


def course(*, language: str, at: datetime) -> CourseFact | None:
    """Return the contractors' course in a language, else in English; None while there is none."""
    for tongue in dict.fromkeys((language, "en")):
        text = acknowledgements.current_text(subject=COURSE, language=tongue, at=at)
        if text is None:
            continue
        said = json.loads(text.body)
        return CourseFact(
            sha256=text.sha256,
            edition=text.edition,
            language=tongue,
            title=said.get("title", text.title),
            lead=said.get("lead", ""),
            minutes=int(said.get("minutes", 10)),
            parts=said.get("parts", ()),
            questions=said.get("questions", ()),
        )
    return None
