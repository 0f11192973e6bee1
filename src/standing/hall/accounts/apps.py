"""Registers the package with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See README.md of this package."""

    name = "standing.hall.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to the sign-in library, which tells of keys added and removed only by its own signals."""
        from standing.hall.accounts import factors

        factors.listen()
