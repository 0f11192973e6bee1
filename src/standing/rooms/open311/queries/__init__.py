"""All that can be asked at the doors for 311."""

from standing.rooms.open311.queries.content import (
    facilities,
    facility,
    help_listed,
    help_one,
    languages_of,
    question,
    questions,
)
from standing.rooms.open311.queries.from_pack import Ground, ground, groups, said, sources
from standing.rooms.open311.queries.requests import KeyFact, RequestFact, keys, listed, number_of, request
from standing.rooms.open311.queries.script import (
    AnswerPage,
    LanguageLink,
    ShortText,
    TopicRow,
    answer,
    hint,
    languages,
    menu,
    rows,
    short_texts,
)

__all__ = [
    "AnswerPage",
    "Ground",
    "KeyFact",
    "LanguageLink",
    "RequestFact",
    "ShortText",
    "TopicRow",
    "answer",
    "facilities",
    "facility",
    "ground",
    "groups",
    "help_listed",
    "help_one",
    "hint",
    "keys",
    "languages",
    "languages_of",
    "listed",
    "menu",
    "number_of",
    "question",
    "questions",
    "request",
    "rows",
    "said",
    "short_texts",
    "sources",
]
