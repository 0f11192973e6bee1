"""Why a door does not answer: a number and a sentence, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from standing.rooms.open311.rules.documents import Value

MISSING = 404
NO_KEY = 403
WRONG = 400


class Problem(Exception):
    """One or more reasons; ``code`` is 404 for an unknown thing, 403 for a key, 400 for all else."""

    def __init__(self, code: int, *sentences: str) -> None:
        self.code = code
        self.sentences: tuple[str, ...] = sentences
        super().__init__(" ".join(sentences))


def missing(what: str) -> Problem:
    """Return the problem that there is no such thing."""
    return Problem(MISSING, f"There is no such {what}.")


def told(problem: Problem) -> list[Value]:
    """Return a problem as both forms tell it."""
    return [{"code": problem.code, "description": sentence} for sentence in problem.sentences]


def check_none(sentences: Iterable[str]) -> None:
    """Test that nothing is wrong. :raises Problem: with every sentence at once"""
    if found := tuple(dict.fromkeys(sentences)):
        raise Problem(WRONG, *found)
