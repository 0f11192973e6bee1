"""The addresses of the front: all of them also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.front import views

app_name = "front"
in_every_language = [path("", views.home, name="home")]
urlpatterns: list[URLPattern] = []
