"""Forms of the room: text in, typed values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import DayField, StandingForm
from standing.rooms.city import api as city
from standing.rooms.outreach import queries
from standing.rooms.outreach.rules.channels import PARTS, Channel

_PATH = RegexValidator(
    r"^/[A-Za-z0-9/_-]*$", _("Give the part of the address after the name of the site, such as /rights/.")
)


class ChangeForm(StandingForm):
    """What a campaign is called, what it leads to, how long it goes out."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("A few words. Everybody can read it in the list of messages.")
    )
    about = forms.CharField(
        label=_("What it is meant to do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Translators read this."),
    )
    link = forms.CharField(
        label=_("Page it leads to"),
        max_length=200,
        validators=[_PATH],
        help_text=_("Write {link} where the address belongs; it becomes the page in the reader's language."),
    )
    kill_date = DayField(
        label=_("Last day"), help_text=_("After this day nobody may use the message. At most a year from now.")
    )


class StartForm(ChangeForm):
    """A new campaign."""

    department = forms.ChoiceField(label=_("Department that speaks"))
    field_order = ("name", "about", "department", "link", "kill_date")

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a department")),
            *((one.id, one.name) for one in city.departments(known=at)),
        ]


_PART_LABELS = {
    "headline": _("Headline"),
    "body": _("Text"),
    "script": _("Words to speak"),
    "text": _("Text message"),
    "alt": _("What the picture shows"),
}
_PART_HINTS = {
    "headline": _("Short and calm."),
    "script": _("Each digit counts as a word, because each is spoken."),
    "text": _("Say who writes. Put the City's own short address in; scams send long ones."),
    "alt": _("For people who do not see it. Name all words that stand in the picture."),
}


class TextsForm(StandingForm):
    """The words of one channel. A draft may have empty parts."""

    hides_optional = True

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS[channel.kind]:
            rows = {"headline": 1, "alt": 2, "text": 3}.get(part, 8)
            self.fields[part] = forms.CharField(
                label=_PART_LABELS[part],
                required=False,
                max_length=6000,
                widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
                help_text=_PART_HINTS.get(part, ""),
                error_messages={},
            )

    @property
    def texts(self) -> Mapping[str, str]:
        """Return what was typed, by part."""
        return {part: str(text) for part, text in self.cleaned_data.items()}


class ApproveForm(StandingForm):
    """A second person stands behind exactly these words."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(label=_("I read all of these words, and they may go out in the name of the City."))


class SendForm(StandingForm):
    """To whom a message went, in which languages."""

    outlet = forms.TypedChoiceField(label=_("Outlet"), coerce=UUID)
    languages = forms.MultipleChoiceField(label=_("Languages it went out in"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, channel: str, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an outlet")),
            *((str(one.id), one.name) for one in queries.outlets_for(channel=channel)),
        ]
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (one.code, one.english_name) for one in queries.languages(known=at)
        ]


class WithdrawForm(StandingForm):
    """Why a message is taken back."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A sentence. It stands on the public list, and in the letter to every outlet that had the message."
        ),
    )


class OutletForm(StandingForm):
    """An outlet. Its contact is the mailbox of an office."""

    name = forms.CharField(label=_("Name"), max_length=120)
    office_email = forms.EmailField(label=_("Mailbox of the office"), help_text=_("An office, not a person."))
    channels = forms.MultipleChoiceField(label=_("What it takes"), widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(label=_("Languages it speaks"), widget=forms.CheckboxSelectMultiple)
    audience = forms.IntegerField(
        label=_("People it says it reaches"),
        required=False,
        min_value=0,
        max_value=100_000_000,
        help_text=_("Leave it empty if it does not say. We do not guess."),
    )

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [  # type: ignore[attr-defined]
            (one.id, one.name) for one in queries.channels(known=at)
        ]
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (one.code, one.english_name) for one in queries.languages(known=at)
        ]
