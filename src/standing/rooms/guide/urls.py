"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.rooms.guide import views

app_name = "guide"
in_every_language = [
    path("guide/", views.show, name="show"),
    path("guide/guide.html", views.download, name="download"),
    path("guide/version.json", views.version, name="version"),
    path("guide/print/", views.choose_paper, name="choose_paper"),
    path("guide/print/<slug:paper>.pdf", views.print_paper, name="print_paper"),
    path("guide/<str:department>/", views.show_department, name="show_department"),
]
_VERSION = "staff/guide/<int:number>/"
urlpatterns = [
    path("staff/guide/", views.list_versions, name="list_versions"),
    path(_VERSION, views.read_version, name="read_version"),
    path(f"{_VERSION}answer/", views.answer_version, name="answer_version"),
    path(f"{_VERSION}take-down/", views.take_down, name="take_down"),
]
