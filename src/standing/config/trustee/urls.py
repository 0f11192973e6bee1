"""The root of the trustee's addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from standing.rooms.draw import urls as draw

_PACKAGES = (
    "standing.hall.web",
    "standing.hall.accounts",
    "standing.hall.logbook",
    "standing.hall.mail",
    "standing.hall.installation",
    "standing.rooms.trustee",
    "standing.rooms.draw",
)

urlpatterns = [
    *(path("", include(f"{package}.urls")) for package in _PACKAGES),
    *i18n_patterns(path("", include((draw.in_every_language, "draw_pages"))), prefix_default_language=False),
]
