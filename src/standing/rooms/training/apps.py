"""Registers the room with Django."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.training"
