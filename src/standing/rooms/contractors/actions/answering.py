"""What firms do with their link: attest, name those who work for them, decline, report that a crew was told."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import How, Kind, Signer, Who
from standing.hall.audit import api as audit
from standing.hall.links import api as links
from standing.hall.mail import api as mail
from standing.kernel import likeness, privacy
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.contractors.actions import _feeding, _letters, asking
from standing.rooms.contractors.models import (
    Asking,
    Attestation,
    AttestedContract,
    Contract,
    CrewReport,
    Decline,
    Firm,
    FirmContact,
    Subcontract,
)
from standing.rooms.contractors.queries import answers, coverage, pack
from standing.rooms.contractors.rules import reading

__all__ = ["Attested", "NamedFirm", "attest", "decline", "report_crew"]

AUTHORITY = "I may sign for the firm."
"""What the box says that a signer ticks; it is kept beside the name."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = 12
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFirm:
    """A firm that works for another under one of its contracts, or under all of them (empty)."""

    name: str
    email: str
    contract: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What an attestation made: its proof, and the link for foremen, which is told once."""

    id: UUID
    code: str
    crew_link: str


@transaction.atomic
def attest(
    *,
    token: str,
    text: str,
    seen: str,
    name: str,
    title: str,
    may_sign: bool,
    named: Sequence[NamedFirm] = (),
    language: str = "en",
    at: datetime,
) -> Attested:
    """
    This will use the link and record that the firm attests to exactly this text for exactly these contracts.

    ``text`` is the hash of the text and ``seen`` the hash of the list of contracts that were on the screen. Firms
    that are named get their own letter.

    :raises NotFound: if no link has this token
    :raises NotNow: if the link is over, or text or contracts are others now
    :raises Refused: if nobody signs, or a firm that is named cannot be
    """
    row = _asking_of(token, at=at)
    if not may_sign:
        raise Refused("Tick the box to say that you may sign for the firm.")
    page = answers.page_of(row, language=language, at=at)
    if text not in {one.sha256 for one in page.texts}:
        raise NotNow("The notice has new words since you opened it. Read it again, then attest.")
    if seen != page.seen:
        raise NotNow("The list of contracts has changed since you opened it. Look at it again, then attest.")
    links.use(token=token, purpose=_letters.ATTEST, at=at)
    firm = row.firm
    acknowledgement = acknowledgements.acknowledge(
        text=text,
        who=Who(kind=Kind.FIRM, id=firm.pk),
        on=pack.today(at=at),
        how=How.LINK,
        signer=Signer(name=name, title=title, authority=AUTHORITY),
        by=audit.SYSTEM,
        at=at,
    )
    made = Attestation.objects.create(
        firm=firm,
        acknowledgement_id=acknowledgement.id,
        edition=acknowledgement.text.edition,
        asking=row,
        code="".join(secrets.choice(_LETTERS) for _ in range(_CODE)),
        at=at,
    )
    AttestedContract.objects.bulk_create(
        AttestedContract(attestation=made, contract_id=one.contract, as_prime=one.as_prime) for one in page.items
    )
    audit.record(
        verb="contractors.attest",
        subject=str(made.pk),
        by=audit.SYSTEM,
        at=at,
        facts={"firm": firm.pk, "text": text, "contracts": [one.contract for one in page.items]},
    )
    new = _name_firms(made, named, allowed=[one.contract for one in page.items], at=at)
    asking.settle(firms=(firm.pk,), at=at)
    links.end(purpose=_letters.ATTEST, subject=str(row.pk), at=at)
    asking.begin_named(firms=new, at=at)
    contact = FirmContact.objects.filter(firm=firm, bad_since=None).order_by("order", "pk").first()
    address = _letters.write_receipt(made, to=contact.email if contact else "", language=language, at=at)
    _feeding.feed(departments={one.department for one in page.items}, by=audit.SYSTEM, at=at)
    return Attested(id=made.pk, code=made.code, crew_link=address)


@transaction.atomic
def decline(*, token: str, reason: str, at: datetime) -> None:
    """
    This will record that the firm does not attest, and why, and tell the contract managers. The link stays open.

    :raises NotFound: if no link has this token
    :raises NotNow: if the link is over, or the firm declined before
    :raises Refused: if the reason is missing, too long, or tells of a person
    """
    row = _asking_of(token, at=at)
    said = reason.strip()
    if not said or len(said) > 2000:
        raise Refused("Say in a few words why your firm does not attest.")
    if told := likeness.sentence(likeness.screen(said)):
        raise Refused(told)
    if Decline.objects.filter(asking=row).exists():
        raise NotNow("Your firm has declined already. You can still attest with this link.")
    made = Decline.objects.create(asking=row, reason=said, at=at)
    audit.record(verb="contractors.decline", subject=str(made.pk), by=audit.SYSTEM, at=at, facts={"firm": row.firm_id})
    items = [one for one in coverage.items(at=at, firms=(row.firm_id,)) if one.is_open]
    contracts = sorted(Contract.objects.in_bulk({one.contract for one in items}).values(), key=lambda one: one.pk)
    to = sorted({one.manager_email for one in contracts if one.manager_email}) or list(
        accounts.addresses_with(role=Role.CONTRACTS)
    )
    if to:
        letter = _letters.letter_to_office(
            key=f"contractors.{row.pk}.declined",
            to=to,
            firm=row.firm,
            rung="Declined",
            reason="The firm says that it does not attest. Its words stand on the page of the contract.",
            contracts=contracts,
        )
        mail.post_many(drafts=[letter], at=at)


@transaction.atomic
def report_crew(
    *, token: str, contract: str, site: str, on: date, heads: int, leader_title: str, course: str, at: datetime
) -> UUID:
    """
    This will record that a crew had the course on a day: how many, never who. ``course`` is the hash of its text.

    :raises NotFound: if no link has this token, or the contract is not one of the attestation's
    :raises NotNow: if the link is over, or the course has new words since
    :raises Refused: if the day has not come, nobody was there, or the office is missing or tells of a person
    """
    fact = links.use(token=token, purpose=_letters.CREW, at=at)
    attestation = Attestation.objects.get(pk=fact.subject)
    if not AttestedContract.objects.filter(attestation=attestation, contract=contract).exists():
        raise NotFound("Your firm did not attest for this contract.")
    known = {one.sha256 for one in acknowledgements.editions(subject=answers.COURSE)}
    if course not in known:
        raise NotNow("The course has new words since you opened it. Look at it again.")
    office = " ".join(leader_title.split())
    if not office or len(office) > 120:
        raise Refused("Say the office of who led the course, such as foreman. No name.")
    if told := privacy.sentence(privacy.screen(office)):
        raise Refused(told)
    if on > pack.today(at=at):
        raise Refused("This day has not come yet.")
    if not 1 <= heads <= 2000:
        raise Refused("Say how many people were there, from 1 to 2,000.")
    row, is_new = CrewReport.objects.get_or_create(
        contract_id=contract,
        site=site[:200],
        on=on,
        heads=heads,
        leader_title=office,
        defaults={"attestation": attestation, "course_sha256": course, "at": at},
    )
    if is_new:
        audit.record(
            verb="contractors.report_crew",
            subject=str(row.pk),
            by=audit.SYSTEM,
            at=at,
            facts={"contract": contract, "on": on.isoformat(), "heads": heads, "course": course},
        )
    return row.pk


# Parts


def _asking_of(token: str, *, at: datetime) -> Asking:
    fact = links.look(token=token, purpose=_letters.ATTEST, at=at)
    row = Asking.objects.select_for_update(of=("self",)).select_related("firm").get(pk=fact.subject)
    if row.ended_at is not None:
        raise NotNow("Nothing is left to answer here. What your firm answered is on record.")
    return row


def _name_firms(
    made: Attestation, named: Sequence[NamedFirm], *, allowed: Sequence[str], at: datetime
) -> tuple[str, ...]:
    if len(named) > _MOST_NAMED:
        raise Refused(f"Name at most {_MOST_NAMED} firms at once.")
    found = []
    for one in named:
        number = reading.number_of(one.name)
        if told := privacy.sentence(privacy.screen(one.name)):
            raise Refused(told)
        existing = Firm.objects.filter(name__iexact=one.name).order_by("pk").first()
        firm = existing or Firm.objects.create(pk=number, name=one.name[:200], changed_at=at)
        if firm.pk == made.firm_id:
            raise Refused("A firm cannot work for itself. Take your own firm out.")
        if existing is None or not FirmContact.objects.filter(firm=firm).exists():
            FirmContact.objects.get_or_create(firm=firm, email=one.email.lower(), defaults={"order": 1})
        for contract in Contract.objects.filter(pk__in=[one.contract] if one.contract else allowed):
            if contract.pk not in allowed:
                raise NotFound("Your firm did not attest for this contract.")
            if contract.firm_id == firm.pk:
                continue  # it holds the contract itself, and is asked as such
            Subcontract.objects.get_or_create(
                contract=contract,
                firm=firm,
                defaults={"parent": made.firm, "named_in": made, "at": at},
            )
        found.append(firm.pk)
    if found:
        audit.record(
            verb="contractors.name_firms", subject=str(made.pk), by=audit.SYSTEM, at=at, facts={"firms": found}
        )
    return tuple(found)
