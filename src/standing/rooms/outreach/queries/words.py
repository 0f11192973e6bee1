"""The words of a campaign: as they are written, and as they are said in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from standing.hall.translations import api as translations
from standing.kernel.refusals import NotNow
from standing.rooms.outreach.models import Campaign, ChannelText, Version
from standing.rooms.outreach.queries import from_pack
from standing.rooms.outreach.queries.from_pack import LanguageTerms
from standing.rooms.outreach.rules import content
from standing.rooms.outreach.rules.channels import PARTS, READING_ORDER, Channel, Fault, Measure, faults, measure
from standing.rooms.outreach.rules.content import Content, Readiness
from standing.rooms.rights import api as rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one channel in one language, with every place filled in."""

    channel: Channel
    language: LanguageTerms
    texts: Mapping[str, str]
    state: str
    measure: Measure

    @property
    def is_ready(self) -> bool:
        """Test whether these words may go out."""
        return self.state == content.READY


def texts_of(*, campaign: str) -> dict[str, dict[str, str]]:
    """Return the words as they stand now: channel → part → text."""
    found: dict[str, dict[str, str]] = {}
    rows = ChannelText.objects.filter(campaign_id=campaign).exclude(text="").values_list("channel", "part", "text")
    for channel, part, text in sorted(rows, key=lambda row: (row[0], READING_ORDER.index(row[1]))):
        found.setdefault(channel, {})[part] = text
    return found


def writers_of(*, campaign: str) -> frozenset[UUID]:
    """Return who wrote the words as they stand now."""
    return frozenset(ChannelText.objects.filter(campaign_id=campaign).values_list("saved_by_id", flat=True))


def content_of(campaign: Campaign) -> Content:
    """Return the exact words that would be approved now."""
    return content.content_of(
        campaign=campaign.pk,
        name=campaign.name,
        kill_date=campaign.kill_date,
        link=campaign.link,
        texts=texts_of(campaign=campaign.pk),
    )


def used(*, campaign: str, known: dt.datetime) -> tuple[Channel, ...]:
    """Return the channels that the campaign has words for, in the order of the city."""
    written = texts_of(campaign=campaign)
    return tuple(one for one in from_pack.channels(known=known) if one.id in written)


def faults_of(*, campaign: str, known: dt.datetime, origin: str) -> tuple[Fault, ...]:
    """Return all that must be mended before the campaign can be approved."""
    written = texts_of(campaign=campaign)
    places = variables(language="", link="/", known=known, origin=origin)
    found: list[Fault] = []
    for channel in used(campaign=campaign, known=known):
        filled = {part: _filled(text, places) for part, text in written[channel.id].items()}
        found.extend(faults(channel=channel, texts=filled))
    if not written:
        found.append(Fault(channel="", part="", sentence="Write the words for at least one channel."))
    return tuple(found)


def check_places(*, text: str, known: dt.datetime) -> tuple[str, ...]:
    """Return the places in a text that nobody can fill in."""
    known_names = variables(language="", link="/", known=known, origin="").keys()
    return tuple(name for name in content.PLACE.findall(text) if name not in known_names)


def variables(*, language: str, link: str, known: dt.datetime, origin: str) -> dict[str, str]:
    """Return what can be filled in: ``{link}``, and the City's numbers such as ``{phone_311}``."""
    prefix = f"/{language}" if language else ""
    return {**rights.variables(at=known), "link": f"{origin}{prefix}{link}"}


def wording(
    *, campaign: Campaign, channel: Channel, language: LanguageTerms, known: dt.datetime, origin: str
) -> Wording:
    """Return what a channel says in a language. In the first one: the approved words, or the draft."""
    places = variables(
        language="" if language.is_first else language.code, link=campaign.link, known=known, origin=origin
    )
    if language.is_first:
        texts = {
            part: _filled(text, places) for part, text in texts_of(campaign=campaign.pk).get(channel.id, {}).items()
        }
        state = content.READY if campaign.step == "approved" else "draft"
    else:
        keys = _keys(campaign=campaign.pk, channel=channel)
        said = translations.said(keys=keys.values(), language=language.code)
        texts = {part: said[key].filled(places).text for part, key in keys.items() if key in said}
        state = content.state_of(_state(said.get(key)) for key in keys.values())
    return Wording(
        channel=channel,
        language=language,
        texts=texts,
        state=state,
        measure=measure(channel=channel, texts=texts),
    )


def readiness(*, campaign: Campaign, channel: Channel, known: dt.datetime) -> tuple[Readiness, ...]:
    """Return how a message stands in every written language of the city."""
    keys = tuple(_keys(campaign=campaign.pk, channel=channel).values())
    return tuple(
        Readiness(
            language=language.code,
            name=language.english_name,
            state=_first_state(campaign) if language.is_first else content.state_of(_states(keys, language.code)),
            is_mandatory=language.is_mandatory or language.is_first,
        )
        for language in from_pack.languages(known=known)
    )


def newest_version(*, campaign: str) -> Version | None:
    """Return the words approved last."""
    return Version.objects.filter(campaign_id=campaign).order_by("-number").first()


def approved_version(*, campaign: str) -> Version:
    """Return the words approved last. :raises NotNow: if none were"""
    found = newest_version(campaign=campaign)
    if found is None:
        raise NotNow("The words of this campaign are not approved yet.")
    return found


def _first_state(campaign: Campaign) -> str:
    return content.READY if campaign.step == "approved" else "draft"


def _states(keys: tuple[str, ...], language: str) -> tuple[str, ...]:
    said = translations.said(keys=keys, language=language)
    return tuple(_state(said.get(key)) for key in keys)


def _state(said: translations.Said | None) -> str:
    """Return where a text stands. One that falls back to the first language is not there, whatever else is known."""
    if said is None:
        return "missing"
    return "missing" if said.is_fallback and said.state == content.READY else str(said.state)


def _keys(*, campaign: str, channel: Channel) -> dict[str, str]:
    return {part: content.key_of(campaign=campaign, channel=channel.id, part=part) for part in PARTS[channel.kind]}


def _filled(text: str, places: Mapping[str, str]) -> str:
    return content.PLACE.sub(lambda found: places.get(found[1], found[0]), text)
