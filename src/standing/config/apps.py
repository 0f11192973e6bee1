"""Joins the rooms once Django knows them all."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The front gate: last in the list of apps, so that everything else is ready."""

    name = "standing.config"
    label = "config"

    def ready(self) -> None:
        """Plug the rooms together."""
        from django.conf import settings

        if settings.STANDING["role"] == "trustee":
            from standing.config.trustee import wiring as trustee

            trustee.plug_in()
            return
        from standing.config import wiring

        wiring.plug_in()
