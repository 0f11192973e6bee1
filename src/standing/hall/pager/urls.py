"""The addresses of the pager."""

from django.urls import path

from standing.hall.pager import views

app_name = "pager"
urlpatterns = [
    path("staff/calls/", views.list_calls, name="list_calls"),
    path("staff/calls/<uuid:call>/answer/", views.answer, name="answer"),
]
