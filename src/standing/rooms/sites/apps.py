"""Registers the room with Django."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.sites"
