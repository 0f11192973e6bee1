"""What several pages need."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language


def language() -> str:
    """Return the language of the page."""
    return get_language() or settings.LANGUAGE_CODE


def origin() -> str:
    """Return the beginning of every address of this installation."""
    return str(settings.STANDING["origin"])
