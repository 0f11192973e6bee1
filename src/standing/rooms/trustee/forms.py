"""Forms of the trustee's people: they turn text into typed values and save nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.kernel import privacy
from standing.kernel.blind.manifest import Quota
from standing.kernel.refusals import Refused
from standing.rooms.trustee.rules.amounts import cents_of
from standing.rooms.trustee.rules.appeals import Approver, Reason, State
from standing.rooms.trustee.rules.offers import check_amounts, check_code

_LARGEST = 256 * 1024
REASON_WORDS: Mapping[str, Promise | str] = {
    Reason.DOCUMENT_ERROR: _("A mistake in a document or name"),
    Reason.SPLIT_HOUSEHOLD: _("A household that was split"),
    Reason.LOST_CODE: _("Card and receipt code lost"),
    Reason.OTHER_ERROR: _("Another mistake"),
}
STATE_WORDS: Mapping[str, Promise | str] = {
    State.ASKED: _("To decide"),
    State.GRANTED: _("Granted"),
    State.REFUSED: _("Refused"),
}
APPROVER_WORDS: Mapping[str, Promise | str] = {
    Approver.OMBUDSMAN: _("Ombudsman"),
    Approver.SUPERVISOR: _("Supervisor of another group"),
}


class BeginForm(StandingForm):
    """A round's code and amounts, as the City drafted them."""

    code = forms.CharField(
        label=_("Code of the round"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("As the City named it: small letters, digits and dashes, such as spring-2026."),
    )
    amounts = forms.CharField(
        label=_("Amounts in dollars"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "w-medium"}),
        help_text=_("What a token may be worth, with spaces between, such as 200 300 500. Each gets a key of its own."),
    )
    has_draw = forms.BooleanField(
        label=_("Families apply, and a draw decides"),
        required=False,
        help_text=_("As the City's draft says. It cannot be added later: the round would need another code."),
    )

    def clean_code(self) -> str:
        """Return the code. :raises ValidationError: if it is none"""
        return str(_fitting(check_code, self.cleaned_data["code"].strip()))

    def clean_amounts(self) -> tuple[int, ...]:
        """Return the cents. :raises ValidationError: if one is no amount"""
        found = []
        for said in self.cleaned_data["amounts"].replace(";", " ").split():
            cents = cents_of(said.rstrip(","))
            if cents is None:
                raise forms.ValidationError(_("%(said)s is no amount of dollars."), params={"said": said})
            found.append(cents)
        try:
            return check_amounts(found)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class BringForm(StandingForm):
    """The City's manifest and signature as files."""

    manifest = forms.FileField(label=_("The City's manifest.json"))
    signature = forms.FileField(label=_("The City's signature.json"))

    def clean_manifest(self) -> bytes:
        """Return the bytes. :raises ValidationError: if they are too many"""
        return _content(self.cleaned_data["manifest"])

    def clean_signature(self) -> str:
        """Return the note. :raises ValidationError: if the file holds none"""
        return note_in(_content(self.cleaned_data["signature"]))


class SignForm(StandingForm):
    """What was looked at and is to be signed, byte for byte."""

    manifest = forms.CharField(widget=forms.HiddenInput, max_length=2 * _LARGEST)
    note = forms.CharField(widget=forms.HiddenInput, max_length=4000, strip=False)
    compared = forms.BooleanField(
        label=_("I compared the City's key with the one that the City published elsewhere"),
        error_messages={"required": _("Compare the key first; a stranger could have made this manifest.")},
    )

    def clean_manifest(self) -> bytes:
        """Return the bytes. :raises ValidationError: if it is no base64"""
        try:
            return base64.b64decode(self.cleaned_data["manifest"], validate=True)
        except ValueError:
            raise forms.ValidationError(_("The manifest did not arrive whole. Fetch it again.")) from None

    def clean_note(self) -> str:
        """Return the note as it was signed: browsers send other line ends."""
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")


class QuotaForm(StandingForm):
    """How often a desk may ask on a day."""

    claims_a_day = forms.IntegerField(label=_("Households a day"), min_value=1)
    evaluations_a_day = forms.IntegerField(
        label=_("Checks a day"),
        min_value=1,
        help_text=_("Strings that may be evaluated: each adult has one for the name and one for each document."),
    )

    def __init__(self, *args: Any, quota: Quota, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("claims_a_day", quota.claims), ("evaluations_a_day", quota.evaluations)):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-short"})
            field.initial = most
            field.validators.append(_AtMost(most))
            field.label = _("%(label)s (at most %(most)s)") % {"label": field.label, "most": most}


class DeskForm(QuotaForm):
    """A desk of a community group."""

    group = forms.ChoiceField(label=_("Community group"))
    name = forms.CharField(
        label=_("What the group calls the desk"), max_length=80, help_text=_("Such as Front table. No person's name.")
    )
    field_order = ("group", "name", "claims_a_day", "evaluations_a_day")

    def __init__(self, *args: Any, groups: Iterable[str], quota: Quota, **kwargs: Any) -> None:
        super().__init__(*args, quota=quota, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *((one, one) for one in groups)]

    def clean_name(self) -> str:
        """Return the name. :raises ValidationError: if it tells what may not be kept"""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if told := privacy.sentence(privacy.screen(name)):
            raise forms.ValidationError(told)
        return name


class HoldForm(StandingForm):
    """A legal hold on a round."""

    order = forms.CharField(
        label=_("Order, case or letter"), max_length=200, help_text=_("Such as: Superior Court, 26STCV00001.")
    )
    reason = forms.CharField(
        label=_("Why the keys must be kept"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LiftForm(StandingForm):
    """The end of a legal hold."""

    reason = forms.CharField(label=_("Why the hold ends"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def note_in(data: bytes) -> str:
    """Return the note in the City's signature.json. :raises ValidationError: if it holds none"""
    try:
        found = json.loads(data)["note"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, str):
        raise forms.ValidationError(_("This is no signature of a City: it has no note."))
    return found


class _AtMost:
    """Refuses more than the manifest allows."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, value: int) -> None:
        """Let a number through. :raises ValidationError: if it is more"""
        if value > self.most:
            raise forms.ValidationError(_("The manifest allows at most %(most)s."), params={"most": self.most})


def _fitting(check: Any, said: str) -> str:
    try:
        check(said)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None
    return said


def _content(file: Any) -> bytes:
    if file.size > _LARGEST:
        raise forms.ValidationError(_("This file is larger than a manifest can be."))
    return bytes(file.read())
