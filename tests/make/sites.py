"""A small town with a register of its property."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import openpyxl

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.lists import api as lists
from standing.hall.pack import api as packs
from standing.rooms.sites.actions import editing, imports
from standing.rooms.sites.models import Import, ImportRow, Site
from standing.rooms.sites.queries import facts
from standing.rooms.sites.queries.imports import LISTS
from standing.rooms.sites.rules.records import Access, Area, Gate, Locked, SiteRecord, Use
from tests.make import accounts
from tests.make.pack import write_pack

ALDER_FORD = Path(__file__).resolve().parents[1] / "packs" / "alder-ford"
_TOWN = (
    "pack.yaml", "calendars.yaml", "languages.yaml", "thresholds.yaml", "retention.yaml", "departments.yaml",
    "services.yaml", "districts.geojson", "sites.yaml",
)  # fmt: skip
EVIDENCE = """\
kinds:
  - {id: property-list, name: List, what_counts: The list of sites., from: filing}
  - {id: property-plan, name: Plan, what_counts: The plan for each site., from: filing}
  - {id: property-barriers, name: Gates, what_counts: The gates of each site., from: record}
"""
INSTRUMENT = """\
instrument:
  id: T9
  short_name: Order 9
  name: Order 9 of 2026 on town property
  kind: executive-directive
  issuer: Town Clerk
  about: Departments list their sites. The order is made up.
  dates:
    - {what: signed, date: 2026-02-10, confidence: P, source: text}
  text_known: full
  text_note: Made up for tests.
  sources:
    - {id: text, title: Text of Order 9, where: Town Clerk, confidence: P, read: full}
clauses:
  - id: T9-1
    heading: Sites
    sentences:
      - {id: T9-1.s1, text: Departments list their sites and plan for them., confidence: P, sources: [text], duties: [T9-1.sites]}
      - {id: T9-1.s2, text: The clerk and the street office lock gates., confidence: P, sources: [text], duties: [T9-1.gates]}
obligations:
  - id: T9-1.sites
    clause: T9-1
    title: List sites
    act: List the sites and plan for them.
    owes: {all_departments: true}
    to_whom: Town Clerk
    due: {rule: days-after, from: {instrument: T9, date: signed}, days: 15}
    evidence: {all: [property-list, property-plan]}
    confidence: P
  - id: T9-1.gates
    clause: T9-1
    title: Lock gates
    act: Lock the gates.
    owes: {departments: [clerk, streets]}
    to_whom: Town Clerk
    due: {rule: days-after, from: {instrument: T9, date: signed}, days: 15}
    evidence: {all: [property-barriers]}
    confidence: P
"""
AT = datetime(2026, 2, 12, 18, 0, tzinfo=UTC)
WHOLE = SiteRecord(
    name="Mill Street Yard",
    department="streets",
    kind="yard",
    address="12 Mill Street",
    zip="00011",
    latitude=40.01,
    longitude=-88.98,
    responsible="Sample Person",
    responsible_title="Yard manager",
    office_email="yard@town.example",
    office_phone="213-555-0123",
    areas=(Area(id="", name="Front office", access=Access.PUBLIC), Area(id="", name="Yard", access=Access.NON_PUBLIC)),
    gates=(Gate(name="Main gate", locked=Locked.YES),),
    use=Use.COULD,
    use_because="A large open area beside a main road.",
    plan="The gate is kept locked; visitors ring.",
)


def load_town(folder: Path, *, at: datetime = AT) -> None:
    """Put the invented town's pack in force, as much of it as the register needs, with an order about its sites."""
    files = {name: (ALDER_FORD / name).read_bytes() for name in _TOWN}
    files |= {"evidence.yaml": EVIDENCE.encode(), "instruments/t9.yaml": INSTRUMENT.encode()}
    packs.load_first(directory=write_pack(folder / "town", files), by=SYSTEM, at=at)


def manager() -> User:
    """Make a property manager."""
    return accounts.person(role=Role.PROPERTY)


def record(**changed: object) -> SiteRecord:
    """Return a whole record, with some fields changed."""
    return replace(WHOLE, **changed)  # type: ignore[arg-type]  # each test names real fields


def site(id: str = "", *, by: User, at: datetime = AT, **changed: object) -> str:
    """Enter a site and return its number."""
    return editing.add_site(id=id, record=record(**changed), by=by, at=at)


def row(id: str) -> Site:
    """Return the row of a site as it stands now."""
    return Site.objects.get(pk=id)


def kept(id: str) -> SiteRecord:
    """Return what is kept of a site now."""
    return facts.record_of(row(id))


def csv(*rows: Sequence[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return a list as CSV."""
    lines = (separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in one) for one in rows)
    return "\r\n".join(lines).encode(encoding)


def xlsx(
    *rows: Iterable[object],
    merged: Sequence[str] = (),
    title: str = "List",
    others: Mapping[str, Sequence[Iterable[object]]] | None = None,
) -> bytes:
    """Return a list as a spreadsheet, with other sheets behind it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for one in rows:
        sheet.append(list(one))
    for stretch in merged:
        sheet.merge_cells(stretch)
    for name, lines in (others or {}).items():
        other = book.create_sheet(name)
        for one in lines:
            other.append(list(one))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(
    content: bytes, *, by: User, at: datetime = AT, name: str = "list.csv", department: str = "", **columns: int
) -> Import:
    """Bring a list and have its rows read; columns are guessed unless they are named."""
    key = imports.bring_list(file_name=name, content=[content], by=by, at=at)
    chosen = columns or lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    imports.ask_to_read(import_id=key, columns=chosen, department=department, by=by, at=at)
    imports.read_rows(import_id=key, by=by, at=at)
    return Import.objects.get(pk=key)


def rows(of: Import) -> list[ImportRow]:
    """Return the rows of an import in the order of the file."""
    return list(ImportRow.objects.filter(of=of).order_by("line"))


def verdicts(of: Import) -> list[str]:
    """Return what taking each row in would do."""
    return [one.verdict for one in rows(of)]


def take_in(content: bytes, *, by: User, at: datetime = AT, department: str = "") -> UUID:
    """Bring a list and take it in, wrong rows left out."""
    found = bring(content, by=by, at=at, department=department)
    imports.apply_import(import_id=found.pk, by=by, at=at)
    return found.pk
