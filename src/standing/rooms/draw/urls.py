"""The addresses of the draw."""

from django.urls import path, re_path

from standing.rooms.draw.views import doors, staff

app_name = "draw"
urlpatterns = [
    path("apply/v1/<slug:round>/evaluate", doors.evaluate, name="evaluate"),
    path("apply/v1/<slug:round>/applications", doors.apply, name="apply"),
    path("apply/v1/<slug:round>/state", doors.state, name="state"),
    path("apply/v1/<slug:round>/drawn", doors.drawn, name="drawn"),
    re_path(
        r"^apply/v1/(?P<round>[-\w]+)/(?P<name>commitment|result)\.(?P<kind>json|note)$",
        doors.published,
        name="published",
    ),
    path("staff/draws/", staff.list_draws, name="list_draws"),
    path("staff/draws/<slug:round>/", staff.go_on, name="go_on"),
]
