"""The addresses of this room: all behind sign-in."""

from django.urls import URLPattern

app_name = "funds"
urlpatterns: list[URLPattern] = []
