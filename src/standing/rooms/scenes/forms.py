"""Forms of the scene log: they turn text into typed values and save nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm, TimeOfDayField
from standing.kernel.refusals import Refused
from standing.rooms.scenes.rules import scenes as rules
from standing.rooms.scenes.rules.log import ScenesFile
from standing.rooms.scenes.rules.scenes import Credentials, Entry, EntryFact, Identified, Medical, Origin

ORIGIN_WORDS = {Origin.CALL: _("A call"), Origin.OWN: _("Officers saw it themselves")}
IDENTIFIED_WORDS = {
    Identified.GIVEN: _("Asked, and name or badge given"),
    Identified.REFUSED: _("Asked, and refused"),
    Identified.NOT_THERE: _("No supervisor was there"),
    Identified.NOT_ASKED: _("Not asked"),
}
CREDENTIAL_WORDS = {
    Credentials.ON_CAMERA: _("Checked on camera"),
    Credentials.OFF_CAMERA: _("Checked, not on camera"),
    Credentials.REFUSED: _("Refused"),
    Credentials.NOT_CHECKED: _("Not checked"),
}
MEDICAL_WORDS = {
    Medical.NONE_HURT: _("Nobody was hurt"),
    Medical.CALLED: _("Help was called"),
    Medical.NOT_CALLED: _("Somebody was hurt, and no help was called"),
}


def _choices(words: Any) -> list[tuple[str, str | Promise]]:
    return [(one.value, said) for one, said in words.items()]


class _Checked(StandingForm):
    """A form whose fields say themselves what a rule refuses."""

    def clean_by(self, field: str, check: Callable[[str], Any]) -> Any:
        """Return a value that a rule let through. :raises ValidationError: with the rule's sentence"""
        try:
            return check(self.cleaned_data[field])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class SceneForm(_Checked):
    """A scene; no field has room for a resident or somebody who was arrested."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    division = forms.ChoiceField(label=_("Division"))
    origin = forms.ChoiceField(
        label=_("Why did officers come?"), choices=_choices(ORIGIN_WORDS), widget=forms.RadioSelect
    )
    started_day = DayField(label=_("Day it began"))
    started_time = TimeOfDayField(label=_("Time it began"))
    ended_day = DayField(label=_("Day it ended"), required=False)
    ended_time = TimeOfDayField(label=_("Time it ended"), required=False)
    identified = forms.ChoiceField(
        label=_("Federal supervisor"), choices=_choices(IDENTIFIED_WORDS), widget=forms.RadioSelect
    )
    supervisor = forms.CharField(
        label=_("Name of the federal supervisor"),
        required=False,
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Sealed. Only the Inspector General and counsel can read it, and each time is recorded."),
    )
    badge = forms.CharField(
        label=_("Badge number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-medium"}),
        help_text=_("Sealed, too."),
    )
    credentials = forms.ChoiceField(
        label=_("Credentials"), choices=_choices(CREDENTIAL_WORDS), widget=forms.RadioSelect
    )
    is_doubtful = forms.BooleanField(label=_("There is doubt that they were officers"), required=False)
    videos = forms.CharField(
        label=_("Body-worn videos"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "autocomplete": "off"}),
    )
    is_kept = forms.BooleanField(label=_("The videos are marked to be kept"), required=False)
    medical = forms.ChoiceField(label=_("Medical help"), choices=_choices(MEDICAL_WORDS), widget=forms.RadioSelect)
    medical_day = DayField(label=_("Day help was called"), required=False)
    medical_time = TimeOfDayField(label=_("Time help was called"), required=False)
    reports = forms.CharField(
        label=_("Reports of alleged misconduct that were taken"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr", "autocomplete": "off"}),
    )
    nobody_reported = forms.BooleanField(label=_("Nobody wanted to make a report"), required=False)

    def __init__(self, *args: Any, log: ScenesFile, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.log, self.zone = log, zone
        self.fields["division"].choices = [("", _("Choose")), *((one.id, one.name) for one in log.divisions)]  # type: ignore[attr-defined]
        hint = _("Numbers only, parted by spaces, such as %(example)s. No names.")
        self.fields["videos"].help_text = hint % {"example": log.video_id.example}
        self.fields["reports"].help_text = hint % {"example": log.report_number.example}

    def clean_videos(self) -> tuple[str, ...]:
        """Return the ids if they are written as the pack says."""
        found: tuple[str, ...] = self.clean_by("videos", lambda said: rules.check_ids(said, written=self.log.video_id))
        return found

    def clean_reports(self) -> tuple[str, ...]:
        """Return the numbers if they are written as the pack says."""
        found: tuple[str, ...] = self.clean_by(
            "reports", lambda said: rules.check_ids(said, written=self.log.report_number)
        )
        return found

    def clean_supervisor(self) -> str:
        """Return the name for the sealed part."""
        return str(self.clean_by("supervisor", rules.check_sealed))

    def clean_badge(self) -> str:
        """Return the badge number for the sealed part."""
        return str(self.clean_by("badge", rules.check_sealed))

    def clean(self) -> dict[str, Any]:
        """Ask for a day and a time together."""
        cleaned = super().clean() or self.cleaned_data
        for part in ("ended", "medical"):
            day, time = cleaned.get(f"{part}_day"), cleaned.get(f"{part}_time")
            if (day is None) != (time is None):
                self.add_error(f"{part}_time" if time is None else f"{part}_day", _("Give day and time together."))
        return cleaned

    def entry(self) -> Entry:
        """Return what was written."""
        said = self.cleaned_data
        return Entry(
            division=said["division"],
            started_at=self._moment("started") or datetime.min.replace(tzinfo=self.zone),
            ended_at=self._moment("ended"),
            origin=Origin(said["origin"]),
            identified=Identified(said["identified"]),
            credentials=Credentials(said["credentials"]),
            supervisor=said["supervisor"],
            badge=said["badge"],
            videos=said["videos"],
            is_kept=said["is_kept"],
            medical=Medical(said["medical"]),
            medical_at=self._moment("medical"),
            reports=said["reports"],
            nobody_reported=said["nobody_reported"],
            is_doubtful=said["is_doubtful"],
        )

    def _moment(self, part: str) -> datetime | None:
        day, time = self.cleaned_data[f"{part}_day"], self.cleaned_data[f"{part}_time"]
        return datetime.combine(day, time, tzinfo=self.zone) if day is not None and time is not None else None

    @staticmethod
    def from_entry(entry: EntryFact, *, zone: ZoneInfo) -> dict[str, object]:
        """Return what a correction begins from; a sealed name has to be written anew."""
        started = entry.started_at.astimezone(zone)
        ended = entry.ended_at.astimezone(zone) if entry.ended_at is not None else None
        helped = entry.medical_at.astimezone(zone) if entry.medical_at is not None else None
        return {
            "seen": entry.number,
            "division": entry.division,
            "origin": entry.origin.value,
            "started_day": started.date(),
            "started_time": started.time(),
            "ended_day": ended.date() if ended else None,
            "ended_time": ended.time() if ended else None,
            "identified": entry.identified.value,
            "credentials": entry.credentials.value,
            "is_doubtful": entry.is_doubtful,
            "videos": " ".join(entry.videos),
            "is_kept": entry.is_kept,
            "medical": entry.medical.value,
            "medical_day": helped.date() if helped else None,
            "medical_time": helped.time() if helped else None,
            "reports": " ".join(entry.reports),
            "nobody_reported": entry.nobody_reported,
        }


class CorrectionForm(SceneForm):
    """A correction, with its reason."""

    correction = forms.ChoiceField(label=_("Why is it corrected?"))

    def __init__(self, *args: Any, log: ScenesFile, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, log=log, zone=zone, **kwargs)
        self.fields["correction"].choices = [("", _("Choose")), *((one.id, one.name) for one in log.corrections)]  # type: ignore[attr-defined]
        self.fields["key"].required = False


class PurposeForm(StandingForm):
    """Why a sealed name is read."""

    purpose = forms.ChoiceField(label=_("Why do you read it?"))
    entry = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, log: ScenesFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", _("Choose")), *((one.id, one.name) for one in log.purposes)]  # type: ignore[attr-defined]


class FindingForm(_Checked):
    """What a review found."""

    codes = forms.MultipleChoiceField(
        label=_("What is wanting?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose nothing if nothing is wanting."),
    )
    note = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the scene. No names, no numbers of people."),
    )

    def __init__(self, *args: Any, log: ScenesFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.log = log
        self.fields["codes"].choices = [(one.id, one.name) for one in log.findings]  # type: ignore[attr-defined]

    def clean_note(self) -> str:
        """Return the note if it points to no person."""
        known = [one.name for one in self.log.divisions]
        return str(self.clean_by("note", lambda said: rules.check_note(said, known=known)))


class MonthForm(StandingForm):
    """Which month is reported."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(one, one) for one in months]  # type: ignore[attr-defined]


class GivenForm(StandingForm):
    """When a report was heard."""

    given_on = DayField(label=_("Day it was heard"))


class CommitForm(StandingForm):
    """Which days a sample is drawn from."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    size = forms.IntegerField(
        label=_("How many scenes"),
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )


class ListForm(StandingForm):
    """What the list shows."""

    hides_optional = True
    division = forms.ChoiceField(label=_("Division"), required=False)
    month = forms.RegexField(
        label=_("Month"),
        regex=r"^\d{4}-(0[1-9]|1[0-2])$",
        required=False,
        widget=forms.TextInput(attrs={"class": "w-short", "placeholder": "2026-03"}),
        error_messages={"invalid": _("Give a month such as 2026-03.")},
    )
    identified = forms.ChoiceField(label=_("Supervisor"), required=False)

    def __init__(self, *args: Any, log: ScenesFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything: tuple[str, str | Promise] = ("", _("All"))
        self.fields["division"].choices = [everything, *((one.id, one.name) for one in log.divisions)]  # type: ignore[attr-defined]
        self.fields["identified"].choices = [everything, *_choices(IDENTIFIED_WORDS)]  # type: ignore[attr-defined]
