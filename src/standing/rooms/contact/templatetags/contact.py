"""Words for templates of the contact room."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.contact.rules.messages import AnswerBy

register = template.Library()

_WAYS = {AnswerBy.CODE: _("By code"), AnswerBy.PHONE: _("By phone"), AnswerBy.EMAIL: _("By e-mail")}
_DEEDS = {
    "contact.send_message": _("Somebody wrote"),
    "contact.read_message": _("Opened and read"),
    "contact.answer_message": _("Answered"),
    "contact.refer_message": _("Referred to a service"),
    "contact.assign_message": _("Assigned"),
    "contact.close_message": _("Closed"),
    "contact.forget_message": _("Its words were deleted"),
}


@register.filter
def word(words: Mapping[str, str | Promise], key: str) -> str | Promise:
    """Return the words for a code; the code itself where it has none (any more)."""
    return words.get(key, key)


@register.filter
def way_short(way: AnswerBy) -> str | Promise:
    """Say in a word how somebody is answered."""
    return _WAYS[way]


@register.filter
def deed_words(verb: str) -> str | Promise:
    """Say what was done."""
    return _DEEDS.get(verb, verb)
