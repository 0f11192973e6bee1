"""Forms that every list goes through; a room adds its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.lists.models import BroughtList
from standing.hall.web.forms import StandingForm
from standing.kernel.lists.tables import LARGEST_UPLOAD, MOST_ROWS


class BringForm(StandingForm):
    """A list."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("The file did not arrive. Choose it again."),
            "invalid": _("The file did not arrive. Choose it again."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV in any encoding, or an XLSX spreadsheet. At most %(size)s MB and %(rows)s rows."
        ) % {"size": LARGEST_UPLOAD // 1024**2, "rows": f"{MOST_ROWS:,}"}


class ColumnsForm(StandingForm):
    """Which column means what. A room says its meanings and what the choice of a department is for."""

    hides_optional = True
    meanings: ClassVar[Mapping[str, Promise | str]] = {}
    no_department: ClassVar[Promise | str] = _("None")
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    department = forms.ChoiceField(
        label=_("Department of rows that name none"), required=False, help_text=_("Left open, such rows are left out.")
    )

    def __init__(
        self,
        *args: Any,
        row: BroughtList,
        departments: Mapping[str, str],
        guessed: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        initial = {"sheet": row.sheet, "department": row.department} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        _choose(self, "department", [("", self.no_department), *departments.items()])
        if len(row.sheets) > 1:
            _choose(self, "sheet", [(name, name) for name in row.sheets])
        else:
            del self.fields["sheet"]
        options = [("", _("Not in this list")), *((str(place), name) for place, name in enumerate(row.headers))]
        for meaning, words in self.meanings.items():
            self.fields[f"column_{meaning}"] = forms.ChoiceField(label=str(words), required=False, choices=options)
            self.initial.setdefault(f"column_{meaning}", str(guessed.get(meaning, "")))

    @property
    def column_fields(self) -> list[BoundField]:
        """Return the fields that say which column means what."""
        return [self[f"column_{meaning}"] for meaning in self.meanings]

    @property
    def other_fields(self) -> list[BoundField]:
        """Return the fields below them."""
        above = {"sheet", *(f"column_{meaning}" for meaning in self.meanings)}
        return [self[name] for name in self.fields if name not in above]

    def clean(self) -> dict[str, Any]:
        """Find every column that was given two meanings."""
        said = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for meaning in self.meanings:
            place = said.get(f"column_{meaning}")
            if place and taken.setdefault(place, meaning) != meaning:
                self.add_error(f"column_{meaning}", _("This column has another meaning already. Choose one."))
        return said

    @property
    def chosen(self) -> dict[str, int]:
        """Return the column of each meaning."""
        said = self.cleaned_data
        return {meaning: int(said[f"column_{meaning}"]) for meaning in self.meanings if said.get(f"column_{meaning}")}


class ApplyForm(StandingForm):
    """What must be said before a list is taken in."""

    leave_out = forms.BooleanField(label=_("Leave out the rows with mistakes, and take in the rest"), required=False)

    def __init__(self, *args: Any, row: BroughtList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not row.counts.get("wrong"):
            del self.fields["leave_out"]


def _choose(form: forms.Form, name: str, options: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options
