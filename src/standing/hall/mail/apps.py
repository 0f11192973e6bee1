"""Registers the package with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The post office."""

    name = "standing.hall.mail"
