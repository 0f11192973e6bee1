"""Campaigns as pages and other rooms see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from standing.hall.accounts.api import User
from standing.kernel.refusals import NotFound
from standing.rooms.outreach import permissions
from standing.rooms.outreach.models import Campaign, Version
from standing.rooms.outreach.queries import from_pack, sent, words
from standing.rooms.outreach.queries.from_pack import LanguageTerms
from standing.rooms.outreach.queries.sent import SendingFact
from standing.rooms.outreach.rules.channels import Channel, Fault, Measure, measure
from standing.rooms.outreach.rules.content import Content, Readiness
from standing.rooms.outreach.rules.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list of campaigns."""

    id: str
    name: str
    department: str
    step: Step
    kill_date: dt.date
    sendings: int
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """One channel of the page of a campaign: its words, how long they are, and each language."""

    channel: Channel
    texts: Mapping[str, str]
    measure: Measure
    cells: tuple[Readiness, ...]
    faults: tuple[Fault, ...]

    @property
    def is_ready(self) -> bool:
        """Test whether no language that must be there is open."""
        return all(cell.is_ready for cell in self.cells if cell.is_mandatory)

    @property
    def open_languages(self) -> tuple[str, ...]:
        """Return the languages that hold the message back."""
        return tuple(cell.name for cell in self.cells if cell.is_mandatory and not cell.is_ready)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One campaign as its page shows it."""

    campaign: Campaign
    step: Step
    languages: tuple[LanguageTerms, ...]
    rows: tuple[ChannelRow, ...]
    unused: tuple[Channel, ...]
    faults: tuple[Fault, ...]
    version: Version | None
    content: Content
    sendings: tuple[SendingFact, ...]
    reach: tuple[sent.Reach, ...]
    is_over: bool
    can_write: bool
    can_approve: bool
    can_send: bool
    can_withdraw: bool


def campaign(*, id: str) -> Campaign:
    """Return one campaign. :raises NotFound: if there is none"""
    found = Campaign.objects.select_related("withdrawal").filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such campaign.")
    return found


def campaigns(*, at: dt.datetime) -> tuple[Row, ...]:
    """Return every campaign, the newest first."""
    today = from_pack.today(at=at)
    counts = sent.counts()
    return tuple(
        Row(
            id=one.pk,
            name=one.name,
            department=one.department_id,
            step=Step(one.step),
            kill_date=one.kill_date,
            sendings=counts.get(one.pk, 0),
            is_over=today > one.kill_date,
        )
        for one in Campaign.objects.order_by("-started_at", "pk")
    )


def overview(*, id: str, by: User, at: dt.datetime, origin: str) -> Overview:
    """Return one campaign for who asks. :raises NotFound: if there is none"""
    found = campaign(id=id)
    step = Step(found.step)
    used = words.used(campaign=id, known=at)
    written = words.texts_of(campaign=id)
    faults = words.faults_of(campaign=id, known=at, origin=origin)
    sendings = sent.log(campaign=id)
    return Overview(
        campaign=found,
        step=step,
        languages=from_pack.languages(known=at),
        rows=tuple(
            ChannelRow(
                channel=channel,
                texts=written[channel.id],
                measure=measure(channel=channel, texts=written[channel.id]),
                cells=words.readiness(campaign=found, channel=channel, known=at),
                faults=tuple(one for one in faults if one.channel == channel.id),
            )
            for channel in used
        ),
        unused=tuple(one for one in from_pack.channels(known=at) if one not in used),
        faults=faults,
        version=words.newest_version(campaign=id),
        content=words.content_of(found),
        sendings=sendings,
        reach=sent.reach(sendings=sendings, known=at),
        is_over=from_pack.today(at=at) > found.kill_date,
        can_write=permissions.can_write(by=by) and step is not Step.WITHDRAWN,
        can_approve=step is Step.DRAFT
        and not faults
        and permissions.can_approve(by=by, writers=words.writers_of(campaign=id)),
        can_send=step is Step.APPROVED and permissions.can_send(by=by),
        can_withdraw=step is not Step.WITHDRAWN and permissions.can_withdraw(by=by),
    )
