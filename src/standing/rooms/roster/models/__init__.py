"""Tables of the roster: people and their posts, how they changed, and lists that were brought."""

from standing.rooms.roster.models.exchange import Import, ImportPart, ImportRow
from standing.rooms.roster.models.people import Change, Person, Post, Touch

__all__ = ["Change", "Import", "ImportPart", "ImportRow", "Person", "Post", "Touch"]
