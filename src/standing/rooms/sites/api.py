"""The door of the register of City property."""

from __future__ import annotations

from datetime import datetime

from standing.rooms.sites.queries import facts, filings, listed
from standing.rooms.sites.queries.facts import AreaFact, SiteFact
from standing.rooms.sites.queries.filings import FilingFact
from standing.rooms.sites.rules.records import Access, Use

__all__ = ["Access", "AreaFact", "FilingFact", "SiteFact", "Use", "count", "filings_of", "find_sites", "site", "sites"]


def site(*, id: str, known: datetime) -> SiteFact | None:
    """Return one site as it was known at a moment, also one that was given up; None if there is none."""
    return facts.site(id=id, known=known)


def find_sites(*, words: str, department: str = "", limit: int = 20, known: datetime) -> tuple[SiteFact, ...]:
    """Return the sites that fit a number or some words, typing mistakes and all; the best first."""
    return listed.find_sites(words=words, department=department, limit=limit, known=known)


def sites(*, department: str, known: datetime) -> tuple[SiteFact, ...]:
    """Return the sites that a department had at a moment, by name; of all departments for an empty code."""
    return facts.sites(department=department, known=known)


def count(*, department: str = "", known: datetime) -> int:
    """Return how many sites a department, or the whole City, had at a moment."""
    return facts.count(department=department, known=known)


def filings_of(*, department: str, known: datetime) -> tuple[FilingFact, ...]:
    """Return the lists that a department had filed at a moment, the latest first."""
    return filings.filings(department=department, known=known)
