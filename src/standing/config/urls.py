"""The root of all addresses. Each room brings its own; public pages carry their language as first part."""

import importlib.util

from django.urls import include, path

_ROOMS = [
    "standing.hall.web", "standing.hall.accounts", "standing.hall.logbook", "standing.hall.mail", "standing.hall.pack",
    "standing.rooms.city", "standing.rooms.obligations", "standing.rooms.plans", "standing.rooms.board", "standing.rooms.front",
]


def _there(name: str) -> bool:  # BUILDING
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [path("", include(f"{room}.urls")) for room in _ROOMS if _there(f"{room}.urls")]
