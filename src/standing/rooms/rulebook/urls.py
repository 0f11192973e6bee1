"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.rulebook import views

app_name = "rulebook"
in_every_language: list[URLPattern] = [
    path("rules/", views.index, name="index"),
    path("rules/may-i/", views.may, name="may"),
]
urlpatterns: list[URLPattern] = [
    path("staff/rules/", views.list_editions, name="list_editions"),
    path("staff/rules/suspend/", views.suspend_rule, name="suspend_rule"),
    path("staff/rules/<slug:rule>/lift/", views.lift_suspension, name="lift_suspension"),
    path("staff/rules/editions/<int:number>/", views.show_edition, name="show_edition"),
    path("staff/rules/editions/<int:number>/answer/", views.answer_edition, name="answer_edition"),
]
