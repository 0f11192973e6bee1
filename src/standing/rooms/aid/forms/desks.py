"""Forms at a card desk, of desks, and of files from the trustee; and the words for what a code says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.sealed import api as sealed
from standing.hall.web.forms import StandingForm
from standing.kernel import privacy
from standing.kernel.blind import slips
from standing.kernel.blind.refusals import BlindRefused
from standing.rooms.aid.rules.asking import CODE_LENGTH, Kind
from standing.rooms.aid.rules.offers import LARGEST
from standing.rooms.aid.rules.rounds import Step

STEP_WORDS: Mapping[str, Promise | str] = {
    Step.DRAFT: _("Draft"),
    Step.OFFERED: _("The trustee made its keys"),
    Step.MADE: _("Signed by the City"),
    Step.SIGNED: _("Signed by both"),
    Step.CLOSED: _("Closed"),
    Step.DESTROYED: _("Keys destroyed"),
}
KIND_WORDS: Mapping[str, Promise | str] = {Kind.INTAKE: _("Checks families"), Kind.CARDS: _("Gives cards")}
CARD_WORDS: Mapping[str, Promise | str] = {
    "consigned": _("No money on it yet. It has no token."),
    "load_pending": _("The issuer is putting the money on it. This takes some minutes."),
    "loaded": _("The money is on it. Hand it over with the receipt code."),
    "handed_over": _("Handed over."),
    "blocked": _("Blocked. The issuer is asked what is left on it."),
    "waiting": _("The lost card is blocked. The issuer is asked what is left. Send the same again in some minutes."),
    "replaced": _("Replaced by another card."),
    "returned": _("It came back."),
    "expired": _("It has expired."),
    "void": _("Void. It gets no money any more."),
    "lost_in_custody": _("Lost before it was given out."),
}
_CODE_STYLE = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}


class OpenForm(StandingForm):
    """The credential of a card desk."""

    credential = forms.CharField(
        label=_("Credential of this card desk"),
        max_length=80,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The City gave it to your group. It opens this desk only, for twelve hours."),
    )


class _WithProgram(StandingForm):
    """A form about a card of one of the programs."""

    def __init__(self, *args: Any, programs: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        listed = [(one, one) for one in programs]
        field = self.fields["program"]
        if isinstance(field, forms.ChoiceField):
            field.choices = listed
        if len(listed) == 1:
            field.initial = listed[0][0]


class ProxyField(forms.CharField):
    """The issuer's number for a card, as a scanner types it."""

    def __init__(self, **said: Any) -> None:
        super().__init__(
            max_length=40,
            widget=forms.TextInput(attrs={**_CODE_STYLE, "class": "w-medium", "data-scan": "code"}),
            **said,
        )

    def clean(self, value: Any) -> Any:
        """Return it in capitals, without spaces."""
        return "".join(str(super().clean(value)).split()).upper()


class CodeField(forms.CharField):
    """A receipt code."""

    def __init__(self, **said: Any) -> None:
        super().__init__(
            max_length=40,
            widget=forms.TextInput(attrs={**_CODE_STYLE, "class": "w-medium", "data-scan": "code"}),
            **said,
        )

    def clean(self, value: Any) -> Any:
        """Return it as it was printed."""
        found = super().clean(value)
        try:
            return sealed.tidy(str(found), length=CODE_LENGTH)
        except sealed.NotACode as refusal:
            raise forms.ValidationError(str(refusal)) from None


class RedeemForm(_WithProgram):
    """A slip from the intake desk, and the card it becomes."""

    slip = forms.CharField(
        label=_("Slip from the first table"),
        max_length=2000,
        widget=forms.Textarea(attrs={**_CODE_STYLE, "rows": 3, "data-scan": "qr"}),
        help_text=_("Scan its square, or copy the text below it. It begins with AID1."),
    )
    program = forms.ChoiceField(label=_("Kind of card"))
    proxy = ProxyField(
        label=_("Number on the card's envelope"), help_text=_("Never the long number of the card itself.")
    )
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_slip(self) -> slips.Slip:
        """Return the slip. :raises ValidationError: if it is none, or a part of one"""
        try:
            return slips.read(self.cleaned_data["slip"])
        except BlindRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CardForm(_WithProgram):
    """A card of the group."""

    program = forms.ChoiceField(label=_("Kind of card"))
    proxy = ProxyField(label=_("Number on the card's envelope"))


class LostForm(_WithProgram):
    """The receipt code of a lost card, and the card that comes in its place."""

    receipt = CodeField(label=_("Receipt code of the family"), help_text=_("Sixteen letters and numbers."))
    program = forms.ChoiceField(label=_("Kind of card"))
    new_proxy = ProxyField(label=_("Number on the new card's envelope"))


class DeskForm(StandingForm):
    """A desk of a group, with what it may ask for a day."""

    kind = forms.ChoiceField(label=_("What it does"), choices=list(KIND_WORDS.items()))
    group = forms.ChoiceField(label=_("Group"))
    name = forms.CharField(
        label=_("Name of the desk"), max_length=80, help_text=_("What people call the table, never a person's name.")
    )
    a_day = forms.IntegerField(
        label=_("So many a day"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
        help_text=_("Checks, or cards. Empty: as many as the round says."),
    )

    def __init__(self, *args: Any, groups: Iterable[str], **said: Any) -> None:
        super().__init__(*args, **said)
        field = self.fields["group"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one, one) for one in groups]

    def clean_name(self) -> str:
        """Return the name. :raises ValidationError: if it tells what may not be kept"""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if told := privacy.sentence(privacy.screen(name)):
            raise forms.ValidationError(told)
        return name


class FileForm(StandingForm):
    """A file from the trustee, where its process is not reached."""

    file = forms.FileField(label=_("File from the trustee"))

    def clean_file(self) -> bytes:
        """Return its bytes. :raises ValidationError: if it is larger than any the trustee sends"""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("That is more than a trustee sends."))
        return bytes(file.read())
