"""The forms of counsel."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.rooms.guide.rules.text import Finding


class AnswerForm(StandingForm):
    """What counsel decides on a version."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Finding.APPROVED.value, _("Approve: the guide is public from now on")),
            (Finding.RETURNED.value, _("Return: something is to be changed")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("A word to whoever keeps the pack"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("To return it, say what to change. It stays on record. Name no person."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a word where the version goes back."""
        cleaned = super().clean() or {}
        if cleaned.get("finding") == Finding.RETURNED and not str(cleaned.get("note", "")).strip():
            self.add_error("note", _("Say what to change."))
        return cleaned


class TakeDownForm(StandingForm):
    """Why the guide is taken down."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is taken down"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record. Name no person."),
    )
    sure = forms.BooleanField(
        label=_("The guide and its papers go at once. Workers are told to call their supervisor."),
        error_messages={"required": _("Tick this box to confirm.")},
    )
