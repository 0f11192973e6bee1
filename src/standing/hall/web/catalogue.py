"""Made-up matter for the page that shows the components. It names no person and no real record."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm, TimeOfDayField
from standing.hall.web.lights import LIGHTS

LONG = (
    "Bevoelkerungsschutzvorbereitungsplanveroeffentlichungsverzeichnis "
    "https://plans.example.org/a/very/long/address/that/has/no/place/to/break/anywhere?at=all"
)
OLD = "Send every request for records to the desk. Answer within ten days."
NEW = "Send every request for records to the liaison. Answer within ten working days."
COUNTS = {
    "met": 24,
    "due": 9,
    "at risk": 4,
    "late": 3,
    "unknown": 2,
    "waived": 1,
    "not applicable": 5,
}


class ExampleForm(StandingForm):
    """One field of each kind."""

    name = forms.CharField(label=_("Name of the site"), help_text=_("As it stands on the door."))
    about = forms.CharField(label=_("What happens there"), widget=forms.Textarea(attrs={"rows": 4}))
    email = forms.EmailField(label=_("Office e-mail"), required=False)
    pages = forms.IntegerField(
        label=_("Number of pages"), widget=forms.NumberInput(attrs={"class": "w-short"}), min_value=1
    )
    day = DayField(label=_("Day of the drill"), help_text=_("For example 2025-07-25."))
    time = TimeOfDayField(label=_("Begins at"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of site"),
        choices=[("", _("Choose one")), ("library", _("Library")), ("shelter", _("Shelter"))],
    )
    open_to = forms.ChoiceField(
        label=_("Who may enter"),
        widget=forms.RadioSelect,
        choices=[("all", _("Everybody")), ("staff", _("Staff only")), ("some", _("Some parts"))],
    )
    days = forms.MultipleChoiceField(
        label=_("Open on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("week", _("Working days")), ("sat", _("Saturday")), ("sun", _("Sunday"))],
    )
    letter = forms.FileField(label=_("Letter"), required=False, help_text=_("PDF, up to 10 MB."))
    agree = forms.BooleanField(label=_("I have read this text to the end"))


def example(*, is_long: bool, empty_words: str) -> dict[str, Any]:
    """Return what the page shows; ``is_long`` puts in words that are hard to fit."""
    name = LONG if is_long else "Bureau of Street Lighting"
    wrong = ExampleForm({"name": LONG if is_long else "", "email": "front desk", "kind": "library"})
    return {
        "name": name,
        "plain_form": ExampleForm(prefix="plain"),
        "wrong_form": wrong,
        "statuses": tuple(LIGHTS),
        "counts": COUNTS,
        "no_counts": {},
        "old": OLD,
        "new": f"{NEW} {LONG}" if is_long else NEW,
        "moment": datetime(2025, 7, 26, 0, 0, tzinfo=UTC),
        "day": date(2025, 7, 25),
        "fingerprint": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "rows": (
            {"name": name, "status": "met", "due": date(2025, 7, 25), "pages": 31},
            {"name": "Harbor Fire Brigade", "status": "late", "due": date(2025, 7, 25), "pages": 0},
            {"name": "Public Library", "status": "at risk", "due": date(2025, 8, 1), "pages": 18},
        ),
        "empty_words": empty_words,
    }
