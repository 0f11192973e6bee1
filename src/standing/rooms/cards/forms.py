"""Forms of this room: they turn text into typed values and save nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.cards.models import Program
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.lines import LARGEST
from standing.rooms.cards.rules.loading import Step
from standing.rooms.cards.rules.reconciling import Side

STATE_WORDS = {
    State.ORDERED: _("Ordered"),
    State.SHIPPED: _("On its way"),
    State.IN_VAULT: _("In the vault"),
    State.CONSIGNED: _("With a group"),
    State.LOAD_PENDING: _("Load pending"),
    State.LOADED: _("Loaded"),
    State.HANDED_OVER: _("Handed over"),
    State.BLOCKED: _("Blocked"),
    State.REPLACED: _("Replaced"),
    State.RETURNED: _("Returned"),
    State.EXPIRED: _("Expired"),
    State.VOID: _("Void"),
    State.LOST_IN_CUSTODY: _("Lost in custody"),
}
STEP_WORDS = {
    Step.WAITING: _("Waiting"),
    Step.SENT: _("Sent, not answered"),
    Step.LOADED: _("Loaded"),
    Step.REFUSED: _("Refused"),
}
WHY_WORDS = {
    VoidWhy.DAMAGED: _("Damaged"),
    VoidWhy.OPENED: _("Envelope opened"),
    VoidWhy.NOT_CAME: _("Never came"),
    VoidWhy.REFUSED: _("The issuer refused the load"),
    VoidWhy.NOT_NEEDED: _("Not needed any more"),
}
SIDE_WORDS = {Side.LEDGER: _("Ledger"), Side.ISSUER: _("Issuer"), Side.BANK: _("Bank")}
RAIL_WORDS = {Rail.FILE: _("Files"), Rail.REST: _("HTTP")}
SOURCE_WORDS = {Source.DONOR: _("Donors' money"), Source.CITY: _("City money")}


class MoneyField(forms.DecimalField):
    """Dollars with two digits after the point; cleaned to whole cents."""

    def __init__(self, **said: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal("0.01"), **said)

    def clean(self, value: Any) -> Any:
        """Return whole cents."""
        found = super().clean(value)
        return int(found * 100) if found is not None else None


class NumbersField(forms.CharField):
    """Numbers of cards, parted by spaces, commas or lines; cleaned to a list."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """Return the numbers."""
        return tuple(one.upper() for one in re.split(r"[\s,;]+", super().clean(value)) if one)


class ProgramField(forms.ChoiceField):
    """One of the programs that there are."""

    def __init__(self, **said: Any) -> None:
        super().__init__(label=_("Program"), **said)


class _WithProgram(StandingForm):
    def __init__(self, *args: Any, programs: Iterable[Program], **said: Any) -> None:
        super().__init__(*args, **said)
        listed = [(one.code, one.name) for one in programs]
        field = self.fields["program"]
        if isinstance(field, forms.ChoiceField):
            field.choices = listed if field.required else [("", _("All")), *listed]


class ProgramForm(StandingForm):
    """A new kind of card."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("As the issuer's files name it: capital letters, digits, hyphens.")
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.ChoiceField(
        label=_("Whose money"), choices=[(one.value, said) for one, said in SOURCE_WORDS.items()]
    )
    rail = forms.ChoiceField(
        label=_("How loads travel"), choices=[(one.value, said) for one, said in RAIL_WORDS.items()]
    )
    routing = forms.CharField(label=_("Routing number of the reserve's bank"), max_length=9)
    account = forms.CharField(label=_("Account number of the reserve"), max_length=17)


class CardFilter(_WithProgram):
    """Which cards to list."""

    hides_optional = True
    program = ProgramField(required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((one.value, said) for one, said in STATE_WORDS.items())],
    )
    group = forms.CharField(label=_("Group"), required=False, max_length=80)
    proxy = forms.CharField(label=_("Number or last four"), required=False, max_length=40)


class OrderForm(_WithProgram):
    """So many new cards."""

    program = ProgramField()
    count = forms.IntegerField(label=_("How many cards"), min_value=1, max_value=20_000)


class ManifestForm(StandingForm):
    """The issuer's list of a parcel."""

    waybill = forms.CharField(label=_("Number of the parcel"), max_length=60)
    file = forms.FileField(
        label=_("The issuer's list"),
        help_text=_("CSV with the columns proxy and last4. Never a card number."),
    )

    def clean_file(self) -> Any:
        """Keep huge files out."""
        return _small(self.cleaned_data["file"])


class ReceiveForm(StandingForm):
    """What was in the box."""

    counted = forms.IntegerField(label=_("Cards counted in the box"), min_value=0)
    missing = NumbersField(
        label=_("Numbers that are missing"), required=False, help_text=_("Leave empty if every card came.")
    )


class PackForm(_WithProgram):
    """Cards for an organisation."""

    program = ProgramField()
    group = forms.CharField(label=_("Group"), max_length=64, help_text=_("Its code, as the allocation names it."))
    count = forms.IntegerField(label=_("How many cards"), min_value=1, max_value=5_000)
    proxies = NumbersField(
        label=_("Their numbers"), required=False, help_text=_("Leave empty to take the next ones of the vault.")
    )


class GiveOutForm(StandingForm):
    """The second person's count."""

    counted = forms.IntegerField(label=_("Cards you counted"), min_value=0)
    signed_on = DayField(label=_("Day on the signed sheet"))


class CountForm(_WithProgram):
    """A weekly count."""

    program = ProgramField()
    group = forms.CharField(label=_("Group"), required=False, max_length=64, help_text=_("Empty for the vault."))
    counted = forms.IntegerField(label=_("Cards without money that are there"), min_value=0)
    day = DayField(label=_("Day of the count"))


class NumbersForm(_WithProgram):
    """Cards that came back, or are lost."""

    program = ProgramField()
    proxies = NumbersField(label=_("Numbers of the cards"))
    what = forms.ChoiceField(
        label=_("What happened"),
        choices=[("back", _("They came back to the vault")), ("lost", _("They are lost"))],
    )


class VoidForm(StandingForm):
    """Why a card becomes void."""

    why = forms.ChoiceField(label=_("Why"), choices=[(one.value, said) for one, said in WHY_WORDS.items()])


class FundingForm(_WithProgram):
    """Money into the reserve."""

    program = ProgramField()
    reference = forms.CharField(label=_("Reference"), max_length=15, help_text=_("As the bank will print it."))
    amount = MoneyField(label=_("Amount in dollars"))
    settles_on = DayField(label=_("Day it should arrive"))


class StatementForm(StandingForm):
    """A bank statement."""

    file = forms.FileField(label=_("Bank statement"), help_text=_("BAI2, camt.053 or CSV."))

    def clean_file(self) -> Any:
        """Keep huge files out."""
        return _small(self.cleaned_data["file"])


class ReportForm(StandingForm):
    """An issuer's report that is brought by hand."""

    file = forms.FileField(label=_("The issuer's report of this day"))

    def clean_file(self) -> Any:
        """Keep huge files out."""
        return _small(self.cleaned_data["file"])


def _small(sent: Any) -> Any:
    if sent.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than 8 MB."))
    return sent
