"""The forms of this room: answers to questions, number and name, a code, and what counsel decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.rooms.training.rules.shape import CourseTerms
from standing.rooms.training.rules.text import Finding


class AnswersForm(StandingForm):
    """The questions of a course, each with its choices; more than one may be chosen where more than one is right."""

    hides_optional = True

    def __init__(self, *args: Any, course: CourseTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(course.questions, start=1):
            choices = [(one.id, one.text) for one in question.choices]
            label = f"{place}. {question.text}"
            self.fields[f"q-{question.id}"] = (
                forms.MultipleChoiceField(
                    label=label,
                    choices=choices,
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_("Choose all that are right."),
                    error_messages={"required": _("Choose an answer.")},
                )
                if len(question.right) > 1
                else forms.ChoiceField(
                    label=label,
                    choices=choices,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Choose an answer.")},
                )
            )

    @property
    def given(self) -> dict[str, tuple[str, ...]]:
        """Return what was chosen for each question."""
        found = {name.removeprefix("q-"): value for name, value in self.cleaned_data.items()}
        return {name: (value,) if isinstance(value, str) else tuple(value) for name, value in found.items()}


class BadgeForm(StandingForm):
    """Number and name as on the badge."""

    number = forms.CharField(
        label=_("Employee number"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        help_text=_("As on your badge."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", "spellcheck": "false"}),
        help_text=_("First name and last name, as on your badge."),
    )


class CodeForm(StandingForm):
    """The code of a certificate."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "class": "w-medium",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "dir": "ltr",
                "data-code": "",
            }
        ),
        help_text=_("16 letters and numbers, such as 7QK4-M2XD-91TP-3VAB."),
    )


class DecideForm(StandingForm):
    """What counsel decides about an edition."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Finding.APPROVED.value, _("Approve: people may take it from now on")),
            (Finding.WITHDRAWN.value, _("Withdraw: nobody takes it any more, or something is to be changed")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("A word to whoever keeps the pack"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("To withdraw it, say why. It stays on record. Name no person."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a word where the edition is withdrawn."""
        cleaned = super().clean() or {}
        if cleaned.get("finding") == Finding.WITHDRAWN and not str(cleaned.get("note", "")).strip():
            self.add_error("note", _("Say why it is withdrawn, or what to change."))
        return cleaned


class PosterForm(StandingForm):
    """Where a poster will hang."""

    hides_optional = True
    site = forms.CharField(
        label=_("Number of the site"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "dir": "ltr"}),
        help_text=_("As in the register of City property. Its name stands on the poster."),
    )
