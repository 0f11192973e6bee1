"""The addresses of this package. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern

app_name = "translations"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = []
