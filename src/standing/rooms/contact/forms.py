"""Forms of the contact room: they turn text into typed values and save nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.api import PersonFact
from standing.hall.web.forms import StandingForm
from standing.kernel import privacy
from standing.kernel.privacy import Kind
from standing.kernel.refusals import Refused
from standing.rooms.contact.queries import LanguageName, TemplateFact, TopicFact
from standing.rooms.contact.rules import messages as rules
from standing.rooms.contact.rules.messages import AnswerBy, SafeTime, State

ANSWER_BY_WORDS = {
    AnswerBy.CODE: _("Nobody calls me. I come back with my code and read the answer"),
    AnswerBy.PHONE: _("Call me"),
    AnswerBy.EMAIL: _("Write me an e-mail"),
}
SAFE_TIME_WORDS = {
    SafeTime.ANY: _("Any time"),
    SafeTime.MORNING: _("In the morning"),
    SafeTime.AFTERNOON: _("In the afternoon"),
    SafeTime.EVENING: _("In the evening"),
    SafeTime.WEEKEND: _("On the weekend"),
}
STATE_WORDS = {
    State.NEW: _("New"),
    State.OPEN: _("Being worked on"),
    State.ANSWERED: _("Answered"),
    State.REFERRED: _("Referred"),
    State.CLOSED: _("Closed"),
}
_REACHED = {
    AnswerBy.PHONE: ("phone", _("Give a phone number we can call, such as 213-555-0142.")),
    AnswerBy.EMAIL: ("email", _("Give an e-mail address we can write to, such as name@mail.example.")),
}
_TOLD = {
    Kind.A_NUMBER: _("It looks like there is an A-number in your message. Please take it out. We do not keep it."),
    Kind.SSN: _("It looks like there is a Social Security number in it. Please take it out. We do not keep it."),
    Kind.STATUS: _("It looks like it tells somebody's status. Please take it out. We help you without it."),
    Kind.NATIONALITY: _("It looks like it tells somebody's country. Please take it out. We help you without it."),
    Kind.BIRTHPLACE: _("It looks like it tells where somebody was born. Please take it out. We help you without it."),
}


class WriteForm(StandingForm):
    """A message, with as little about the writer as can be."""

    topic = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "autocomplete": "off"}),
        help_text=_("You can leave this empty. Do not write names. Do not write about anybody's status."),
        error_messages={"max_length": _("This is too long. Please use at most %(limit_value)d letters.")},
    )
    answer_by = forms.ChoiceField(
        label=_("How can we answer you?"),
        widget=forms.RadioSelect,
        choices=[(way.value, words) for way, words in ANSWER_BY_WORDS.items()],
        initial=AnswerBy.CODE.value,
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
        help_text=_("Only if we should call you."),
    )
    safe_time = forms.ChoiceField(
        label=_("When is it safe to call?"),
        required=False,
        choices=[(time.value, words) for time, words in SAFE_TIME_WORDS.items()],
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"class": "w-medium", "autocomplete": "off", "inputmode": "email", "dir": "ltr"}),
        help_text=_("Only if we should write to you. Other people may read your mail."),
    )
    language = forms.ChoiceField(label=_("In what language should we answer?"))

    def __init__(
        self,
        *args: Any,
        topics: tuple[TopicFact, ...],
        languages: tuple[LanguageName, ...],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        topic, speaks = self.fields["topic"], self.fields["language"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(speaks, forms.ChoiceField)
        topic.choices = [(one.id, one.label.text) for one in topics]
        speaks.choices = [(one.code, one.own_name) for one in languages]
        speaks.initial = next((one.code for one in languages if one.code.lower() == language.lower()), None)

    def clean_text(self) -> str:
        """Return the text if it tells nothing that may not be kept; all it tells is said at once."""
        text: str = self.cleaned_data["text"]
        kinds = sorted({finding.kind for finding in privacy.screen(text)}, key=list(Kind).index)
        if kinds:
            raise forms.ValidationError([_TOLD[kind] for kind in kinds])
        return text

    def clean_answer_by(self) -> AnswerBy:
        """Return the way of answering."""
        return AnswerBy(self.cleaned_data["answer_by"])

    def clean_safe_time(self) -> SafeTime:
        """Return the time, any if none was chosen."""
        return SafeTime(self.cleaned_data["safe_time"] or SafeTime.ANY)

    def clean(self) -> dict[str, Any]:
        """Ask for the number or the address only where it is needed."""
        cleaned = super().clean() or self.cleaned_data
        way = cleaned.get("answer_by")
        if way in _REACHED:
            field, words = _REACHED[way]
            try:
                rules.tidy_contact(answer_by=way, contact=cleaned.get(field, ""))
            except Refused:
                self.add_error(field, words)
        return cleaned

    @property
    def contact(self) -> str:
        """Return the number or address that belongs to the way of answering, and no other."""
        way = self.cleaned_data["answer_by"]
        return str(self.cleaned_data.get(_REACHED[way][0], "")) if way in _REACHED else ""


class CodeForm(StandingForm):
    """A receipt code."""

    receipt = forms.CharField(
        label=_("Your code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "w-medium", "autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}
        ),
        help_text=_("12 letters and numbers, such as 7QK4-M2XD-91TP."),
    )


class AnswerForm(StandingForm):
    """An answer, written from a template or from nothing."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=rules.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Whoever has the code reads it. Write no names, and nothing about anybody's status."),
    )


class ReferForm(StandingForm):
    """The service that can help."""

    text = forms.CharField(
        label=_("Which service can help, and how to reach it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Take name, phone and address of the page from the help pages."),
    )


class AssignForm(StandingForm):
    """Who answers."""

    to = forms.TypedChoiceField(label=_("Who answers"))

    def __init__(self, *args: Any, people: tuple[PersonFact, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.id), one.name or one.email) for one in people]


class TemplateForm(StandingForm):
    """Which template to begin from."""

    hides_optional = True
    template = forms.ChoiceField(label=_("Begin with a template"), required=False)

    def __init__(self, *args: Any, templates: tuple[TemplateFact, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((one.id, _first_words(one.said.text)) for one in templates)]


class InboxForm(StandingForm):
    """What the inbox shows."""

    hides_optional = True
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(
        self, *args: Any, topics: tuple[TopicFact, ...], languages: tuple[LanguageName, ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everything: tuple[str, str | Promise] = ("", _("All"))
        topic, language = self.fields["topic"], self.fields["language"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(language, forms.ChoiceField)
        topic.choices = [everything, *((one.id, one.label.text) for one in topics)]
        language.choices = [everything, *((one.code, one.english_name) for one in languages)]


def _first_words(text: str, *, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
