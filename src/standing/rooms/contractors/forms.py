"""Forms of this room: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.lists import forms as lists
from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.contractors.rules.steps import Clause, State, Verdict

STATE_WORDS: Mapping[str, Promise | str] = {
    State.ATTESTED: _("Attested"),
    State.EXCEPTED: _("Excepted"),
    State.SILENT: _("Silent"),
}
CLAUSE_WORDS: Mapping[str, Promise | str] = {
    Clause.IN: _("In the contract"),
    Clause.AMENDING: _("Being amended"),
    Clause.OUT: _("Not in the contract"),
    Clause.UNKNOWN: _("Not known"),
}
COLUMN_WORDS: Mapping[str, Promise | str] = {
    "vrn": _("Vendor number"),
    "firm": _("Firm"),
    "languages": _("Languages of the firm"),
    "email": _("E-mail of the firm's office"),
    "email_2": _("Second e-mail"),
    "office": _("What the office is called"),
    "contract": _("Contract number"),
    "title": _("What the contract is about"),
    "department": _("Department"),
    "manager_office": _("Office that manages the contract"),
    "manager_email": _("E-mail of the contract manager"),
    "begins": _("First day"),
    "ends": _("Last day"),
    "site": _("Site"),
    "heads": _("People on site"),
}
VERDICT_WORDS: Mapping[str, Promise | str] = {
    Verdict.NEW: _("Of a new contract"),
    Verdict.CHANGED: _("Changed"),
    Verdict.SAME: _("Unchanged"),
    Verdict.REPEATED: _("Repeated: heads are added up"),
    Verdict.WRONG: _("With mistakes"),
}
EVENT_WORDS: Mapping[str, Promise | str] = {
    "heads": _("People on site"),
    "notice": _("Letter to the firm"),
    "attested": _("Attested to edition"),
    "declined": _("The firm declined"),
    "named": _("A firm under it was named"),
    "asked": _("Exception asked for, until"),
    "approved": _("Exception approved"),
    "refused": _("Exception refused"),
    "ended": _("Exception ended"),
    "clause": _("Clause"),
    "crew": _("A crew had the course"),
}
BECAUSE_WORDS: Mapping[str, Promise | str] = {
    "first": _("First letter"),
    "no-answer": _("No answer came"),
    "came-back": _("The letter before came back"),
    "named": _("Named by another firm"),
}
NAMED = 3
"""How many firms a page asks for."""


class FilterForm(StandingForm):
    """Which contracts somebody looks for."""

    hides_optional = True
    words = forms.CharField(label=_("Contract or firm"), required=False, max_length=120)
    department = forms.ChoiceField(label=_("Department"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, departments: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "department", [("", _("All")), *departments.items()])
        _choose(self, "state", [("", _("All")), *STATE_WORDS.items()])


class ColumnsForm(lists.ColumnsForm):
    """Which column means what."""

    meanings = COLUMN_WORDS

    def clean(self) -> dict[str, Any]:
        """Find every column that was given two meanings, and what is missing."""
        said = super().clean()
        for meaning, ask in (
            ("firm", _("Say which column holds the name of the firm.")),
            ("contract", _("Say which column holds the number of the contract.")),
            ("begins", _("Say which column holds the first day of the contract.")),
            ("ends", _("Say which column holds the last day of the contract.")),
        ):
            if not said.get(f"column_{meaning}"):
                self.add_error(f"column_{meaning}", ask)
        if not (said.get("column_department") or said.get("department")):
            self.add_error(
                "column_department", _("Say which column holds the department, or choose one for all rows below.")
            )
        return said


class SendForm(StandingForm):
    """Which firms get the notice."""

    department = forms.ChoiceField(label=_("Only firms of one department"), required=False)

    def __init__(self, *args: Any, departments: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "department", [("", _("All departments")), *departments.items()])


class ExceptionForm(StandingForm):
    """Why a contract need not be answered, and until when."""

    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Name nobody.")
    )
    until = DayField(label=_("The last day on which it holds"))


class ClauseForm(StandingForm):
    """What was found about a clause."""

    clause = forms.ChoiceField(label=_("Clause"))
    status = forms.ChoiceField(label=_("What was found"), choices=list(CLAUSE_WORDS.items()))

    def __init__(self, *args: Any, clauses: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "clause", list(clauses))


class ContactsForm(StandingForm):
    """To which offices of a firm letters go."""

    hides_optional = True

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(len(rows) + 1):
            email, office = rows[place] if place < len(rows) else ("", "")
            self.fields[f"email_{place}"] = forms.EmailField(
                label=_("E-mail of an office"), required=False, initial=email, max_length=254
            )
            self.fields[f"office_{place}"] = forms.CharField(
                label=_("What the office is called"), required=False, initial=office, max_length=120
            )

    @property
    def contacts(self) -> list[tuple[str, str]]:
        """Return the addresses that were given, in order."""
        said = self.cleaned_data
        return [
            (said[name].lower(), said.get(f"office_{name[6:]}", ""))
            for name in self.fields
            if name.startswith("email_") and said.get(name)
        ]


class AttestForm(StandingForm):
    """Who signs for the firm, and which firms work for it."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    title = forms.CharField(
        label=_("Your title in the firm"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    may_sign = forms.BooleanField(
        label=_("I may sign for the firm"),
        error_messages={"required": _("Tick the box to say that you may sign for the firm.")},
    )

    def __init__(self, *args: Any, contracts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(NAMED):
            self.fields[f"named_{place}"] = forms.CharField(label=_("Name of the firm"), required=False, max_length=200)
            self.fields[f"email_{place}"] = forms.EmailField(
                label=_("E-mail of its office"), required=False, max_length=254
            )
            if len(contracts) > 1:
                self.fields[f"under_{place}"] = forms.ChoiceField(
                    label=_("Under which contract"),
                    required=False,
                    choices=[("", _("All of them")), *contracts],
                )

    def clean(self) -> dict[str, Any] | None:
        """Ask for the other half where only a name or only an address is given."""
        said = super().clean() or self.cleaned_data
        for place in range(NAMED):
            name, email = said.get(f"named_{place}"), said.get(f"email_{place}")
            if name and not email and f"email_{place}" not in self.errors:
                self.add_error(f"email_{place}", _("Give the e-mail of this firm, so that we can ask it."))
            if email and not name and f"named_{place}" not in self.errors:
                self.add_error(f"named_{place}", _("Give the name of this firm."))
        return said

    @property
    def named(self) -> list[tuple[str, str, str]]:
        """Return name, address and contract of each firm that was named."""
        said = self.cleaned_data
        return [
            (" ".join(said[f"named_{place}"].split()), said[f"email_{place}"], said.get(f"under_{place}", ""))
            for place in range(NAMED)
            if said.get(f"named_{place}")
        ]

    def named_rows(self) -> list[list[BoundField]]:
        """Return the fields of each firm that may be named."""
        return [
            [self[f"{part}_{place}"] for part in ("named", "email", "under") if f"{part}_{place}" in self.fields]
            for place in range(NAMED)
        ]


class DeclineForm(StandingForm):
    """Why a firm does not attest."""

    reason = forms.CharField(
        label=_("Why your firm does not attest"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name no worker. The contract manager of the City reads it."),
    )


class CrewForm(StandingForm):
    """A crew had the course: when, where, how many. No names."""

    contract = forms.ChoiceField(label=_("Contract"))
    site = forms.ChoiceField(label=_("Site"), required=False)
    on = DayField(label=_("Day of the course"))
    heads = forms.IntegerField(label=_("How many people were there"), min_value=1, max_value=2000)
    leader_title = forms.CharField(
        label=_("Who led the course"), max_length=120, help_text=_("The office only, such as foreman. No name.")
    )

    def __init__(self, *args: Any, contracts: Sequence[tuple[str, str]], sites: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "contract", list(contracts))
        _choose(self, "site", [("", _("Another, or not known")), *((site, site) for site in sites)])


class GateForm(StandingForm):
    """The code of a proof."""

    code = forms.CharField(
        label=_("Code of the proof"),
        max_length=40,
        help_text=_("12 letters and numbers, such as ABCD-EFGH-2345."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "data-link-token": ""}),
    )


def _choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
