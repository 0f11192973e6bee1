"""The addresses of the trustee."""

from django.urls import path

from standing.rooms.trustee.views import desks, page, public, rounds

app_name = "trustee"
urlpatterns = [
    path("trustee/v1/evaluate", desks.evaluate, name="evaluate"),
    path("trustee/v1/claim", desks.claim, name="claim"),
    path("trustee/v1/exceptions", desks.ask_exception, name="ask_exception"),
    path("trustee/v1/exceptions/<str:number>", desks.show_exception, name="show_exception"),
    path("trustee/v1/rounds/<slug:round>/offer.json", public.offer, name="offer"),
    path("trustee/v1/rounds/<slug:round>/manifest.json", public.manifest, name="manifest"),
    path("trustee/v1/rounds/<slug:round>/signature.json", public.signature, name="signature"),
    path("trustee/v1/rounds/<slug:round>/statement.json", public.statement, name="statement"),
    path("trustee/v1/rounds/<slug:round>/exceptions.json", public.exceptions, name="exceptions"),
    path("desk/", page.list_desks, name="list_desks"),
    path("desk/bundle.json", page.show_bundle, name="desk_bundle"),
    path("desk/offline.js", page.show_offline, name="desk_offline"),
    path("desk/program/<slug:sha256>.js", page.show_program, name="desk_program"),
    path("desk/<slug:round>/", page.show_desk, name="show_desk"),
    path("staff/", rounds.list_rounds, name="list_rounds"),
]
