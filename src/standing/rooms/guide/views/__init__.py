"""The pages of this room, cut by who opens them."""

from standing.rooms.guide.views.papers import choose_paper, print_paper
from standing.rooms.guide.views.public import download, show, show_department, version
from standing.rooms.guide.views.staff import answer_version, list_versions, read_version, take_down

__all__ = [
    "answer_version",
    "choose_paper",
    "download",
    "list_versions",
    "print_paper",
    "read_version",
    "show",
    "show_department",
    "take_down",
    "version",
]
