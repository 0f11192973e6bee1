"""Hands the texts of services to those who translate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.translations import api as translations
from standing.hall.translations.api import PageSource
from standing.rooms.services.models import Service
from standing.rooms.services.queries import pack, texts
from standing.rooms.services.queries.values import Rows


def declare(services: Iterable[Service], *, read: Rows, by: Actor, at: datetime) -> None:
    """Declare the texts of each service that changed; all together cost one look and one deed."""
    wanted = {service: texts.sources(service, read) for service in services}
    keys = [one.key for found in wanted.values() for one in found]
    known = translations.said(keys=keys, language=pack.directory(known=at).first_language) if keys else {}
    changed = [
        PageSource(key=texts.page_of(service.pk), title=service.name or str(service.pk), texts=found)
        for service, found in wanted.items()
        if any(one.key not in known or known[one.key].text != one.text for one in found)
    ]
    if changed:
        translations.put_sources(pages=changed, by=by, at=at)
