"""Registers the room with Django."""

from django.apps import AppConfig


class TrusteeConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.trustee"
