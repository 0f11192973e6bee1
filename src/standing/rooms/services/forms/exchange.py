"""Turns what staff say about files and look-alikes into values."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm


class BringForm(StandingForm):
    """A file from another directory."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A ZIP file of CSV tables, one CSV table, or JSON, by HSDS 3.1. At most 50 MB."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.csv,.json,.ndjson,.jsonl"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("The file did not arrive. Choose it again."),
            "invalid": _("The file did not arrive. Choose it again."),
        },
    )
    trusts_dates = forms.BooleanField(
        label=_("The days of checking in the file count"),
        help_text=_(
            "Only for a source that the City trusts. Without it nothing is shown to the public before it is checked."
        ),
        required=False,
    )


class ApplyForm(StandingForm):
    """What is to happen with rows that have mistakes."""

    leave_out_wrong = forms.BooleanField(
        label=_("Leave out the rows with mistakes, and take in the rest"), required=False
    )


class DecideForm(StandingForm):
    """Whether two records are one, and which of them stays."""

    decision = forms.ChoiceField(
        label=_("What are they?"),
        choices=[
            ("keep-one", _("The same: the record on the first side stays")),
            ("keep-other", _("The same: the record on the second side stays")),
            ("apart", _("Two different records")),
        ],
        widget=forms.RadioSelect,
    )
