"""Registers the package with Django."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """See README.md of the hall."""

    name = "standing.hall.events"
