"""Registers the room with Django."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.outreach"
    label = "outreach"
    verbose_name = "Messages in many languages"
