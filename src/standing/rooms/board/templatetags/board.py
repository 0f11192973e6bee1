"""Words that only the board's pages need."""

from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.board.forms import KINDS

register = template.Library()

_CONFIDENCE = {
    "P": _("Read at the source"),
    "N": _("From the press"),
    "M": _("From a copy of the press"),
    "S": _("From a report"),
    "L": _("General knowledge, not read again"),
    "I": _("Worked out by us"),
    "?": _("Could not be checked"),
}
_READ = {"full": _("read in full"), "part": _("read in part"), "none": _("not read")}
_TEXT_KNOWN = {
    "full": _("We have read the whole text."),
    "part": _("We have read part of the text."),
    "none": _("We could not read the text."),
}
_WORK = {
    "": "",
    "not-started": _("Not started"),
    "in-progress": _("In progress"),
    "blocked": _("Blocked"),
    "done-claimed": _("The department says it is done"),
}
_JUDGEMENT = {
    "compliant": _("Judged to comply"),
    "partly": _("Judged to comply in part"),
    "not": _("Judged not to comply"),
}


@register.filter
def confidence(mark: str) -> str | Promise:
    """Return in words how sure we are of a statement."""
    return _CONFIDENCE.get(mark, mark)


@register.filter
def read_words(mark: str) -> str | Promise:
    """Return in words how much of a source was read."""
    return _READ.get(mark, mark)


@register.filter
def text_known_words(mark: str) -> str | Promise:
    """Return in words how much of an instrument's text is known."""
    return _TEXT_KNOWN.get(mark, mark)


@register.filter
def work_words(state: str) -> str | Promise:
    """Return in words what a department says of its own progress."""
    return _WORK.get(state, state)


@register.filter
def judgement_words(state: str) -> str | Promise:
    """Return in words how a reviewer judged."""
    return _JUDGEMENT.get(state, state)


@register.filter
def kind_words(kind: str) -> str | Promise:
    """Return in words what kind of office it is."""
    return KINDS.get(kind, kind)


@register.filter
def parsed(moment: str | None) -> datetime | None:
    """Return a moment of a proof as a datetime, so that it can be shown in local time."""
    return datetime.fromisoformat(moment) if moment else None
