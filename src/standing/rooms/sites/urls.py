"""The addresses of this room: all behind sign-in."""

from django.urls import URLPattern, path

from standing.rooms.sites.views import filings, imports, listed, record

app_name = "sites"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    path("staff/sites/", listed.list_sites, name="list_sites"),
    path("staff/sites/sites.csv", listed.export_sites, name="export_sites"),
    path("staff/sites/judge/", listed.judge_sites, name="judge_sites"),
    path("staff/sites/gaps/", listed.list_gaps, name="list_gaps"),
    path("staff/sites/add/", record.add_site, name="add_site"),
    path("staff/sites/site/<str:site>/", record.show_site, name="show_site"),
    path("staff/sites/site/<str:site>/edit/", record.edit_site, name="edit_site"),
    path("staff/sites/site/<str:site>/history/", record.show_history, name="show_history"),
    path("staff/sites/site/<str:site>/plan/<str:sha256>/", record.read_plan, name="read_plan"),
    path("staff/sites/lists/", filings.list_filings, name="list_filings"),
    path("staff/sites/lists/<str:department>/", filings.file_list, name="file_list"),
    path("staff/sites/lists/<str:department>/<uuid:filing>/", filings.show_filing, name="show_filing"),
    path("staff/sites/imports/", imports.list_imports, name="list_imports"),
    path("staff/sites/imports/sample/<str:name>", imports.sample_list, name="sample_list"),
    path("staff/sites/imports/<uuid:key>/", imports.show_import, name="show_import"),
    path("staff/sites/imports/<uuid:key>/columns/", imports.match_columns, name="match_columns"),
    path("staff/sites/imports/<uuid:key>/mistakes.csv", imports.download_mistakes, name="download_mistakes"),
    path("staff/sites/imports/<uuid:key>/answers/", imports.answer_rows, name="answer_rows"),
    path("staff/sites/imports/<uuid:key>/apply/", imports.apply_import, name="apply_import"),
    path("staff/sites/imports/<uuid:key>/undo/", imports.undo_import, name="undo_import"),
    path("staff/sites/imports/<uuid:key>/drop/", imports.drop_import, name="drop_import"),
]
