"""Registers the room with Django."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.services"
