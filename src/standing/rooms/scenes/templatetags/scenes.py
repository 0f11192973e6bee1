"""Words for templates of the scene log."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

_DEEDS = {
    "scenes.record_scene": _("Written down"),
    "scenes.correct_scene": _("Corrected"),
    "scenes.open_identity": _("A sealed name was read"),
    "scenes.review_scene": _("Reviewed"),
    "scenes.forget_name": _("A sealed name was deleted"),
    "holds.place": _("A legal hold was placed"),
    "holds.lift": _("A legal hold was lifted"),
}


@register.filter
def word(words: Mapping[str, str | Promise], key: object) -> str | Promise:
    """Return the words for a code; the code itself where it has none (any more)."""
    return words.get(str(key), str(key))


@register.filter
def deed_words(verb: str) -> str | Promise:
    """Say what was done."""
    return _DEEDS.get(verb, verb)
