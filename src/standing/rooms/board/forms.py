"""What somebody may ask of the board."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.web.api import LIGHTS
from standing.hall.web.forms import DayField, StandingForm


class AsOfForm(StandingForm):
    """A day, and the day by which it must have been known."""

    hides_optional = True

    on = DayField(required=False, label=_("How it stood on"))
    known = DayField(
        required=False, label=_("As it was known on"), help_text=_("Leave empty for what was known that day.")
    )


class BoardForm(AsOfForm):
    """Which part of the board to show."""

    words = forms.CharField(required=False, max_length=80, label=_("Department"))
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    status = forms.ChoiceField(
        required=False,
        label=_("Light"),
        choices=[("", _("All")), *((light.code, light.word) for light in LIGHTS.values())],
    )
    field_order = ("words", "kind", "status", "on", "known")

    def __init__(self, *args: object, kinds: Iterable[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["kind"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [("", _("All")), *((kind, KINDS.get(kind, kind)) for kind in kinds)]


KINDS = {
    "elected": _("Elected office"),
    "charter": _("Department"),
    "public-works": _("Public Works"),
    "own-board": _("Department with its own board"),
    "state-law-body": _("Body under state law"),
}
