"""Registers the room with Django."""

from django.apps import AppConfig


class ContractorsConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.contractors"
