"""Words for templates of concerns."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

_DEEDS = {
    "concerns.send_report": _("Somebody reported it"),
    "concerns.reply": _("The reporter added something"),
    "concerns.open_report": _("Opened and read"),
    "concerns.assign_report": _("Assigned"),
    "concerns.classify_report": _("Noted what it is about"),
    "concerns.write_question": _("Asked the reporter"),
    "concerns.write_answer": _("Answered the reporter"),
    "concerns.write_note": _("Wrote a note"),
    "concerns.write_correction": _("Wrote down what was put right"),
    "concerns.write_finding": _("Told the reporter what was found"),
    "concerns.record_finding": _("Recorded the finding"),
    "concerns.close_report": _("Closed"),
    "concerns.hand_over": _("Handed over to one more person"),
    "concerns.ask_name": _("Asked for the name"),
    "concerns.grant_name": _("The custodian gave the name"),
    "concerns.refuse_name": _("The custodian did not give the name"),
    "concerns.forget_report": _("Keys and words were destroyed"),
}


@register.filter
def word(words: Mapping[str, str | Promise], key: str) -> str | Promise:
    """Return the words for a code; the code itself where it has none (any more)."""
    return words.get(key, key)


@register.filter
def concern_deed(verb: str) -> str | Promise:
    """Say what was done."""
    return _DEEDS.get(verb, verb)
