"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.plans.views.lists import list_plans, list_waiting, show_plan
from standing.rooms.plans.views.reviews import accept_version, return_version, review_version
from standing.rooms.plans.views.signing import certify_plan, file_plan, preview_plan, start_revision
from standing.rooms.plans.views.versions import (
    acknowledge_plan,
    compare_versions,
    list_versions,
    show_version,
    version_json,
    version_pdf,
)
from standing.rooms.plans.views.writing import (
    attach_file,
    autosave_section,
    edit_section,
    list_revisions,
    read_attachment,
    remove_attachment,
    restore_section,
)

__all__ = [
    "accept_version",
    "acknowledge_plan",
    "attach_file",
    "autosave_section",
    "certify_plan",
    "compare_versions",
    "edit_section",
    "file_plan",
    "list_plans",
    "list_revisions",
    "list_versions",
    "list_waiting",
    "preview_plan",
    "read_attachment",
    "remove_attachment",
    "restore_section",
    "return_version",
    "review_version",
    "show_plan",
    "show_version",
    "start_revision",
    "version_json",
    "version_pdf",
]
