"""The addresses of the city room."""

from django.urls import path

from standing.rooms.city import views

app_name = "city"
urlpatterns = [
    path("status/liaisons/", views.public_liaisons, name="public_liaisons"),
    path("staff/liaisons/", views.list_liaisons, name="list_liaisons"),
    path("staff/liaisons/<str:department>/", views.show_department, name="show_department"),
    path("staff/liaisons/<str:department>/appoint/", views.appoint_liaison, name="appoint_liaison"),
    path("staff/liaisons/<str:department>/<uuid:appointment>/end/", views.end_appointment, name="end_appointment"),
    path("staff/liaisons/<str:department>/<uuid:appointment>/letter/", views.show_letter, name="show_letter"),
    path(
        "staff/liaisons/<str:department>/<uuid:appointment>/letter.pdf", views.download_letter, name="download_letter"
    ),
    path(
        "staff/liaisons/<str:department>/<uuid:appointment>/signed-letter/",
        views.download_signed_letter,
        name="download_signed_letter",
    ),
    path("staff/on-call/", views.on_call, name="on_call"),
]
