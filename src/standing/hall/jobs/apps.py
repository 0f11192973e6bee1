"""Registers the package with Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See README.md of the hall."""

    name = "standing.hall.jobs"
