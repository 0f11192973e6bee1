"""A second person approves the exact words; translators begin then."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.translations import api as translations
from standing.kernel.refusals import Refused
from standing.rooms.outreach import permissions, queries
from standing.rooms.outreach.actions._deeds import locked, move, record
from standing.rooms.outreach.models import Campaign, Version
from standing.rooms.outreach.rules import content, steps
from standing.rooms.outreach.rules.channels import PARTS, Fault
from standing.rooms.outreach.rules.steps import Step


class NotReady(Refused):
    """Words that still have faults are not approved; ``faults`` holds all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(" ".join(fault.sentence for fault in faults))


@transaction.atomic
def approve_campaign(*, campaign: str, seen_sha256: str, origin: str, by: User, at: datetime) -> Version:
    """
    This will put exactly these words in force, and hand them to the translators.

    :raises NotAllowed: if the person does not approve words, or wrote some of these
    :raises NotNow: if the campaign is no draft, or its words are not those that were shown
    :raises NotReady: if something about the words must be mended first
    """
    found = locked(campaign)
    permissions.check_can_approve(by=by, writers=queries.writers_of(campaign=campaign))
    steps.check_next(current=Step(found.step), wanted=Step.APPROVED)
    words = queries.content_of(found)
    steps.check_same_text(seen=seen_sha256, stored=words.sha256)
    if faults := queries.faults_of(campaign=campaign, known=at, origin=origin):
        raise NotReady(faults)
    steps.check_not_over(kill_date=found.kill_date, today=queries.today(at=at))

    last = queries.newest_version(campaign=campaign)
    version = Version.objects.create(
        campaign=found,
        number=(last.number if last is not None else 0) + 1,
        content=words.data,
        sha256=words.sha256,
        approved_by=by,
        approved_at=at,
    )
    move(found, Step.APPROVED)
    translations.put_source(
        page=content.page_of(campaign), title=found.name, texts=_sources(found, at=at), by=by, at=at
    )
    record("approve_campaign", found, by=by, at=at, facts={"version": version.number, "text": words.sha256})
    return version


@transaction.atomic
def reopen_campaign(*, campaign: str, by: User, at: datetime) -> Campaign:
    """
    This will open the words of an approved campaign again. Nothing goes out until they are approved anew.

    :raises NotAllowed: if the person does not write messages
    :raises NotNow: if the campaign is not approved
    """
    permissions.check_can_write(by=by)
    found = locked(campaign)
    steps.check_next(current=Step(found.step), wanted=Step.DRAFT)
    move(found, Step.DRAFT)
    record("reopen_campaign", found, by=by, at=at)
    return found


def _sources(campaign: Campaign, *, at: datetime) -> list[translations.SourceText]:
    """Return what there is to translate. No text of a campaign holds a language back from the picker."""
    written = queries.texts_of(campaign=campaign.pk)
    name = translations.SourceText(
        key=content.name_key_of(campaign.pk), text=campaign.name, about="What the campaign is called on public pages."
    )
    return [name] + [
        translations.SourceText(
            key=content.key_of(campaign=campaign.pk, channel=channel.id, part=part),
            text=written[channel.id][part],
            about=f"{channel.name}: {part}. {campaign.about}".strip(),
        )
        for channel in queries.used(campaign=campaign.pk, known=at)
        for part in PARTS[channel.kind]
        if written[channel.id].get(part)
    ]
