"""Forms of the room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm


class KeyForm(StandingForm):
    """An office that hands in requests by a program."""

    owner = forms.CharField(label=_("Office"), max_length=120)
    office_email = forms.EmailField(label=_("Mailbox of the office"), help_text=_("An office, not a person."))
