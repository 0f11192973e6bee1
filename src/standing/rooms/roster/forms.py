"""Forms of the roster: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.lists import forms as lists
from standing.hall.web.forms import DayField, StandingForm
from standing.kernel import privacy
from standing.rooms.roster.models import Import
from standing.rooms.roster.rules import names
from standing.rooms.roster.rules.steps import ChangeKind, Verdict

COLUMN_WORDS: Mapping[str, Promise | str] = {
    "number": _("Employee number"),
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("Work e-mail"),
    "department": _("Department"),
    "site": _("Site"),
    "work_type": _("Sort of work"),
    "shift": _("Shift"),
}
VERDICT_WORDS: Mapping[Verdict, Promise | str] = {
    Verdict.JOINS: _("Join"),
    Verdict.MOVES: _("Move"),
    Verdict.LEAVES: _("Leave"),
    Verdict.CHANGED: _("Change name or e-mail"),
    Verdict.SAME: _("Stay as they are"),
    Verdict.REPEATED: _("Rows repeated in the list"),
    Verdict.WRONG: _("Rows with mistakes"),
}
CHANGE_WORDS: Mapping[ChangeKind, Promise | str] = {
    ChangeKind.IMPORT: _("Came with a list"),
    ChangeKind.ADD: _("Added by hand"),
    ChangeKind.MOVE: _("Moved by hand"),
    ChangeKind.LEAVE: _("Left, entered by hand"),
    ChangeKind.CORRECT: _("Name or e-mail put right"),
}


class FilterForm(StandingForm):
    """What somebody looks for on the roster."""

    hides_optional = True
    words = forms.CharField(label=_("Name, number or site"), required=False, max_length=200)
    department = forms.ChoiceField(label=_("Department"), required=False)
    work_type = forms.ChoiceField(label=_("Sort of work"), required=False)
    shift = forms.ChoiceField(label=_("Shift"), required=False)
    gone = forms.BooleanField(label=_("People who left"), required=False)

    def __init__(
        self,
        *args: Any,
        departments: Mapping[str, str],
        work_types: Mapping[str, str],
        shifts: Mapping[str, str],
        sees_gone: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        _choose(self, "department", [every, *departments.items()])
        _choose(self, "work_type", [every, *work_types.items()])
        _choose(self, "shift", [every, *shifts.items()])
        if not sees_gone:
            del self.fields["gone"]


class NameForm(StandingForm):
    """How somebody is called and reached."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("Work e-mail"),
        max_length=254,
        required=False,
        help_text=_("Never a private one. Who has none is trained at a kiosk or on paper."),
    )

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        called = names.name_of(self.cleaned_data["name"])
        if sentence := names.name_sentence(called):
            raise forms.ValidationError(sentence)
        return called


class PostForm(StandingForm):
    """Where and as what somebody works, from a day on."""

    department = forms.ChoiceField(label=_("Department"))
    site = forms.CharField(
        label=_("Site"),
        max_length=200,
        required=False,
        help_text=_("Its number or its name, as the register of City property has it."),
    )
    work_type = forms.ChoiceField(label=_("Sort of work"), required=False)
    shift = forms.ChoiceField(label=_("Shift"), required=False)
    on = DayField(label=_("From which day"))

    def __init__(
        self,
        *args: Any,
        departments: Mapping[str, str],
        work_types: Mapping[str, str],
        shifts: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "department", [("", _("Choose")), *departments.items()])
        _choose(self, "work_type", [("", _("Not known")), *work_types.items()])
        _choose(self, "shift", [("", _("Not known")), *shifts.items()])

    def clean_site(self) -> str:
        """Return the words for the site, if they tell of no person."""
        said: str = self.cleaned_data["site"]
        if sentence := privacy.sentence(privacy.screen(said)):
            raise forms.ValidationError(sentence)
        return said


class AddForm(PostForm, NameForm):
    """Somebody who joins."""

    number = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocapitalize": "characters"}),
    )
    field_order = ("number", "name", "email", "department", "site", "work_type", "shift", "on")

    def clean_number(self) -> str:
        """Return the number as it is kept."""
        number = names.number_of(self.cleaned_data["number"])
        if sentence := names.number_sentence(number):
            raise forms.ValidationError(sentence)
        return number


class EndForm(StandingForm):
    """Which post of somebody ends, or all."""

    post = forms.ChoiceField(label=_("What ends"), widget=forms.RadioSelect)
    on = DayField(label=_("First day without it"))

    def __init__(self, *args: Any, posts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "post", [("all", _("Everything: the person leaves the City")), *posts.items()])


class ColumnsForm(lists.ColumnsForm):
    """Which column means what, what the list is of, and on which day it is true."""

    meanings = COLUMN_WORDS
    no_department = _("The whole City")
    department = forms.ChoiceField(
        label=_("What the list is of"),
        required=False,
        help_text=_("Who does not stand in it leaves: from the whole City, or from the one department."),
    )
    as_of = DayField(label=_("The day on which it is true"))

    def __init__(self, *args: Any, today: date, row: Import, **kwargs: Any) -> None:
        super().__init__(*args, row=row, initial={"as_of": row.as_of or today}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Find every column that was given two meanings, and what is missing."""
        said = super().clean()
        if not said.get("column_number"):
            self.add_error("column_number", _("Say which column holds the employee number."))
        if not (said.get("column_name") or (said.get("column_first_name") and said.get("column_last_name"))):
            self.add_error("column_name", _("Say which column holds the name, or which two hold first and last name."))
        if not (said.get("column_department") or said.get("department")):
            self.add_error(
                "column_department", _("Say which column holds the department, or choose the one the list is of.")
            )
        return said


class ApplyForm(lists.ApplyForm):
    """What must be said before a list is taken in."""

    hides_optional = True  # the number is asked only where it is needed
    leaving = forms.IntegerField(
        label=_("How many leave"),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric"}),
        help_text=_("Many would leave with this list. If that is right, type their number as it stands above."),
    )

    def __init__(self, *args: Any, asks_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_again:
            del self.fields["leaving"]


def _choose(form: forms.Form, name: str, options: Iterable[tuple[str, Promise | str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)
