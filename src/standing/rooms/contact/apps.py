"""Registers the room with Django."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.contact"
