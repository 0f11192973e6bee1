"""The addresses of the trustee."""

from django.urls import path

from standing.rooms.trustee.views import appeals, desks, page, places, public, rounds

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
    path("staff/", rounds.staff_home, name="staff_home"),
    path("staff/rounds/", rounds.list_rounds, name="list_rounds"),
    path("staff/rounds/begin/", rounds.begin_round, name="begin_round"),
    path("staff/rounds/round/<slug:round>/", rounds.show_round, name="show_round"),
    path("staff/rounds/round/<slug:round>/open/", rounds.open_round, name="open_round"),
    path("staff/rounds/round/<slug:round>/destroy/", rounds.destroy_keys, name="destroy_keys"),
    path("staff/rounds/round/<slug:round>/counts.csv", rounds.export_tallies, name="export_tallies"),
    path("staff/rounds/round/<slug:round>/desks/add/", places.add_desk, name="add_desk"),
    path("staff/rounds/round/<slug:round>/hold/", rounds.place_hold, name="place_hold"),
    path("staff/rounds/round/<slug:round>/hold/<uuid:hold>/lift/", rounds.lift_hold, name="lift_hold"),
    path("staff/desks/<uuid:desk>/", places.change_desk, name="change_desk"),
    path("staff/desks/<uuid:desk>/revoke/", places.revoke_desk, name="revoke_desk"),
    path("staff/appeals/", appeals.list_appeals, name="list_appeals"),
    path("staff/appeals/<uuid:appeal>/approve/", appeals.approve_appeal, name="approve_appeal"),
    path("staff/appeals/<uuid:appeal>/refuse/", appeals.refuse_appeal, name="refuse_appeal"),
]
