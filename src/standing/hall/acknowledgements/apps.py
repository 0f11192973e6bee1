"""Registers the package with Django."""

from django.apps import AppConfig


class AcknowledgementsConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.acknowledgements"
