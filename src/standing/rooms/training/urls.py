"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from __future__ import annotations

from django.urls import URLPattern, path

from standing.rooms.training.views import certificates, editions, learn

app_name = "training"

# Courses, taking them, certificates.
_learn_in_every_language: list[URLPattern] = [
    path("learn/", learn.index, name="index"),
    path("learn/mine/", learn.take_by_link, name="take_by_link"),
    path("learn/verify/", certificates.verify, name="verify"),
    path("learn/certificate/", certificates.certificate, name="certificate"),
    path("learn/<slug:course>/", learn.take, name="take"),
]
_EDITION = "staff/training/courses/<slug:course>/<int:number>/"
_learn: list[URLPattern] = [
    path("staff/training/courses/", editions.list_courses, name="list_courses"),
    path(_EDITION, editions.read_edition, name="read_edition"),
    path(f"{_EDITION}answer/", editions.answer_edition, name="answer_edition"),
    path("staff/training/courses/<slug:course>/poster.pdf", editions.print_poster, name="print_poster"),
]

# Assignments, coverage, reminders, sheets.
_duties_in_every_language: list[URLPattern] = []
_duties: list[URLPattern] = []

in_every_language = [*_learn_in_every_language, *_duties_in_every_language]
urlpatterns = [*_learn, *_duties]
