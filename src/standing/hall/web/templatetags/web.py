"""The tags of `{% load web %}`; each is shown with an example at /design/."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standing.hall.web import differences, plots
from standing.hall.web.kept import KeptField, kept
from standing.hall.web.lights import LIGHTS, light

register = template.Library()

NOTHING = "—"


@register.simple_tag
def status(value: str, *, small: bool = False) -> SafeString:
    """Draw a light: shape and colour for the eye, the word for everybody."""
    shown = light(value)
    return format_html(
        '<span class="light light-{}{}"><span class="shape" aria-hidden="true"></span>{}</span>',
        shown.css,
        " light-small" if small else "",
        shown.word,
    )


@register.inclusion_tag("web/parts/legend.html")
def light_legend(*, open: bool = False) -> dict[str, object]:
    """Say what the seven lights mean."""
    return {"lights": tuple(LIGHTS.values()), "open": open}


@register.simple_tag(takes_context=True)
def local_time(context: Context, value: datetime | None, *, seconds: bool = False, zone: str = "") -> str:
    """
    Write a moment in the city's own time, readable by people and machines.

    ``zone`` names another time zone, where what the page is about has its own. Where there is neither, it says UTC.
    """
    if value is None:
        return NOTHING
    local = value.astimezone(ZoneInfo(zone) if zone else _zone(context))
    english = (get_language() or "en").startswith("en")
    clock = "g:i:s a" if seconds else "g:i a"
    day = date_format(local, "F j, Y" if english else "DATE_FORMAT")
    time = date_format(local, clock if english else "H:i:s" if seconds else "TIME_FORMAT")
    if str(local.tzinfo) == "UTC":
        time = f"{time} UTC"
    return format_html('<time datetime="{}">{}, {}</time>', local.isoformat(timespec="seconds"), day, time)


@register.simple_tag(takes_context=True)
def local_day(context: Context, value: date | datetime | None, *, weekday: bool = False) -> str:
    """Write a day; of a moment, the day it is in the city."""
    if value is None:
        return NOTHING
    day = value.astimezone(_zone(context)).date() if isinstance(value, datetime) else value
    shown = date_format(day, "F j, Y" if (get_language() or "en").startswith("en") else "DATE_FORMAT")
    if weekday:
        shown = f"{date_format(day, 'l')}, {shown}"
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), shown)


def _zone(context: Context) -> ZoneInfo | Any:
    site = context.get("site")
    return getattr(site, "time_zone", None) or timezone.get_current_timezone()


@register.inclusion_tag("web/parts/error_summary.html", takes_context=True)
def error_summary(
    context: Context, source: forms.BaseForm | Sequence[str] | str | None = None, *, focus: bool = True
) -> dict[str, object]:
    """
    List what is wrong with this or the page's ``form``, each line leading to its field.

    It takes the focus when the page opens, unless ``focus`` is False.
    """
    if source is None:
        source = context.get("form")
    if isinstance(source, forms.BaseForm):
        return {"errors": tuple(_form_errors(source)), "focus": focus}
    sentences = (source,) if isinstance(source, str) else tuple(source or ())
    return {"errors": tuple({"text": text, "target": ""} for text in sentences if text), "focus": focus}


def _form_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    if not form.is_bound:
        return []
    found: list[dict[str, str]] = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for bound in form:
        target = bound.auto_id
        if bound.use_fieldset:
            target = f"{bound.auto_id}_group"
        if bound.is_hidden:
            target = ""
        found.extend({"text": f"{bound.label}: {text}", "target": target} for text in bound.errors)
    return found


@register.simple_tag
def field(bound: forms.BoundField) -> SafeString:
    """Draw one field of a form with its label, hint and errors."""
    return bound.as_field_group()


@register.filter
def control_kind(bound: forms.BoundField) -> str:
    """Say how the field is laid out: choices, one checkbox, a file or the usual box."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "parts"
    return "box"


@register.simple_tag(takes_context=True)
def page_url(context: Context, **changes: object) -> str:
    """Return this address with some parts of its query changed; None takes a part out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    # A bare "?" leads to this page without a query; an empty address would keep the old one.
    return f"?{query.urlencode()}"


@register.inclusion_tag("web/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], *, name: str = "page") -> dict[str, object]:
    """Lead to the other pages of a list."""
    paginator = page.paginator
    numbers = [
        {
            "number": number if isinstance(number, int) else None,
            "url": page_url(context, **{name: number}) if isinstance(number, int) else "",
            "current": number == page.number,
        }
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "many": paginator.num_pages > 1,
        "previous": page_url(context, **{name: page.number - 1}) if page.has_previous() else "",
        "next": page_url(context, **{name: page.number + 1}) if page.has_next() else "",
    }


@register.inclusion_tag("web/parts/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, object]:
    """Show the way here: label, address, label, address, and at the end the label of this page."""
    *pairs, last = parts or ("",)
    if len(pairs) % 2:
        raise template.TemplateSyntaxError("breadcrumb wants: label address label address … last label")
    trail = [{"label": pairs[at], "url": pairs[at + 1]} for at in range(0, len(pairs), 2)]
    return {"trail": trail, "last": last}


@register.inclusion_tag("web/parts/count_bar.html")
def count_bar(counts: Mapping[str, int], *, title: str = "", table: bool = True) -> dict[str, object]:
    """Draw how many lights of each kind there are, with the same numbers in words."""
    parts = plots.count_bar(counts)
    total = sum(part.count for part in parts)
    return {
        "parts": parts,
        "total": total,
        "title": title or _("How many of each"),
        "key": f"bar-{slugify(title) or 'counts'}",
        "sentence": ", ".join(f"{part.count} {str(part.light.word).lower()}" for part in parts),
        "table": table,
        "width": plots.WIDTH,
    }


@register.simple_tag(name="hash")
def hash_(value: str | None, *, short: bool = False) -> str:
    """Write a fingerprint so that it breaks anywhere; short shows its beginning only."""
    if not value:
        return NOTHING
    if short:
        return format_html('<code class="hash">{}…</code>', value[:12])
    return format_html('<code class="hash">{}</code>', value)


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, total: int, *, label: str) -> dict[str, object]:
    """Show how far a work is."""
    return {"done": done, "total": total, "label": label, "key": f"progress-{slugify(label) or 'work'}"}


@register.inclusion_tag("web/parts/difference.html")
def difference(old: str, new: str) -> dict[str, object]:
    """Show what went and what came between two texts."""
    found = differences.pieces(old=old, new=new)
    return {
        "pieces": found,
        "came": sum(piece.kind == "new" for piece in found),
        "went": sum(piece.kind == "old" for piece in found),
    }


@register.simple_tag(takes_context=True)
def sample_mark(context: Context) -> str:
    """Write the word Sample where the records are invented."""
    site = context.get("site")
    if site is None or not site.is_sample:
        return ""
    return format_html('<span class="tag tag-warn">{}</span>', _("Sample"))


@register.simple_tag(takes_context=True)
def kept_fields(context: Context) -> SafeString:
    """Draw what was posted: text to read and copy, the rest hidden, secrets left out."""
    return format_html_join("\n", "{}", ((_kept_field(item),) for item in kept(context["request"])))


def _kept_field(item: KeptField) -> SafeString:
    if item.is_hidden:
        return format_html('<input type="hidden" name="{}" value="{}">', item.name, item.value)
    if item.is_long:
        return format_html(
            '<div class="field"><label for="{0}">{1}</label>'
            '<textarea id="{0}" name="{2}" rows="10" dir="auto" readonly>\n{3}</textarea></div>',
            item.key,
            item.label,
            item.name,
            item.value,
        )
    return format_html(
        '<div class="field"><label for="{0}">{1}</label>'
        '<input id="{0}" name="{2}" value="{3}" dir="auto" readonly></div>',
        item.key,
        item.label,
        item.name,
        item.value,
    )


@register.tag
def around(parser: Parser, token: Token) -> "AroundNode":
    """Put an element around what stands inside; nothing at all around nothing."""
    _tag, element, *classes = token.split_contents()
    inside = parser.parse(("endaround",))
    parser.delete_first_token()
    return AroundNode(element, " ".join(classes), inside)


class AroundNode(template.Node):
    """Draws an element only when there is something to put in it."""

    child_nodelists = ("nodelist",)

    def __init__(self, element: str, classes: str, nodelist: NodeList) -> None:
        self.element = element
        self.classes = classes
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Write the element and its inside."""
        text = self.nodelist.render(context).strip()
        if not text:
            return SafeString("")
        opening = f'{self.element} class="{self.classes}"' if self.classes else self.element
        return SafeString(f"<{opening}>{text}</{self.element}>")


@register.tag
def remember(parser: Parser, token: Token) -> "RememberNode":
    """Write what stands inside, and remember it under a name for later in the page."""
    _tag, name = token.split_contents()
    inside = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(name, inside)


class RememberNode(template.Node):
    """Writes its inside and keeps it, so that a title becomes the heading too."""

    child_nodelists = ("nodelist",)

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Write the inside and keep it at the bottom of the context, where every block sees it."""
        text = self.nodelist.render(context).strip()
        context.dicts[0][self.name] = SafeString(text)
        return SafeString(text)
