"""The addresses of the directory. Those ``in_every_language`` also stand below /es/ and the like."""

from django.urls import path

from standing.rooms.services.views import departments, duplicates, exchange, hsds, imports, public, staff

app_name = "services"

in_every_language = [
    path("help/", public.search, name="search"),
    path("help/essentials/", public.essentials, name="essentials"),
    path("help/sheet/", public.sheet, name="sheet"),
    path("help/<uuid:service>/", public.show_service, name="show_service"),
]

urlpatterns = [
    path("staff/services/", staff.list_work, name="list_work"),
    path("staff/services/add/", staff.add_service, name="add_service"),
    path("staff/services/rounds/", staff.list_rounds, name="list_rounds"),
    path("staff/services/rounds/assign/", staff.assign_round, name="assign_round"),
    path("staff/services/rounds/<uuid:round>/move/", staff.move_round, name="move_round"),
    path("staff/services/rounds/<uuid:round>/decide/", staff.decide_round, name="decide_round"),
    path("staff/services/gaps/", departments.show_gaps, name="show_gaps"),
    path("staff/services/gaps.csv", departments.download_gaps, name="download_gaps"),
    path("staff/services/departments/", departments.list_departments, name="list_departments"),
    path("staff/services/departments/<str:department>/", departments.list_department, name="list_department"),
    path("staff/services/departments/<str:department>/attest/", departments.attest_list, name="attest_list"),
    path("staff/services/<uuid:service>/", staff.show_record, name="show_record"),
    path("staff/services/<uuid:service>/history/", staff.show_history, name="show_history"),
    path("staff/services/<uuid:service>/edit/", staff.edit_service, name="edit_service"),
    path("staff/services/<uuid:service>/check/<slug:field>/", staff.check_service, name="check_service"),
    path("staff/services/<uuid:service>/close/", staff.close_service, name="close_service"),
    path("staff/services/<uuid:service>/alert/", staff.set_alert, name="set_alert"),
    path("staff/services/imports/", imports.list_imports, name="list_imports"),
    path("staff/services/imports/<uuid:id>/", imports.show_import, name="show_import"),
    path("staff/services/imports/<uuid:id>/mistakes.csv", imports.download_mistakes, name="download_mistakes"),
    path("staff/services/imports/<uuid:id>/twins/", imports.decide_twins, name="decide_twins"),
    path("staff/services/imports/<uuid:id>/apply/", imports.apply_import, name="apply_import"),
    path("staff/services/imports/<uuid:id>/undo/", imports.undo_import, name="undo_import"),
    path("staff/services/imports/<uuid:id>/drop/", imports.drop_import, name="drop_import"),
    path("staff/services/directory.json", exchange.staff_directory_json, name="staff_directory_json"),
    path("staff/services/directory.zip", exchange.staff_directory_zip, name="staff_directory_zip"),
    path("staff/services/duplicates/", duplicates.list_duplicates, name="list_duplicates"),
    path(
        "staff/services/duplicates/<slug:kind>/<uuid:one>/<uuid:other>/",
        duplicates.compare_records,
        name="compare_records",
    ),
    path("staff/services/merges/<uuid:id>/take-back/", duplicates.take_back_merge, name="take_back_merge"),
    path("hsds/profile/", exchange.hsds_profile, name="hsds_profile"),
    path("hsds/schemas/<slug:table>.json", exchange.hsds_schema, name="hsds_schema"),
    path("hsds/directory.json", exchange.directory_json, name="directory_json"),
    path("hsds/directory.zip", exchange.directory_zip, name="directory_zip"),
    path("hsds/", hsds.api.urls),
]
