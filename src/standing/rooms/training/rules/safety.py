"""What a course must be before it is taken in: whole, with right answers, and found in every language it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from standing.rooms.training.rules.drawings import NAMES
from standing.rooms.training.rules.shape import CourseTerms, worded

Path = tuple[str | int, ...]
_ADDRESSES = frozenset({"mine", "verify", "certificate"})
"""Names that are other pages beside the courses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A mistake in a course, with where it stands."""

    path: Path
    sentence: str


def faults(
    course: CourseTerms, *, clauses: Collection[str] | None, languages: Collection[str], first: str
) -> Iterator[Wrong]:
    """Find what is wrong with a course: names given twice, no right answer, unknown clauses, words left out."""
    yield from _twice(course)
    if course.id in _ADDRESSES:
        yield Wrong(path=("id",), sentence="Another page has this name. Choose another for the course.")
    for place, question in enumerate(course.questions):
        if not question.right:
            yield Wrong(path=("questions", place, "choices"), sentence="Mark at least one choice as right: true.")
        elif len(question.right) == len(question.choices):
            yield Wrong(path=("questions", place, "choices"), sentence="Not every choice can be right.")
    for place, part in enumerate(course.parts):
        for nth, clause in enumerate(part.clauses):
            if clauses is not None and clause not in clauses:
                yield Wrong(
                    path=("parts", place, "clauses", nth), sentence=f"No instrument of the pack has a clause {clause}."
                )
        if part.image is not None and part.image.drawing not in NAMES:
            yield Wrong(
                path=("parts", place, "image", "drawing"),
                sentence=f"There is no drawing {part.image.drawing}. There are: {', '.join(sorted(NAMES))}.",
            )
    if course.edition == 1 and not course.material:
        yield Wrong(path=("material",), sentence="The first edition is material: nobody took one before.")
    yield from _words(course, languages=languages, first=first)


def _words(course: CourseTerms, *, languages: Collection[str], first: str) -> Iterator[Wrong]:
    keys = [key for key, _place, _text in worded(course)]
    for language, words in course.words.items():
        if language == first or language not in languages:
            yield Wrong(path=("words", language), sentence="This is not another language of the pack.")
            continue
        if missing := [key for key in keys if not words.get(key, "").strip()]:
            yield Wrong(
                path=("words", language),
                sentence=f"A language is whole or not there. These have no words: {', '.join(missing[:5])}.",
            )
        if unknown := [key for key in words if key not in keys]:
            yield Wrong(path=("words", language), sentence=f"The course has no text {', '.join(unknown[:5])}.")


def _twice(course: CourseTerms) -> Iterator[Wrong]:
    for name, ids in (
        ("parts", [one.id for one in course.parts]),
        ("questions", [one.id for one in course.questions]),
    ):
        for place, id_ in enumerate(ids):
            if id_ in ids[:place]:
                yield Wrong(path=(name, place, "id"), sentence=f"{id_} stands here twice.")
    for place, question in enumerate(course.questions):
        ids = [one.id for one in question.choices]
        for nth, id_ in enumerate(ids):
            if id_ in ids[:nth] or id_ in {"text", "why"}:
                yield Wrong(path=("questions", place, "choices", nth, "id"), sentence=f"{id_} cannot stand here.")
