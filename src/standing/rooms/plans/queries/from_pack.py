"""What the pack in force says: campaigns, templates, the day by the city's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from standing.hall.pack import api as pack
from standing.kernel.refusals import NotFound
from standing.rooms.plans.rules.template import PlansFile, SectionTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFact:
    """A campaign of the pack: which duty it serves, and since when it is open."""

    id: str
    name: str
    obligation: str
    evidence: str
    opens: date


def campaigns(*, known: datetime) -> tuple[PlansFile, ...]:
    """Return the campaigns of the pack in force at that moment, the latest opened first."""
    fact = pack.in_force(known=known)
    files = fact.many(PlansFile) if fact is not None else ()
    return tuple(sorted(files, key=lambda file: (file.campaign.opens, file.campaign.id), reverse=True))


def campaign_facts(*, known: datetime) -> tuple[CampaignFact, ...]:
    """Return the campaigns as other rooms know them."""
    return tuple(
        CampaignFact(
            id=file.campaign.id,
            name=file.campaign.name,
            obligation=file.campaign.obligation,
            evidence=file.campaign.evidence,
            opens=file.campaign.opens,
        )
        for file in campaigns(known=known)
    )


def terms(*, campaign: str, known: datetime) -> PlansFile:
    """Return a campaign with its template. :raises NotFound: if the pack has none of that name."""
    for file in campaigns(known=known):
        if file.campaign.id == campaign:
            return file
    raise NotFound("There is no such campaign.")


def section_terms(*, file: PlansFile, section: str) -> SectionTerms:
    """Return a section of the template. :raises NotFound: if it has none of that name."""
    found = file.template.section(section)
    if found is None:
        raise NotFound("The plan has no such section.")
    return found


def today(*, at: datetime) -> date:
    """Return the local day of a moment, by the city's clock."""
    return at.astimezone(zone(at=at)).date()


def zone(*, at: datetime) -> tzinfo:
    """Return the city's clock."""
    fact = pack.in_force(known=at)
    return fact.zone if fact is not None else UTC
