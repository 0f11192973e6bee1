"""Words for templates of the city room."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.city.rules.on_call import Place

register = template.Library()

_PLACES = {
    Place.PRIMARY: _("Primary liaison"),
    Place.BACKUP: _("Backup liaison"),
    Place.HEAD: _("Head of the department"),
    Place.COORDINATOR: _("Coordinator of the City"),
}


@register.filter
def of(words: Mapping[str, str | Promise], key: str) -> str | Promise:
    """Return the words for a code."""
    return words[key]


@register.filter
def place_words(place: Place) -> str | Promise:
    """Return as what somebody is called."""
    return _PLACES[place]
