"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path, re_path

from standing.rooms.open311 import views

app_name = "open311"
in_every_language: list[URLPattern] = []
urlpatterns = [
    path("open311/v2/discovery.<str:f>", views.discovery, name="discovery"),
    path("open311/v2/services.<str:f>", views.services, name="services"),
    path("open311/v2/services/<str:code>.<str:f>", views.definition, name="definition"),
    path("open311/v2/requests.<str:f>", views.requests, name="requests"),
    path("open311/v2/requests/<str:number>.<str:f>", views.request, name="request"),
    path("open311/v2/tokens/<str:token>.<str:f>", views.token, name="token"),
    path("open311/inquiry/v1/services/<str:which>.<str:f>", views.inquiry_services, name="inquiry_services"),
    path("open311/inquiry/v1/facilities/<str:which>.<str:f>", views.inquiry_facilities, name="inquiry_facilities"),
    path("open311/inquiry/v1/web_faqs/<str:which>.<str:f>", views.inquiry_questions, name="inquiry_questions"),
    path("open311/openapi.json", views.openapi, {"f": "json"}, name="openapi"),
    re_path(r"^open311/.*$", views.nowhere, name="nowhere"),
    path("staff/script/", views.script, name="script"),
    path("staff/script/texts/", views.short_texts, name="short_texts"),
    path("staff/script/texts.csv", views.short_texts_csv, name="short_texts_csv"),
    path("staff/script/texts.json", views.short_texts_json, name="short_texts_json"),
    path("staff/script/answers/<slug:article>/", views.answer, name="answer"),
    path("staff/open311/keys/", views.list_keys, name="list_keys"),
    path("staff/open311/keys/new/", views.issue_key, name="issue_key"),
    path("staff/open311/keys/<uuid:key>/revoke/", views.revoke_key, name="revoke_key"),
]
