"""Forms of those who keep the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.services.actions.editing import Details
from standing.rooms.services.rules.kinds import Directory
from standing.rooms.services.rules.terms import How, Status

HOW_WORDS = {
    How.PHONE: _("I called"),
    How.VISIT: _("I was there"),
    How.WEBSITE: _("Their own pages say so"),
    How.MAIL: _("They wrote to us"),
    How.TOLD: _("They told us"),
    How.SOURCE: _("The source of an import says so"),
}
STATUS_WORDS = {
    Status.ACTIVE: _("Offered"),
    Status.TEMPORARILY_CLOSED: _("Closed for a time"),
    Status.INACTIVE: _("Not offered now"),
    Status.DEFUNCT: _("Closed for good"),
}
_ASKED = [(how.value, words) for how, words in HOW_WORDS.items() if how is not How.SOURCE]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class _Lines(forms.CharField):
    """A list, one thing a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **kwargs)


class DetailsForm(StandingForm):
    """What is said of a service beside the fields that are checked."""

    description = forms.CharField(
        label=_("What it is"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    categories = forms.MultipleChoiceField(
        label=_("Kinds of help"), required=False, widget=forms.CheckboxSelectMultiple
    )
    url = forms.URLField(label=_("Web page"), required=False, max_length=500, assume_scheme="https")
    email = forms.EmailField(label=_("Office e-mail"), required=False, help_text=_("No private address."))
    application_process = forms.CharField(
        label=_("How to get it"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    interpretation_services = forms.CharField(
        label=_("Interpreters"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    documents = _Lines(label=_("Papers to bring"), help_text=_("One a line. Never proof of a status."))
    areas = _Lines(label=_("Areas it goes to"), help_text=_("One a line."))
    access = _Lines(label=_("Access for people with disabilities"), help_text=_("One a line."))
    department = forms.ChoiceField(label=_("City department"), required=False)
    do_not_list = forms.BooleanField(label=_("They do not want to be listed"), required=False)
    do_not_call = forms.BooleanField(label=_("They do not want to be called by checkers"), required=False)

    def __init__(self, *args: Any, known: Directory, departments: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, offices = self.fields["categories"], self.fields["department"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        assert isinstance(offices, forms.ChoiceField)
        kinds.choices = [(kind.id, kind.name) for kind in known.kinds]
        offices.choices = list(departments)

    @property
    def details(self) -> Details:
        """Return what was filled in."""
        said = self.cleaned_data
        return Details(
            description=said["description"].strip(),
            url=said["url"],
            email=said["email"],
            application_process=said["application_process"].strip(),
            interpretation_services=said["interpretation_services"].strip(),
            categories=tuple(said["categories"]),
            documents=tuple(sorted(set(_lines(said["documents"])))),
            areas=tuple(sorted(set(_lines(said["areas"])))),
            access=tuple(sorted(set(_lines(said["access"])))),
            department=said["department"],
            do_not_list=said["do_not_list"],
            do_not_call=said["do_not_call"],
        )

    @staticmethod
    def initial_of(details: Details) -> dict[str, object]:
        """Return what the form shows first."""
        return {
            "description": details.description,
            "url": details.url,
            "email": details.email,
            "application_process": details.application_process,
            "interpretation_services": details.interpretation_services,
            "categories": list(details.categories),
            "documents": "\n".join(details.documents),
            "areas": "\n".join(details.areas),
            "access": "\n".join(details.access),
            "department": details.department,
            "do_not_list": details.do_not_list,
            "do_not_call": details.do_not_call,
        }


class EditForm(DetailsForm):
    """The same, with the hash of what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)


class AddForm(DetailsForm):
    """A new service, of an organisation that is known or new."""

    organization = forms.CharField(
        label=_("Organization"),
        max_length=300,
        help_text=_("If it is listed already, write it exactly so."),
    )
    name = forms.CharField(label=_("Name of the service"), max_length=300)
    field_order = ("organization", "name")


class HowForm(StandingForm):
    """How somebody found out."""

    how = forms.ChoiceField(label=_("How do you know?"), choices=_ASKED, widget=forms.RadioSelect, initial="phone")
    seen = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(choices=[("same", "same"), ("changed", "changed"), ("unreachable", "unreachable")])

    def clean_how(self) -> How:
        """Return how."""
        return How(self.cleaned_data["how"])


class CloseForm(StandingForm):
    """That a service is closed, and since when."""

    status = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("", _("Choose")), *((status.value, words) for status, words in STATUS_WORDS.items())],
    )
    closed_on = DayField(label=_("Since which day"), required=False)
    reopens_on = DayField(label=_("Opens again on"), required=False, help_text=_("Only if they said so."))

    def clean_status(self) -> Status:
        """Return the status."""
        return Status(self.cleaned_data["status"])


class AlertForm(StandingForm):
    """News of a service, and its last day."""

    text = forms.CharField(
        label=_("News"),
        required=False,
        max_length=500,
        help_text=_("Left empty: the news is taken off."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = DayField(label=_("Last day"), required=False, help_text=_("Every alert has one, at most 90 days ahead."))


class AttestForm(StandingForm):
    """That a list is complete."""

    widened = forms.CharField(
        label=_("What did you widen for families since the last time?"),
        required=False,
        max_length=2000,
        help_text=_("Longer hours, new places, more languages. Write about services, never about people."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("This list is complete as of today."),
        error_messages={"required": _("Tick this box to confirm.")},
    )


class WorkFilterForm(StandingForm):
    """What the list of work shows."""

    hides_optional = True
    only = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All that are offered")),
            ("due", _("To check this week")),
            ("hidden", _("Gone from the page")),
            ("mine", _("Those I am checking")),
            ("closed", _("Closed")),
        ],
    )
    words = forms.CharField(label=_("Name"), required=False, max_length=100)
