"""Registers the package with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The book of deeds and its log."""

    name = "standing.hall.audit"
    label = "audit"
    verbose_name = "Records of deeds"
