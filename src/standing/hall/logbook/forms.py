"""What the pages ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm


class RecordsForm(StandingForm):
    """Which records to show."""

    verb = forms.CharField(label=_("Deed"), required=False, max_length=100, help_text=_("For example plans.file"))
    subject = forms.CharField(
        label=_("About"), required=False, max_length=200, help_text=_("The identifier of a thing")
    )
    day = DayField(label=_("Day (UTC)"), required=False)
