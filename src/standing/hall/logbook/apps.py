"""Registers the package with Django."""

from django.apps import AppConfig


class LogbookConfig(AppConfig):
    """Pages only; it keeps nothing in the database."""

    name = "standing.hall.logbook"
    label = "logbook"
    verbose_name = "Pages of the log"
