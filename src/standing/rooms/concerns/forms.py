"""Forms of concerns: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.kernel import privacy
from standing.kernel.privacy import Kind as Told
from standing.rooms.concerns.queries.desk import AboutFact
from standing.rooms.concerns.queries.keys import KeyFact
from standing.rooms.concerns.rules import reports as rules
from standing.rooms.concerns.rules.reports import (
    AskReason,
    Decision,
    Finding,
    Kind,
    Reason,
    State,
)

STATE_WORDS = {
    State.NEW: _("New"),
    State.OPEN: _("Being looked into"),
    State.FOUND: _("Finding made"),
    State.CLOSED: _("Closed"),
}
FINDING_WORDS = {
    Finding.SUBSTANTIATED: _("Shown: it happened"),
    Finding.NOT_SUBSTANTIATED: _("Not shown: it did not happen so"),
    Finding.CANNOT_BE_SHOWN: _("Cannot be shown either way"),
}
REASON_WORDS = {
    Reason.FINISHED: _("Finished: there is a finding"),
    Reason.OUTSIDE: _("Not about this ordinance"),
    Reason.TWICE: _("Reported twice"),
    Reason.UNREADABLE: _("Its words do not open"),
    Reason.WITHDRAWN: _("The reporter took it back"),
}
KIND_WORDS = {
    Kind.REPORT: _("The report"),
    Kind.REPLY: _("The reporter added"),
    Kind.QUESTION: _("Question to the reporter"),
    Kind.ANSWER: _("Answer to the reporter"),
    Kind.FINDING: _("Finding, as the reporter reads it"),
    Kind.NOTE: _("Note, for those who may read"),
    Kind.CORRECTION: _("What was put right"),
}
ASK_WORDS = {
    AskReason.INTERVIEW: _("I must speak with this person"),
    AskReason.PROTECT: _("This person must be protected from being punished"),
    AskReason.CORRECT: _("It can only be put right for this person by name"),
    AskReason.COURT: _("A judge's order asks for it"),
}
DECISION_WORDS = {Decision.GRANTED: _("Granted"), Decision.REFUSED: _("Refused")}
_TOLD = {
    Told.A_NUMBER: _("It looks like there is an A-number in your text. Please take it out. We do not keep it."),
    Told.SSN: _("It looks like there is a Social Security number in it. Please take it out. We do not keep it."),
    Told.STATUS: _("It looks like it tells somebody's status. Please take it out. We help you without it."),
    Told.NATIONALITY: _("It looks like it tells somebody's country. Please take it out. We help you without it."),
    Told.BIRTHPLACE: _("It looks like it tells where somebody was born. Please take it out. We help you without it."),
}
_NO_NAME, _NAME = "anonymous", "named"


def _area(rows: int, **more: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocomplete": "off", "spellcheck": "false", **more})


def _hidden_as_typed(autocomplete: str = "off") -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "w-medium", "dir": "ltr"})


def _screened(text: str) -> str:
    kinds = sorted({finding.kind for finding in privacy.screen(text)}, key=list(Told).index)
    if kinds:
        raise forms.ValidationError([_TOLD[kind] for kind in kinds])
    return text


class ReportForm(StandingForm):
    """A report, with as little about the reporter as can be."""

    about = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Tell us in your words"),
        max_length=rules.LONGEST,
        widget=_area(8),
        help_text=_("What did you see? When? Do not write anybody's status. Write no names of families."),
        error_messages={"max_length": _("This is too long. Please use at most %(limit_value)d letters.")},
    )
    place = forms.CharField(
        label=_("Which City office or place?"),
        required=False,
        max_length=rules.LONGEST_PLACE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    is_punished = forms.BooleanField(label=_("Somebody punishes me, or I fear it, because I speak up"), required=False)
    who = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        widget=forms.RadioSelect,
        choices=[(_NO_NAME, _("No. I stay without a name")), (_NAME, _("Yes. Only one person keeps my name"))],
        initial=_NO_NAME,
    )
    person = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-medium", "dir": "auto"}),
    )
    contact = forms.CharField(
        label=_("How to reach you"),
        required=False,
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-medium", "dir": "auto"}),
    )

    def __init__(self, *args: Any, abouts: tuple[AboutFact, ...], can_give_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about, who = self.fields["about"], self.fields["who"]
        assert isinstance(about, forms.ChoiceField)
        assert isinstance(who, forms.ChoiceField)
        about.choices = [(one.id, one.label.text) for one in abouts]
        if not can_give_name:
            for name in ("who", "person", "contact"):
                del self.fields[name]

    def clean_text(self) -> str:
        """Return the text if it tells nothing that may not be kept; all it tells is said at once."""
        return _screened(self.cleaned_data["text"])

    def clean_place(self) -> str:
        """Return the place if it tells nothing that may not be kept."""
        return _screened(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        """Ask for the name only where it is given."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == _NAME:
            for field in ("person", "contact"):
                if not cleaned.get(field):
                    self.add_error(field, _("Fill this in, or choose to stay without a name."))
        return cleaned

    @property
    def name(self) -> str:
        """Return the name, if it is given."""
        return str(self.cleaned_data.get("person", "")) if self.cleaned_data.get("who") == _NAME else ""

    @property
    def reach(self) -> str:
        """Return how to reach the person, if a name is given."""
        return str(self.cleaned_data.get("contact", "")) if self.name else ""


class CodeForm(StandingForm):
    """A receipt code."""

    receipt = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "w-medium", "autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}
        ),
        help_text=_("12 letters and numbers, such as 7QK4-M2XD-91TP."),
    )


class ReplyForm(StandingForm):
    """What a reporter adds."""

    text = forms.CharField(
        label=_("Add something"),
        max_length=rules.LONGEST,
        widget=_area(5),
        help_text=_("Do not write your code here."),
        error_messages={"max_length": _("This is too long. Please use at most %(limit_value)d letters.")},
    )

    def clean_text(self) -> str:
        """Return the text if it tells nothing that may not be kept."""
        return _screened(self.cleaned_data["text"])


class ProofForm(StandingForm):
    """The mark that proves the day."""

    proof = forms.RegexField(
        regex=r"^\s*[0-9a-fA-F]{64}\s*$",
        label=_("Proof number"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("64 letters and numbers. It stands on the receipt."),
        error_messages={"invalid": _("A proof number has 64 letters and numbers. Please look at yours again.")},
    )

    def clean_proof(self) -> str:
        """Return it as it is kept."""
        return str(self.cleaned_data["proof"]).strip().lower()


class PassphraseForm(StandingForm):
    """The passphrase of one's own key."""

    password = forms.CharField(
        label=_("Passphrase of your key"), max_length=200, strip=False, widget=_hidden_as_typed()
    )


class MakeKeyForm(StandingForm):
    """A new passphrase, twice."""

    new_password = forms.CharField(
        label=_("New passphrase"),
        max_length=200,
        strip=False,
        widget=_hidden_as_typed("new-password"),
        help_text=_("At least 14 characters, such as five words by chance. Nobody can find it again for you."),
    )
    again_password = forms.CharField(
        label=_("The same again"), max_length=200, strip=False, widget=_hidden_as_typed("new-password")
    )

    def clean(self) -> dict[str, Any]:
        """Ask twice for the same."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_password") != cleaned.get("again_password"):
            self.add_error("again_password", _("The two are not the same."))
        return cleaned


class ChangePassphraseForm(MakeKeyForm):
    """The old passphrase, and a new one twice."""

    old_password = forms.CharField(label=_("Old passphrase"), max_length=200, strip=False, widget=_hidden_as_typed())
    field_order = ("old_password", "new_password", "again_password")


class _PersonForm(StandingForm):
    to = forms.ChoiceField(label=_("Person"))

    def __init__(self, *args: Any, people: Iterable[KeyFact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.person), one.name) for one in people]


class AssignForm(_PersonForm):
    """Who investigates."""


class HandOverForm(_PersonForm):
    """Who shall be able to open it, too."""

    password = forms.CharField(
        label=_("Passphrase of your key"), max_length=200, strip=False, widget=_hidden_as_typed()
    )


class ClassifyForm(StandingForm):
    """What a report is about."""

    department = forms.ChoiceField(label=_("Department"))
    rule = forms.ChoiceField(label=_("Rule"))
    retaliation = forms.BooleanField(
        label=_("Somebody is punished, or may be, for this report"),
        required=False,
        help_text=_("Protect the person first."),
    )

    def __init__(
        self, *args: Any, departments: Sequence[tuple[str, str]], rules_: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        department, rule = self.fields["department"], self.fields["rule"]
        assert isinstance(department, forms.ChoiceField)
        assert isinstance(rule, forms.ChoiceField)
        empty: tuple[str, str | Promise] = ("", _("Choose"))
        department.choices = [empty, *departments]
        rule.choices = [empty, *rules_]


class WordsForm(StandingForm):
    """Words for the reporter, or for those who may read."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, KIND_WORDS[kind]) for kind in (Kind.QUESTION, Kind.ANSWER, Kind.NOTE, Kind.CORRECTION)],
    )
    text = forms.CharField(
        label=_("Words"),
        max_length=rules.LONGEST,
        widget=_area(6),
        help_text=_("Write nothing about anybody's status. Nothing leaves the box; no letter goes out."),
    )

    def clean_kind(self) -> Kind:
        """Return the kind."""
        return Kind(self.cleaned_data["kind"])


class FindingForm(StandingForm):
    """What was found."""

    finding = forms.ChoiceField(
        label=_("What was found"),
        widget=forms.RadioSelect,
        choices=[(one.value, words) for one, words in FINDING_WORDS.items()],
    )
    text = forms.CharField(label=_("Words for the reporter"), max_length=rules.LONGEST, widget=_area(4))

    def clean_finding(self) -> Finding:
        """Return the finding."""
        return Finding(self.cleaned_data["finding"])


class CloseForm(StandingForm):
    """Why a report is closed."""

    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, words) for one, words in REASON_WORDS.items()])

    def clean_reason(self) -> Reason:
        """Return the reason."""
        return Reason(self.cleaned_data["reason"])


class AskForm(StandingForm):
    """Why a name is asked for."""

    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, words) for one, words in ASK_WORDS.items()])

    def clean_reason(self) -> AskReason:
        """Return the reason."""
        return AskReason(self.cleaned_data["reason"])


class HoldForm(StandingForm):
    """Why a report is held, and what that rests on."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=_area(2))
    order = forms.CharField(label=_("Order or letter it rests on"), max_length=200, required=False)
