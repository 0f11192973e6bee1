"""Forms of the rulebook: what a worker tells, counsel's answer, a court's order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.rooms.rulebook.queries import ConditionFact
from standing.rooms.rulebook.rules.book import Told

TOLD = ((Told.YES.value, _("Yes")), (Told.NO.value, _("No")), (Told.UNKNOWN.value, _("I do not know")))


class AskForm(StandingForm):
    """What a worker knows. Nobody has to know: that is an answer too, and it stands there first."""

    def __init__(self, *args: Any, conditions: tuple[ConditionFact, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = conditions
        for one in conditions:
            self.fields[one.id] = forms.ChoiceField(
                label=one.question.text,
                help_text=one.help.text if one.help else "",
                choices=TOLD,
                initial=Told.UNKNOWN.value,
                widget=forms.RadioSelect,
            )

    @property
    def told(self) -> dict[str, Told]:
        """Return what is told of each condition."""
        return {one.id: Told(self.cleaned_data[one.id]) for one in self.conditions}


class AnswerForm(StandingForm):
    """Counsel's answer to exactly the edition on the page."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Your answer"),
        choices=(("approve", _("Approve: these rules guide staff from now on")), ("return", _("Return with a note"))),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("What to change. Needed when you return the rules."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SuspendForm(StandingForm):
    """Which order keeps which rule from being applied."""

    rule = forms.ChoiceField(label=_("Rule"))
    order = forms.CharField(
        label=_("Order"), help_text=_("Court, case number, and the day it was entered."), max_length=200
    )
    reason = forms.CharField(
        label=_("What the order says of this rule"),
        help_text=_("Staff and the public read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = rules


class LiftForm(StandingForm):
    """Why a rule holds again."""

    reason = forms.CharField(
        label=_("Why the rule holds again"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
