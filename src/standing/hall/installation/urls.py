"""The one address of an installation: both parties have it."""

from django.urls import path

from standing.hall.installation import views

app_name = "installation"
urlpatterns = [path("healthz", views.sign_of_life, name="sign_of_life")]
