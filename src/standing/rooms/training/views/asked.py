"""What staff are asked about who takes courses: filters, a rule, a sheet, a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.queries.terms import Words
from standing.rooms.training.rules.coverage import Filters
from standing.rooms.training.rules.sheets import EMPTY_LINES, Added, Why

WHY_WORDS = {
    Why.DAY: _("The day is wrong"),
    Why.PEOPLE: _("The wrong people were ticked"),
    Why.UNSIGNED: _("It was not signed as it should be"),
    Why.OTHER: _("Another reason"),
}


def _choices(names: Mapping[str, str], every: Any) -> list[tuple[str, Any]]:
    return [("", every), *names.items()]


class CoverageFilter(StandingForm):
    """Which people are counted, and on which day."""

    hides_optional = True
    course = forms.ChoiceField(label=_("Course"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    work_type = forms.ChoiceField(label=_("Work"), required=False)
    shift = forms.ChoiceField(label=_("Shift"), required=False)
    day = DayField(label=_("As of"), required=False)

    def __init__(self, *args: Any, words: Words, seen: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = {code: name for code, name in words.departments.items() if seen is None or code in seen}
        for field, names, every in (
            ("course", words.courses, _("All courses")),
            ("department", departments, _("All departments")),
            ("site", words.sites, _("All sites")),
            ("work_type", words.work_types, _("All work")),
            ("shift", words.shifts, _("All shifts")),
        ):
            self.fields[field].choices = _choices(names, every)  # type: ignore[attr-defined]  # a choice field

    def filters(self, *, seen: frozenset[str] | None) -> Filters:
        """Return what was asked; a word that no list knows asks nothing."""
        said = self.cleaned_data
        names = ("course", "department", "site", "work_type", "shift")
        return Filters(**{name: said.get(name, "") for name in names}, departments=seen)

    def asked_day(self, today: date) -> date:
        """Return the day that was asked about; today if it was none, or has not come."""
        return min(self.cleaned_data.get("day") or today, today)


class MissingFilter(CoverageFilter):
    """Whose names are listed."""

    mail = forms.ChoiceField(
        label=_("E-mail"), required=False, choices=[("", _("With and without e-mail")), ("none", _("Without e-mail"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["day"]


class RuleForm(StandingForm):
    """Who takes a course, and by when."""

    course = forms.ChoiceField(label=_("Course"))
    department = forms.ChoiceField(label=_("People of"), required=False)
    site = forms.ChoiceField(label=_("At the site"), required=False)
    work_type = forms.ChoiceField(label=_("With the work"), required=False)
    shift = forms.ChoiceField(label=_("In the shift"), required=False)
    days = forms.IntegerField(
        label=_("Days to finish"),
        min_value=1,
        max_value=365,
        initial=30,
        help_text=_("Counted from the day somebody joins, or from the day the rule begins if that is later."),
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )
    from_on = DayField(label=_("The rule begins on"))

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, names, every in (
            ("department", words.departments, _("All departments")),
            ("site", words.sites, _("All sites")),
            ("work_type", words.work_types, _("All work")),
            ("shift", words.shifts, _("All shifts")),
        ):
            self.fields[field].choices = _choices(names, every)  # type: ignore[attr-defined]
        self.fields["course"].choices = list(words.courses.items())  # type: ignore[attr-defined]


class SheetForm(StandingForm):
    """A new sheet."""

    course = forms.ChoiceField(label=_("Course"))
    language = forms.ChoiceField(label=_("Language"))
    department = forms.ChoiceField(label=_("Department"))
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(
        self,
        *args: Any,
        editions: tuple[EditionFact, ...],
        languages: Mapping[str, str],
        departments: Mapping[str, str],
        sites: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        there = sorted({code for one in editions for code in one.languages}, key=lambda code: (code != "en", code))
        for field, choices in (
            ("course", [(one.course, one.title) for one in editions]),
            ("language", [(code, languages.get(code.lower(), code)) for code in there]),
            ("department", list(departments.items())),
            ("site", _choices(sites, _("All sites"))),
        ):
            self.fields[field].choices = choices  # type: ignore[attr-defined]


class CodeForm(StandingForm):
    """The code on a signed sheet."""

    code = forms.CharField(
        label=_("Code on the sheet"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )


class EntryForm(StandingForm):
    """Who signed a sheet, on which day, and who stood by."""

    hides_optional = True
    on = DayField(label=_("Day on which people signed"))
    supervisor = forms.CharField(
        label=_("Supervisor who signed"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scan = forms.FileField(
        label=_("Scan or photograph of the sheet"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Only people who enter sheets of your department can open it."),
    )
    signed = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].choices = [(str(line), str(line)) for line in lines]  # type: ignore[attr-defined]
        for row in range(1, EMPTY_LINES + 1):
            self.fields[f"number_{row}"] = forms.CharField(
                label=_("Employee number"), required=False, max_length=40,
                widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "dir": "ltr"}),
            )  # fmt: skip
            self.fields[f"name_{row}"] = forms.CharField(
                label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )

    @property
    def rows(self) -> list[tuple[int, Any, Any]]:
        """Return the empty lines: their number and two fields."""
        return [(row, self[f"number_{row}"], self[f"name_{row}"]) for row in range(1, EMPTY_LINES + 1)]

    @property
    def added(self) -> tuple[Added, ...]:
        """Return who was added on the empty lines."""
        said = self.cleaned_data
        return tuple(
            Added(row=row, number=said.get(f"number_{row}", ""), name=said.get(f"name_{row}", ""))
            for row in range(1, EMPTY_LINES + 1)
        )


class WithdrawForm(StandingForm):
    """Why a sheet does not count."""

    why = forms.ChoiceField(
        label=_("Why it does not count"), choices=[(why.value, word) for why, word in WHY_WORDS.items()]
    )


class ListForm(StandingForm):
    """A list of completions from elsewhere."""

    file = forms.FileField(
        label=_("List"),
        help_text=_("CSV or XLSX with the columns number, name, course and day; at most 2,000 rows."),
    )


class TakeInForm(StandingForm):
    """The list that was looked at, carried by the page."""

    content = forms.CharField(widget=forms.HiddenInput)
