"""Entering sites, changing them, and judging whether they could be used."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.events import api as events
from standing.hall.files import api as files
from standing.kernel.lists import spelling
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import _writing
from standing.rooms.sites.actions._writing import Written
from standing.rooms.sites.models import Site, SiteRevision
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.rules import records, texts
from standing.rooms.sites.rules.events import SitesChanged
from standing.rooms.sites.rules.records import FREE_TEXT, Area, SiteRecord, Use, Why

__all__ = ["ChangedByAnother", "TellsOfAPerson", "add_site", "attach_plan", "change_site", "judge_sites"]


class TellsOfAPerson(NotAllowed):
    """The text tells something of a person that the City does not keep; it was not saved."""


class ChangedByAnother(NotNow):
    """Somebody changed the same fields in between. Nothing was saved, and nothing is lost."""

    def __init__(self, *, theirs: SiteRecord, revision: int, by: str, at: datetime, fields: tuple[str, ...]) -> None:
        super().__init__(
            "Somebody else changed this site while you were writing, in the same place. "
            "Their words stand beside yours: bring yours up to date, then save again."
        )
        self.theirs, self.revision, self.by, self.at, self.fields = theirs, revision, by, at, fields


@transaction.atomic
def add_site(*, id: str = "", record: SiteRecord, by: User, at: datetime) -> str:
    """
    This will enter a site and return its number; without one, the next free number is given.

    :raises NotAllowed: if the person does not keep the sites of that department
    :raises TellsOfAPerson: if a text tells of a person what the City does not keep
    :raises NotNow: if the number is no number, or is taken, also by a site that was given up
    """
    permissions.check_can_keep(department=record.department, by=by)
    wanted = _checked(record, before=None, at=at)
    number = id.strip().upper() or _writing.next_numbers(1)[0]
    if not records.ID.match(number):
        raise NotNow("A site's number has letters, digits and hyphens only, at most 16.")
    if Site.objects.filter(pk=number).exists():
        raise NotNow(f"The number {number} belongs to a site already. Numbers are never given twice.")
    _writing.write([Written(id=number, record=wanted)], why=Why.ADDED, by=by, at=at)
    _note("sites.add_site", number, wanted, revision=1, by=by, at=at)
    return number


@transaction.atomic
def change_site(*, id: str, record: SiteRecord, base_revision: int, by: User, at: datetime) -> int:
    """
    This will change a site to what somebody wrote, and return its new state's number.

    A text that says nothing new makes no state. If somebody else changed other fields since the page was
    opened, both changes hold.

    :raises NotAllowed: if the person does not keep the sites of that department, old or new
    :raises TellsOfAPerson: if a text tells of a person what the City does not keep
    :raises NotFound: if there is no such site
    :raises ChangedByAnother: if both changed the same field
    """
    row = _locked([id])[0]
    now = facts.record_of(row)
    permissions.check_can_keep(department=now.department, by=by)
    permissions.check_can_keep(department=record.department, by=by)
    wanted = record
    if row.revision != base_revision:
        wanted = _joined(row, now=now, mine=record, base_revision=base_revision)
    wanted = _checked(wanted, before=now, at=at, id=row.pk)
    if wanted == now:
        return row.revision
    _writing.write([Written(id=row.pk, record=wanted, before=row.revision)], why=Why.CHANGED, by=by, at=at)
    _note("sites.change_site", row.pk, wanted, revision=row.revision + 1, by=by, at=at)
    return row.revision + 1


@transaction.atomic
def attach_plan(*, id: str, content: bytes, name: str, by: User, at: datetime) -> int:
    """
    This will put a file with the plan beside a site; it stays with the states that had it.

    :raises Refused: if the person may not, the file is too large, or it is not what its name says
    """
    row = _locked([id])[0]
    now = facts.record_of(row)
    permissions.check_can_keep(department=now.department, by=by)
    _check_tells_of_nobody([name])
    kept = files.keep(content=content, name=name, by=by, at=at)
    wanted = replace(now, plan_file=kept.sha256, plan_file_name=kept.name)
    if wanted == now:
        return row.revision
    _writing.write([Written(id=row.pk, record=wanted, before=row.revision)], why=Why.CHANGED, by=by, at=at)
    _note("sites.attach_plan", row.pk, wanted, revision=row.revision + 1, by=by, at=at)
    return row.revision + 1


@transaction.atomic
def judge_sites(*, ids: Collection[str], use: Use, because: str = "", by: User, at: datetime) -> int:
    """
    This will note of several sites at once whether they were or could be used, and return how many changed.

    :raises NotAllowed: if one of them belongs to a department whose sites the person does not keep
    :raises TellsOfAPerson: if the reason tells of a person what the City does not keep
    :raises NotFound: if one of them does not exist
    """
    rows = _locked(ids)
    for department in sorted({row.department for row in rows}):
        permissions.check_can_keep(department=department, by=by)
    reason = spelling.clean(because)
    _check_tells_of_nobody(free=[reason])
    written = []
    for row in rows:
        now = facts.record_of(row)
        wanted = replace(now, use=use, use_because=reason or now.use_because)
        if wanted != now:
            written.append(Written(id=row.pk, record=wanted, before=row.revision))
    for one in _writing.write(written, why=Why.JUDGED, by=by, at=at):
        _note("sites.judge_site", one.pk, facts.record_of(one), revision=one.revision, by=by, at=at)
    return len(written)


def _locked(ids: Collection[str]) -> list[Site]:
    """Lock sites in the order of their numbers. :raises NotFound: if one does not exist"""
    wanted = sorted({number.strip().upper() for number in ids})
    rows = list(Site.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted) or not wanted:
        raise NotFound("There is no such site.")
    return rows


def _joined(row: Site, *, now: SiteRecord, mine: SiteRecord, base_revision: int) -> SiteRecord:
    """Return both changes together. :raises ChangedByAnother: if both changed one field, each in another way"""
    opened = SiteRevision.objects.filter(site=row, number=base_revision).first()
    base = records.from_json(opened.record) if opened is not None else now
    changed = set(records.changed_fields(base, mine))
    clash = tuple(
        name
        for name in records.changed_fields(base, now)
        if name in changed and getattr(now, name) != getattr(mine, name)
    )
    if clash or opened is None:
        latest = SiteRevision.objects.select_related("by").get(site=row, number=row.revision)
        raise ChangedByAnother(
            theirs=now, revision=row.revision, by=latest.by.name or latest.by.email, at=latest.at, fields=clash
        )
    return replace(now, **{name: getattr(mine, name) for name in changed})


def _checked(record: SiteRecord, *, before: SiteRecord | None, at: datetime, id: str = "") -> SiteRecord:
    """Return the record as it is kept. :raises Refused: with what cannot be kept"""
    if not record.name:
        raise NotNow("A site needs a name.")
    if record.department not in pack.departments(known=at):
        raise NotNow("Choose the department that answers for the site.")
    if max(len(record.areas), len(record.gates), len(record.signs)) > records.MOST_PARTS:
        raise NotNow(f"A site has at most {records.MOST_PARTS} areas, gates and signs.")
    _check_tells_of_nobody(
        [
            *(getattr(record, name) for name in FREE_TEXT),
            *(area.name for area in record.areas),
            *(gate.name for gate in record.gates),
        ],
        free=[
            record.use_because,
            *(gate.why for gate in record.gates),
            *(sign.place for sign in record.signs),
        ],
    )
    return replace(record, areas=_numbered(record.areas, taken=_areas_ever(id, before)))


def _numbered(areas: Iterable[Area], *, taken: frozenset[str]) -> tuple[Area, ...]:
    """Give each new area an id that no area of the site ever had."""
    number, found, seen = records.next_area(taken), [], set()
    for area in areas:
        if area.id not in taken or area.id in seen:
            area = replace(area, id=f"A{number}")  # noqa: PLW2901
            number += 1
        seen.add(area.id)
        found.append(area)
    return tuple(found)


def _areas_ever(id: str, before: SiteRecord | None) -> frozenset[str]:
    if before is None:
        return frozenset()
    kept = SiteRevision.objects.filter(site_id=id).values_list("record__areas", flat=True)
    return frozenset(area["id"] for areas in kept for area in areas or ())


def _check_tells_of_nobody(said: Iterable[str] = (), *, free: Iterable[str] = ()) -> None:
    if sentence := texts.privacy_sentence(said, free=free):
        raise TellsOfAPerson(sentence)


def _note(verb: str, id: str, record: SiteRecord, *, revision: int, by: User, at: datetime) -> None:
    audit.record(
        verb=verb,
        subject=id,
        by=by,
        at=at,
        facts={"department": record.department, "revision": revision, "record": records.fingerprint(record)},
    )
    events.emit(SitesChanged(sites=(id,), at=at))
