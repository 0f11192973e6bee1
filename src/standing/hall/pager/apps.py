"""Registers the package with Django."""

from django.apps import AppConfig


class PagerConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.pager"
    label = "pager"
    default_auto_field = "django.db.models.BigAutoField"
