"""Asking firms: the first notice, reminders and escalation, each rung computed from what was sent and answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.mail import api as mail
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _feeding, _letters
from standing.rooms.contractors.actions._letters import Post
from standing.rooms.contractors.models import (
    Asking,
    Contract,
    Firm,
    FirmContact,
    Notice,
    Sending,
    Subcontract,
)
from standing.rooms.contractors.queries import asked, coverage, pack
from standing.rooms.contractors.queries.coverage import ItemFact
from standing.rooms.contractors.rules import ladder as rules
from standing.rooms.contractors.rules.ladder import SentFact
from standing.rooms.contractors.rules.shapes import ContractorsFile
from standing.rooms.contractors.rules.steps import Because, Ended

__all__ = [
    "ask_firm",
    "ask_to_send",
    "begin_named",
    "paper_letter",
    "save_contacts",
    "send_part",
    "send_reminders",
    "settle",
    "stop_sending",
]

SEND_SOON = "contractors.send_notices"
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
PART = 250
"""How many letters one transaction writes."""


@transaction.atomic
def ask_to_send(*, department: str = "", by: User, at: datetime) -> UUID:
    """
    This will have a job write the notice to every firm that is to answer and was not asked yet.

    :raises NotAllowed: if the person does not send notices
    :raises NotNow: if a sending is running, nobody is waiting, or the pack changed the words without a new number
    """
    permissions.check_keeps(by=by)
    _one_at_a_time()
    if Sending.objects.filter(finished_at=None, stopped_at=None).exists():
        raise NotNow("Notices are being sent already. Look at that sending, or stop it.")
    terms = pack.terms(known=at)
    _letters.keep_texts(terms=terms, by=by, at=at)
    waiting = asked.waiting(at=at, department=department)
    if not waiting:
        raise NotNow("No firm is waiting for a notice.")
    row = Sending.objects.create(
        department=department, total=len(waiting), a_minute=terms.marks.letters_a_minute, by=by, at=at
    )
    audit.record(
        verb="contractors.ask_to_send",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"firms": row.total, "edition": terms.notice.edition},
    )
    jobs.configure_task(SEND_SOON).defer(sending=str(row.pk))
    return row.pk


@transaction.atomic
def stop_sending(*, sending: UUID, by: User, at: datetime) -> None:
    """
    This will write no more letters of a sending; those that are written stay.

    :raises NotNow: if it is over
    """
    permissions.check_keeps(by=by)
    row = _sending(sending)
    if row.finished_at is not None or row.stopped_at is not None:
        raise NotNow("This sending is over.")
    row.stopped_at = at
    row.save(update_fields=["stopped_at"])
    audit.record(verb="contractors.stop_sending", subject=str(row.pk), by=by, at=at, facts={"done": row.done})


@transaction.atomic
def send_part(*, sending: UUID, at: datetime, most: int = PART) -> int:
    """
    This will write the next letters of a sending and return how many; 0 when it is over.

    Which firms are next is found out anew each time, so that a broken run loses none and asks none twice.
    """
    row = _sending(sending)
    if row.finished_at is not None or row.stopped_at is not None:
        return 0
    _one_at_a_time()
    waiting = asked.waiting(at=at, department=row.department)
    firms = sorted(waiting)[:most]
    written = _begin(firms, waiting, because=Because.FIRST, at=at) if firms else 0
    row.done += len(firms)
    row.on_paper += written
    if len(waiting) <= most:
        row.finished_at = at
    row.save(update_fields=["done", "on_paper", "finished_at"])
    if firms:
        audit.record(
            verb="contractors.send_part", subject=str(row.pk), by=audit.SYSTEM, at=at, facts={"letters": len(firms)}
        )
    return len(firms)


@transaction.atomic
def ask_firm(*, firm: str, by: Actor, at: datetime) -> UUID | None:
    """This will send one firm its notice, if it is to answer and was not asked yet; the asking, or None."""
    _one_at_a_time()
    waiting = asked.waiting(at=at, firms=(firm,))
    if firm not in waiting:
        return None
    _begin([firm], waiting, because=Because.FIRST, at=at)
    made = Asking.objects.get(firm=firm, ended_at=None)
    audit.record(verb="contractors.ask_firm", subject=str(made.pk), by=by, at=at)
    return made.pk


def begin_named(*, firms: Iterable[str], at: datetime) -> None:
    """This will send the notice to firms that another firm has just named, inside the running transaction."""
    _one_at_a_time()
    waiting = asked.waiting(at=at, firms=tuple(firms))
    if waiting:
        _begin(sorted(waiting), waiting, because=Because.NAMED, at=at)


def send_reminders(*, at: datetime, most: int = PART) -> int:
    """
    This will climb every rung that is due and end what is answered; return how many letters were written.

    Computed from state: late, twice or never for a week, it does what is due now, once, one rung for each firm.
    """
    if pack.terms_or_none(known=at) is None:
        return 0
    _note_bounces(at=at)
    written = 0
    askings = list(Asking.objects.filter(ended_at=None).order_by("began_at", "pk").values_list("pk", flat=True))
    for start in range(0, len(askings), most):
        written += _climb(askings[start : start + most], at=at)
    with transaction.atomic():
        _feeding.feed(departments=None, by=audit.SYSTEM, at=at)
    return written


@transaction.atomic
def settle(*, firms: Iterable[str], at: datetime) -> None:
    """This will end the askings of firms that have nothing left to answer."""
    open_ones = {one.firm_id: one for one in Asking.objects.select_for_update().filter(firm__in=firms, ended_at=None)}
    by_firm = _by_firm(coverage.items(at=at, firms=open_ones))
    for firm, row in open_ones.items():
        _end_if_done(row, by_firm.get(firm, ()), at=at)


@transaction.atomic
def save_contacts(*, firm: str, contacts: Sequence[tuple[str, str]], by: User, at: datetime) -> None:
    """
    This will set to which offices a firm's letters go, in this order; each is an address and what it is called.

    :raises NotAllowed: if the person does not keep the register
    :raises NotFound: if there is no such firm
    """
    permissions.check_keeps(by=by)
    if not Firm.objects.filter(pk=firm).exists():
        raise NotFound("There is no such firm.")
    kept = {email.lower(): (place, office) for place, (email, office) in enumerate(contacts, start=1)}
    for row in FirmContact.objects.select_for_update().filter(firm=firm):
        if row.email in kept:
            row.order, row.office = kept.pop(row.email)
            row.bad_since, row.checked_at = None, at
            row.save()
        elif Notice.objects.filter(contact=row).exists():
            row.order, row.bad_since = 900, row.bad_since or at  # letters name it, so it stays, and gets no more
            row.save(update_fields=["order", "bad_since"])
        else:
            row.delete()
    FirmContact.objects.bulk_create(
        FirmContact(firm_id=firm, order=place, email=email, office=office, checked_at=at)
        for email, (place, office) in kept.items()
    )
    audit.record(verb="contractors.save_contacts", subject=firm, by=by, at=at, facts={"contacts": len(contacts)})


@transaction.atomic
def paper_letter(*, firm: str, by: User, at: datetime) -> tuple[str, Notice]:
    """
    This will make the link for a letter on paper, for a firm that has no address that works; return it and the letter.

    :raises NotAllowed: if the person does not send notices
    :raises NotNow: if the firm is not asked anything now
    """
    permissions.check_keeps(by=by)
    asking = Asking.objects.select_for_update().filter(firm=firm, ended_at=None).select_related("firm").first()
    if asking is None:
        raise NotNow("This firm is not asked anything now.")
    terms = pack.terms(known=at)
    post = Post(terms=terms, texts=_letters.keep_texts(terms=terms, by=by, at=at), at=at)
    last = Notice.objects.filter(asking=asking).order_by("-place", "-at").first()
    assert last is not None  # an asking begins with its first letter
    row = Notice.objects.filter(asking=asking, place=last.place, on_paper=True).first()
    if row is None:
        row = Notice.objects.create(
            asking=asking,
            rung=last.rung,
            place=last.place,
            because=Because.CAME_BACK,
            on_paper=True,
            edition=last.edition,
            texts=last.texts,
            answer_by=last.answer_by,
            at=at,
        )
    row.paper_made_at = at
    row.save(update_fields=["paper_made_at"])
    address = _letters.make_link(asking, firm=asking.firm, post=post)
    audit.record(verb="contractors.paper_letter", subject=str(row.pk), by=by, at=at)
    return address, row


# Parts


def _begin(firms: Sequence[str], waiting: Mapping[str, Sequence[ItemFact]], *, because: Because, at: datetime) -> int:
    """Begin to ask these firms; return how many have no address."""
    terms = pack.terms(known=at)
    post = Post(terms=terms, texts=_letters.keep_texts(terms=terms, by=audit.SYSTEM, at=at), at=at)
    rows = Firm.objects.in_bulk(firms)
    contacts = _contacts(firms)
    contracts = _contracts(items=(one for firm in firms for one in waiting[firm]))
    on_paper = 0
    for firm in firms:
        asking = Asking.objects.create(firm_id=firm, began_at=at)
        on_paper += _write(
            asking,
            firm=rows[firm],
            place=0,
            because=because,
            contacts=contacts.get(firm, []),
            contracts=[contracts[one.contract] for one in waiting[firm]],
            post=post,
        )
    mail.post_many(drafts=post.drafts, at=at)
    return on_paper


@transaction.atomic
def _climb(askings: Sequence[UUID], *, at: datetime) -> int:
    terms = pack.terms(known=at)
    today = pack.today(at=at)
    _one_at_a_time()
    rows = list(
        Asking.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("firm")
        .filter(pk__in=askings, ended_at=None)
        .order_by("pk")
    )
    by_firm = _by_firm(coverage.items(at=at, firms=[row.firm_id for row in rows]))
    sent: dict[UUID, list[Notice]] = {}
    for letter in Notice.objects.select_related("contact").filter(asking__in=rows).order_by("place", "at"):
        sent.setdefault(letter.asking_id, []).append(letter)
    contacts = _contacts([row.firm_id for row in rows])
    contracts = _contracts(items=(one for found in by_firm.values() for one in found))
    post: Post | None = None
    written = 0
    for row in rows:
        items = [one for one in by_firm.get(row.firm_id, ()) if one.is_open]
        if _end_if_done(row, by_firm.get(row.firm_id, ()), at=at):
            continue
        letters = sent.get(row.pk, [])
        step = _next(letters, terms=terms, today=today, at=at)
        if step is None:
            continue
        if post is None:
            post = Post(terms=terms, texts=_letters.keep_texts(terms=terms, by=audit.SYSTEM, at=at), at=at)
        place, because = step
        _write(
            row,
            firm=row.firm,
            place=place,
            because=because,
            contacts=contacts.get(row.firm_id, []),
            contracts=[contracts[one.contract] for one in items],
            post=post,
        )
        written += 1
    if post is not None:
        mail.post_many(drafts=post.drafts, at=at)
    if written:
        audit.record(
            verb="contractors.send_reminders", subject="contractors", by=audit.SYSTEM, at=at, facts={"letters": written}
        )
    return written


def _next(
    letters: Sequence[Notice], *, terms: ContractorsFile, today: date, at: datetime
) -> tuple[int, Because] | None:
    sent = [SentFact(place=one.place, on=pack.today(at=one.at)) for one in letters]
    place = rules.next_place(
        terms.ladder,
        sent,
        today=today,
        working_days=lambda day, count: pack.working_days_after(day=day, count=count, known=at),
    )
    if place is not None:
        return place, Because.NO_ANSWER if letters else Because.FIRST
    last = max((one.place for one in letters), default=0)
    got = [one for one in letters if one.place == last and (one.contact_id or one.on_paper)]
    if got and all(one.contact is not None and one.contact.bad_since is not None for one in got):
        return last, Because.CAME_BACK  # the next contact gets it, or it goes on paper
    return None


def _write(
    asking: Asking,
    *,
    firm: Firm,
    place: int,
    because: Because,
    contacts: Sequence[FirmContact],
    contracts: Sequence[Contract],
    post: Post,
) -> int:
    """Write all letters of one rung; return 1 if the firm has to get it on paper."""
    rung = post.terms.ladder[place]
    good = [one for one in contacts if one.bad_since is None]
    wants_firm = "firm" in rung.to or "second" in rung.to
    contact = (good[1] if len(good) > 1 and "second" in rung.to else good[0]) if good and wants_firm else None
    today = pack.today(at=post.at)
    after = post.terms.ladder[place + 1] if place + 1 < len(post.terms.ladder) else None
    answer_by = (
        rules.due_on(
            after,
            after=today,
            working_days=lambda day, count: pack.working_days_after(day=day, count=count, known=post.at),
        )
        if after is not None
        else None
    )
    on_paper = wants_firm and contact is None
    Notice.objects.create(
        asking=asking,
        rung=rung.id,
        place=place,
        because=because,
        contact=contact,
        on_paper=on_paper,
        edition=post.terms.notice.edition,
        texts={language: text.sha256 for language, text in post.texts.items()},
        answer_by=answer_by,
        at=post.at,
    )
    if contact is not None:
        parent = _parent(firm, contracts)
        _letters.write_to_firm(
            asking,
            firm=firm,
            contact=contact,
            rung=rung,
            place=place,
            contracts=contracts,
            parent=parent,
            answer_by=answer_by,
            post=post,
        )
    if because is not Because.CAME_BACK:
        _tell_offices(asking, firm=firm, place=place, contracts=contracts, post=post)
    return int(on_paper)


def _tell_offices(asking: Asking, *, firm: Firm, place: int, contracts: Sequence[Contract], post: Post) -> None:
    rung = post.terms.ladder[place]
    if not {"manager", "counsel"} & set(rung.to):
        return
    officers = accounts.addresses_with(role=Role.CONTRACTS)

    def told(whom: str, to: Sequence[str], about: Sequence[Contract]) -> None:
        post.drafts.append(
            _letters.letter_to_office(
                key=f"contractors.{asking.pk}.{place}.{whom}",
                to=to,
                firm=firm,
                rung=rung.name,
                reason=rung.said("en"),
                contracts=about,
            )
        )

    if "manager" in rung.to:
        of_manager: dict[str, list[Contract]] = {}
        for one in contracts:
            of_manager.setdefault(one.manager_email, []).append(one)
        for email, theirs in sorted(of_manager.items()):
            to = [email] if email else list(officers)
            if to:
                told(f"manager.{theirs[0].pk}", to, theirs)
    if "counsel" in rung.to and (to := [*accounts.addresses_with(role=Role.ATTORNEY), *officers]):
        told("counsel", to, contracts)


def _end_if_done(row: Asking, items: Sequence[ItemFact], *, at: datetime) -> bool:
    if any(one.is_open for one in items):
        return False
    row.ended_at = at
    row.ended_because = (
        Ended.ANSWERED if any(one.is_answered for one in items) else Ended.EXCEPTED if items else Ended.GONE
    )
    row.save(update_fields=["ended_at", "ended_because"])
    return True


@transaction.atomic
def _note_bounces(*, at: datetime) -> None:
    """Note which offices letters do not reach; an older bounce does not count against what somebody checked since."""
    lost = {one.address.lower(): one.last_at for one in mail.bad_addresses(since=_EVER)}
    for letter in mail.undelivered(about=_letters.ABOUT):
        if letter.state is mail.State.FAILED and letter.to:
            address = letter.to[0].lower()
            lost[address] = max(lost.get(address, letter.posted_at), letter.posted_at)
    rows = FirmContact.objects.select_for_update().filter(email__in=lost, bad_since=None)
    bad = [row for row in rows if row.checked_at is None or lost[row.email] > row.checked_at]
    for row in bad:
        row.bad_since = at
    FirmContact.objects.bulk_update(bad, ["bad_since"])
    if bad:
        audit.record(
            verb="contractors.note_bounces", subject="contractors", by=audit.SYSTEM, at=at, facts={"contacts": len(bad)}
        )


def _by_firm(items: Iterable[ItemFact]) -> dict[str, list[ItemFact]]:
    found: dict[str, list[ItemFact]] = {}
    for one in items:
        found.setdefault(one.firm, []).append(one)
    return found


def _contacts(firms: Iterable[str]) -> dict[str, list[FirmContact]]:
    found: dict[str, list[FirmContact]] = {}
    for row in FirmContact.objects.filter(firm__in=list(firms)).order_by("firm", "order", "pk"):
        found.setdefault(row.firm_id, []).append(row)
    return found


def _contracts(*, items: Iterable[ItemFact]) -> dict[str, Contract]:
    return Contract.objects.in_bulk({one.contract for one in items})


def _parent(firm: Firm, contracts: Sequence[Contract]) -> str:
    """Return who named the firm, if it holds none of these contracts itself."""
    if any(one.firm_id == firm.pk for one in contracts):
        return ""
    named = (
        Subcontract.objects.select_related("parent").filter(firm=firm, contract__in=contracts).order_by("at").first()
    )
    return named.parent.name if named is not None else ""


def _sending(id: UUID) -> Sending:
    row = Sending.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such sending.")
    return row


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contractors.asking'))")
