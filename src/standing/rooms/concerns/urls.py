"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.concerns import views

app_name = "concerns"
in_every_language: list[URLPattern] = [
    path("concerns/", views.index, name="index"),
    path("concerns/write/", views.write, name="write"),
    path("concerns/send/", views.send, name="send"),
    path("concerns/answer/", views.answer, name="answer"),
    path("concerns/mailbox/", views.mailbox, name="mailbox"),
    path("concerns/reply/", views.reply, name="reply"),
    path("concerns/proof/", views.proof, name="proof"),
    path("concerns/left/", views.left, name="left"),
]
urlpatterns: list[URLPattern] = [
    path("staff/concerns/", views.list_reports, name="list_reports"),
    path("staff/concerns/key/", views.key, name="key"),
    path("staff/concerns/names/", views.list_askings, name="list_askings"),
    path("staff/concerns/names/<uuid:asking>/", views.decide_asking, name="decide_asking"),
    path("staff/concerns/<uuid:report>/", views.show_report, name="show_report"),
    path("staff/concerns/<uuid:report>/open/", views.open_report, name="open_report"),
    path("staff/concerns/<uuid:report>/assign/", views.assign_report, name="assign_report"),
    path("staff/concerns/<uuid:report>/about/", views.classify_report, name="classify_report"),
    path("staff/concerns/<uuid:report>/words/", views.write_words, name="write_words"),
    path("staff/concerns/<uuid:report>/finding/", views.record_finding, name="record_finding"),
    path("staff/concerns/<uuid:report>/close/", views.close_report, name="close_report"),
    path("staff/concerns/<uuid:report>/hand-over/", views.hand_over, name="hand_over"),
    path("staff/concerns/<uuid:report>/name/", views.ask_name, name="ask_name"),
    path("staff/concerns/<uuid:report>/hold/", views.hold_report, name="hold_report"),
]
