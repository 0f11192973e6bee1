"""Forms that draw themselves: label, hint, error and control, joined for a screen reader."""

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """Draws forms, fields and errors with our templates, and widgets with Django's."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class ClearErrors(forms.utils.ErrorList):
    """The errors of one field, as sentences."""

    template_name = "web/forms/errors.html"


class DayInput(forms.DateInput):
    """A day, in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "w-medium", **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day, in the browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "w-medium", **(attrs or {})}, format="%H:%M")


class DayField(forms.DateField):
    """A day; also takes what people type when the browser shows no calendar."""

    widget = DayInput
    input_formats = ["%Y-%m-%d", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y"]
    default_error_messages = {
        "invalid": _("Give a day such as 2025-07-25."),
    }


class TimeOfDayField(forms.TimeField):
    """A time of day."""

    widget = TimeInput
    default_error_messages = {
        "invalid": _("Give a time such as 14:30."),
    }


class StandingForm(forms.Form):
    """
    The form that all forms of Standing start from.

    The browser does not stop people with its own bubbles; the server answers with every mistake at
    once, in plain words, and keeps all that was typed.
    """

    default_renderer = Renderer
    hides_optional = False
    """Set where nothing must be filled in to go on: filters, and drafts that are saved as they are."""
    use_required_attribute = False
    error_css_class = "has-error"
    required_css_class = "is-required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", ClearErrors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            ask = _("Choose an answer.") if _is_choice(field) else _("This is still empty. Fill it in.")
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = ask


def _is_choice(field: forms.Field) -> bool:
    return isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.BooleanField)
