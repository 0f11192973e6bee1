"""Addresses of the web package."""

from django.urls import path

from standing.hall.web import views

app_name = "web"
urlpatterns = [path("design/", views.components, name="components")]
