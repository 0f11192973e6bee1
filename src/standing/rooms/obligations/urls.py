"""Addresses of the room, under /staff/obligations/."""

from django.urls import path

from standing.rooms.obligations import views

app_name = "obligations"

urlpatterns = [
    path("staff/obligations/", views.list_mine, name="list_mine"),
    path("staff/obligations/evidence/", views.list_unverified, name="list_unverified"),
    path("staff/obligations/evidence/verify/", views.verify_evidence, name="verify_evidence"),
    path("staff/obligations/waivers/", views.list_waivers, name="list_waivers"),
    path("staff/obligations/waivers/request/", views.request_waiver, name="request_waiver"),
    path("staff/obligations/waivers/requests/<uuid:asked>/", views.decide_waiver, name="decide_waiver"),
    path("staff/obligations/waivers/<uuid:waiver>/end/", views.end_waiver, name="end_waiver"),
    path("staff/obligations/<str:department>/", views.list_department, name="list_department"),
    path("staff/obligations/<str:department>/<str:obligation>/", views.show_duty, name="show_duty"),
    path("staff/obligations/<str:department>/<str:obligation>/file/", views.file_evidence, name="file_evidence"),
    path("staff/obligations/<str:department>/<str:obligation>/progress/", views.set_work, name="set_work"),
    path("staff/obligations/<str:department>/<str:obligation>/withdraw/", views.end_evidence, name="end_evidence"),
    path("staff/obligations/<str:department>/<str:obligation>/judge/", views.judge, name="judge"),
    path("staff/obligations/<str:department>/<str:obligation>/files/<str:sha256>/", views.read_file, name="read_file"),
]
