"""Forms of reports: sections, the sealed part, files, holds, the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.files import api as files
from standing.hall.web.forms import DayField, StandingForm
from standing.kernel.refusals import Refused
from standing.rooms.encounters.forms.words import (
    CHOICE_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    REPORT_STATE_WORDS,
    RESTRICTED_WORDS,
)
from standing.rooms.encounters.rules import alerts as rules
from standing.rooms.encounters.rules import report
from standing.rooms.encounters.rules.report import Field, Section, Takes

_NOBODY = _("Name and describe nobody: write “a visitor” or “a worker”.")


class SectionForm(StandingForm):
    """One section of the report. Nothing must be filled in to save it."""

    hides_optional = True

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        for field in section.fields:
            self.fields[field.id] = _form_field(field, label=FIELD_WORDS[f"{section.id}.{field.id}"])

    def answers(self) -> dict[str, str]:
        """Return what was written, as the report keeps it."""
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}

    def clean(self) -> dict[str, Any]:
        """Say at each field what may not stand there, all at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for field in self.section.fields:
            said = str(cleaned.get(field.id) or "")
            try:
                report.clean(section=Section(id=self.section.id, number=0, fields=(field,)), answers={field.id: said})
            except Refused as refusal:
                self.add_error(field.id, str(refusal))
        return cleaned


def _form_field(field: Field, *, label: Any) -> forms.Field:
    match field.takes:
        case Takes.CHOICE:
            choices = [("", _("Choose")), *((one, CHOICE_WORDS[one]) for one in field.choices)]
            return forms.ChoiceField(label=label, required=False, choices=choices)
        case Takes.TEXT:
            return forms.CharField(
                label=label,
                required=False,
                max_length=report.LONGEST_TEXT,
                help_text=_NOBODY,
                widget=forms.Textarea(attrs={"rows": 4, "data-screen": "1"}),
            )
        case Takes.IDS:
            return forms.CharField(
                label=label,
                required=False,
                help_text=_("One number on each line."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        case Takes.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "w-short"})
            return forms.CharField(label=label, required=False, max_length=7, widget=widget)
        case Takes.DAY:
            return forms.CharField(
                label=label, required=False, widget=forms.TextInput(attrs={"type": "date", "class": "w-medium"})
            )
        case Takes.MOMENT:
            return forms.CharField(
                label=label,
                required=False,
                widget=forms.TextInput(attrs={"type": "datetime-local", "class": "w-medium"}),
            )
        case _:
            return forms.CharField(
                label=label,
                required=False,
                max_length=report.LONGEST_LINE,
                widget=forms.TextInput(attrs={"data-screen": "1"}),
            )


class SubmitForm(StandingForm):
    """Hand the report in; a correction says why."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What do you correct, and why?"),
        required=False,
        max_length=rules.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "data-screen": "1"}),
    )


class OfficersForm(StandingForm):
    """Who the officers were. It is sealed; whoever writes it cannot read it again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in RESTRICTED_WORDS.items():
            longest = report.RESTRICTED[name]
            widget: forms.Widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
            if longest <= 200:
                widget = forms.TextInput(attrs={"autocomplete": "off"})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=longest, widget=widget)


FACES = (
    ("marked", _("I marked every face and every plate of a resident")),
    ("none", _("No face and no plate can be seen")),
    ("whole", _("Blur the whole picture")),
)


class FileForm(StandingForm):
    """A document or photograph for the restricted store."""

    is_photo = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=(("no", _("A document that was shown or served")), ("yes", _("A photograph"))),
        initial="no",
    )
    file = forms.FileField(label=_("File"), help_text=_("PDF, JPEG, PNG or WebP, at most 10 MB."))
    reason = forms.CharField(
        label=_("Why is it needed?"),
        required=False,
        max_length=rules.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "data-screen": "1"}),
        help_text=_("A photograph needs a reason. The words of the report are mostly enough."),
    )
    faces = forms.ChoiceField(
        label=_("Faces and plates of residents"), required=False, widget=forms.RadioSelect, choices=FACES
    )
    marks = forms.CharField(
        label=_("Where they are"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
        help_text=_("One on each line, in percent of the picture: from the left, from the top, width, height."),
    )

    def clean_marks(self) -> tuple[files.Mark, ...]:
        """Return the rectangles."""
        try:
            return files.read_marks(str(self.cleaned_data.get("marks", "")))
        except files.NotAMark as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        """Ask of a photograph what is asked of none but photographs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_photo") == "yes":
            if not cleaned.get("reason"):
                self.add_error("reason", _("Say why a photograph is needed."))
            if not cleaned.get("faces"):
                self.add_error("faces", _("Say where faces and plates are, or that none can be seen."))
            if cleaned.get("faces") == "marked" and "marks" in cleaned and not cleaned["marks"]:
                self.add_error("marks", _("Mark at least one place, or choose another answer."))
        return cleaned

    @property
    def blurred(self) -> Sequence[files.Mark] | None:
        """Return what is blurred; None for a document."""
        if self.cleaned_data["is_photo"] != "yes":
            return None
        match self.cleaned_data["faces"]:
            case "whole":
                return (files.WHOLE,)
            case "marked":
                marks: tuple[files.Mark, ...] = self.cleaned_data["marks"]
                return marks
            case _:
                return ()


class PurposeForm(StandingForm):
    """Why somebody opens what is sealed."""

    purpose = forms.CharField(
        label=_("For which purpose?"),
        max_length=rules.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence with the case. It is kept, with your name and the time."),
    )


class HoldForm(StandingForm):
    """A legal hold on one report."""

    reason = forms.CharField(label=_("Why must it be kept?"), max_length=500)
    order = forms.CharField(label=_("Order, case or letter"), max_length=200)


class LiftForm(StandingForm):
    """Why a hold is lifted."""

    reason = forms.CharField(label=_("Why is it lifted?"), max_length=500)


class ReportsForm(StandingForm):
    """What the list of reports shows."""

    hides_optional = True
    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    department = forms.ChoiceField(label=_("Department"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *KIND_WORDS.items()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *REPORT_STATE_WORDS.items()])
    site = forms.CharField(label=_("Number of the site"), required=False, max_length=16)
    from_day = DayField(label=_("From"), required=False)
    until_day = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, departments: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *departments.items()]
