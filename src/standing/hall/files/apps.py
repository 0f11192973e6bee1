"""Tells Django about files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files people hand in."""

    name = "standing.hall.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
