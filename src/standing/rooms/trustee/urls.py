"""The addresses of the trustee."""

from django.urls import path

from standing.rooms.trustee.views import desks, rounds

app_name = "trustee"
urlpatterns = [
    path("trustee/v1/evaluate", desks.evaluate, name="evaluate"),
    path("trustee/v1/claim", desks.claim, name="claim"),
    path("trustee/v1/rounds/<slug:round>/manifest.json", rounds.manifest, name="manifest"),
    path("staff/", rounds.list_rounds, name="list_rounds"),
]
