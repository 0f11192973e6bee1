"""Words for templates of publishing."""

from django import template
from django.utils.translation import to_locale

register = template.Library()


@register.filter
def tag(code: str) -> str:
    """Return Django's code of a language as the web writes it: zh-hant becomes zh-Hant."""
    return to_locale(code).replace("_", "-")
