"""What the staff page of publishing asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm


class PublishForm(StandingForm):
    """Publish now."""

    everything = forms.BooleanField(
        label=_("Make every page anew, also those that have not changed"),
        help_text=_("Takes minutes. For after a repair, or to see whether the pages are as they should be."),
        required=False,
    )


class RollBackForm(StandingForm):
    """Take the last release back; says which one was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("I want the public to see the earlier pages again, now"),
        error_messages={"required": _("Tick the box if you want to take the pages back.")},
    )
