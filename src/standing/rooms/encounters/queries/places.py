"""Sites and departments as this room names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.sites import api as sites
from standing.rooms.sites.api import SiteFact


def site(*, id: str, at: datetime) -> SiteFact:
    """Return a site that the City has. :raises NotFound: if the register does not list it"""
    found = sites.site(id=id, known=at)
    if found is None or not found.is_listed:
        raise NotFound("There is no such site in the register.")
    return found


def find(*, words: str, department: str, at: datetime) -> tuple[SiteFact, ...]:
    """Return the sites that fit some words."""
    return sites.find_sites(words=words, department=department, limit=30, known=at) if words.strip() else ()


def department_names(*, at: datetime) -> Mapping[str, str]:
    """Return the names of departments by their codes."""
    return dict(city.names(known=at))


def department_class(*, department: str, at: datetime) -> str:
    """Return what kind of office a department is, for counts."""
    return next((one.kind for one in city.departments(known=at) if one.id == department), "other")


def classes(*, at: datetime) -> tuple[str, ...]:
    """Return every kind of office there is, in a steady order."""
    return tuple(sorted({one.kind for one in city.departments(known=at)}))


def bound_departments(*, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return code and name of the departments that orders bind."""
    return tuple((one.id, one.name) for one in city.departments(known=at) if one.standing == "bound")
