"""The door of the web package: what the wiring may hang into the pages, and the lights as words."""

from standing.hall.web.lights import LIGHTS, Light, light
from standing.hall.web.navigation import NavItem, add_foot, add_public, add_staff
from standing.hall.web.shell import ask as offer_languages
from standing.hall.web.shell import name_published
from standing.hall.web.shell import offered as offered_languages

__all__ = [
    "LIGHTS",
    "Light",
    "NavItem",
    "add_foot",
    "add_public",
    "add_staff",
    "light",
    "name_published",
    "offer_languages",
    "offered_languages",
]
