"""What several deeds share: the lock, the step, the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.outreach.models import Campaign
from standing.rooms.outreach.rules import channels
from standing.rooms.outreach.rules.steps import Step


class NotTheseWords(Refused):
    """The words tell what no message of the City tells; ``sentences`` says what, all at once."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(dict.fromkeys(sentences))
        super().__init__(" ".join(self.sentences))


def check_words(texts: Iterable[str]) -> None:
    """Test that words may be kept at all. :raises NotTheseWords: if one tells where officers are, or of a person"""
    if found := [said for text in texts for said in channels.refusals(text)]:
        raise NotTheseWords(found)


def locked(campaign: str) -> Campaign:
    """Lock a campaign. :raises NotFound: if there is none"""
    found = Campaign.objects.select_for_update().filter(pk=campaign).first()
    if found is None:
        raise NotFound("There is no such campaign.")
    return found


def move(campaign: Campaign, step: Step) -> None:
    """Take a campaign to another step."""
    campaign.step = step.value
    campaign.save(update_fields=["step"])


def record(verb: str, campaign: Campaign, *, by: User, at: datetime, facts: Mapping[str, Json] | None = None) -> None:
    """Write the deed into the book, under the campaign."""
    audit.record(verb=f"outreach.{verb}", subject=f"outreach:campaign:{campaign.pk}", by=by, at=at, facts=facts or {})
