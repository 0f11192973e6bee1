"""The addresses of the draw. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path, re_path

from standing.rooms.draw.views import doors, pages, staff

app_name = "draw"
in_every_language = [
    path("", pages.home, name="home"),
    path("apply/", pages.index, name="index"),
    path("apply/group-key/", pages.key, name="key"),
    path("apply/<slug:round>/", pages.write, name="write"),
    path("apply/<slug:round>/receipt/", pages.ask, name="ask"),
    path("apply/<slug:round>/group/", pages.group, name="group"),
]
urlpatterns = [
    path("apply/v1/<slug:round>/evaluate", doors.evaluate, name="evaluate"),
    path("apply/v1/<slug:round>/applications", doors.apply, name="apply"),
    path("apply/v1/<slug:round>/state", doors.state, name="state"),
    path("apply/v1/<slug:round>/drawn", doors.drawn, name="drawn"),
    path("apply/v1/<slug:round>/receipts.bin", doors.receipts, name="receipts"),
    re_path(
        r"^apply/v1/(?P<round>[-\w]+)/(?P<name>commitment|result)\.(?P<kind>json|note)$",
        doors.published,
        name="published",
    ),
    path("apply/program/<str:sha256>.js", pages.program, name="program"),
    path("staff/draws/", staff.list_draws, name="list_draws"),
    path("staff/draws/<slug:round>/", staff.go_on, name="go_on"),
]
