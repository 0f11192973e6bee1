"""The one address of jobs: both parties have it."""

from django.urls import path

from standing.hall.jobs import views

app_name = "jobs"
urlpatterns = [path("healthz", views.sign_of_life, name="sign_of_life")]
