"""Forms of the city room: they turn text into typed values and save nothing."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.files.api import LIMIT
from standing.hall.web.forms import DayField, StandingForm, TimeOfDayField
from standing.kernel import deadlines, privacy
from standing.rooms.city.actions import LetterFile
from standing.rooms.city.rules.appointments import EndReason, Rank
from standing.rooms.city.rules.hours import OfficeHours, Week

_PHONE = re.compile(r"\+?[\d\s().-]{7,25}(?:\s*(?:ext\.?|x)\s*\d{1,6})?", re.IGNORECASE)
_DAYS = (
    ("monday", _("Monday")),
    ("tuesday", _("Tuesday")),
    ("wednesday", _("Wednesday")),
    ("thursday", _("Thursday")),
    ("friday", _("Friday")),
    ("saturday", _("Saturday")),
    ("sunday", _("Sunday")),
)
RANK_WORDS = {Rank.PRIMARY: _("Primary liaison"), Rank.BACKUP: _("Backup liaison")}
REASON_WORDS = {
    EndReason.SUCCEEDED: _("Somebody else took over"),
    EndReason.MOVED: _("Moved to another office"),
    EndReason.LEFT: _("Left the City"),
    EndReason.ASKED: _("Asked to stop"),
    EndReason.TERM: _("The time was over"),
    EndReason.CORRECTION: _("It was recorded by mistake, or wrongly"),
}


def local_moment(day: date, clock: time | None, zone: ZoneInfo, now: datetime) -> datetime:
    """Return a local day and time as a moment; without a time the start of the day, or now if it is today."""
    if clock is None:
        if day == deadlines.local_day(now, zone):
            return now
        return deadlines.late_from(day - timedelta(days=1), zone)
    return datetime.combine(day, clock, tzinfo=zone)


class AppointForm(StandingForm):
    """Who is appointed, how they are reached, from when."""

    rank = forms.ChoiceField(
        label=_("Appointed as"), choices=[(rank.value, words) for rank, words in RANK_WORDS.items()]
    )
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("It is shown on the public list."))
    title = forms.CharField(label=_("Office title"), max_length=200)
    office_email = forms.EmailField(
        label=_("Office e-mail"), help_text=_("They sign in with it. Give no private address.")
    )
    office_phone = forms.CharField(
        label=_("Office phone"),
        max_length=40,
        help_text=_("Give no private number."),
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off"}),
    )
    acting = forms.BooleanField(label=_("Acting, until somebody is appointed"), required=False)
    from_day = DayField(label=_("First day"))
    from_time = TimeOfDayField(
        label=_("From what time"), required=False, help_text=_("Left empty: from the start of that day, or now.")
    )
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Only if the end is already fixed."))
    letter = forms.FileField(
        label=_("Signed letter"), required=False, help_text=_("A PDF or a picture, at most 10 MB.")
    )

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        for day, words in _DAYS:
            workday = day not in {"saturday", "sunday"}
            self.fields[f"{day}_opens"] = TimeOfDayField(
                label=_("%(day)s from") % {"day": words}, required=False, initial=time(8) if workday else None
            )
            self.fields[f"{day}_closes"] = TimeOfDayField(
                label=_("%(day)s to") % {"day": words}, required=False, initial=time(17) if workday else None
            )
        self.fields["from_day"].initial = deadlines.local_day(now, zone)

    @property
    def hour_rows(self) -> list[tuple[object, forms.BoundField, forms.BoundField]]:
        """Return the fields of each day of the week."""
        return [(words, self[f"{day}_opens"], self[f"{day}_closes"]) for day, words in _DAYS]

    def clean_rank(self) -> Rank:
        """Return the rank."""
        return Rank(self.cleaned_data["rank"])

    def clean_title(self) -> str:
        """Return the title if it says nothing that may not be kept."""
        title: str = self.cleaned_data["title"]
        if told := privacy.sentence(privacy.screen(title)):
            raise forms.ValidationError(told)
        return title

    def clean_office_phone(self) -> str:
        """Return the phone number if it can be called."""
        phone: str = self.cleaned_data["office_phone"].strip()
        if not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Give a number such as 213-555-0142, with ext. 12 if needed."))
        return phone

    def clean_letter(self) -> LetterFile | None:
        """Return the letter with its bytes."""
        upload = self.cleaned_data["letter"]
        if not upload:
            return None
        if upload.size > LIMIT:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return LetterFile(name=upload.name, content=upload.read())

    def clean(self) -> dict[str, Any]:
        """Bring days and hours together."""
        cleaned = super().clean() or self.cleaned_data
        for day, _words in _DAYS:
            opens, closes = cleaned.get(f"{day}_opens"), cleaned.get(f"{day}_closes")
            if (opens is None) != (closes is None):
                self.add_error(f"{day}_closes" if closes is None else f"{day}_opens", _("Give both times, or neither."))
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"{day}_closes", _("The hours end before they begin."))
        first, last = cleaned.get("from_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        return cleaned

    @property
    def hours(self) -> Week:
        """Return the office hours that were given."""
        return tuple(
            OfficeHours(
                weekday=place,
                opens=self.cleaned_data[f"{day}_opens"],
                closes=self.cleaned_data[f"{day}_closes"],
            )
            for place, (day, _words) in enumerate(_DAYS)
            if self.cleaned_data[f"{day}_opens"] is not None
        )

    @property
    def from_at(self) -> datetime:
        """Return from when it holds."""
        return local_moment(self.cleaned_data["from_day"], self.cleaned_data["from_time"], self.zone, self.now)

    @property
    def until_at(self) -> datetime | None:
        """Return from when it holds no longer, if that is fixed."""
        last = self.cleaned_data["last_day"]
        return deadlines.late_from(last, self.zone) if last else None


class EndForm(StandingForm):
    """Until when an appointment holds, and why."""

    day = DayField(label=_("Until which day"))
    clock = TimeOfDayField(
        label=_("Until what time"),
        required=False,
        help_text=_("Left empty: until now if it is today, otherwise until the start of that day."),
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=[("", _("Choose")), *((reason.value, words) for reason, words in REASON_WORDS.items())]
    )
    sure = forms.BooleanField(
        label=_("I have read that nobody holds this post from then on, until somebody is appointed."),
        error_messages={"required": _("Tick this box to confirm.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["day"].initial = deadlines.local_day(now, zone)

    def clean_reason(self) -> EndReason:
        """Return the reason."""
        return EndReason(self.cleaned_data["reason"])

    @property
    def until_at(self) -> datetime:
        """Return from when it holds no longer."""
        return local_moment(self.cleaned_data["day"], self.cleaned_data["clock"], self.zone, self.now)


class OnCallForm(StandingForm):
    """For which department, and when."""

    department = forms.ChoiceField(label=_("Department"))
    day = DayField(label=_("Day"), required=False)
    clock = TimeOfDayField(label=_("Time"), required=False, help_text=_("Left empty: now."))

    def __init__(
        self, *args: Any, names: tuple[tuple[str, str], ...], zone: ZoneInfo, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *names]

    @property
    def moment(self) -> datetime:
        """Return the moment asked for."""
        day = self.cleaned_data["day"] or deadlines.local_day(self.now, self.zone)
        return local_moment(day, self.cleaned_data["clock"], self.zone, self.now)
