"""The form for what other books of the City show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.kernel.refusals import Refused
from standing.rooms.encounters.rules import report, sheets


class TraceForm(StandingForm):
    """What dispatch or a camera book shows for a day."""

    day = DayField(label=_("Day"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    calls = forms.IntegerField(label=_("Calls of that kind"), required=False, min_value=0, max_value=9999)
    cameras = forms.CharField(
        label=_("Numbers of camera exports"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One number on each line."),
    )
    lines = forms.CharField(
        label=_("Or paste many lines of a table"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("Each with a day, a department's code, and calls or a camera export: 2026-07-12;streets;2"),
    )

    def __init__(self, *args: Any, departments: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *departments.items()]

    def clean_cameras(self) -> tuple[str, ...]:
        """Return the numbers."""
        section = report.section("evidence")
        try:
            cleaned = report.clean(section=section, answers={"cameras": str(self.cleaned_data.get("cameras", ""))})
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return tuple(cleaned.get("cameras", "").split())

    def clean_lines(self) -> list[tuple[date, str, int | None, str]]:
        """Return the lines as they are read."""
        try:
            return sheets.read(str(self.cleaned_data.get("lines", "")))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        """Ask for a day with one of the two, or for lines."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or cleaned.get("lines"):
            return cleaned
        if not cleaned.get("day"):
            self.add_error("day", _("Give a day such as 2025-07-25."))
        if cleaned.get("calls") is None and not cleaned.get("cameras"):
            self.add_error("calls", _("Give a number of calls, or numbers of camera exports."))
        return cleaned
