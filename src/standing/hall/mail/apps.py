"""Registers the package with Django."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The post office."""

    name = "standing.hall.mail"
    label = "mail"
    verbose_name = "Letters"

    def ready(self) -> None:
        """Hear of letters that come back."""
        from standing.hall.mail import subscribers

        subscribers.listen()
