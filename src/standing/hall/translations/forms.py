"""Forms of the words: filters, the bench, the review, files, terms, recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.translations.actions.reviewing import Decision
from standing.hall.translations.actions.writing import Entry
from standing.hall.translations.queries.work import Line
from standing.hall.translations.rules.states import State, direction_of
from standing.hall.web.forms import StandingForm

STATE_WORDS = {
    State.MISSING: _("Missing"),
    State.STALE: _("Stale"),
    State.DRAFT: _("Draft"),
    State.TRANSLATED: _("Translated"),
    State.REVIEWED: _("Reviewed"),
}
_MOST_LINES = 400
Choices = Sequence[tuple[str, str]]


class FilterForm(StandingForm):
    """What the matrix is narrowed to."""

    hides_optional = True
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), *((one.value, words) for one, words in STATE_WORDS.items())],
    )
    words = forms.CharField(label=_("Page"), required=False, max_length=100)
    critical = forms.BooleanField(label=_("Only pages with critical texts"), required=False)

    def __init__(self, *args: Any, languages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("All")), *languages]  # type: ignore[attr-defined]


class BenchForm(StandingForm):
    """All texts of a page in one language. What was typed stays, also where the page has changed meanwhile."""

    hides_optional = True

    def __init__(self, *args: Any, lines: Iterable[Line], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.keys = [line.standing.key for line in lines]
        for line in lines:
            self._add(line.standing.key, line.standing.newest, line.standing.sha256, line.seen_number)
        for name in [one for one in self.data if one.startswith("text:")][:_MOST_LINES]:
            if (key := name.removeprefix("text:")) not in self.keys:
                self.keys.append(key)
                self._add(key, "", "", 0)

    def _add(self, key: str, text: str, sha256: str, number: int) -> None:
        area = forms.Textarea(
            attrs={
                "rows": max(2, min(8, len(text) // 60 + 1)),
                "lang": self.language,
                "dir": direction_of(self.language),
            }
        )
        self.fields[f"text:{key}"] = forms.CharField(
            label=_("Translation of %(key)s") % {"key": key}, required=False, initial=text, widget=area, strip=False
        )
        self.fields[f"seen:{key}"] = forms.CharField(required=False, initial=sha256, widget=forms.HiddenInput())
        self.fields[f"number:{key}"] = forms.IntegerField(
            required=False, initial=number, widget=forms.HiddenInput(), min_value=0
        )

    def entries(self) -> list[Entry]:
        """Return what was typed into each text that is not empty."""
        said = self.cleaned_data
        return [
            Entry(
                key=key,
                text=said[f"text:{key}"],
                seen_source_sha256=said.get(f"seen:{key}") or "",
                seen_number=said.get(f"number:{key}") or 0,
            )
            for key in self.keys
            if said.get(f"text:{key}", "").strip()
        ]


class ReviewForm(StandingForm):
    """What a second person says of each text that waits."""

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [line.standing.key for line in lines]
        for line in lines:
            key = line.standing.key
            self.fields[f"says:{key}"] = forms.ChoiceField(
                label=_("What do you say?"),
                required=False,
                initial="",
                widget=forms.RadioSelect,
                choices=[("", _("Not now")), ("approve", _("It is right: approve")), ("return", _("Give it back"))],
            )
            self.fields[f"note:{key}"] = forms.CharField(
                label=_("What should the writer look at?"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"read:{key}"] = forms.CharField(
                initial=line.text_sha256, required=False, widget=forms.HiddenInput()
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a note where something is given back."""
        said = super().clean() or {}
        for key in self.keys:
            if said.get(f"says:{key}") == "return" and not said.get(f"note:{key}", "").strip():
                self.add_error(f"note:{key}", _("Say what the writer should look at."))
        return said

    def decisions(self) -> list[Decision]:
        """Return what was decided."""
        said = self.cleaned_data
        return [
            Decision(
                key=key,
                seen_sha256=said.get(f"read:{key}") or "",
                note=said.get(f"note:{key}") or "",
                is_approved=said[f"says:{key}"] == "approve",
            )
            for key in self.keys
            if said.get(f"says:{key}")
        ]


class ExportForm(StandingForm):
    """Which texts go into a file."""

    hides_optional = True
    language = forms.ChoiceField(label=_("Language"))
    page = forms.ChoiceField(label=_("Page"), required=False)
    form = forms.ChoiceField(label=_("Kind of file"), choices=[("xliff", "XLIFF 2.0"), ("po", "PO")])
    only_open = forms.BooleanField(label=_("Leave out what is reviewed"), required=False)

    def __init__(self, *args: Any, languages: Choices, pages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
        self.fields["page"].choices = [("", _("All pages")), *pages]  # type: ignore[attr-defined]


class ImportForm(StandingForm):
    """A file that comes back."""

    file = forms.FileField(
        label=_("File"), help_text=_("XLIFF 2.0 (.xlf) or PO (.po), in UTF-8, at most 5 MB. Export it from here first.")
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, languages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]

    @property
    def form_of_file(self) -> str:
        """Return which kind the file's name says it is."""
        return "po" if self.cleaned_data["file"].name.lower().endswith((".po", ".pot")) else "xliff"


class TermForm(StandingForm):
    """One term, and how each language says it."""

    hides_optional = True
    word = forms.CharField(label=_("Term in English"), max_length=100)
    meaning = forms.CharField(
        label=_("What it means here"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, languages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _name in languages]
        for code, name in languages:
            self.fields[f"said:{code}"] = forms.CharField(
                label=name,
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"lang": code, "dir": direction_of(code)}),
            )

    def said(self) -> dict[str, str]:
        """Return how each language says it."""
        return {code: self.cleaned_data.get(f"said:{code}", "") for code in self.codes}


class RecordingForm(StandingForm):
    """A page that is spoken or signed."""

    page = forms.ChoiceField(label=_("Page"))
    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("In the language of the recording.")
    )
    file = forms.FileField(label=_("Sound file"), required=False, help_text=_("MP3, M4A or Ogg, at most 10 MB."))
    link = forms.CharField(
        label=_("Or an address"),
        max_length=500,
        required=False,
        help_text=_("Of a video, such as one in sign language. It begins with https://."),
    )
    transcript = forms.CharField(
        label=_("What is said, in writing"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )

    def __init__(self, *args: Any, languages: Choices, pages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]
        self.fields["page"].choices = list(pages)  # type: ignore[attr-defined]
