"""The addresses of the front. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.rooms.front import views

app_name = "front"
in_every_language = [path("", views.home, name="home")]
urlpatterns = [path("healthz", views.sign_of_life, name="sign_of_life")]
