"""Registers the room with Django."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.cards"
