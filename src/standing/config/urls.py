"""The root of all addresses. Each package and room brings its own."""

from django.urls import include, path

_PACKAGES = (
    "standing.hall.web",
    "standing.hall.accounts",
    "standing.hall.logbook",
    "standing.hall.mail",
    "standing.hall.pack",
    "standing.rooms.city",
    "standing.rooms.obligations",
    "standing.rooms.plans",
    "standing.rooms.board",
    "standing.rooms.front",
)

urlpatterns = [path("", include(f"{package}.urls")) for package in _PACKAGES]
