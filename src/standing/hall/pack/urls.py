"""The addresses of the pack."""

from django.urls import path

from standing.hall.pack import views

app_name = "pack"
urlpatterns = [
    path("staff/pack/", views.show, name="show"),
    path("staff/pack/upload/", views.upload, name="upload"),
    path("staff/pack/versions/<int:number>/", views.show_version, name="show_version"),
    path("staff/pack/proposals/<uuid:proposal>/", views.show_proposal, name="show_proposal"),
    path("staff/pack/proposals/<uuid:proposal>/apply/", views.apply_proposal, name="apply_proposal"),
    path("staff/pack/proposals/<uuid:proposal>/decline/", views.decline_proposal, name="decline_proposal"),
]
