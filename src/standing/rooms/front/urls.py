"""The addresses of the front."""

from django.urls import path

from standing.rooms.front import views

app_name = "front"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.sign_of_life, name="sign_of_life"),
]
