"""Forms of alerts and cards."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.kernel import likeness
from standing.kernel.canonical import canonical
from standing.rooms.encounters.forms.words import AREA_WORDS, KIND_WORDS, ONGOING_WORDS
from standing.rooms.encounters.rules import alerts as rules


class AlertForm(StandingForm):
    """
    The first alert: eight fields, of which the card tells two.

    ``key`` is made by the telephone, or where staff open the page, so that the same alert sent again is one. The
    public page has none in it: it lies on a disk and is the same for everybody.
    """

    code = forms.CharField(
        label=_("Code on the card"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "class": "w-medium",
                "autocomplete": "off",
                "autocapitalize": "none",
                "dir": "ltr",
                "spellcheck": "false",
            }
        ),
        help_text=_("It stands below the square on the card of your site."),
    )
    kind = forms.ChoiceField(label=_("What do you see?"), widget=forms.RadioSelect, choices=list(KIND_WORDS.items()))
    area = forms.ChoiceField(label=_("Where?"), widget=forms.RadioSelect, choices=list(AREA_WORDS.items()))
    spot = forms.CharField(
        label=_("Exact spot"),
        max_length=rules.LONGEST_SPOT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as: front desk, north lot. Name and describe nobody."),
    )
    is_ongoing = forms.ChoiceField(label=_("Is it still going on?"), widget=forms.RadioSelect, choices=ONGOING_WORDS)
    seen = forms.CharField(
        label=_("When did you see it?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w-medium"}),
        help_text=_("Leave it empty for just now."),
    )
    reporter = forms.CharField(
        label=_("Your name or your job"),
        max_length=rules.LONGEST_REPORTER,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
    )
    callback = forms.CharField(
        label=_("How can the liaison call you back?"),
        max_length=rules.LONGEST_CALLBACK,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )
    path = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    phone_now = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, with_code: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        if not with_code:
            del self.fields["code"]
            if not self.is_bound:
                self.initial.setdefault("key", uuid.uuid4())

    def clean_spot(self) -> str:
        """Return the spot if it names and describes nobody."""
        spot: str = self.cleaned_data["spot"]
        if told := likeness.sentence(likeness.screen(spot)):
            raise forms.ValidationError(told)
        return spot

    def clean_is_ongoing(self) -> bool:
        """Return yes or no."""
        return bool(self.cleaned_data["is_ongoing"] == "yes")

    def clean_path(self) -> tuple[str, ...]:
        """Return the steps of the guide; what is no step is dropped."""
        return rules.check_path(str(self.cleaned_data.get("path", "")).split(","))

    def clean_seen(self) -> datetime | None:
        """Return when it was seen: a local time, or the moment a telephone wrote down; None for now."""
        said = str(self.cleaned_data.get("seen") or "").strip()
        if not said:
            return None
        try:
            found = datetime.fromisoformat(said)
            return found if found.tzinfo is not None else found.replace(tzinfo=self._zone)
        except ValueError:
            raise forms.ValidationError(_("Give a day and a time.")) from None

    def key_for(self, *, at: datetime) -> uuid.UUID:
        """Return the key that came along; without scripts, one of what was told within these ten minutes."""
        key: uuid.UUID | None = self.cleaned_data.get("key")
        if key is not None:
            return key
        told = [
            str(self.cleaned_data.get(name, "")) for name in ("code", "kind", "area", "spot", "reporter", "callback")
        ]
        return uuid.uuid5(uuid.NAMESPACE_OID, canonical([*told, int(at.timestamp()) // 600]).decode())

    def clean_phone_now(self) -> datetime | None:
        """Return what time the telephone thinks it is; None if it does not say, or says nonsense."""
        said = self.cleaned_data.get("phone_now")
        try:
            return datetime.fromtimestamp(int(said) / 1000, tz=UTC) if said else None
        except (ValueError, OverflowError, OSError):
            return None


class FindSiteForm(StandingForm):
    """Which site an alert is about."""

    hides_optional = True
    words = forms.CharField(
        label=_("Which site?"), required=False, max_length=80, help_text=_("A name, a street or a number.")
    )


class DismissForm(StandingForm):
    """Why an alert is not what it says."""

    reason = forms.CharField(
        label=_("Why is it dismissed?"), max_length=rules.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class CodeForm(StandingForm):
    """The site whose card is made."""

    site = forms.CharField(label=_("Number of the site"), max_length=16)
