"""Registers the package with Django."""

from django.apps import AppConfig


class HoldsConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.holds"
