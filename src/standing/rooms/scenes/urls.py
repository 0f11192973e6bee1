"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern

app_name = "scenes"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = []
