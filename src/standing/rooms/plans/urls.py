"""Addresses of the room: all behind sign-in."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from standing.rooms.plans import views

app_name = "plans"


class _Id(StringConverter):
    regex = "[a-z0-9][a-z0-9.-]{0,63}"


class _Sha256(StringConverter):
    regex = "[0-9a-f]{64}"


register_converter(_Id, "pack_id")
register_converter(_Sha256, "sha256")

_HERE = "staff/plans/"
_PLAN = f"{_HERE}<pack_id:campaign>/<pack_id:department>/"
_SECTION = f"{_PLAN}sections/<pack_id:section>/"
_VERSION = f"{_PLAN}versions/<int:number>/"

urlpatterns = [
    path(_HERE, views.list_plans, name="list_plans"),
    path(f"{_HERE}waiting/", views.list_waiting, name="list_waiting"),
    path(_PLAN, views.show_plan, name="show_plan"),
    path(_SECTION, views.edit_section, name="edit_section"),
    path(f"{_SECTION}autosave/", views.autosave_section, name="autosave_section"),
    path(f"{_SECTION}earlier/", views.list_revisions, name="list_revisions"),
    path(f"{_SECTION}restore/", views.restore_section, name="restore_section"),
    path(f"{_SECTION}files/", views.attach_file, name="attach_file"),
    path(f"{_PLAN}files/<uuid:attachment>/remove/", views.remove_attachment, name="remove_attachment"),
    path(f"{_PLAN}files/<sha256:sha256>/", views.read_attachment, name="read_attachment"),
    path(f"{_PLAN}preview/", views.preview_plan, name="preview_plan"),
    path(f"{_PLAN}certify/", views.certify_plan, name="certify_plan"),
    path(f"{_PLAN}file/", views.file_plan, name="file_plan"),
    path(f"{_PLAN}revise/", views.start_revision, name="start_revision"),
    path(f"{_PLAN}versions/", views.list_versions, name="list_versions"),
    path(_VERSION, views.show_version, name="show_version"),
    path(f"{_VERSION}changes/", views.compare_versions, name="compare_versions"),
    path(f"{_VERSION}plan.pdf", views.version_pdf, name="version_pdf"),
    path(f"{_VERSION}plan.json", views.version_json, name="version_json"),
    path(f"{_VERSION}read/", views.acknowledge_plan, name="acknowledge_plan"),
    path(f"{_VERSION}review/", views.review_version, name="review_version"),
    path(f"{_VERSION}review/return/", views.return_version, name="return_version"),
    path(f"{_VERSION}review/accept/", views.accept_version, name="accept_version"),
]
