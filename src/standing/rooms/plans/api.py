"""The door of plans."""

from datetime import datetime

from standing.rooms.plans import queries
from standing.rooms.plans.queries import CampaignFact, PlanFact, VersionFact
from standing.rooms.plans.rules.events import PlanAccepted, PlanFiled, PlanReturned
from standing.rooms.plans.rules.steps import Step

__all__ = [
    "CampaignFact",
    "PlanAccepted",
    "PlanFact",
    "PlanFiled",
    "PlanReturned",
    "Step",
    "VersionFact",
    "campaigns",
    "plans",
    "versions",
]


def campaigns(*, known: datetime) -> tuple[CampaignFact, ...]:
    """Return the campaigns of the pack in force at that moment, the latest opened first."""
    return queries.campaign_facts(known=known)


def plans(*, at: datetime) -> tuple[PlanFact, ...]:
    """Return how every plan that was begun stood at that moment; drafts are not told."""
    return queries.plans(at=at)


def versions(*, at: datetime) -> tuple[VersionFact, ...]:
    """Return every filed version with number, hash, time and step, as of that moment; no text."""
    return queries.versions(at=at)
