"""Forms of this room: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.kernel import privacy
from standing.rooms.funds.models import Act, DonorKind, Step, VoidedBecause
from standing.rooms.funds.rules.amounts import cents_of
from standing.rooms.funds.rules.chart import WORD, Code, Kind, Source

KIND_WORDS: Mapping[str, Promise | str] = {
    Kind.GIFT: _("Gift"),
    Kind.CITY_MONEY: _("City money"),
    Kind.RESERVE: _("To the issuer's reserve"),
    Kind.RESERVE_BACK: _("Back from the reserve"),
    Kind.ALLOCATION: _("Set aside for a group"),
    Kind.RELEASE: _("Set free again"),
    Kind.LOAD: _("Cards loaded"),
    Kind.UNLOAD: _("Cards came back"),
    Kind.FEE: _("Fee"),
    Kind.LOSS: _("Loss"),
    Kind.REST: _("Rest of a round, owed back"),
    Kind.RETURN: _("Returned"),
    Kind.REDIRECT: _("Redirected"),
    Kind.REVERSAL: _("Undoes another entry"),
}
CODE_WORDS: Mapping[int, Promise | str] = {
    Code.BANK: _("Bank"),
    Code.RESERVE: _("Issuer's reserve"),
    Code.LOADED: _("Cards loaded"),
    Code.FREE: _("Fund, free"),
    Code.ALLOCATED: _("Fund, set aside"),
    Code.PAYABLE: _("Owed back"),
    Code.ON_CARDS: _("Used on cards"),
    Code.COSTS: _("Used for costs"),
    Code.FEES: _("Fees"),
    Code.LOSSES: _("Losses"),
}
SOURCE_WORDS: Mapping[str, Promise | str] = {Source.DONOR: _("Donors' money"), Source.CITY: _("City money")}
DONOR_WORDS: Mapping[str, Promise | str] = {
    DonorKind.ORGANISATION: _("Organization"),
    DonorKind.PERSON: _("Person"),
}
ACT_WORDS: Mapping[str, Promise | str] = {Act.RETURN: _("Return"), Act.REDIRECT: _("Redirect")}
STEP_WORDS: Mapping[str, Promise | str] = {
    Step.PROPOSED: _("Waits for a second person"),
    Step.APPROVED: _("Approved"),
    Step.REFUSED: _("Refused"),
}
VOID_WORDS: Mapping[str, Promise | str] = {
    VoidedBecause.MISTAKE: _("A mistake stands on it"),
    VoidedBecause.REPLACED: _("Another takes its place"),
    VoidedBecause.GIFT_UNDONE: _("The gift was undone"),
}
_CODE = RegexValidator(WORD, _("Use letters, digits, dots and dashes; no spaces."))


class AmountField(forms.CharField):
    """An amount of dollars; its value is whole cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Amount in dollars"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "w-medium"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Return the cents. :raises ValidationError: if it is no amount above zero"""
        text = super().clean(value)
        if not text:
            return None
        cents = cents_of(text)
        if not cents:
            raise forms.ValidationError(_("Give an amount such as 1,250.50."))
        return cents


class _Form(StandingForm):
    """Lists of choices come from the view; free text is screened."""

    def __init__(
        self, *args: Any, choices: Mapping[str, Iterable[tuple[Any, Any]]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (choices or {}).items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Choose")), *pairs]

    def clean(self) -> dict[str, Any]:
        """Refuse text that tells what may not be kept about a person."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (found := privacy.screen(value)):
                self.add_error(name, privacy.sentence(found))
        return cleaned


class FundForm(_Form):
    """A new fund and its restriction."""

    name = forms.CharField(label=_("Name of the fund"), max_length=120)
    id = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{0,39}$",
        label=_("Short name"),
        help_text=_("Small letters, digits and dashes, such as families-2026. It never changes."),
        error_messages={"invalid": _("Use small letters, digits and dashes; at most 40.")},
    )
    source = forms.ChoiceField(label=_("Whose money"), choices=list(SOURCE_WORDS.items()), widget=forms.RadioSelect)
    round = forms.CharField(label=_("Only for this round"), required=False, max_length=64, validators=[_CODE])
    organisation = forms.CharField(label=_("Only for this group"), required=False, max_length=64, validators=[_CODE])
    use = forms.CharField(label=_("Only for this use"), required=False, max_length=40, validators=[_CODE])


class DonorForm(_Form):
    """Somebody who gives."""

    kind = forms.ChoiceField(label=_("Who gives"), choices=list(DONOR_WORDS.items()), widget=forms.RadioSelect)
    shown_as = forms.CharField(
        label=_("Name as they wish to be shown"),
        help_text=_("Leave it empty if they give without a name."),
        required=False,
        max_length=120,
    )


class ContactForm(StandingForm):
    """How to reach a donor."""

    name = forms.CharField(label=_("Whom to write to"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    address = forms.CharField(
        label=_("Address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    keep_until = DayField(label=_("Forget it after"), help_text=_("At least two years after the last gift."))


class PledgeForm(_Form):
    """A promise."""

    fund = forms.ChoiceField(label=_("Fund"))
    cents = AmountField()
    pledged_on = DayField(label=_("Day of the promise"))
    due_on = DayField(label=_("Expected by"), required=False)


class GiftForm(_Form):
    """A gift that arrived."""

    donor = forms.ChoiceField(label=_("Donor"))
    fund = forms.ChoiceField(label=_("Fund"))
    cents = AmountField()
    received_on = DayField(label=_("Day it arrived"))
    bank_reference = forms.CharField(
        label=_("Reference of the bank"), max_length=64, help_text=_("So that the same gift is booked once.")
    )
    pledge = forms.ChoiceField(label=_("Promise it fulfils"), required=False)


class CityMoneyForm(_Form):
    """Money of the City's own."""

    fund = forms.ChoiceField(label=_("Fund"))
    cents = AmountField()
    day = DayField(label=_("Day"))
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=64, validators=[_CODE])


class AllocationForm(_Form):
    """Money set aside, or set free again."""

    way = forms.ChoiceField(
        label=_("What to do"),
        choices=[("allocate", _("Set money aside for a group")), ("release", _("Set money free that was not loaded"))],
        widget=forms.RadioSelect,
        initial="allocate",
    )
    fund = forms.ChoiceField(label=_("Fund"))
    round = forms.CharField(label=_("Round"), max_length=64, validators=[_CODE])
    organisation = forms.CharField(label=_("Group, by its code"), max_length=64, validators=[_CODE])
    cents = AmountField()
    day = DayField(label=_("Day"))


class DecisionForm(_Form):
    """A return or a redirect that is proposed."""

    act = forms.ChoiceField(label=_("What to do"), choices=list(ACT_WORDS.items()), widget=forms.RadioSelect)
    fund = forms.ChoiceField(label=_("Fund the money is in"))
    donor = forms.ChoiceField(label=_("Donor"), required=False, help_text=_("Empty for City money."))
    cents = AmountField()
    from_owed = forms.BooleanField(label=_("It is owed back since a round was closed"), required=False)
    to_fund = forms.ChoiceField(label=_("Redirect to this fund"), required=False)
    consent = forms.FileField(
        label=_("Written consent of the donor"), required=False, help_text=_("Only to redirect. PDF or picture.")
    )
    consent_on = DayField(label=_("Day of the consent"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the consent where money is redirected."""
        cleaned = super().clean()
        if cleaned.get("act") == Act.REDIRECT:
            for name in ("to_fund", "consent", "consent_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("To redirect money, this is needed."))
        return cleaned


class CloseForm(_Form):
    """A round to close or to settle."""

    round = forms.CharField(label=_("Round"), max_length=64, validators=[_CODE])
    day = DayField(label=_("Day"))
    sure = forms.BooleanField(label=_("Nothing more will be loaded for this round"))


class DayForm(StandingForm):
    """On which of the City's own days something is booked."""

    day = DayField(label=_("Day"))


class VoidForm(_Form):
    """Why a receipt is voided."""

    because = forms.ChoiceField(
        label=_("Why"),
        choices=[(code, VOID_WORDS[code]) for code in (VoidedBecause.MISTAKE, VoidedBecause.REPLACED)],
        widget=forms.RadioSelect,
    )


class EntryFilterForm(StandingForm):
    """What somebody looks for among the entries."""

    hides_optional = True
    kind = forms.ChoiceField(label=_("What happened"), required=False, choices=[("", _("Any")), *KIND_WORDS.items()])
    source = forms.ChoiceField(label=_("Whose money"), required=False, choices=[("", _("Any")), *SOURCE_WORDS.items()])
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    round = forms.CharField(label=_("Round"), required=False, max_length=64)
    reference = forms.CharField(label=_("Reference begins with"), required=False, max_length=120)
    first_day = DayField(label=_("From"), required=False)
    last_day = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, funds: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fund"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Any")), *funds]


class DonorFilterForm(StandingForm):
    """Which donors to list."""

    hides_optional = True
    words = forms.CharField(label=_("Name or number"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Who gives"), required=False, choices=[("", _("Any")), *DONOR_WORDS.items()])
