"""Builders for messages: a town that speaks four languages, people, words, translations."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.kernel.canonical import sha256_hex
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.models import Campaign, Outlet, Version
from tests.make import accounts
from tests.make import obligations as law

AT = law.local("2025-08-01 10:00")
ORIGIN = "http://town.example"
LAST_DAY = dt.date(2025, 12, 31)
LANGUAGES = (
    {"code": "en", "own_name": "English", "english_name": "English", "tier": 1},
    {"code": "es", "own_name": "Español", "english_name": "Spanish", "tier": 1},
    {"code": "fa", "own_name": "فارسی", "english_name": "Persian", "direction": "rtl", "tier": 1},
    {"code": "hi", "own_name": "हिन्दी", "english_name": "Hindi", "tier": 2},
    {"code": "zap", "own_name": "Dizhsa", "english_name": "Zapotec", "tier": 1, "medium": "audio-first"},
)
NUMBERS = {
    "numbers": [
        {
            "id": "phone_311",
            "number": "311",
            "label": "City help line",
            "hours": "Every day",
            "languages": ["en", "es"],
            "note": "",
            "source": "made up",
            "confidence": "?",
        }
    ]
}
TEXTS: Mapping[str, Mapping[str, str]] = {
    "sms": {"text": "You have rights. Call {phone_311} for help in your language: {link}"},
    "poster": {
        "headline": "You have rights",
        "body": "You can ask for a warrant signed by a judge.\nCall {phone_311}.",
        "alt": "Blue words on white: You have rights.",
    },
    "card": {
        "headline": "You have rights",
        "body": "Call {phone_311}.",
        "alt": "White words on blue: You have rights.",
    },
    "radio-15": {"script": "You have rights. Call three one one for help in your language."},
    "press": {"headline": "The town tells people their rights", "body": "Help is there in many languages."},
}
SPOKEN = {
    "es": "Usted tiene derechos",
    "fa": "شما حق دارید",
    "hi": "आपके अधिकार हैं",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The people who make messages."""

    editor: User
    coordinator: User
    attorney: User
    translator: User
    second: User
    auditor: User


def load_town(folder: Path, *, outreach: Mapping[str, object] | None = None, at: dt.datetime = law.SIGNED) -> None:
    """Put a town's pack in force: two duties, of which one asks for the log of messages."""
    folder.mkdir(parents=True, exist_ok=True)
    law.write_pack(
        folder,
        law.instrument(law.duty("T.tell", evidence={"all": ["outreach-log"]}), law.duty("T.plan")),
        kinds=(*law.KINDS, law.kind("outreach-log"), law.kind("kyr-311-published"), law.kind("service-list")),
    )
    write(folder, "languages.yaml", {"languages": list(LANGUAGES)})
    write(folder, "numbers.yaml", NUMBERS)
    if outreach is not None:
        write(folder, "outreach.yaml", outreach)
    proposed = packs.propose(directory=folder, by=SYSTEM, at=at)
    packs.apply(proposal=proposed.id, seen_sha256=proposed.sha256, by=SYSTEM, at=at)


def write(folder: Path, name: str, content: object) -> None:
    """Write one file of a pack; JSON is YAML too."""
    (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def desk() -> Desk:
    """Make the people."""
    return Desk(
        editor=accounts.person(role=Role.EDITOR),
        coordinator=accounts.person(role=Role.COORDINATOR),
        attorney=accounts.person(role=Role.ATTORNEY),
        translator=accounts.person(role=Role.TRANSLATOR),
        second=accounts.person(role=Role.TRANSLATOR),
        auditor=accounts.person(role=Role.AUDITOR),
    )


def draft(
    people: Desk, *, name: str = "Know your rights", channels: Iterable[str] = ("sms",), at: dt.datetime = AT
) -> Campaign:
    """Begin a campaign with words."""
    campaign = actions.start_campaign(
        name=name,
        about="It tells people whom they can call.",
        department="fire",
        kill_date=max(LAST_DAY, at.date() + dt.timedelta(days=90)),
        link="/rights/",
        by=people.editor,
        at=at,
    )
    for channel in channels:
        actions.save_texts(campaign=campaign.pk, channel=channel, texts=TEXTS[channel], by=people.editor, at=at)
    return campaign


def approve(people: Desk, campaign: Campaign, *, at: dt.datetime = AT, by: User | None = None) -> Version:
    """Have a second person approve the words as they stand."""
    campaign.refresh_from_db()
    return actions.approve_campaign(
        campaign=campaign.pk,
        seen_sha256=queries.content_of(campaign).sha256,
        origin=ORIGIN,
        by=by or people.coordinator,
        at=at,
    )


def approved(
    people: Desk, *, name: str = "Know your rights", channels: Iterable[str] = ("sms",), at: dt.datetime = AT
) -> Campaign:
    """Begin a campaign and have its words approved."""
    campaign = draft(people, name=name, channels=channels, at=at)
    approve(people, campaign, at=at)
    campaign.refresh_from_db()
    return campaign


def translate(
    people: Desk,
    campaign: Campaign,
    *languages: str,
    is_reviewed: bool = True,
    text: str = "",
    at: dt.datetime = AT,
) -> None:
    """Translate every text of a campaign, and have a second person read it."""
    for channel, parts in queries.texts_of(campaign=campaign.pk).items():
        for part, source in parts.items():
            for language in languages:
                key = f"outreach:{campaign.pk}:{channel}:{part}"
                said = text or SPOKEN[language] + "".join(
                    f" {place}" for place in ("{phone_311}", "{link}") if place in source
                )
                translations.write_translation(
                    key=key,
                    language=language,
                    text=said,
                    seen_source_sha256=sha256_hex(source.encode()),
                    by=people.translator,
                    at=at,
                )
                if is_reviewed:
                    review(people, key, language, said, at=at)


def review(people: Desk, key: str, language: str, said: str, *, at: dt.datetime = AT) -> None:
    """Have a second person read one translation."""
    translations.review_translation(
        key=key, language=language, seen_sha256=sha256_hex(said.encode()), by=people.second, at=at
    )


def outlet(
    people: Desk, *, name: str = "Sample Radio", channels: Iterable[str] = (), audience: int | None = 5000
) -> Outlet:
    """Put an outlet on the list."""
    return actions.add_outlet(
        name=name,
        channels=tuple(channels) or tuple(TEXTS),
        languages=("en", "es"),
        office_email="desk@radio.example",
        audience=audience,
        by=people.editor,
        at=AT,
    )
