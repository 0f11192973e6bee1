"""Registers the room with Django."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.funds"
