"""Words that only the board's pages need."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from standing.hall.web.api import light
from standing.rooms.board.forms import KINDS
from standing.rooms.obligations.api import Act, ObligationFact

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
_WORK: dict[str, str | Promise] = {
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
def act_words(act: Act, duty: ObligationFact) -> str:
    """Return as a sentence what somebody can do to turn a light green."""
    name = next((kind.name for kind in duty.kinds if kind.id == act.kind), act.kind)
    if act.deed == "verify":
        return _("A reviewer verifies: %(kind)s") % {"kind": name}
    return _("The department puts on record: %(kind)s") % {"kind": name}


@register.simple_tag
def light_link(status: str, address: str, again: str = "", *, row: int, column: int) -> SafeString:
    """
    Draw a light of the big table that opens its proof.

    The row's link r1 and the column's link c1 complete its name, so that the table does not repeat
    the name of each department and duty in every cell.
    """
    shown = light(status)
    return format_html(
        '<a class="light light-{css} light-small" id="l{row}-{column}" '
        'aria-labelledby="l{row}-{column} r{row} c{column}" href="{url}">'
        '<span class="shape" aria-hidden="true"></span>{word}</a>',
        css=shown.css,
        row=row,
        column=column,
        url=address + again,
        word=shown.word,
    )


@register.filter
def of(names: Mapping[str, str], key: str) -> str:
    """Return the name of something; its key if it has none."""
    return names.get(key, key)


@register.filter
def parsed(moment: str | None) -> datetime | None:
    """Return a moment of a proof as a datetime, so that it can be shown in local time."""
    return datetime.fromisoformat(moment) if moment else None
