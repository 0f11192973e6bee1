"""Words for templates of the disclosure desk."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.disclosure.rules import lanes, papers

register = template.Library()

_DEEDS = {
    "disclosure.record_request": _("Recorded"),
    "disclosure.read_again": _("The paper was read again"),
    "disclosure.take_request": _("Counsel took it"),
    "disclosure.decide_request": _("Counsel decided"),
    "disclosure.release_data": _("It left, by two people"),
    "disclosure.seal_by_court": _("Sealed by a court"),
    "disclosure.open_advice": _("The advice was read"),
    "disclosure.forget_request": _("Reference and advice were deleted"),
    "holds.place": _("A legal hold was placed"),
    "holds.lift": _("A legal hold was lifted"),
}


@register.filter
def word(words: Mapping[str, str | Promise], key: object) -> str | Promise:
    """Return the words for a code; the code itself where it has none (any more)."""
    return words.get(str(key), str(key))


@register.filter
def why(code: str) -> str:
    """Say what a code of the reading means."""
    return papers.WORDS.get(code) or lanes.WORDS.get(code, code)


@register.filter
def deed_words(verb: str) -> str | Promise:
    """Say what was done."""
    return _DEEDS.get(verb, verb)
