"""Registers the package with Django."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.links"
