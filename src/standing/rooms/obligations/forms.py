"""Forms: text in, typed values out. They save nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.obligations.rules.facts import Assessment, FoundAs, WorkNote, WorkState

Choices = Iterable[tuple[str, str]]

WORK = (
    (WorkState.NOT_STARTED.value, _("Not started")),
    (WorkState.IN_PROGRESS.value, _("In progress")),
    (WorkState.BLOCKED.value, _("Blocked")),
    (WorkState.DONE_CLAIMED.value, _("Done, in our view")),
)
NOTES = (
    (WorkNote.NONE.value, _("No reason to give")),
    (WorkNote.WAITS_FOR_PEOPLE.value, _("Waits for people")),
    (WorkNote.WAITS_FOR_MONEY.value, _("Waits for money")),
    (WorkNote.WAITS_FOR_COUNSEL.value, _("Waits for counsel")),
    (WorkNote.WAITS_FOR_ANOTHER_OFFICE.value, _("Waits for another office")),
    (WorkNote.SOURCE_UNCLEAR.value, _("The source is not clear")),
)
JUDGEMENTS = (
    (Assessment.COMPLIANT.value, _("Compliant")),
    (Assessment.PARTLY.value, _("Partly compliant")),
    (Assessment.NOT.value, _("Not compliant")),
)
FINDINGS = (
    (FoundAs.VERIFIED.value, _("Verified: it shows what it claims")),
    (FoundAs.REFUTED.value, _("Refuted: it does not show what it claims")),
)


class EvidenceForm(StandingForm):
    """One piece of evidence, filed by hand."""

    kind = forms.ChoiceField(label=_("What it shows"))
    period = forms.ChoiceField(label=_("Which period it is for"), required=False)
    title = forms.CharField(
        label=_("What it is"),
        max_length=200,
        help_text=_("A short name of the document. No names of residents."),
    )
    done_date = DayField(label=_("The day it was done"))
    until_date = DayField(
        label=_("The last day it holds"),
        required=False,
        help_text=_("Leave this empty if it has no end."),
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("PDF, picture, text or CSV, up to 10 MB."))
    link = forms.URLField(
        label=_("Web address"),
        required=False,
        assume_scheme="https",
        max_length=80,
        help_text=_("Where it can be read, if you do not add a file."),
    )
    sha256 = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("SHA-256 of what stands there"),
        required=False,
        help_text=_("64 digits, if you have them. They show later that nothing was changed."),
        error_messages={"invalid": _("Give 64 digits from 0-9 and a-f.")},
    )

    def __init__(self, *args: Any, kinds: Choices, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("kind", kinds)
        periods = list(periods)
        self._choices("period", periods)
        if [value for value, _label in periods] in ([], [""]):
            del self.fields["period"]

    def _choices(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Ask for a file or an address, and for an end after the beginning."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_read = not self.errors.get("file") and not self.errors.get("link")
        if is_read and not data.get("file") and not data.get("link"):
            self.add_error("file", _("Add a file, or give a web address below."))
        done, until = data.get("done_date"), data.get("until_date")
        if done and until and until < done:
            self.add_error("until_date", _("The last day must not come before the day it was done."))
        return data


class WorkForm(StandingForm):
    """How far the work is."""

    state = forms.ChoiceField(label=_("How far the work is"), choices=WORK)
    note = forms.ChoiceField(label=_("Why it stands there"), choices=NOTES, required=False)


class FindingForm(StandingForm):
    """What a reviewer found."""

    source = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(label=_("What you found"), choices=FINDINGS, widget=forms.RadioSelect)


class WithdrawForm(StandingForm):
    """Why evidence is taken back."""

    source = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it no longer holds"), max_length=300)


class JudgementForm(StandingForm):
    """How well a duty is done."""

    judgement = forms.ChoiceField(label=_("Your judgement"), choices=JUDGEMENTS, widget=forms.RadioSelect)


class WaiverForm(StandingForm):
    """A request to let a department off a duty."""

    obligation = forms.ChoiceField(label=_("Duty"))
    department = forms.ChoiceField(label=_("Department"))
    from_date = DayField(label=_("First day without the duty"))
    until_date = DayField(label=_("Last day without the duty"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("This is published if the waiver is granted."),
    )

    def __init__(self, *args: Any, duties: Choices, departments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("obligation", duties), ("department", departments)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class DecideForm(StandingForm):
    """Grant or refuse."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=(("grant", _("Grant the waiver")), ("refuse", _("Refuse it"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why you refuse"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a refusal."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("decision") == "refuse" and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why you refuse."))
        return data


class EndWaiverForm(StandingForm):
    """When and why a waiver ends."""

    from_date = DayField(label=_("First day on which the duty is owed again"))
    reason = forms.CharField(label=_("Why"), max_length=300)
