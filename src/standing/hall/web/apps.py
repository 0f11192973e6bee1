"""The web package as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, styles and tags; it keeps nothing in the database."""

    name = "standing.hall.web"
    label = "web"
    verbose_name = "Web pages"
