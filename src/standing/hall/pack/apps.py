"""Tells Django about the pack."""

from django.apps import AppConfig


class PackConfig(AppConfig):
    """The pack of the city."""

    name = "standing.hall.pack"
    label = "pack"
    default_auto_field = "django.db.models.BigAutoField"
