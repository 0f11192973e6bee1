"""Registers the package with Django."""

from django.apps import AppConfig


class PublishConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.publish"
