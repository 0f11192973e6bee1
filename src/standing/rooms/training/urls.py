"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "training"

# Courses, taking them, certificates.
_learn_in_every_language: list[URLPattern] = []
_learn: list[URLPattern] = []

# Assignments, coverage, reminders, sheets.
_duties_in_every_language: list[URLPattern] = []
_duties: list[URLPattern] = []

in_every_language = [*_learn_in_every_language, *_duties_in_every_language]
urlpatterns = [*_learn, *_duties]
