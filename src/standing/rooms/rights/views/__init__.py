"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.rights.views.counsel import answer_version, confirm_version, withdraw_article
from standing.rooms.rights.views.keeping import (
    compare_versions,
    list_articles,
    list_withdrawn,
    read_version,
    show_history,
)
from standing.rooms.rights.views.papers import choose_paper, print_paper
from standing.rooms.rights.views.public import index, list_numbers, show_article
from standing.rooms.rights.views.writing import (
    edit_article,
    place_article,
    restore_version,
    start_article,
    submit_version,
    take_back_version,
)

__all__ = [
    "answer_version",
    "choose_paper",
    "compare_versions",
    "confirm_version",
    "edit_article",
    "index",
    "list_articles",
    "list_numbers",
    "list_withdrawn",
    "place_article",
    "print_paper",
    "read_version",
    "restore_version",
    "show_article",
    "show_history",
    "start_article",
    "submit_version",
    "take_back_version",
    "withdraw_article",
]
