"""Firms that a city might have: a list that was brought, notices, answers, firms under firms, and some silence."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.links import api as links
from standing.hall.lists import api as lists
from standing.rooms.contractors.actions import answering, asking, exceptions, imports
from standing.rooms.contractors.actions.answering import NamedFirm
from standing.rooms.contractors.models import Asking
from standing.rooms.contractors.queries import answers, pack
from standing.rooms.contractors.queries.imports import LISTS
from standing.rooms.contractors.queries.samples import HEAD
from standing.rooms.contractors.rules.steps import Clause
from standing.rooms.sites import api as sites

_DAY = timedelta(days=1)
_FIRMS, _CONTRACTS, _ANSWERED = 60, 110, 51
_PLACES = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fern", "Grove", "Hazel", "Ivy", "Juniper", "Kelp", "Laurel",
    "Maple", "Nettle", "Oak",
)  # fmt: skip
_WORK = (
    ("Cleaning", "Cleaning of offices"), ("Landscape", "Care of trees and lawns"), ("Security", "Guards at entrances"),
    ("Electric", "Repair of lights and lifts"),
)  # fmt: skip
_TONGUES = ("en", "en", "es", "en;es")
_SIGNERS = ("Owner", "Office manager", "Director of operations")


def write(
    *, officer: User, counsel: User, liaisons: Mapping[str, User], first: datetime, until: datetime, random: Random
) -> None:
    """Write it all. ``liaisons`` names who asks for exceptions. A pack that says nothing of contractors has none."""
    if pack.terms_or_none(known=until) is None or not liaisons:
        return
    places = [one.id for one in sites.sites(department="", known=until)]
    rows = _rows(list(liaisons), places, random)
    begun = min(first + 2 * _DAY, until)
    asked = min(begun + _DAY, until)
    with transaction.atomic():
        key = imports.bring_list(file_name="sample-contracts.csv", content=[_csv(rows)], by=officer, at=begun)
        columns = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=begun)
        imports.ask_to_read(import_id=key, columns=columns, department="", by=officer, at=begun)
        imports.apply_import(import_id=key, by=officer, at=begun)
        sending = asking.ask_to_send(by=officer, at=asked)
        while asking.send_part(sending=sending, at=asked):
            pass
        _answer(asked, until, random)
        _except(rows, counsel=counsel, liaisons=liaisons, until=until)
        _clauses(rows, officer=officer, at=min(asked + 20 * _DAY, until))
    for days in (10, 20, 30, 40, 60):
        if asked + days * _DAY < until:
            asking.send_reminders(at=asked + days * _DAY)


def _rows(departments: Sequence[str], places: Sequence[str], random: Random) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for number in range(_CONTRACTS):
        firm = number if number < _FIRMS else random.randrange(_FIRMS)
        work, title = _WORK[firm % len(_WORK)]
        name = f"{_PLACES[firm // len(_WORK)]} {work}"
        department = departments[number % len(departments)]
        host = name.lower().replace(" ", "-")
        rows.append(
            (
                f"S{1000 + firm}",
                name,
                _TONGUES[firm % len(_TONGUES)],
                "" if firm == _FIRMS - 1 else f"office@{host}.example",
                f"desk@{host}.example" if firm % 2 and firm != _FIRMS - 1 else "",
                f"C-{140000 + number}",
                title,
                department,
                "Contracts desk",
                f"contracts@{department}.example",
                "2025-01-01",
                "2029-06-30",
                places[number * 7 % len(places)] if places and number % 9 else "Yard behind the depot",
                str(2 + random.randrange(14)),
                "yes",
            )
        )
    return rows


def _answer(asked: datetime, until: datetime, random: Random) -> None:
    """Let most firms attest, a few of them name firms that work for them, and one decline."""
    rows = list(Asking.objects.select_related("firm").filter(ended_at=None).order_by("firm"))
    for place, row in enumerate(rows[: _ANSWERED + 1]):
        at = min(asked + timedelta(minutes=60 + random.randrange(7 * 24 * 60)), until)
        if place == _ANSWERED:
            answering.decline(token=_token(row, at), reason="Our lawyer has to read the text first.", at=at)
            continue
        named: tuple[NamedFirm, ...] = ()
        if place % 17 == 3:
            named = (
                NamedFirm(name=f"{row.firm.name} Helpers", email=f"office@helpers-{place}.example"),
                NamedFirm(name=f"{row.firm.name} Night Crew", email=f"office@night-{place}.example"),
            )
        _attest(row, named, random, at=at)
        if named:
            below = Asking.objects.select_related("firm").get(firm__name=named[0].name)
            deeper = (NamedFirm(name=f"{row.firm.name} Ladders", email=f"office@ladders-{place}.example"),)
            _attest(below, deeper if place == 3 else (), random, at=min(at + _DAY, until))


def _attest(row: Asking, named: Sequence[NamedFirm], random: Random, *, at: datetime) -> None:
    language = "es" if "es" in row.firm.languages[:1] else "en"
    page = answers.page_of(row, language=language, at=at)
    answering.attest(
        token=_token(row, at),
        text=page.text.sha256,
        seen=page.seen,
        name="Sample Signer",
        title=random.choice(_SIGNERS),
        may_sign=True,
        named=named,
        language=language,
        at=at,
    )


def _token(row: Asking, at: datetime) -> str:
    """Make a link as the letter has one: what the letter said is kept nowhere."""
    return links.make(purpose="contractors.attest", subject=str(row.pk), expires_at=at + _DAY, at=at)


def _except(rows: Sequence[tuple[str, ...]], *, counsel: User, liaisons: Mapping[str, User], until: datetime) -> None:
    """Except one silent contract, refuse nothing, and leave one that waits."""
    silent = rows[_ANSWERED + 2 : _FIRMS]
    if len(silent) < 2:
        return
    last = pack.today(at=until) + 60 * _DAY
    at = until - 5 * _DAY
    for place, row in enumerate(silent[:2]):
        asker = liaisons[row[7]]
        key = exceptions.ask_exception(
            contract=row[5], reason="The site is closed for works.", until=last, by=asker, at=at
        )
        if place == 0:
            exceptions.decide_exception(exception=key, approve=True, by=counsel, at=at + _DAY)


def _clauses(rows: Sequence[tuple[str, ...]], *, officer: User, at: datetime) -> None:
    for place, row in enumerate(rows[:6]):
        for clause, status in (
            ("no-disclosure", Clause.IN),
            ("flow-down", Clause.AMENDING if place % 2 else Clause.OUT),
        ):
            exceptions.set_clause(contract=row[5], clause=clause, status=status, by=officer, at=at)


def _csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode()
