"""The public pages of this package, for the publisher."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from standing.hall.publish import api as publish
from standing.hall.translations.queries import offers, recordings
from standing.hall.translations.rules.states import tidy_code
from standing.kernel.canonical import sha256_hex


def pages(at: datetime) -> Iterator[publish.Page]:
    """Yield the list of languages in every language, then each recording."""
    stamp = sha256_hex(repr([astuple(one) for one in offers.languages(at=at)]).encode())
    for code, *_names in settings.LANGUAGES:
        language = tidy_code(code)
        with override(language):
            path, title = reverse("translations_pages:list_languages"), _("Languages")
        yield publish.Page(path=path, language=language, stamp=stamp, title=title, group="languages")
    for one in recordings.of_pages():
        if one.file_sha256:
            yield publish.Page(
                path=reverse("translations:play_recording", args=[one.id, one.ending]),
                language=one.language,
                stamp=one.file_sha256,
                title=one.title,
                group="recordings",
                media_type=one.media_type,
            )
