"""Registers the package with Django."""

from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    """See README.md."""

    name = "standing.hall.translations"
