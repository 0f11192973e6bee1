"""The addresses of the log."""

from django.urls import path

from standing.hall.logbook import views

app_name = "audit"
urlpatterns = [
    path("status/log/", views.log, name="log"),
    path("status/log/checkpoints.txt", views.checkpoints, name="checkpoints"),
    path("staff/log/", views.list_records, name="list_records"),
    path("staff/log/export.zip", views.export, name="export"),
    path("staff/log/<uuid:record>/", views.read_record, name="read_record"),
]
