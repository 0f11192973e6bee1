"""The addresses of this room. Its public pages are for those who check: in English, by their own link in Spanish."""

from django.urls import URLPattern, path

from standing.rooms.aid.views import applications, desks, papers, public, rounds, station

app_name = "aid"
urlpatterns: list[URLPattern] = [
    path("desk/", public.desk, name="desk"),
    path("aid/", public.index, name="index"),
    path("aid/<slug:round>/", public.show_round, name="show_round"),
    path("aid/v1/evaluate", desks.evaluate, name="evaluate"),
    path("aid/v1/redeem", desks.redeem, name="redeem"),
    path("aid/v1/hand-over", desks.hand_over, name="hand_over"),
    path("aid/v1/mark-out", desks.mark_out, name="mark_out"),
    path("aid/v1/lost", desks.lost, name="lost"),
    path("aid/v1/cards/<str:program>/<str:proxy>", desks.card_state, name="card_state"),
    path("aid/v1/rounds/<slug:round>/manifest.json", papers.manifest, name="manifest"),
    path("aid/v1/rounds/<slug:round>/signature.json", papers.city_signature, name="city_signature"),
    path("aid/v1/rounds/<slug:round>/trustee-signature.json", papers.trustee_signature, name="trustee_signature"),
    path("aid/v1/rounds/<slug:round>/audit.json", papers.audit_data, name="audit"),
    path("aid/v1/rounds/<slug:round>/consistency.json", papers.consistency, name="consistency"),
    path("aid/v1/rounds/<slug:round>/seed.json", papers.seed, name="seed"),
    path("aid/v1/rounds/<slug:round>/applicants", applications.evaluate, name="applicants"),
    path("aid/v1/rounds/<slug:round>/receipts.json", applications.receipts, name="receipts"),
    path("desk/cards/", station.station, name="station"),
    path("staff/aid/", rounds.list_rounds, name="list_rounds"),
    path("staff/aid/draft/", rounds.draft_round, name="draft_round"),
    path("staff/aid/rounds/<slug:round>/", rounds.show_staff_round, name="show_staff_round"),
    path("staff/aid/rounds/<slug:round>/change/", rounds.change_draft, name="change_draft"),
    path("staff/aid/rounds/<slug:round>/step/", rounds.step_round, name="step_round"),
    path("staff/aid/rounds/<slug:round>/file/", rounds.take_file, name="take_file"),
    path("staff/aid/rounds/<slug:round>/desks/add/", rounds.add_desk, name="add_desk"),
    path("staff/aid/rounds/<slug:round>/days.csv", rounds.export_days, name="export_days"),
    path("staff/aid/desks/<uuid:desk>/", rounds.end_desk, name="end_desk"),
]
