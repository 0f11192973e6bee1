"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.disclosure.views import holds, public, requests, sharing

app_name = "disclosure"
in_every_language: list[URLPattern] = [
    path("status/requests/", public.counts, name="counts"),
    path("status/data-sharing/", public.sharing, name="sharing"),
]
urlpatterns: list[URLPattern] = [
    path("status/requests.csv", public.counts_csv, name="counts_csv"),
    path("staff/disclosure/", requests.list_requests, name="list_requests"),
    path("staff/disclosure/new/", requests.record_request, name="record_request"),
    path("staff/disclosure/sharing/", sharing.list_partners, name="list_partners"),
    path("staff/disclosure/sharing/new/", sharing.enter_partner, name="enter_partner"),
    path("staff/disclosure/sharing/<uuid:partner>/", sharing.review_partner, name="review_partner"),
    path("staff/disclosure/holds/", holds.list_holds, name="list_holds"),
    path("staff/disclosure/holds/<uuid:hold>/lift/", holds.lift_hold, name="lift_hold"),
    path("staff/disclosure/<uuid:request_id>/", requests.show_request, name="show_request"),
    path("staff/disclosure/<uuid:request_id>/read/", requests.read_again, name="read_again"),
    path("staff/disclosure/<uuid:request_id>/take/", requests.take_request, name="take_request"),
    path("staff/disclosure/<uuid:request_id>/decide/", requests.decide, name="decide"),
    path("staff/disclosure/<uuid:request_id>/release/", requests.release, name="release"),
    path("staff/disclosure/<uuid:request_id>/seal/", requests.seal_by_court, name="seal_by_court"),
    path("staff/disclosure/<uuid:request_id>/advice/<uuid:decision>/", requests.open_advice, name="open_advice"),
]
