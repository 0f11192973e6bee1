"""All that can be done with articles: take them from a pack, write, send, approve, confirm, withdraw, restore."""

from standing.rooms.rights.actions._deeds import Place, TellsOfAPerson
from standing.rooms.rights.actions.answering import (
    NothingSaid,
    approve_version,
    confirm_version,
    return_version,
    withdraw_article,
)
from standing.rooms.rights.actions.from_pack import Taken, name_numbers, take_articles_from_pack
from standing.rooms.rights.actions.writing import (
    SavedByAnother,
    place_article,
    restore_version,
    save_draft,
    start_article,
    submit_version,
    take_back_version,
)

__all__ = [
    "NothingSaid",
    "Place",
    "SavedByAnother",
    "Taken",
    "TellsOfAPerson",
    "approve_version",
    "confirm_version",
    "name_numbers",
    "place_article",
    "restore_version",
    "return_version",
    "save_draft",
    "start_article",
    "submit_version",
    "take_articles_from_pack",
    "take_back_version",
    "withdraw_article",
]
