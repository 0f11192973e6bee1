"""A campaign is begun and written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify

from standing.hall.accounts.api import User
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.city import api as city
from standing.rooms.outreach import permissions, queries
from standing.rooms.outreach.actions._deeds import NotTheseWords, check_words, locked, record
from standing.rooms.outreach.models import Campaign, ChannelText
from standing.rooms.outreach.rules import steps
from standing.rooms.outreach.rules.channels import PARTS
from standing.rooms.outreach.rules.steps import Step

_TAKEN_BY_PAGES = frozenset({"new", "outlets", "sent"})


@transaction.atomic
def start_campaign(
    *, name: str, about: str, department: str, kill_date: dt.date, link: str, by: User, at: dt.datetime
) -> Campaign:
    """
    This will begin a campaign. It gets a short name from its name, for addresses and logs.

    :raises NotAllowed: if the person does not write messages
    :raises NotFound: if there is no such department
    :raises Refused: if the name is taken, or the last day is over or more than a year away
    """
    permissions.check_can_write(by=by)
    short = slugify(name)[:60].strip("-")
    if not short or short in _TAKEN_BY_PAGES:
        raise Refused("Give the campaign a name with letters or digits.")
    check_words([name, about])
    city.department(id=department, known=at)
    steps.check_last_day(kill_date=kill_date, today=queries.today(at=at))
    if Campaign.objects.filter(pk=short).exists():
        raise NotNow("A campaign of that name exists. Give this one another name.")

    campaign = Campaign.objects.create(
        id=short,
        department_id=department,
        name=name.strip(),
        about=about.strip(),
        link=link,
        kill_date=kill_date,
        started_by=by,
        started_at=at,
    )
    record("start_campaign", campaign, by=by, at=at, facts={"department": department, "until": kill_date.isoformat()})
    return campaign


@transaction.atomic
def change_campaign(
    *, campaign: str, name: str, about: str, kill_date: dt.date, link: str, by: User, at: dt.datetime
) -> Campaign:
    """
    This will change what a draft is called, what it leads to, or its last day.

    :raises NotAllowed: if the person does not write messages
    :raises NotNow: if the campaign is no draft
    :raises Refused: if the last day is over or more than a year away
    """
    permissions.check_can_write(by=by)
    found = locked(campaign)
    steps.check_step(current=Step(found.step), wanted=Step.DRAFT)
    check_words([name, about])
    steps.check_last_day(kill_date=kill_date, today=queries.today(at=at))

    found.name, found.about, found.link, found.kill_date = name.strip(), about.strip(), link, kill_date
    found.save(update_fields=["name", "about", "link", "kill_date"])
    record("change_campaign", found, by=by, at=at, facts={"until": kill_date.isoformat()})
    return found


@transaction.atomic
def save_texts(*, campaign: str, channel: str, texts: Mapping[str, str], by: User, at: dt.datetime) -> None:
    """
    This will keep the words of one channel, in the first language. Empty parts take words away.

    :raises NotAllowed: if the person does not write messages
    :raises NotNow: if the campaign is no draft
    :raises NotTheseWords: if they tell where or when officers are, or what is kept about nobody
    """
    permissions.check_can_write(by=by)
    found = locked(campaign)
    steps.check_step(current=Step(found.step), wanted=Step.DRAFT)
    terms = queries.channel(id=channel, known=at)
    wanted = {part: "\n".join(texts.get(part, "").strip().splitlines()) for part in PARTS[terms.kind]}
    check_words(wanted.values())
    if strange := [name for text in wanted.values() for name in queries.check_places(text=text, known=at)]:
        raise NotTheseWords(f"Nobody knows what to put in the place of {{{name}}}." for name in strange)

    kept = dict(ChannelText.objects.filter(campaign=found, channel=channel).values_list("part", "text"))
    changed = {part: text for part, text in wanted.items() if kept.get(part, "") != text}
    for part, text in changed.items():
        ChannelText.objects.update_or_create(
            campaign=found, channel=channel, part=part, defaults={"text": text, "saved_by": by, "saved_at": at}
        )
    if changed:
        hashes = {part: sha256_hex(text.encode()) for part, text in sorted(changed.items())}
        record("save_texts", found, by=by, at=at, facts={"channel": channel, "texts": hashes})
