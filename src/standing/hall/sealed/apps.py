"""Registers the package with Django."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.sealed"
