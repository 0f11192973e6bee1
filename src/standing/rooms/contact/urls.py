"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.contact import views

app_name = "contact"
in_every_language: list[URLPattern] = [
    path("contact/", views.index, name="index"),
    path("contact/write/", views.write, name="write"),
    path("contact/answer/", views.answer, name="answer"),
]
urlpatterns: list[URLPattern] = [
    path("staff/contact/", views.inbox, name="inbox"),
    path("staff/contact/counts/", views.counts, name="counts"),
    path("staff/contact/templates/", views.list_templates, name="list_templates"),
    path("staff/contact/hold/", views.hold, name="hold"),
    path("staff/contact/<uuid:message>/", views.show_message, name="show_message"),
    path("staff/contact/<uuid:message>/read/", views.read_message, name="read_message"),
    path("staff/contact/<uuid:message>/answer/", views.answer_message, name="answer_message"),
    path("staff/contact/<uuid:message>/refer/", views.refer_message, name="refer_message"),
    path("staff/contact/<uuid:message>/assign/", views.assign_message, name="assign_message"),
    path("staff/contact/<uuid:message>/close/", views.close_message, name="close_message"),
]
