"""The addresses of this room: all behind sign-in."""

from django.urls import URLPattern, path

from standing.rooms.roster.views import imports, listed, person

app_name = "roster"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    path("staff/roster/", listed.list_people, name="list_people"),
    path("staff/roster/people.csv", listed.export_people, name="export_people"),
    path("staff/roster/add/", person.add_person, name="add_person"),
    path("staff/roster/person/<uuid:key>/", person.show_person, name="show_person"),
    path("staff/roster/person/<uuid:key>/correct/", person.correct_person, name="correct_person"),
    path("staff/roster/person/<uuid:key>/post/", person.move_person, name="move_person"),
    path("staff/roster/person/<uuid:key>/end/", person.end_posts, name="end_posts"),
    path("staff/roster/person/<uuid:key>/undo/<uuid:change>/", person.undo_change, name="undo_change"),
    path("staff/roster/imports/", imports.list_imports, name="list_imports"),
    path("staff/roster/imports/sample/<str:name>", imports.sample_list, name="sample_list"),
    path("staff/roster/imports/<uuid:key>/", imports.show_import, name="show_import"),
    path("staff/roster/imports/<uuid:key>/columns/", imports.match_columns, name="match_columns"),
    path("staff/roster/imports/<uuid:key>/mistakes.csv", imports.download_mistakes, name="download_mistakes"),
    path("staff/roster/imports/<uuid:key>/apply/", imports.apply_import, name="apply_import"),
    path("staff/roster/imports/<uuid:key>/undo/", imports.undo_import, name="undo_import"),
    path("staff/roster/imports/<uuid:key>/drop/", imports.drop_import, name="drop_import"),
]
