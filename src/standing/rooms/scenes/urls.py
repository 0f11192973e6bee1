"""The addresses of this room. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import URLPattern, path

from standing.rooms.scenes.views import public, reports, samples, scenes

app_name = "scenes"
in_every_language: list[URLPattern] = [path("status/scenes/", public.counts, name="counts")]
urlpatterns: list[URLPattern] = [
    path("status/scenes.csv", public.counts_csv, name="counts_csv"),
    path("staff/scenes/", scenes.list_scenes, name="list_scenes"),
    path("staff/scenes/new/", scenes.record_scene, name="record_scene"),
    path("staff/scenes/videos/", scenes.check_videos, name="check_videos"),
    path("staff/scenes/reports/", reports.list_reports, name="list_reports"),
    path("staff/scenes/reports/<str:month>/<int:number>/", reports.show_report, name="show_report"),
    path("staff/scenes/reports/<str:month>/<int:number>/report.json", reports.report_json, name="report_json"),
    path("staff/scenes/reports/<str:month>/<int:number>/report.csv", reports.report_csv, name="report_csv"),
    path("staff/scenes/reports/<str:month>/<int:number>/report.pdf", reports.report_pdf, name="report_pdf"),
    path("staff/scenes/samples/", samples.list_draws, name="list_draws"),
    path("staff/scenes/samples/<uuid:draw>/draw/", samples.draw_sample, name="draw_sample"),
    path("staff/scenes/<uuid:scene>/", scenes.show_scene, name="show_scene"),
    path("staff/scenes/<uuid:scene>/correct/", scenes.correct_scene, name="correct_scene"),
    path("staff/scenes/<uuid:scene>/name/", scenes.open_identity, name="open_identity"),
    path("staff/scenes/<uuid:scene>/review/", scenes.review_scene, name="review_scene"),
]
