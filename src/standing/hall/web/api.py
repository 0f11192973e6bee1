"""The door of the web package: what the wiring may hang into the pages, and the lights as words."""

from standing.hall.web.lights import LIGHTS, Light, light
from standing.hall.web.navigation import NavItem, add_foot, add_public, add_staff
from standing.hall.web.tongues import ask as offer_languages

__all__ = ["LIGHTS", "Light", "NavItem", "add_foot", "add_public", "add_staff", "light", "offer_languages"]
