"""The addresses of this room. ``in_some_languages`` also stand below /es/."""

from __future__ import annotations

from django.urls import URLPattern, path

from standing.hall.web.tongues import in_languages
from standing.rooms.training.views import certificates, coverage, duties, editions, learn, reprints, sheets

app_name = "training"
spoken = in_languages("en", "es")
"""The languages in which every word of these pages is said."""

# Courses, taking them, certificates.
_learn_in_some_languages: list[URLPattern] = [
    path("learn/", spoken(learn.index), name="index"),
    path("learn/mine/", spoken(learn.take_by_link), name="take_by_link"),
    path("learn/verify/", spoken(certificates.verify), name="verify"),
    path("learn/certificate/", spoken(certificates.certificate), name="certificate"),
    path("learn/<slug:course>/", spoken(learn.take), name="take"),
]
_EDITION = "staff/training/courses/<slug:course>/<int:number>/"
_learn: list[URLPattern] = [
    path("staff/training/courses/", editions.list_courses, name="list_courses"),
    path(_EDITION, editions.read_edition, name="read_edition"),
    path(f"{_EDITION}answer/", editions.answer_edition, name="answer_edition"),
    path("staff/training/courses/<slug:course>/poster.pdf", editions.print_poster, name="print_poster"),
]

# Assignments, coverage, reminders, sheets.
_duties_in_some_languages: list[URLPattern] = [path("status/training/", spoken(coverage.public), name="coverage")]
_SHEET = "staff/training/sheets/<uuid:sheet>/"
_duties: list[URLPattern] = [
    path("staff/training/", coverage.show_coverage, name="show_coverage"),
    path("staff/training/coverage.csv", coverage.export_coverage, name="export_coverage"),
    path("staff/training/missing/", coverage.list_missing, name="list_missing"),
    path("staff/training/missing/missing.csv", coverage.export_missing, name="export_missing"),
    path("staff/training/rules/", duties.list_rules, name="list_rules"),
    path("staff/training/rules/make/", duties.make_rule, name="make_rule"),
    path("staff/training/rules/<uuid:rule>/end/", duties.end_rule, name="end_rule"),
    path("staff/training/sheets/", sheets.list_sheets, name="list_sheets"),
    path(_SHEET, sheets.enter_sheet, name="enter_sheet"),
    path(f"{_SHEET}sheet.pdf", sheets.print_sheet, name="print_sheet"),
    path(f"{_SHEET}withdraw/", sheets.withdraw_sheet, name="withdraw_sheet"),
    path("staff/training/files/<uuid:entry>/", sheets.read_scan, name="read_scan"),
    path(
        "staff/training/sheets/entries/<uuid:entry>/certificates.pdf",
        reprints.print_certificates,
        name="print_certificates",
    ),
    path("staff/training/certificates/", reprints.find_certificates, name="find_certificates"),
    path(
        "staff/training/certificates/<uuid:completion>/certificate.pdf",
        reprints.print_certificate,
        name="print_certificate",
    ),
    path("staff/training/imports/", duties.import_completions, name="import_completions"),
    path("staff/training/statements.jsonl", duties.export_statements, name="export_statements"),
]

in_some_languages = [*_learn_in_some_languages, *_duties_in_some_languages]
urlpatterns = [*_learn, *_duties]
