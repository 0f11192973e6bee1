"""Turns what was sent into typed values; never saves."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from standing.hall.pack.zipped import MOST_SENT


class UploadForm(forms.Form):
    """One pack as a .zip file."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("The pack, as one .zip file"),
        help_text=_("At most 5 MB. Nothing changes before you have seen what it would do."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "invalid": _("Choose a file."),
        },
    )

    def clean_file(self) -> bytes:
        """Return the bytes that were sent."""
        sent = self.cleaned_data["file"]
        assert isinstance(sent, UploadedFile)
        if sent.size is None or sent.size > MOST_SENT:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        content: bytes = sent.read()
        return content


class ApplyForm(forms.Form):
    """The confirmation that a pack that was shown is put in force."""

    use_required_attribute = False

    seen_sha256 = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the change"),
        help_text=_("One sentence. It stands in the history for everybody who reads it."),
        max_length=500,
        strip=True,
        error_messages={"required": _("Say why. It stands in the history.")},
    )
    sure = forms.BooleanField(
        label=_("I have read what changes and want this pack in force"),
        error_messages={"required": _("Tick the box if you want to put this pack in force.")},
    )


class DeclineForm(forms.Form):
    """The reason why a pack is not applied."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Reason for declining"),
        max_length=500,
        strip=True,
        error_messages={"required": _("Say why. It stands in the record.")},
    )
