"""The root of the trustee's addresses."""

from django.urls import include, path

_PACKAGES = (
    "standing.hall.web",
    "standing.hall.accounts",
    "standing.hall.logbook",
    "standing.hall.mail",
    "standing.rooms.trustee",
    "standing.rooms.draw",
)

urlpatterns = [path("", include(f"{package}.urls")) for package in _PACKAGES]
