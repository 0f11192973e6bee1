"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.encounters import views

app_name = "encounters"
in_every_language: list[URLPattern] = [
    path("alert/", views.alert, name="alert"),
    path("alert/send/", views.send, name="send"),
    path("alert/<slug:code>/", views.card, name="card"),
    path("status/activity/", views.figures, name="figures"),
]
urlpatterns: list[URLPattern] = [
    path("status/activity/activity.csv", views.figures_csv, name="figures_csv"),
    path("staff/encounters/alert/", views.send_alert, name="send_alert"),
    path("staff/encounters/screen/", views.screen, name="screen"),
    path("staff/encounters/alerts/", views.list_alerts, name="list_alerts"),
    path("staff/encounters/alerts/<uuid:alert>/", views.show_alert, name="show_alert"),
    path("staff/encounters/alerts/<uuid:alert>/take/", views.take_alert, name="take_alert"),
    path("staff/encounters/alerts/<uuid:alert>/confirm/", views.confirm_alert, name="confirm_alert"),
    path("staff/encounters/alerts/<uuid:alert>/dismiss/", views.dismiss_alert, name="dismiss_alert"),
    path("staff/encounters/", views.list_reports, name="list_reports"),
    path("staff/encounters/reports.csv", views.reports_csv, name="reports_csv"),
    path("staff/encounters/reports/<uuid:report>/", views.show_report, name="show_report"),
    path("staff/encounters/reports/<uuid:report>/sections/<slug:section>/", views.write_section, name="write_section"),
    path("staff/encounters/reports/<uuid:report>/sections/<slug:section>/save/", views.save_draft, name="save_draft"),
    path("staff/encounters/reports/<uuid:report>/submit/", views.submit_report, name="submit_report"),
    path("staff/encounters/reports/<uuid:report>/versions/<int:number>/", views.show_version, name="show_version"),
    path("staff/encounters/reports/<uuid:report>/officers/", views.seal_officers, name="seal_officers"),
    path("staff/encounters/reports/<uuid:report>/files/add/", views.add_file, name="add_file"),
    path("staff/encounters/reports/<uuid:report>/sealed/<slug:what>/", views.open_sealed, name="open_sealed"),
    path("staff/encounters/reports/<uuid:report>/close/", views.close_report, name="close_report"),
    path("staff/encounters/reports/<uuid:report>/reopen/", views.reopen_report, name="reopen_report"),
    path("staff/encounters/reports/<uuid:report>/hold/", views.hold, name="hold"),
    path("staff/encounters/reports/<uuid:report>/hold/<uuid:hold>/lift/", views.lift_hold, name="lift_hold"),
    path("staff/encounters/cards/", views.list_codes, name="list_codes"),
    path("staff/encounters/cards/make/", views.make_code, name="make_code"),
    path("staff/encounters/cards/<uuid:code>/revoke/", views.revoke_code, name="revoke_code"),
    path("staff/encounters/months/", views.list_months, name="list_months"),
    path("staff/encounters/months/<slug:department>/<int:year>/<int:month>/", views.attest_month, name="attest_month"),
    path("staff/encounters/compare/", views.compare, name="compare"),
    path("staff/encounters/compare/unmatched.csv", views.compare_csv, name="compare_csv"),
]
