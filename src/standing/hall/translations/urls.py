"""The addresses of translations. ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.hall.translations import views

app_name = "translations"
in_every_language = [
    path("languages/", views.list_languages, name="list_languages"),
]
urlpatterns = [
    path("recordings/<uuid:recording>.<slug:ending>", views.play_recording, name="play_recording"),
    path("staff/words/", views.list_pages, name="list_pages"),
    path("staff/words/stale/", views.list_stale, name="list_stale"),
    path("staff/words/review/", views.list_reviews, name="list_reviews"),
    path("staff/words/terms/", views.list_terms, name="list_terms"),
    path("staff/words/terms/edit/", views.edit_term, name="edit_term"),
    path("staff/words/terms/drop/", views.drop_term, name="drop_term"),
    path("staff/words/files/", views.list_files, name="list_files"),
    path("staff/words/files/export/", views.export_file, name="export_file"),
    path("staff/words/files/<uuid:made>/", views.show_import, name="show_import"),
    path("staff/words/files/<uuid:made>/undo/", views.undo_import, name="undo_import"),
    path("staff/words/files/aside/<int:line>/", views.settle_aside, name="settle_aside"),
    path("staff/words/recordings/", views.list_recordings, name="list_recordings"),
    path("staff/words/recordings/<uuid:recording>/hear/", views.hear_recording, name="hear_recording"),
    path("staff/words/recordings/<uuid:recording>/", views.decide_recording, name="decide_recording"),
    path("staff/words/page/<str:page>/<str:language>/", views.translate_page, name="translate_page"),
    path("staff/words/page/<str:page>/<str:language>/autosave/", views.autosave_page, name="autosave_page"),
    path("staff/words/page/<str:page>/<str:language>/review/", views.review_page, name="review_page"),
]
