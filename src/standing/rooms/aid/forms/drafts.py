"""The form of a round's draft: it turns text into typed values and saves nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.refusals import Refused
from standing.rooms.aid.rules import money
from standing.rooms.aid.rules.rounds import (
    KEY,
    MOST_PLACES,
    Draft,
    DrawPlan,
    draw_days,
    draw_keys,
    is_group,
    wrong_groups,
)

_MOMENT = "%Y-%m-%dT%H:%M"
_PLACES, _BOX = "places-", "box-"
_EMPTY = _("This is still empty. Fill it in.")


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


class KeyField(forms.CharField):
    """The public half of the key to which a group's applications are sealed, as the trustee's page shows it."""

    def __init__(self, group: str, *, required: bool) -> None:
        super().__init__(
            label=_("Public key of %(group)s") % {"group": group},
            required=required,
            max_length=200,
            widget=forms.TextInput(
                attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
            ),
            help_text=_("The group makes it at the trustee's page for keys. 44 signs, the last is =. Never the file."),
            error_messages={"required": _EMPTY},
        )

    def clean(self, value: Any) -> bytes:
        """Return the key's bytes; none where nothing is typed. :raises ValidationError: if it is no key"""
        said = "".join(str(super().clean(value)).split())
        try:
            key = base64.b64decode(said, validate=True)
        except ValueError:
            key = b"?"
        if said and len(key) != KEY:
            raise forms.ValidationError(_("This is no public key. Copy all 44 signs, the = at the end too."))
        return key


def _places(group: str, *, required: bool) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Places of %(group)s") % {"group": group},
        required=required,
        min_value=0,
        max_value=MOST_PLACES,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
        help_text=_("How many households are drawn for it."),
        error_messages={"required": _EMPTY},
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
    has_draw = forms.BooleanField(
        label=_("Families may also apply themselves, and chance decides"),
        required=False,
        help_text=_(
            "They apply at the trustee's page, each to one group. After the last day a draw is held that anybody can "
            "check. The trustee's keeper must tick the draw, too, when the trustee makes its keys."
        ),
    )
    draw_opens_at = DayField(
        label=_("First day of applying"),
        required=False,
        help_text=_("From the beginning of this day, or from when the round opens on it."),
    )
    draw_closes_at = DayField(
        label=_("Last day of applying"),
        required=False,
        help_text=_("Until 11:59 p.m. Choose it at least a day before the round closes: who is drawn comes to a desk."),
    )

    def __init__(self, *args: Any, zone: str, **said: Any) -> None:
        super().__init__(*args, **said)
        self._zone = zone
        self._drawn: tuple[str, ...] = ()
        given = self.data if self.is_bound else self.initial
        if given.get("has_draw"):
            for name in ("draw_opens_at", "draw_closes_at"):
                self.fields[name].required = True
        if given.get("has_draw") or any(name.startswith((_PLACES, _BOX)) for name in given):
            self._drawn = tuple(dict.fromkeys(one for one in _split(str(given.get("groups", ""))) if is_group(one)))
        for group in self._drawn:
            needed = bool(given.get("has_draw"))
            self.fields[f"{_PLACES}{group}"] = _places(group, required=needed)
            self.fields[f"{_BOX}{group}"] = KeyField(group, required=needed)

    @property
    def of_round(self) -> list[forms.BoundField]:
        """Return the fields that every round has."""
        names = list(self.fields)
        return [self[name] for name in names[: names.index("has_draw")]]

    @property
    def of_draw(self) -> list[forms.BoundField]:
        """Return the fields of a draw that are of no group."""
        return [self[name] for name in ("has_draw", "draw_opens_at", "draw_closes_at")]

    @property
    def of_groups(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return each group with its places and its key."""
        return [(group, self[f"{_PLACES}{group}"], self[f"{_BOX}{group}"]) for group in self._drawn]

    def clean_amounts(self) -> tuple[int, ...]:
        """Return the amounts in cents. :raises ValidationError: if one is no amount"""
        return tuple(_cents(one) for one in re.split(r"[\s;]+", str(self.cleaned_data["amounts"]).strip()) if one)

    def clean_exception_cents(self) -> int:
        """Return cents. :raises ValidationError: if it is no amount"""
        return _cents(str(self.cleaned_data["exception_cents"]))

    def clean_groups(self) -> str:
        """Return the groups as they were typed. :raises ValidationError: if they are no codes, each once"""
        said = str(self.cleaned_data["groups"])
        if told := wrong_groups(_split(said)):
            raise forms.ValidationError(told)
        return said

    def clean(self) -> dict[str, Any]:
        """Return what was typed. A draw's mistakes are told with all others, and none is dropped unseen."""
        said = super().clean() or {}
        if said.get("has_draw"):
            found = draw_keys(self._boxes())
            if {"opens_at", "closes_at", "draw_opens_at", "draw_closes_at"} <= said.keys():
                opens_at = self._aware(said["opens_at"])
                found |= draw_days(
                    first=self._first(said["draw_opens_at"], opens_at),
                    last=self._last(said["draw_closes_at"]),
                    opens_at=opens_at,
                    closes_at=self._aware(said["closes_at"]),
                )
            for name, sentence in found.items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        elif not self.initial.get("has_draw") and self._is_begun(said):
            self.add_error("has_draw", _("You filled in something of a draw. Tick this, or empty it below."))
        return said

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
            draw=self._plan() if said["has_draw"] else None,
        )

    def _plan(self) -> DrawPlan:
        said = self.cleaned_data
        return DrawPlan(
            opens_at=self._first(said["draw_opens_at"], self._aware(said["opens_at"])),
            closes_at=self._last(said["draw_closes_at"]),
            places={group: said[f"{_PLACES}{group}"] for group in self._drawn},
            boxes=self._boxes(),
        )

    def _boxes(self) -> dict[str, bytes]:
        named = ((group, self.cleaned_data.get(f"{_BOX}{group}")) for group in self._drawn)
        return {group: box for group, box in named if box}

    def _is_begun(self, said: dict[str, Any]) -> bool:
        names = [one for one in self.fields if one.startswith(("draw_", _PLACES, _BOX))]
        return any(said.get(one) not in (None, "", b"") or one in self.errors for one in names)

    def _first(self, day: date, opens_at: datetime) -> datetime:
        begins = datetime.combine(day, time(), tzinfo=ZoneInfo(self._zone))
        return opens_at if day == opens_at.date() else begins

    def _last(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(self._zone))

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
        **_typed_draw(draft.draw, local=local),
    }


def _typed_draw(draw: Mapping[str, Any] | None, *, local: Callable[[datetime], datetime]) -> dict[str, Any]:
    if draw is None:
        return {"has_draw": False}
    return {
        "has_draw": True,
        "draw_opens_at": local(datetime.fromisoformat(draw["opens_at"])).date(),
        "draw_closes_at": local(datetime.fromisoformat(draw["closes_at"])).date(),
        **{f"{_PLACES}{group}": places for group, places in draw["places"].items()},
        **{f"{_BOX}{group}": box for group, box in draw["boxes"].items()},
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
