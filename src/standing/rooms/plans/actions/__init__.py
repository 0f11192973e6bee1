"""All that can be done to a plan: write, attach, sign, file, answer, begin again."""

from standing.rooms.plans.actions._deeds import TellsOfAPerson
from standing.rooms.plans.actions.answering import NothingSaid, accept_version, return_version
from standing.rooms.plans.actions.campaigns import name_campaigns
from standing.rooms.plans.actions.knowing import acknowledge_plan
from standing.rooms.plans.actions.signing import certify_plan, file_plan, start_revision
from standing.rooms.plans.actions.writing import (
    Saved,
    SavedByAnother,
    attach_file,
    remove_attachment,
    restore_section,
    save_section,
)

__all__ = [
    "NothingSaid",
    "Saved",
    "SavedByAnother",
    "TellsOfAPerson",
    "accept_version",
    "acknowledge_plan",
    "attach_file",
    "certify_plan",
    "file_plan",
    "name_campaigns",
    "remove_attachment",
    "restore_section",
    "return_version",
    "save_section",
    "start_revision",
]
