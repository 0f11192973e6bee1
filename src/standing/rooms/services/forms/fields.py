"""One form for the value of each field: the value goes in, and comes out as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm, TimeOfDayField
from standing.kernel.canonical import Json
from standing.rooms.services.rules.hours import DAYS
from standing.rooms.services.rules.terms import Field

_YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
_DAY_WORDS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
_PHONES = 3
_SPANS = 2

Plain = Mapping[str, Any]


def _said(value: object) -> str:
    return {True: "yes", False: "no"}.get(cast("bool", value), "")


def _meant(said: str) -> bool | None:
    return {"yes": True, "no": False}.get(said)


class ValueForm(StandingForm):
    """The value of one field. Subclasses say how it is typed."""

    def __init__(
        self, *args: Any, value: Plain, zone: str, tongues: Mapping[str, tuple[str, str]], **kwargs: Any
    ) -> None:
        self.old, self.zone, self.tongues = value, zone, tongues
        super().__init__(*args, **kwargs)
        self.build()
        for name, first in self.first().items():
            self.fields[name].initial = first

    def build(self) -> None:
        """Add fields that depend on the value."""

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        return {name: self.old.get(name) for name in self.fields}

    @property
    def value(self) -> Json:
        """Return what was typed as a value."""
        return cast("Json", dict(self.cleaned_data))


class NameForm(ValueForm):
    """What a service is called."""

    name = forms.CharField(label=_("Name of the service"), max_length=300)
    alternate_name = forms.CharField(label=_("Another name people know"), max_length=300, required=False)


class EligibilityForm(ValueForm):
    """Whom a service is for."""

    text = forms.CharField(
        label=_("Whom is it for?"),
        required=False,
        max_length=5000,
        help_text=_("In the organization’s own words. Never a status, and never proof of one."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    minimum_age = forms.IntegerField(
        label=_("From age"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )
    maximum_age = forms.IntegerField(
        label=_("To age"),
        required=False,
        min_value=0,
        max_value=120,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the ages."""
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("maximum_age", _("This is younger than the first age."))
        return cleaned


class CostForm(ValueForm):
    """What a service costs."""

    is_free = forms.ChoiceField(label=_("Is it free?"), required=False, choices=_YES_NO)
    text = forms.CharField(
        label=_("What does it cost?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        return {"is_free": _said(self.old.get("is_free")), "text": self.old.get("text", "")}

    @property
    def value(self) -> Json:
        """Return what was typed; prices that came with an import stay."""
        said = self.cleaned_data
        return {
            "is_free": _meant(said["is_free"]),
            "text": said["text"].strip(),
            "options": cast("Json", self.old.get("options", [])),
        }


class PhoneForm(ValueForm):
    """The numbers of a service."""

    def build(self) -> None:
        """Add a row for each number."""
        for place in range(max(_PHONES, len(self.old.get("phones", [])))):
            self.fields[f"number_{place}"] = forms.CharField(
                label=_("Number %(number)s") % {"number": place + 1},
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
            )
            self.fields[f"extension_{place}"] = forms.IntegerField(
                label=_("Extension"), required=False, min_value=0, widget=forms.NumberInput(attrs={"class": "w-short"})
            )
            self.fields[f"description_{place}"] = forms.CharField(
                label=_("What it is for"), max_length=300, required=False
            )

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        return {
            f"{name}_{place}": phone.get(name)
            for place, phone in enumerate(self.old.get("phones", []))
            for name in ("number", "extension", "description")
        }

    @property
    def value(self) -> Json:
        """Return what was typed."""
        said = self.cleaned_data
        held = self.old.get("phones", [])
        return {
            "phones": [
                {
                    "number": said[name].strip(),
                    "extension": said[f"extension_{place}"],
                    "type": held[place].get("type", "voice") if place < len(held) else "voice",
                    "description": said[f"description_{place}"].strip(),
                }
                for name in self.fields
                if name.startswith("number_") and said[name].strip()
                for place in [int(name.removeprefix("number_"))]
            ]
        }


class LanguagesForm(ValueForm):
    """The languages that are spoken there."""

    codes = forms.MultipleChoiceField(
        label=_("Languages they speak"), required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=2000,
        help_text=_("One a line, with the code of the language first. For example: fr: call ahead"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def build(self) -> None:
        """Offer the languages of the city, and those that are there already."""
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        held = {one["code"].lower(): one["name"] for one in self.old.get("languages", [])}
        names = {code: english for code, (_own, english) in self.tongues.items()}
        field.choices = [
            (code, f"{name} ({code})")
            for code, name in ({code: name or code for code, name in held.items()} | names).items()
        ]

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        held = self.old.get("languages", [])
        return {
            "codes": [one["code"].lower() for one in held],
            "notes": "\n".join(f"{one['code']}: {one['note']}" for one in held if one["note"]),
        }

    def clean_notes(self) -> dict[str, str]:
        """Return the notes by language."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["notes"].splitlines():
            code, colon, note = line.partition(":")
            if line.strip() and not colon:
                raise forms.ValidationError(_("Begin each line with a language, such as fr: call ahead"))
            if colon:
                found[code.strip().lower()] = note.strip()
        return found

    @property
    def value(self) -> Json:
        """Return what was typed."""
        notes = self.cleaned_data["notes"]
        return {
            "languages": [
                {"code": code, "name": self.tongues.get(code, ("", code))[1], "note": notes.get(code, "")}
                for code in self.cleaned_data["codes"]
            ]
        }


class HoursForm(ValueForm):
    """The hours of each day of the week. Hours that are not weekly, or are for one place only, stay as they are."""

    by_appointment = forms.BooleanField(label=_("By appointment"), required=False)
    closed_on_holidays = forms.ChoiceField(label=_("Closed on City holidays?"), required=False, choices=_YES_NO)
    notes = forms.CharField(label=_("Notes on the hours"), max_length=500, required=False)

    @property
    def _rules(self) -> list[Plain]:
        return list(self.old.get("rules", []))

    @property
    def kept(self) -> list[Plain]:
        """Return the hours that this form does not show."""
        return [rule for rule in self._rules if not _is_weekly(rule)]

    def build(self) -> None:
        """Add the times of each day."""
        for code in DAYS:
            for span in range(_SPANS):
                self.fields[f"{code}_{span}_opens"] = TimeOfDayField(label=_("from"), required=False)
                self.fields[f"{code}_{span}_closes"] = TimeOfDayField(label=_("to"), required=False)
        if self.kept:
            self.fields["drop"] = forms.BooleanField(label=_("Take off the other hours too"), required=False)

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        weekly = [rule for rule in self._rules if _is_weekly(rule)]
        shown: dict[str, object] = {
            "by_appointment": self.old.get("by_appointment", False),
            "closed_on_holidays": _said(self.old.get("closed_on_holidays")),
            "notes": next((rule["notes"] for rule in weekly if rule["notes"]), ""),
        }
        for code in DAYS:
            mine = [rule for rule in weekly if code in str(rule["byday"]).split(",")]
            for span, rule in enumerate(mine[:_SPANS]):
                shown[f"{code}_{span}_opens"] = rule["opens_at"]
                shown[f"{code}_{span}_closes"] = rule["closes_at"]
        return shown

    @property
    def day_rows(self) -> list[tuple[object, list[forms.BoundField]]]:
        """Return the fields of each day."""
        return [
            (
                words,
                [self[f"{code}_{span}_{side}"] for span in range(_SPANS) for side in ("opens", "closes")],
            )
            for code, words in zip(DAYS, _DAY_WORDS, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        """Want both times or none."""
        cleaned = super().clean() or self.cleaned_data
        for code in DAYS:
            for span in range(_SPANS):
                opens, closes = cleaned.get(f"{code}_{span}_opens"), cleaned.get(f"{code}_{span}_closes")
                if (opens is None) != (closes is None):
                    side = "closes" if closes is None else "opens"
                    self.add_error(f"{code}_{span}_{side}", _("Give both times, or neither."))
        return cleaned

    @property
    def value(self) -> Json:
        """Return what was typed, days with the same hours in one rule."""
        said = self.cleaned_data
        days: dict[tuple[str, str], list[str]] = {}
        for code in DAYS:
            for span in range(_SPANS):
                opens, closes = said[f"{code}_{span}_opens"], said[f"{code}_{span}_closes"]
                if opens is not None:
                    days.setdefault((f"{opens:%H:%M}", f"{closes:%H:%M}"), []).append(code)
        rules: list[Json] = [
            {
                "place": "",
                "freq": "WEEKLY",
                "byday": ",".join(codes),
                "opens_at": opens,
                "closes_at": closes,
                "notes": said["notes"].strip(),
                "zone": self.zone,
            }
            for (opens, closes), codes in days.items()
        ]
        if said["notes"].strip() and not rules:
            rules.append({"place": "", "notes": said["notes"].strip(), "zone": self.zone})
        kept = [] if said.get("drop") else [cast("Json", rule) for rule in self.kept]
        return {
            "rules": [*rules, *kept],
            "by_appointment": said["by_appointment"],
            "closed_on_holidays": _meant(said["closed_on_holidays"]),
        }


def _is_weekly(rule: Plain) -> bool:
    unusual = ("place", "bymonthday", "dtstart", "valid_from", "valid_to", "until", "count")
    return (
        rule.get("freq") != "MONTHLY"
        and not any(rule.get(name) for name in unusual)
        and (rule.get("interval") or 1) == 1
    )


class AddressForm(ValueForm):
    """Where a service is. Further places stay as they are."""

    is_virtual = forms.BooleanField(label=_("Only online or by phone"), required=False)
    name = forms.CharField(label=_("Name of the place"), max_length=300, required=False)
    address_1 = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    address_2 = forms.CharField(label=_("Floor or room"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    state_province = forms.CharField(
        label=_("State"), max_length=60, required=False, widget=forms.TextInput(attrs={"class": "w-short"})
    )
    postal_code = forms.CharField(
        label=_("ZIP code"), max_length=20, required=False, widget=forms.TextInput(attrs={"class": "w-short"})
    )
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)

    _COLUMNS: ClassVar[tuple[str, ...]] = ("address_1", "address_2", "city", "state_province", "postal_code")

    @property
    def _places(self) -> list[Plain]:
        return list(self.old.get("places", []))

    def first(self) -> dict[str, object]:
        """Return what the form shows first."""
        if not self._places:
            return {}
        place = self._places[0]
        address: Plain = next(iter(place.get("addresses", [])), {})
        shown: dict[str, object] = {name: address.get(name, "") for name in self._COLUMNS}
        return shown | {
            "is_virtual": place.get("type") == "virtual",
            "name": place.get("name", ""),
            "latitude": place.get("latitude") or None,
            "longitude": place.get("longitude") or None,
        }

    def clean(self) -> dict[str, Any]:
        """Want a street, or that there is none; and both numbers of a point."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("is_virtual") and not cleaned.get("address_1"):
            self.add_error("address_1", _("Give the street, or say that it is only online or by phone."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("Give both numbers, or neither."))
        return cleaned

    @property
    def value(self) -> Json:
        """Return what was typed."""
        said = self.cleaned_data
        first = self._places[0] if self._places else {}
        address: Plain = next(iter(first.get("addresses", [])), {})
        point = {
            name: "" if said[name] is None or said["is_virtual"] else f"{said[name]:.6f}"
            for name in ("latitude", "longitude")
        }
        lines = {name: said[name].strip() for name in self._COLUMNS}
        place: dict[str, Json] = {
            "place": first.get("place", ""),
            "name": said["name"].strip(),
            "type": "virtual" if said["is_virtual"] else "physical",
            "url": first.get("url", ""),
            **point,
            "addresses": []
            if said["is_virtual"]
            else [
                {
                    **dict.fromkeys(("attention", "region"), ""),
                    "country": "US",
                    "address_type": "physical",
                    **address,
                    **lines,
                }
            ],
        }
        return {"places": [place, *(cast("Json", one) for one in self._places[1:])]}


FORMS: Mapping[Field, type[ValueForm]] = {
    Field.NAME: NameForm,
    Field.ADDRESS: AddressForm,
    Field.PHONE: PhoneForm,
    Field.HOURS: HoursForm,
    Field.LANGUAGES: LanguagesForm,
    Field.ELIGIBILITY: EligibilityForm,
    Field.COST: CostForm,
}
