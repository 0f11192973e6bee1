"""What somebody may ask the directory. Nothing here is about the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.forms import StandingForm
from standing.rooms.services.queries.facts import KindName
from standing.rooms.services.queries.search import Filters
from standing.rooms.services.rules.kinds import Directory


class SearchForm(StandingForm):
    """Words, a kind of help, a language, a place. A wrong choice is no mistake: it is left out."""

    hides_optional = True

    q = forms.CharField(
        label=_("What do you need?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
    kind = forms.ChoiceField(label=_("Kind of help"), required=False)
    spoken = forms.ChoiceField(label=_("They speak"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    zip = forms.CharField(
        label=_("ZIP code"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    open = forms.BooleanField(label=_("Open now"), required=False)
    free = forms.BooleanField(label=_("Free"), required=False)

    def __init__(
        self,
        *args: Any,
        known: Directory,
        kinds: Mapping[str, KindName],
        spoken: tuple[tuple[str, str], ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices("kind", [(kind.id, kind.name) for kind in kinds.values()])
        self._choices("spoken", spoken)
        if known.districts:
            self._choices("district", known.districts.items())
        else:
            del self.fields["district"]

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Any")), *choices]

    @property
    def filters(self) -> Filters:
        """Return what was asked for; what cannot be understood is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Filters(
            words=said.get("q", ""),
            kind=said.get("kind", ""),
            spoken=said.get("spoken", ""),
            district=said.get("district", ""),
            zip=said.get("zip", "").strip()[:5],
            is_open=said.get("open", False),
            is_free=said.get("free", False),
        )
