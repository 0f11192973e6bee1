"""Forms of this room: they turn text into typed values and save nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.sealed import api as sealed
from standing.hall.web.forms import StandingForm
from standing.kernel import privacy
from standing.kernel.blind import slips
from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import Refused
from standing.rooms.aid.rules import money
from standing.rooms.aid.rules.asking import CODE_LENGTH, Kind
from standing.rooms.aid.rules.offers import LARGEST
from standing.rooms.aid.rules.rounds import Draft, Step

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
_MOMENT = "%Y-%m-%dT%H:%M"


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


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-medium"}, format=_MOMENT),
        error_messages={"invalid": _("Give a day and a time such as 2026-05-04 09:00.")},
    )


def _lines(label: Any, *, help_text: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DraftForm(StandingForm):
    """A round as the City proposes it. Moments are the City's own."""

    round = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and hyphens, such as spring-2026.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"))
    destroy_at = _moment(
        _("Keys are destroyed"),
        _("From then on nobody can ask whether a family was helped. 30 to 60 days after the opening is usual."),
    )
    amounts = forms.CharField(
        label=_("Amounts of a card"), max_length=100, help_text=_("Dollars with spaces between, such as 200 300 500.")
    )
    exception_cents = forms.CharField(label=_("What an exception is worth"), max_length=20, help_text=_("Dollars."))
    exceptions_most = forms.IntegerField(
        label=_("Exceptions at most"),
        min_value=0,
        max_value=100_000,
        help_text=_("One in a hundred families is usual."),
    )
    groups = _lines(_("Groups"), help_text=_("One code on each line, as the trustee and the consignments name them."))
    rules = _lines(
        _("Who may be helped"),
        help_text=_("One rule on each line, in English. Never ask about immigration status."),
    )
    rules_es = _lines(
        _("Who may be helped, in Spanish"), required=False, help_text=_("The same rules in the same order.")
    )
    evaluations_a_day = forms.IntegerField(
        label=_("Checks a desk may ask for a day"), min_value=1, max_value=100_000, initial=Quota().evaluations
    )
    claims_a_day = forms.IntegerField(
        label=_("Families a desk may help a day"), min_value=1, max_value=100_000, initial=Quota().claims
    )
    memory = forms.IntegerField(
        label=_("Memory of argon2id, in kibibytes"),
        min_value=8,
        max_value=1024 * 1024,
        initial=19 * 1024,
        help_text=_("What guessing a name costs. A cheap tablet takes two seconds for 19456."),
    )
    passes = forms.IntegerField(label=_("Passes of argon2id"), min_value=1, max_value=20, initial=2)

    def __init__(self, *args: Any, zone: str, **said: Any) -> None:
        super().__init__(*args, **said)
        self._zone = zone

    def clean_amounts(self) -> tuple[int, ...]:
        """Return the amounts in cents. :raises ValidationError: if one is no amount"""
        return tuple(_cents(one) for one in re.split(r"[\s;]+", str(self.cleaned_data["amounts"]).strip()) if one)

    def clean_exception_cents(self) -> int:
        """Return cents. :raises ValidationError: if it is no amount"""
        return _cents(str(self.cleaned_data["exception_cents"]))

    def draft(self) -> Draft:
        """Return what was typed as a draft."""
        said = self.cleaned_data
        spanish = _split(said["rules_es"])
        return Draft(
            round=said["round"].strip(),
            name=said["name"].strip(),
            time_zone=self._zone,
            opens_at=self._aware(said["opens_at"]),
            closes_at=self._aware(said["closes_at"]),
            destroy_at=self._aware(said["destroy_at"]),
            amounts=said["amounts"],
            exceptions=Exceptions(cents=said["exception_cents"], most=said["exceptions_most"]),
            groups=_split(said["groups"]),
            rules={"en": _split(said["rules"]), **({"es": spanish} if spanish else {})},
            quota=Quota(evaluations=said["evaluations_a_day"], claims=said["claims_a_day"]),
            cost=Cost(memory=said["memory"], passes=said["passes"], lanes=1),
        )

    def _aware(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=ZoneInfo(self._zone))


def typed(draft: Any, *, zone: str) -> dict[str, Any]:
    """Return a round's row as the form's first values."""

    def local(moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    return {
        "round": draft.code,
        "name": draft.name,
        "opens_at": local(draft.opens_at),
        "closes_at": local(draft.closes_at),
        "destroy_at": local(draft.destroy_at),
        "amounts": " ".join(_plain(one) for one in draft.amounts),
        "exception_cents": _plain(draft.exception_cents),
        "exceptions_most": draft.exceptions_most,
        "groups": "\n".join(draft.groups),
        "rules": "\n".join(draft.rules.get("en", ())),
        "rules_es": "\n".join(draft.rules.get("es", ())),
        "evaluations_a_day": draft.evaluations_a_day,
        "claims_a_day": draft.claims_a_day,
        "memory": draft.memory,
        "passes": draft.passes,
    }


def _plain(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _split(said: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in said.splitlines() if line.strip())


def _cents(said: str) -> int:
    try:
        return money.cents_of(said)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None
