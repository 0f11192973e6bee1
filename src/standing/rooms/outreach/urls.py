"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.rooms.outreach import views

app_name = "outreach"
in_every_language = [path("outreach/", views.index, name="index")]
urlpatterns = [
    path("outreach/<slug:campaign>/<slug:language>/kit.zip", views.public_kit, name="public_kit"),
    path("staff/outreach/", views.list_campaigns, name="list_campaigns"),
    path("staff/outreach/new/", views.start_campaign, name="start_campaign"),
    path("staff/outreach/sent.csv", views.sent_csv, name="sent_csv"),
    path("staff/outreach/outlets/", views.list_outlets, name="list_outlets"),
    path("staff/outreach/outlets/new/", views.add_outlet, name="add_outlet"),
    path("staff/outreach/outlets/<uuid:outlet>/close/", views.close_outlet, name="close_outlet"),
    path("staff/outreach/<slug:campaign>/", views.show_campaign, name="show_campaign"),
    path("staff/outreach/<slug:campaign>/change/", views.change_campaign, name="change_campaign"),
    path("staff/outreach/<slug:campaign>/approve/", views.approve_campaign, name="approve_campaign"),
    path("staff/outreach/<slug:campaign>/reopen/", views.reopen_campaign, name="reopen_campaign"),
    path("staff/outreach/<slug:campaign>/withdraw/", views.withdraw_campaign, name="withdraw_campaign"),
    path("staff/outreach/<slug:campaign>/write/<slug:channel>/", views.write_texts, name="write_texts"),
    path("staff/outreach/<slug:campaign>/send/<slug:channel>/", views.send, name="send"),
    path("staff/outreach/<slug:campaign>/in/<slug:language>/", views.preview, name="preview"),
    path("staff/outreach/<slug:campaign>/in/<slug:language>/poster.pdf", views.poster_pdf, name="poster_pdf"),
    path("staff/outreach/<slug:campaign>/in/<slug:language>/card-<slug:shape>.png", views.card_png, name="card_png"),
    path("staff/outreach/<slug:campaign>/in/<slug:language>/kit.zip", views.kit_zip, name="kit_zip"),
]
