"""What departments are called. The city room stands on this floor, so the wiring says whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from standing.hall.accounts.api import User
from standing.rooms.services import permissions
from standing.rooms.services.models import Service

_ask: list[Callable[[datetime], Mapping[str, str]]] = []


def set_departments(ask: Callable[[datetime], Mapping[str, str]]) -> None:
    """Say who knows the names of departments by their codes."""
    _ask[:] = [ask]


def departments(*, at: datetime) -> dict[str, str]:
    """Return the names of the departments; the bare codes of those that have services while nobody was told more."""
    if _ask:
        return dict(_ask[0](at))
    codes = Service.objects.exclude(department="").order_by("department").values_list("department", flat=True)
    return {code: code for code in codes.distinct()}


def department(*, code: str, at: datetime) -> str:
    """Return what a department is called."""
    return departments(at=at).get(code, code)


def departments_for(*, by: User, at: datetime, also: str = "") -> tuple[tuple[str, str], ...]:
    """Return the departments whose services this person may enter, as choices; none first for who keeps them all."""
    known = departments(at=at)
    if permissions.is_keeper(by=by):
        codes = sorted({*known, *([also] if also else [])}, key=lambda code: known.get(code, code))
        return (("", "—"), *((code, known.get(code, code)) for code in codes))
    own = permissions.departments_of(by=by)
    return tuple((code, known.get(code, code)) for code in sorted(own))
