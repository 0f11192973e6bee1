"""The room as Django knows it."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """Instruments, duties, evidence, statuses."""

    name = "standing.rooms.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"
