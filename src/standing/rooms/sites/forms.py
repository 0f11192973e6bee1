"""Forms of the register: they turn text into typed values and save nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.lists import forms as lists
from standing.hall.web.forms import DayField, StandingForm
from standing.kernel.lists import spelling
from standing.rooms.sites.rules import columns, records, texts
from standing.rooms.sites.rules.lists import Evidence
from standing.rooms.sites.rules.records import Access, Area, Gap, Gate, Locked, Sign, SiteRecord, Use
from standing.rooms.sites.rules.shapes import Terms

USE_WORDS: Mapping[Use, Promise | str] = {
    Use.USED: _("Was used"),
    Use.COULD: _("Could be used"),
    Use.NO: _("No"),
    Use.UNJUDGED: _("Not yet judged"),
}
ACCESS_WORDS: Mapping[Access, Promise | str] = {
    Access.PUBLIC: _("Public"),
    Access.NON_PUBLIC: _("Non-public"),
    Access.PERIMETER: _("Perimeter"),
}
LOCKED_WORDS: Mapping[Locked, Promise | str] = {
    Locked.YES: _("Kept locked"),
    Locked.NO: _("Not locked"),
    Locked.UNKNOWN: _("Not known yet"),
}
GAP_WORDS: Mapping[Gap, Promise | str] = {
    Gap.NO_KIND: _("No kind"),
    Gap.NO_ADDRESS: _("No address"),
    Gap.NO_AREAS: _("No areas"),
    Gap.NO_RESPONSIBLE: _("Nobody responsible"),
    Gap.GATES_UNKNOWN: _("Gates not known"),
    Gap.NOT_JUDGED: _("Not yet judged"),
    Gap.NO_PLAN: _("Listed without a plan"),
}
EVIDENCE_WORDS: Mapping[Evidence, Promise | str] = {
    Evidence.LIST: _("The list of properties used or usable"),
    Evidence.PLAN: _("The plan for each property on it"),
    Evidence.BARRIERS: _("Gates and doors of each property on it"),
}
COLUMN_WORDS: Mapping[str, Promise | str] = {
    "id": _("Number"),
    "name": _("Name"),
    "department": _("Department"),
    "kind": _("Kind"),
    "address": _("Address"),
    "zip": _("ZIP code"),
    "district": _("District"),
    "parcel": _("Parcel number"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "responsible": _("Responsible person"),
    "responsible_title": _("Title of that person"),
    "office_email": _("Office e-mail"),
    "office_phone": _("Office telephone"),
    "areas": _("Areas"),
    "public_areas": _("Public areas"),
    "non_public_areas": _("Non-public areas"),
    "perimeter_areas": _("Perimeter areas"),
    "gates": _("Gates and doors"),
    "has_no_gates": _("No gates or doors"),
    "signs": _("Signs"),
    "use": _("Used or could be used"),
    "use_because": _("Why it was judged so"),
    "plan": _("Plan"),
    "plan_file": _("File with the plan"),
    "plan_file_name": _("Name of the file"),
    "is_listed": _("In the register"),
}
_SPARE = 3
_FREE = ("_why", "_place")  # endings of fields in which people write freely
_PLACE = re.compile(r"^(area|gate|sign)_(\d{1,3})_")
NOBODY = "-"


def choices(words: Mapping[Any, Promise | str]) -> list[tuple[str, Promise | str]]:
    """Return words as the choices of a field."""
    return [(str(code), said) for code, said in words.items()]


class FilterForm(StandingForm):
    """What somebody looks for in the register."""

    hides_optional = True
    words = forms.CharField(label=_("Number, name or address"), required=False, max_length=200)
    department = forms.ChoiceField(label=_("Department"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    use = forms.ChoiceField(label=_("Used or could be used"), required=False)
    gap = forms.ChoiceField(label=_("What is missing"), required=False)
    given_up = forms.BooleanField(label=_("Sites that were given up"), required=False)

    def __init__(
        self,
        *args: Any,
        departments: Mapping[str, str],
        kinds: Mapping[str, str],
        districts: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        _choose(self, "department", [every, *departments.items()])
        _choose(self, "kind", [every, *kinds.items(), (NOBODY, _("No kind"))])
        _choose(self, "district", [every, *districts.items(), (NOBODY, _("No district"))])
        _choose(self, "use", [every, ("listed", _("Was or could be used")), *choices(USE_WORDS)])
        _choose(self, "gap", [every, ("any", _("Anything")), *choices(GAP_WORDS)])


class SiteForm(StandingForm):
    """A site with its areas, gates and signs; as many rows of each as it has, and three more."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocapitalize": "characters"}),
        help_text=_("The City's own number, if it has one. Left empty, the next free number is given."),
    )
    name = forms.CharField(label=_("Name"), max_length=300)
    department = forms.ChoiceField(label=_("Department"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    zip = forms.CharField(
        label=_("ZIP code"), max_length=10, required=False, widget=forms.TextInput(attrs={"class": "w-short"})
    )
    district = forms.ChoiceField(label=_("District"), required=False)
    parcel = forms.CharField(
        label=_("Parcel number"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "w-medium"})
    )
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.TextInput(attrs={"class": "w-short"}),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(attrs={"class": "w-short"}),
    )
    responsible = forms.CharField(
        label=_("Responsible person"),
        max_length=120,
        required=False,
        help_text=_("Whom to call at work. Office contacts only."),
    )
    responsible_title = forms.CharField(label=_("Title"), max_length=120, required=False)
    office_email = forms.EmailField(label=_("Office e-mail"), max_length=254, required=False)
    office_phone = forms.CharField(
        label=_("Office telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"class": "w-medium"})
    )
    has_no_gates = forms.BooleanField(label=_("Somebody looked: there are no gates or doors to lock"), required=False)
    use = forms.ChoiceField(
        label=_("Was it used by federal agents for enforcement work, or could it be?"),
        choices=choices(USE_WORDS),
        widget=forms.RadioSelect,
        initial=Use.UNJUDGED.value,
    )
    use_because = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "What makes it fit or unfit: size, access, sight. Write no names, and nothing about where officers are."
        ),
    )
    plan = forms.CharField(
        label=_("What the department does so that it is not used so"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    is_listed = forms.BooleanField(
        label=_("The City has this site"), required=False, initial=True, help_text=_("Clear this when it is given up.")
    )

    def __init__(
        self,
        *args: Any,
        departments: Mapping[str, str],
        terms: Terms,
        districts: Mapping[str, str],
        languages: Sequence[tuple[str, str]],
        record: SiteRecord | None = None,
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.base = record or SiteRecord()
        held = self.base
        _choose(self, "department", _with_held(departments, held.department, none=None))
        _choose(self, "kind", _with_held(terms.kinds, held.kind, none=_("Not known")))
        _choose(self, "district", _with_held(districts, held.district, none=_("Not known")))
        self.terms, self.languages = terms, languages
        if is_new:
            del self.fields["is_listed"], self.fields["revision"]
        else:
            del self.fields["number"]
        self.areas = self._rows("area", len(held.areas))
        self.gates = self._rows("gate", len(held.gates))
        self.signs = self._rows("sign", len(held.signs)) if terms.signs or held.signs else []
        self._add_areas(held.areas)
        self._add_gates(held.gates)
        self._add_signs(held.signs)

    def _rows(self, what: str, held: int) -> list[int]:
        sent = [int(found[2]) for key in self.data if (found := _PLACE.match(key)) and found[1] == what]
        return list(range(min(max([held + _SPARE - 1, *sent]) + 1, records.MOST_PARTS)))

    def _add_areas(self, held: Sequence[Area]) -> None:
        for place in self.areas:
            area = held[place] if place < len(held) else None
            self._add(f"area_{place}_id", forms.CharField(required=False, widget=forms.HiddenInput), area and area.id)
            self._add(f"area_{place}_name", _short(_("Area"), 120), area and area.name)
            self._add(
                f"area_{place}_access",
                forms.ChoiceField(
                    label=_("Who may be there"), required=False, choices=[("", "—"), *choices(ACCESS_WORDS)]
                ),
                area and str(area.access),
            )

    def _add_gates(self, held: Sequence[Gate]) -> None:
        for place in self.gates:
            gate = held[place] if place < len(held) else None
            self._add(f"gate_{place}_name", _short(_("Gate or door"), 120), gate and gate.name)
            self._add(
                f"gate_{place}_locked",
                forms.ChoiceField(label=_("Kept locked?"), required=False, choices=choices(LOCKED_WORDS)),
                str(gate.locked) if gate else Locked.UNKNOWN.value,
            )
            self._add(f"gate_{place}_why", _short(_("Why not"), 500), gate and gate.why)

    def _add_signs(self, held: Sequence[Sign]) -> None:
        known = {key: sign.name for key, sign in self.terms.signs.items()}
        for place in self.signs:
            sign = held[place] if place < len(held) else None
            texts_known = _with_held(known, sign.text if sign else "", none="—")
            spoken = _with_held(dict(self.languages), sign.language if sign else "", none="—")
            self._add(
                f"sign_{place}_text",
                forms.ChoiceField(label=_("Sign"), required=False, choices=texts_known),
                sign and sign.text,
            )
            self._add(
                f"sign_{place}_language",
                forms.ChoiceField(label=_("Language"), required=False, choices=spoken),
                sign and sign.language,
            )
            self._add(f"sign_{place}_place", _short(_("Where it hangs"), 120), sign and sign.place)
            self._add(
                f"sign_{place}_since",
                DayField(label=_("Since"), required=False),
                date.fromisoformat(sign.since) if sign and sign.since else None,
            )

    def _add(self, name: str, field: forms.Field, initial: object) -> None:
        self.fields[name] = field
        self.initial.setdefault(name, initial or "")

    @property
    def area_rows(self) -> list[list[BoundField]]:
        """Return the fields of each area."""
        return [[self[f"area_{place}_{part}"] for part in ("id", "name", "access")] for place in self.areas]

    @property
    def gate_rows(self) -> list[list[BoundField]]:
        """Return the fields of each gate."""
        return [[self[f"gate_{place}_{part}"] for part in ("name", "locked", "why")] for place in self.gates]

    @property
    def sign_rows(self) -> list[list[BoundField]]:
        """Return the fields of each sign."""
        parts = ("text", "language", "place", "since")
        return [[self[f"sign_{place}_{part}"] for part in parts] for place in self.signs]

    def clean(self) -> dict[str, Any]:
        """Find every mistake that only several fields together make."""
        said = super().clean() or self.cleaned_data
        for place in self.areas:
            name, access = said.get(f"area_{place}_name"), said.get(f"area_{place}_access")
            if name and not access:
                self.add_error(f"area_{place}_access", _("Say who may be in this area."))
            if access and not name:
                self.add_error(f"area_{place}_name", _("Name this area."))
        for place in self.gates:
            if said.get(f"gate_{place}_why") and not said.get(f"gate_{place}_name"):
                self.add_error(f"gate_{place}_name", _("Name this gate or door."))
            is_open = said.get(f"gate_{place}_locked") == Locked.NO.value and said.get(f"gate_{place}_name")
            if is_open and not said.get(f"gate_{place}_why"):
                self.add_error(f"gate_{place}_why", _("Say why it is not kept locked."))
        if said.get("has_no_gates") and any(said.get(f"gate_{place}_name") for place in self.gates):
            self.add_error("has_no_gates", _("You named gates below. Clear this, or take them out."))
        if (said.get("latitude") is None) != (said.get("longitude") is None):
            self.add_error("latitude", _("Give latitude and longitude, or neither."))
        self._screen(said)
        return said

    def _screen(self, said: Mapping[str, Any]) -> None:
        for name, value in list(said.items()):
            typed = [value] if isinstance(value, str) else []
            free = typed if name == "use_because" or name.endswith(_FREE) else []
            if sentence := texts.privacy_sentence(typed, free=free):
                self.add_error(name, sentence)

    def record(self) -> SiteRecord:
        """Return what was written. Fields that are not on the page stay as they were."""
        said = self.cleaned_data
        return replace(
            self.base,
            name=spelling.line(said["name"]),
            department=said["department"],
            kind=said["kind"],
            address=spelling.line(said["address"]),
            zip=spelling.line(said["zip"]),
            district=said["district"],
            parcel=spelling.line(said["parcel"]),
            latitude=said["latitude"],
            longitude=said["longitude"],
            responsible=spelling.line(said["responsible"]),
            responsible_title=spelling.line(said["responsible_title"]),
            office_email=said["office_email"],
            office_phone=spelling.line(said["office_phone"]),
            has_no_gates=said["has_no_gates"],
            use=Use(said["use"]),
            use_because=spelling.clean(said["use_because"]),
            plan=spelling.clean(said["plan"]),
            is_listed=said.get("is_listed", True),
            areas=tuple(
                Area(
                    id=said[f"area_{place}_id"],
                    name=spelling.line(said[f"area_{place}_name"]),
                    access=Access(said[f"area_{place}_access"]),
                )
                for place in self.areas
                if said[f"area_{place}_name"]
            ),
            gates=tuple(
                Gate(
                    name=spelling.line(said[f"gate_{place}_name"]),
                    locked=Locked(said[f"gate_{place}_locked"] or Locked.UNKNOWN),
                    why=spelling.line(said[f"gate_{place}_why"]),
                )
                for place in self.gates
                if said[f"gate_{place}_name"]
            ),
            signs=tuple(
                Sign(
                    text=said[f"sign_{place}_text"],
                    language=said[f"sign_{place}_language"],
                    place=spelling.line(said[f"sign_{place}_place"]),
                    since=said[f"sign_{place}_since"].isoformat() if said[f"sign_{place}_since"] else "",
                )
                for place in self.signs
                if said[f"sign_{place}_text"]
            )
            if self.signs
            else self.base.signs,
        )


def initial_of(record: SiteRecord, *, revision: int) -> dict[str, Any]:
    """Return what stands in the form before somebody writes."""
    plain = {name: getattr(record, name) for name in records.FIELDS if name not in records.PARTS}
    return plain | {"use": str(record.use), "revision": revision}


class PlanFileForm(StandingForm):
    """A file with the plan of a site."""

    file = forms.FileField(
        label=_("File with the plan"),
        help_text=_("PDF, text or a picture, at most 10 MB. It is optional: the words above are enough."),
        max_length=200,
        error_messages={"required": _("Choose a file.")},
    )


class JudgeForm(StandingForm):
    """One judgement of several sites at once."""

    use = forms.ChoiceField(label=_("The chosen sites"), choices=choices(USE_WORDS))
    use_because = forms.CharField(label=_("Why"), required=False, max_length=2000)


class FileListForm(StandingForm):
    """What a list is filed as."""

    seen = forms.CharField(widget=forms.HiddenInput)
    kinds = forms.MultipleChoiceField(
        label=_("File it as"),
        choices=choices(EVIDENCE_WORDS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )


class ColumnsForm(lists.ColumnsForm):
    """Which column means what."""

    meanings: ClassVar = {meaning: COLUMN_WORDS[meaning] for meaning in columns.NAMES}

    def clean(self) -> dict[str, Any]:
        """Find every column that was given two meanings, and what is missing."""
        said = super().clean()
        if not (said.get("column_name") or said.get("column_address")):
            self.add_error("column_name", _("Say which column holds the name of a site, or its address."))
        if not (said.get("column_department") or said.get("department")):
            self.add_error(
                "column_department", _("Say which column holds the department, or choose one for all rows below.")
            )
        return said


def _short(label: Promise | str, most: int) -> forms.CharField:
    return forms.CharField(label=str(label), required=False, max_length=most)


def _choose(form: forms.Form, name: str, options: Iterable[tuple[str, Promise | str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


def _with_held(known: Mapping[str, str], held: str, *, none: Promise | str | None) -> list[tuple[str, Promise | str]]:
    """Return the choices, also the one a record has that the pack no longer names."""
    options: list[tuple[str, Promise | str]] = [] if none is None else [("", none)]
    options += known.items()
    if held and held not in known:
        options.append((held, held))
    return options
