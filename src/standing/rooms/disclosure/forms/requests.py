"""Forms of the disclosure desk: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm, TimeOfDayField
from standing.kernel.refusals import Refused
from standing.rooms.disclosure.forms.words import CHANNEL_WORDS, OUTCOME_WORDS, SEEN_WORDS, SIGNER_WORDS, TITLE_WORDS
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.desk import DisclosureFile
from standing.rooms.disclosure.rules.papers import CheckList, Seen, Signer, Title
from standing.rooms.disclosure.rules.requests import ReadingFact

Choices = Sequence[tuple[str, str | Promise]]
LARGEST_FILE = 100 * 1024 * 1024


def choices_of(words: Any, *, empty: str | Promise = "") -> Choices:
    """Return the choices of a table of words."""
    chosen: list[tuple[str, str | Promise]] = [(one.value, said) for one, said in words.items()]
    return [("", empty), *chosen] if empty else chosen


def _seen(label: Any, *, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=choices_of(SEEN_WORDS), initial=Seen.UNKNOWN.value)


class Checked(StandingForm):
    """A form whose fields say themselves what a rule refuses."""

    def clean_by(self, field: str, check: Callable[[Any], Any]) -> Any:
        """Return a value that a rule let through. :raises ValidationError: with the rule's sentence"""
        try:
            return check(self.cleaned_data[field])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class ReadingForm(Checked):
    """The check list: what is on the paper, and what it asks for."""

    has_paper = _seen(_("Is there a paper?"))
    title = forms.ChoiceField(label=_("What does it call itself?"), choices=choices_of(TITLE_WORDS), initial="unknown")
    court_named = _seen(_("Does the heading name a court?"), hint=_("Such as United States District Court."))
    agency_header = _seen(_("Does the heading name an agency?"), hint=_("Such as Department of Homeland Security."))
    signer = forms.ChoiceField(
        label=_("Who signed?"),
        choices=choices_of(SIGNER_WORDS),
        initial="unknown",
        help_text=_("Read the line under the signature. An immigration judge is no judge of a court."),
    )
    court_seal = _seen(_("Is there the seal of a court?"))
    form = forms.ChoiceField(label=_("Number of the form"), required=False)
    return_date = DayField(label=_("Return date on the paper"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("What data does it ask for?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(
        label=_("How many people does it ask about?"),
        required=False,
        min_value=0,
        max_value=rules.MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
        help_text=_("The number only. Never write who they are. Leave it empty if it is not known."),
    )

    def __init__(self, *args: Any, desk: DisclosureFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((one.id, one.name) for one in desk.papers),
            ("other", _("Another, or I cannot read it")),
        ]
        self.fields["categories"].choices = [(one.id, one.name) for one in desk.categories]  # type: ignore[attr-defined]

    def check_list(self) -> CheckList:
        """Return what was seen."""
        said = self.cleaned_data
        return CheckList(
            has_paper=Seen(said["has_paper"]),
            title=Title(said["title"]),
            court_named=Seen(said["court_named"]),
            signer=Signer(said["signer"]),
            court_seal=Seen(said["court_seal"]),
            agency_header=Seen(said["agency_header"]),
            form=said["form"],
            return_date=said["return_date"],
        )

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the kinds of data."""
        return tuple(self.cleaned_data["categories"])

    @staticmethod
    def from_reading(reading: ReadingFact) -> dict[str, object]:
        """Return what a new reading begins from."""
        seen = reading.seen
        return {
            "has_paper": seen.has_paper.value,
            "title": seen.title.value,
            "court_named": seen.court_named.value,
            "agency_header": seen.agency_header.value,
            "signer": seen.signer.value,
            "court_seal": seen.court_seal.value,
            "form": seen.form,
            "return_date": seen.return_date,
            "categories": list(reading.categories),
            "people": reading.people,
        }


class IntakeForm(ReadingForm):
    """A request as it came in, with its check list."""

    field_order = ("key", "department", "agency", "channel", "received_day", "received_time", "reference")
    key = forms.UUIDField(widget=forms.HiddenInput)
    department = forms.ChoiceField(label=_("Which department got it?"))
    agency = forms.ChoiceField(label=_("Which authority asks?"))
    channel = forms.ChoiceField(label=_("How did it come?"), choices=choices_of(CHANNEL_WORDS))
    received_day = DayField(label=_("Day it came"))
    received_time = TimeOfDayField(label=_("Time it came"))
    reference = forms.CharField(
        label=_("Number on the paper"),
        required=False,
        max_length=rules.LONGEST_REFERENCE,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "dir": "ltr"}),
        help_text=_("Such as 2:26-cv-01234. Never a name, and no number of a person."),
    )

    def __init__(self, *args: Any, desk: DisclosureFile, departments: Choices, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, desk=desk, **kwargs)
        self.zone = zone
        self.fields["department"].choices = list(departments)  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", _("Choose")), *((one.id, one.name) for one in desk.agencies)]  # type: ignore[attr-defined]

    def clean_reference(self) -> str:
        """Return the number if it is no more than that."""
        return str(self.clean_by("reference", rules.check_reference))

    @property
    def received_at(self) -> datetime:
        """Return the moment it came, on the city's clock."""
        said = self.cleaned_data
        return datetime.combine(said["received_day"], said["received_time"], tzinfo=self.zone)


class _FileForm(Checked):
    """A file that is looked at once, for its fingerprint, and not kept."""

    content = forms.FileField(
        label=_("The file, exactly as it leaves"),
        required=False,
        help_text=_("Only its fingerprint is kept. The file itself is not."),
    )

    def clean_content(self) -> Any:
        """Return the file if it is not too large."""
        content = self.cleaned_data["content"]
        if content is not None and content.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large. Use at most 100 MB, or pack it."))
        return content


class DecisionForm(_FileForm):
    """Counsel's decision."""

    reading = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Decision"), choices=choices_of(OUTCOME_WORDS), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"))
    categories = forms.MultipleChoiceField(
        label=_("Which of the data leave?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only if something leaves."),
    )
    advice = forms.CharField(
        label=_("Advice"),
        required=False,
        max_length=rules.LONGEST_ADVICE,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Sealed. Whoever reads it is recorded. Write no names."),
    )
    field_order = ("reading", "outcome", "reason", "categories", "content", "advice")

    def __init__(self, *args: Any, desk: DisclosureFile, asked: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *((one.id, one.words) for one in desk.reasons)]  # type: ignore[attr-defined]
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (one.id, one.name) for one in desk.categories if one.id in asked
        ]

    def clean_advice(self) -> str:
        """Return counsel's words if they tell nothing that may not be kept."""
        return str(self.clean_by("advice", rules.check_advice))


class ReleaseForm(_FileForm):
    """The second person puts the same file through."""

    decision = forms.UUIDField(widget=forms.HiddenInput)
    sent_by = forms.ChoiceField(label=_("How does it leave?"), choices=choices_of(CHANNEL_WORDS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].required = True
        self.order_fields(("decision", "content", "sent_by"))


class SealForm(Checked):
    """A court's order that nobody is told."""

    until = DayField(label=_("Sealed until and including"))
    order = forms.CharField(
        label=_("Number of the order"), max_length=60, widget=forms.TextInput(attrs={"class": "w-medium"})
    )

    def clean_order(self) -> str:
        """Return the number if it is no more than that."""
        return str(self.clean_by("order", rules.check_reference))


class ListForm(StandingForm):
    """What the list shows."""

    hides_optional = True
    lane = forms.ChoiceField(label=_("Lane"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    words = forms.CharField(label=_("Number"), required=False, max_length=60)

    def __init__(self, *args: Any, desk: DisclosureFile, departments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything: tuple[str, str | Promise] = ("", _("All"))
        self.fields["lane"].choices = [everything, *((one.id.value, one.name) for one in desk.lanes)]  # type: ignore[attr-defined]
        self.fields["department"].choices = [everything, *departments]  # type: ignore[attr-defined]
