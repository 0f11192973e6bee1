"""Registers the package with Django."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.lists"
