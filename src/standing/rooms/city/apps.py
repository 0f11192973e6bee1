"""The city room as a Django app."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """Departments and liaisons."""

    name = "standing.rooms.city"
    label = "city"
