"""The invented town with firms that work on its property."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import yaml

from standing.config.environment import CHECKOUT
from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.lists import api as lists
from standing.hall.mail.models import Letter
from standing.hall.pack import api as packs
from standing.rooms.contractors.actions import answering, asking, exceptions, imports
from standing.rooms.contractors.models import Asking, Import
from standing.rooms.contractors.queries import answers
from standing.rooms.contractors.queries.imports import LISTS
from standing.rooms.contractors.rules.reading import number_of
from tests.make import accounts
from tests.make.pack import write_pack

ALDER_FORD = Path(__file__).resolve().parents[1] / "packs" / "alder-ford"
_TOWN = (
    "pack.yaml", "calendars.yaml", "languages.yaml", "thresholds.yaml", "retention.yaml", "departments.yaml",
    "services.yaml", "districts.geojson", "sites.yaml",
)  # fmt: skip
EVIDENCE = """\
kinds:
  - {id: contractor-notices, name: Notices, what_counts: Notices and answers., from: record}
"""
INSTRUMENT = """\
instrument:
  id: T12
  short_name: Order 12
  name: Order 12 of 2026 on firms
  kind: executive-directive
  issuer: Town Clerk
  about: Departments tell firms. The order is made up.
  dates:
    - {what: signed, date: 2026-02-10, confidence: P, source: text}
  text_known: full
  text_note: Made up for tests.
  sources:
    - {id: text, title: Text of Order 12, where: Town Clerk, confidence: P, read: full}
clauses:
  - id: T12-1
    heading: Firms
    sentences:
      - {id: T12-1.s1, text: Departments tell firms., confidence: P, sources: [text], duties: [T12-1.firms]}
obligations:
  - id: T12-1.firms
    clause: T12-1
    title: Tell firms
    act: Tell the firms.
    owes: {all_departments: true}
    to_whom: Town Clerk
    due: {rule: days-after, from: {instrument: T12, date: signed}, days: 15}
    evidence: {all: [contractor-notices]}
    confidence: P
"""
AT = datetime(2026, 2, 12, 18, 0, tzinfo=UTC)
DUTY = "T12-1.firms"
HEAD = (
    "VRN", "Firm", "Languages", "E-mail", "Second e-mail", "Contract", "Title", "Department", "Contract manager",
    "Manager e-mail", "Begins", "Ends", "Site", "Heads",
)  # fmt: skip


def notice(*, edition: int = 1, is_material: bool = True, approval: str = "approved") -> bytes:
    """Return the Los Angeles section with an edition of its notice; ``approval`` is counsel's of the time of keeping."""
    file = yaml.safe_load((CHECKOUT / "packs" / "los-angeles" / "contractors.yaml").read_text())
    file["notice"]["edition"], file["notice"]["is_material"] = edition, is_material
    file["keep_ended"]["counsel_approval"] = approval
    if edition > 1:
        for text in file["notice"]["texts"].values():
            text["body"] += f"\n\nEdition {edition}."
    return yaml.safe_dump(file, allow_unicode=True).encode()


def load_town(folder: Path, *, at: datetime = AT, approval: str = "approved") -> None:
    """Put the invented town's pack in force, with an order about firms."""
    files = {name: (ALDER_FORD / name).read_bytes() for name in _TOWN}
    files |= {
        "evidence.yaml": EVIDENCE.encode(),
        "instruments/t12.yaml": INSTRUMENT.encode(),
        "contractors.yaml": notice(approval=approval),
    }
    packs.load_first(directory=write_pack(folder / "town", files), by=SYSTEM, at=at)


def officer() -> User:
    """Make a contract compliance officer."""
    return accounts.person(role=Role.CONTRACTS)


def row(
    contract: str = "C-1",
    *,
    vrn: str = "V1",
    firm: str = "Fern Cleaning",
    email: str = "office@fern.example",
    second: str = "",
    department: str = "streets",
    heads: int | str = 5,
    site: str = "Yard",
    languages: str = "en",
    manager: str = "manager@streets.example",
    begins: str = "2025-01-01",
    ends: str = "2027-12-31",
) -> tuple[str, ...]:
    """Return a row of a list."""
    return (
        vrn, firm, languages, email, second, contract, "Cleaning", department, "Contracts desk", manager, begins, ends,
        site, str(heads),
    )  # fmt: skip


def csv(*rows: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    """Return a list as CSV."""
    return "\r\n".join(",".join(f'"{cell}"' for cell in one) for one in (head, *rows)).encode()


def bring(*rows: Sequence[str], by: User, at: datetime = AT) -> Import:
    """Bring a list; nothing is taken in yet."""
    key = imports.bring_list(file_name="list.csv", content=[csv(*rows)], by=by, at=at)
    columns = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    imports.ask_to_read(import_id=key, columns=columns, department="", by=by, at=at)
    return Import.objects.get(pk=key)


def take_in(*rows: Sequence[str], by: User, at: datetime = AT) -> UUID:
    """Bring a list and take it in, wrong rows left out."""
    found = bring(*rows, by=by, at=at)
    imports.apply_import(import_id=found.pk, by=by, at=at)
    return found.pk


def send(*, by: User, at: datetime = AT) -> UUID:
    """Send the notice to every firm that waits."""
    key = asking.ask_to_send(by=by, at=at)
    while asking.send_part(sending=key, at=at):
        pass
    return key


def token_to(email: str) -> str:
    """Return the token of the last letter to an address."""
    body = Letter.objects.filter(to=[email]).exclude(body="").order_by("-pk").values_list("body", flat=True)[0]
    found = re.findall(r"#([A-Za-z0-9_-]{43})", body)
    return found[0]


def attest(
    token: str, *, at: datetime = AT, named: Sequence[answering.NamedFirm] = (), language: str = "en", **other: str
) -> answering.Attested:
    """Attest as a firm does that reads its page."""
    from standing.hall.links import api as links

    fact = links.look(token=token, purpose="contractors.attest", at=at)
    page = answers.page_of(answers.asking(id=fact.subject), language=language, at=at)
    said = {"text": page.text.sha256, "seen": page.seen} | other
    return answering.attest(
        token=token, name="Sample Signer", title="Owner", may_sign=True, named=named, language=language, at=at, **said
    )


def except_contract(contract: str, *, until: date, asks: User, decides: User, at: datetime = AT) -> UUID:
    """Ask for an exception and approve it."""
    key = exceptions.ask_exception(contract=contract, reason="The site is closed.", until=until, by=asks, at=at)
    exceptions.decide_exception(exception=key, approve=True, by=decides, at=at)
    return key


def asked(firm: str = "V1") -> Asking | None:
    """Return the open asking of a firm."""
    return Asking.objects.filter(firm=firm, ended_at=None).first()


__all__ = ["number_of"]
