"""Registers the room with Django."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.board"
