"""Forms of the agenda: they turn text into typed values and save nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from standing.hall.web.forms import DayField, StandingForm, TimeOfDayField
from standing.rooms.agenda.queries import Choice, LanguageName
from standing.rooms.agenda.rules import events as rules
from standing.rooms.agenda.rules.events import Access, Booking, Content, Reason
from standing.rooms.agenda.rules.times import LONGEST, Every, Repeat, Series

_PHONE = re.compile(r"\+?[\d\s().-]{3,25}(?:\s*(?:ext\.?|x)\s*\d{1,6})?", re.IGNORECASE)
ACCESS_WORDS = {
    Access.WHEELCHAIR: _("No steps: you can come with a wheelchair"),
    Access.TRANSIT: _("Near a bus or train stop"),
    Access.PARKING: _("Free parking"),
    Access.CHILDCARE: _("Somebody looks after children"),
    Access.ASL: _("American Sign Language"),
    Access.CAPTIONS: _("Captions on a screen"),
}
BOOKING_WORDS = {Booking.WALK_IN: _("Just come. You need no seat"), Booking.CALL: _("Call first to get a seat")}
REASON_WORDS = {
    Reason.HELPERS: _("The helpers cannot come"),
    Reason.PLACE: _("The place is closed"),
    Reason.INTERPRETER: _("There is no interpreter"),
    Reason.WEATHER: _("The weather"),
    Reason.FULL: _("All seats are taken"),
    Reason.OTHER: _("Another reason"),
}
EVERY_WORDS = {
    Every.DAY: _("Every day"),
    Every.WEEK: _("Every week"),
    Every.MONTH_WEEKDAY: _("Every month, on the same weekday (such as the second Tuesday)"),
    Every.MONTH_DAY: _("Every month, on the same date"),
}
_WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


class EventForm(StandingForm):
    """All that an event says."""

    title = forms.CharField(label=_("Title"), max_length=140, help_text=_("Short and plain. It is translated."))
    about = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=rules.LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Short sentences. An empty line begins a new paragraph."),
    )
    topic = forms.ChoiceField(label=_("Topic"))
    day = DayField(label=_("Day"))
    opens = TimeOfDayField(label=_("From"))
    closes = TimeOfDayField(label=_("To"))
    every = forms.ChoiceField(
        label=_("Repeats"),
        required=False,
        choices=[("", _("It takes place once")), *((every.value, words) for every, words in EVERY_WORDS.items())],
    )
    interval = forms.IntegerField(
        label=_("Each so many days, weeks or months"),
        required=False,
        min_value=1,
        max_value=12,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
        help_text=_("Left empty: 1. Write 2 for every second week."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays of a weekly series"),
        required=False,
        coerce=int,
        choices=_WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The weekday of the first day counts anyway."),
    )
    until = DayField(label=_("Last day of the series"), required=False)
    skipped = forms.CharField(
        label=_("Days left out"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-medium"}),
        help_text=_("Holidays, one day on each line, such as 2026-12-24."),
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=140)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    district = forms.ChoiceField(label=_("District"), required=False)
    online = forms.CharField(
        label=_("Link to take part online"), required=False, max_length=300, help_text=_("Begins with https://")
    )
    booking = forms.ChoiceField(
        label=_("Seats"),
        choices=[(booking.value, words) for booking, words in BOOKING_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Booking.WALK_IN.value,
    )
    phone = forms.CharField(
        label=_("Office phone for questions and seats"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium"}),
        help_text=_("We keep no list of who comes."),
    )
    seats = forms.IntegerField(
        label=_("How many seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )
    languages = forms.MultipleChoiceField(label=_("Spoken there"), widget=forms.CheckboxSelectMultiple)
    interpreters = forms.MultipleChoiceField(
        label=_("Interpreters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    access = forms.MultipleChoiceField(
        label=_("Made easy"),
        required=False,
        choices=[(access.value, words) for access, words in ACCESS_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    cost = forms.CharField(
        label=_("What it costs"), required=False, max_length=200, help_text=_("Left empty: it is free.")
    )
    organiser = forms.CharField(label=_("Who holds it"), max_length=140, help_text=_("An office or group, no person."))
    checked_on = DayField(label=_("Checked on"), help_text=_("The day on which somebody asked the organiser."))

    def __init__(
        self,
        *args: Any,
        topics: tuple[Choice, ...],
        districts: tuple[Choice, ...],
        languages: tuple[LanguageName, ...],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.content: Content | None = None
        spoken = [(one.code, one.english_name) for one in languages]
        self._choose("topic", [(one.id, one.label.text) for one in topics])
        self._choose("district", [("", _("None")), *((one.id, one.label.text) for one in districts)])
        self._choose("languages", spoken)
        self._choose("interpreters", spoken)
        self.fields["checked_on"].initial = today

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_phone(self) -> str:
        """Return the phone number if it can be called."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Give a number such as 213-555-0142."))
        return phone

    def clean_online(self) -> str:
        """Return the link if it is one that is safe to follow."""
        link: str = self.cleaned_data["online"].strip()
        if link and not re.fullmatch(r"https://\S+", link):
            raise forms.ValidationError(_("Give a link that begins with https://"))
        return link

    def clean_skipped(self) -> tuple[date, ...]:
        """Return the days left out."""
        found = []
        for line in self.cleaned_data["skipped"].replace(",", "\n").split():
            try:
                found.append(date.fromisoformat(line))
            except ValueError:
                raise forms.ValidationError(_("Write each day such as 2026-12-24.")) from None
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        """Bring all parts together, and say everything that does not fit."""
        cleaned = super().clean() or self.cleaned_data
        series = self._series(cleaned)
        if self.errors or series is None:
            return cleaned
        content = Content(
            title=cleaned["title"],
            about=cleaned["about"].replace("\r\n", "\n"),
            topic=cleaned["topic"],
            series=series,
            place=cleaned["place"],
            address=cleaned["address"],
            district=cleaned["district"],
            online=cleaned["online"],
            booking=Booking(cleaned["booking"]),
            phone=cleaned["phone"],
            seats=cleaned["seats"],
            languages=tuple(cleaned["languages"]),
            interpreters=tuple(cleaned["interpreters"]),
            access=tuple(Access(one) for one in cleaned["access"]),
            is_free=not cleaned["cost"],
            cost=cleaned["cost"],
            organiser=cleaned["organiser"],
            checked_on=cleaned["checked_on"],
        )
        for field, sentence in rules.faults(content):
            self.add_error(field, sentence)
        self.content = content
        return cleaned

    def _series(self, cleaned: dict[str, Any]) -> Series | None:
        day, opens, closes = cleaned.get("day"), cleaned.get("opens"), cleaned.get("closes")
        if day is None or opens is None or closes is None:
            return None
        starts = datetime.combine(day, opens)
        ends = datetime.combine(day, closes)
        if ends == starts:
            self.add_error("closes", _("It ends when it begins. Give another time."))
            return None
        if ends < starts:
            ends += timedelta(days=1)  # it goes on past midnight
        repeat = self._repeat(cleaned, day)
        if self.errors:
            return None
        try:
            return Series(
                starts=starts,
                minutes=int((ends - starts).total_seconds() // 60),
                repeat=repeat,
                skipped=tuple(datetime.combine(one, opens) for one in sorted(set(cleaned.get("skipped", ())))),
            )
        except ValidationError as error:
            for one in error.errors():
                self.add_error("until", str(one["msg"]).removeprefix("Value error, ").capitalize() + ".")
            return None

    def _repeat(self, cleaned: dict[str, Any], day: date) -> Repeat | None:
        if not cleaned.get("every"):
            return None
        until = cleaned.get("until")
        if until is None:
            if "until" not in self.errors:
                self.add_error("until", _("Say until when the series goes on."))
            return None
        if not day <= until <= day + LONGEST:
            self.add_error("until", _("The last day lies between the first day and a year later."))
            return None
        every = Every(cleaned["every"])
        weekly = every is Every.WEEK
        return Repeat(
            every=every,
            interval=cleaned.get("interval") or 1,
            weekdays=tuple(sorted({day.weekday(), *cleaned.get("weekdays", ())})) if weekly else (),
            until=until,
        )


def initial_of(content: Content) -> dict[str, Any]:
    """Return what the form shows for an event that is there already."""
    series = content.series
    repeat = series.repeat
    return {
        **content.model_dump(mode="json", exclude={"series", "checked_on", "is_free"}),
        "checked_on": content.checked_on,
        "day": series.starts.date(),
        "opens": series.starts.time(),
        "closes": (series.starts + timedelta(minutes=series.minutes)).time(),
        "every": repeat.every.value if repeat is not None else "",
        "interval": repeat.interval if repeat is not None else None,
        "weekdays": list(repeat.weekdays) if repeat is not None else [],
        "until": repeat.until if repeat is not None else None,
        "skipped": "\n".join(start.date().isoformat() for start in series.skipped),
    }


class ApproveForm(StandingForm):
    """That somebody has read it and stands behind it."""

    seen = forms.CharField(widget=forms.HiddenInput)
    is_neutral = forms.BooleanField(
        label=_("I have read it. It is for everybody, takes no side and calls for no protest."),
        error_messages={"required": _("Tick this box to confirm.")},
    )


class ChangeForm(StandingForm):
    """Which time, and why."""

    hides_optional = True
    occurrence = forms.DateTimeField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M"])
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(reason.value, words) for reason, words in REASON_WORDS.items()]
    )

    def clean_occurrence(self) -> datetime | None:
        """Return the planned time on the wall clock; None for the whole event."""
        found: datetime | None = self.cleaned_data["occurrence"]
        return found.replace(tzinfo=None) if found is not None else None

    def clean_reason(self) -> Reason:
        """Return the reason."""
        return Reason(self.cleaned_data["reason"])


class MoveForm(ChangeForm):
    """Which time is moved, and where to."""

    day = DayField(label=_("New day"))
    clock = TimeOfDayField(label=_("New time"))

    def clean(self) -> dict[str, Any]:
        """A move is of one time."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("occurrence"):
            self.add_error(None, _("Choose which time is moved."))
        return cleaned

    @property
    def to(self) -> datetime:
        """Return the new time on the wall clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"])


class FindForm(StandingForm):
    """What the list shows."""

    hides_optional = True
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Spoken there"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)

    def __init__(
        self,
        *args: Any,
        topics: tuple[Choice, ...],
        districts: tuple[Choice, ...],
        languages: tuple[LanguageName, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "topic": [(one.id, one.label.text) for one in topics],
            "language": [(one.code, one.own_name) for one in languages],
            "district": [(one.id, one.label.text) for one in districts],
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *found]
        if not districts:
            del self.fields["district"]
