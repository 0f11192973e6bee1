"""Forms of the register and of legal holds: they turn text into typed values and save nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField
from standing.rooms.disclosure.forms.requests import Checked, Choices, choices_of
from standing.rooms.disclosure.forms.words import CLAUSE_WORDS
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.desk import DisclosureFile


class PartnerForm(Checked):
    """A look at a contract, and whose it is where it is new."""

    name = forms.CharField(label=_("Organisation that gets data"), max_length=120)
    system = forms.CharField(label=_("System the data come from"), max_length=120)
    department = forms.ChoiceField(label=_("Department whose contract it is"))
    clause = forms.ChoiceField(
        label=_("Clause against passing data on"), choices=choices_of(CLAUSE_WORDS), widget=forms.RadioSelect
    )
    categories = forms.MultipleChoiceField(label=_("Data that are shared"), widget=forms.CheckboxSelectMultiple)
    next_review = DayField(label=_("Look at it again by"))
    finding = forms.CharField(
        label=_("What was found"),
        required=False,
        max_length=rules.LONGEST_FINDING,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the contract. Write no names of people."),
    )

    def __init__(self, *args: Any, desk: DisclosureFile, departments: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [(one.id, one.name) for one in desk.categories]  # type: ignore[attr-defined]
        if departments:
            self.fields["department"].choices = list(departments)  # type: ignore[attr-defined]
        else:
            for name in ("name", "system", "department"):
                del self.fields[name]

    def clean_finding(self) -> str:
        """Return the finding if it is about no person."""
        return str(self.clean_by("finding", rules.check_note))


class HoldForm(Checked):
    """A legal hold."""

    subject = forms.CharField(
        label=_("What is held"),
        max_length=160,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("A room such as encounters, one record such as disclosure:request:…, or * for everything."),
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    order = forms.CharField(label=_("Case, order or letter"), max_length=200)

    def clean_reason(self) -> str:
        """Return the reason if it is about no person."""
        return str(self.clean_by("reason", lambda said: rules.check_note(said, longest=500)))

    def clean_order(self) -> str:
        """Return the order if it is no more than its number or name."""
        return str(self.clean_by("order", lambda said: rules.check_note(said, longest=200)))


class LiftForm(Checked):
    """Why a hold ends."""

    reason = forms.CharField(label=_("Why it is lifted"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        """Return the reason if it is about no person."""
        return str(self.clean_by("reason", lambda said: rules.check_note(said, longest=500)))
