"""What a browser sends, turned into typed values. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.kernel.canonical import Json
from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.content import ContentFact
from standing.rooms.plans.rules.template import Column, Kind, Rank, SectionTerms
from standing.rooms.plans.rules.values import Value

MOST_ROWS = 200
EMPTY_ROWS = 2
_RANKS = [(Rank.LIAISON.value, _("As liaison")), (Rank.HEAD.value, _("As head of the department"))]
_ROLES = [("", _("Choose")), *values.ROLES.items()]


class _MayWait:
    """A field that is asked for, and may be left for later: a draft is saved as it is."""

    def validate(self, value: Any) -> None:
        """Check what was written, if anything was."""
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class _Words(_MayWait, forms.CharField):
    """Words that may come later."""


class _Day(_MayWait, DayField):
    """A day that may come later."""


class _Choice(_MayWait, forms.ChoiceField):
    """A choice that may come later."""


class SectionForm(StandingForm):
    """A section of any kind; ``value`` is what was written in it."""

    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, terms: SectionTerms, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.terms = terms
        for field in self.fields.values():
            field.required = field.required and (terms.required or isinstance(field.widget, forms.HiddenInput))

    def value(self) -> Value:
        """Return what was written, ready for the action."""
        raise TypeError("Ask one of the kinds of form")


class TextForm(SectionForm):
    """A section of text."""

    text = _Words(
        max_length=60_000,
        strip=False,
        label=_("Your text"),
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
    )

    def value(self) -> Value:
        """Return the text."""
        return {"text": self.cleaned_data["text"]}


class DateForm(SectionForm):
    """A section that is one day."""

    date = _Day(label=_("Day"))

    def value(self) -> Value:
        """Return the day."""
        day = self.cleaned_data["date"]
        return {"date": day.isoformat() if day else ""}


class RowsForm(SectionForm):
    """A section in rows; rows left empty are no rows."""

    rows = forms.IntegerField(min_value=0, max_value=MOST_ROWS, widget=forms.HiddenInput)
    none = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Nothing to list, because"),
        help_text=_("Only if there is nothing to list here: say why, in a sentence."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None = None, *, terms: SectionTerms, count: int = 0, **kwargs: Any) -> None:
        super().__init__(data, terms=terms, **kwargs)
        self.count = _sent_count(data) if data is not None else min(count, MOST_ROWS)
        for number in range(self.count):
            for column in terms.row_columns:
                self.fields[f"row-{number}-{column.id}"] = _cell(column)

    def row_groups(self) -> list[list[BoundField]]:
        """Return the fields of each row."""
        return [
            [self[f"row-{number}-{column.id}"] for column in self.terms.row_columns] for number in range(self.count)
        ]

    def value(self) -> Value:
        """Return the rows that hold something, and the reason if there are none."""
        rows: list[dict[str, Json]] = []
        for number in range(self.count):
            cells = {
                column.id: _plain(self.cleaned_data[f"row-{number}-{column.id}"]) for column in self.terms.row_columns
            }
            rows.append(cast("dict[str, Json]", cells))
        return {"rows": rows, "none": self.cleaned_data["none"]}


def section_form(
    *, terms: SectionTerms, data: QueryDict | None = None, value: Value | None = None, revision: int = 0, more: int = 0
) -> SectionForm:
    """Return the form of a section: as it was sent, or filled with a value."""
    shown = value or {}
    initial: dict[str, object] = {"base_revision": revision}
    match terms.kind:
        case Kind.TEXT:
            initial["text"] = values.text_of(shown)
            return TextForm(data, terms=terms, initial=initial)
        case Kind.DATE:
            initial["date"] = values.day_of(shown)
            return DateForm(data, terms=terms, initial=initial)
        case _:
            rows = values.rows_of(shown)
            count = len(rows) + (more or EMPTY_ROWS)
            initial |= {"rows": count, "none": values.none_of(shown)}
            for number, row in enumerate(rows):
                initial |= {f"row-{number}-{column}": cell for column, cell in row.items()}
            return RowsForm(data, terms=terms, count=count, initial=initial)


class AttachForm(StandingForm):
    """A file to put beside a section."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, text or table, at most 10 MB."))


class RestoreForm(StandingForm):
    """Which earlier text to take back."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CertifyForm(StandingForm):
    """A signature under exactly the text that was shown."""

    seen_sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    rank = forms.TypedChoiceField(
        coerce=Rank,
        choices=_RANKS,
        label=_("I sign"),
        widget=forms.RadioSelect,
    )
    stands_behind = forms.BooleanField(
        label=_("I have read this text. It is the plan of my department, and I stand behind it."),
        error_messages={"required": _("Tick this to sign.")},
    )

    def __init__(self, *args: Any, ranks: Iterable[Rank] = tuple(Rank), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {rank.value for rank in ranks}
        field = cast("forms.ChoiceField", self.fields["rank"])
        field.choices = [choice for choice in _RANKS if choice[0] in allowed]
        if len(allowed) == 1:
            field.initial = next(iter(allowed))


class FileForm(StandingForm):
    """The hand-in of exactly the text that was shown."""

    seen_sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReviewForm(StandingForm):
    """The answer to a version: a note, and a comment beside each section."""

    note = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Note to the department"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, text: ContentFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section_ids = [section.id for section in text.sections]
        for section in text.sections:
            self.fields[f"comment-{section.id}"] = forms.CharField(
                required=False,
                max_length=4000,
                label=_("Comment on “%(heading)s”") % {"heading": section.heading},
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    def comment_field(self, section: str) -> BoundField:
        """Return the field beside a section."""
        return self[f"comment-{section}"]

    def comments(self) -> Mapping[str, str]:
        """Return what was said beside each section."""
        return {section: self.cleaned_data[f"comment-{section}"] for section in self.section_ids}


def _cell(column: Column) -> forms.Field:
    heading = column.heading
    match column.kind:
        case "date":
            return _Day(label=heading)
        case "role":
            return _Choice(label=heading, choices=_ROLES)
        case "long":
            return _Words(label=heading, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))
        case _:
            return _Words(label=heading, max_length=500, widget=forms.TextInput(attrs={"dir": "auto"}))


def _plain(cell: object) -> str:
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell or "")


def _sent_count(data: QueryDict) -> int:
    sent = str(data.get("rows", ""))
    return min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() else 0
