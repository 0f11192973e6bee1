"""The room as Django knows it."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """See README.md of the room."""

    name = "standing.rooms.plans"
    label = "plans"
    verbose_name = "Preparedness plans"
