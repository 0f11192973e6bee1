"""Tells Django about paper."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """PDF documents."""

    name = "standing.hall.paper"
    label = "paper"
