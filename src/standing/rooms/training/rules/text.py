"""An edition as bytes, as the words of one language without right answers, and where it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum

from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.kernel.refusals import NotNow
from standing.rooms.training.rules.shape import CourseTerms, Part, Question, worded


class Finding(StrEnum):
    """What counsel decided."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Stand(StrEnum):
    """Where an edition stands."""

    WAITING = "waiting"
    OUT = "out"
    EARLIER = "earlier"
    WITHDRAWN = "withdrawn"


def subject_of(course: str) -> str:
    """Return the name under which the texts of a course are kept."""
    return f"training:{course}"


def content_of(course: CourseTerms) -> bytes:
    """Return a course as bytes; equal courses are equal bytes, also when the shape of courses grows later."""
    return canonical(course.model_dump(mode="json", exclude_defaults=True))


def sha_of(course: CourseTerms) -> str:
    """Return the name of exactly this edition."""
    return sha256_hex(content_of(course))


def of_content(content: bytes) -> CourseTerms:
    """Return the course that these bytes are."""
    return CourseTerms.model_validate_json(content)


def languages_of(course: CourseTerms, *, first: str) -> tuple[str, ...]:
    """Return the languages in which the whole course can be read, the first language first."""
    return (first, *sorted(course.words))


def said_in(course: CourseTerms, *, language: str, first: str) -> CourseTerms:
    """Return the course in one of its languages; the same where it is the first language."""
    if language == first:
        return course
    words = course.words[language]
    return course.model_copy(
        update={
            "title": words["title"],
            "lead": words["lead"],
            "parts": tuple(_part(part, words) for part in course.parts),
            "questions": tuple(_question(one, words) for one in course.questions),
        }
    )


def body_of(course: CourseTerms, *, language: str, first: str) -> str:
    """Return exactly the words that are shown in a language, as canonical JSON. No right answer is in it."""
    said = said_in(course, language=language, first=first)
    parts: list[Json] = []
    for part in said.parts:
        shown: dict[str, Json] = {"id": part.id, "title": part.title, "text": part.text, "clauses": list(part.clauses)}
        if part.image is not None:
            shown["image"] = part.image.drawing
            shown["image_description"] = part.image.description
        if part.video is not None:
            shown["video"] = part.video.address
            shown["transcript"] = part.video.transcript
        parts.append(shown)
    questions: list[Json] = [
        {"id": one.id, "text": one.text, "choices": [{"id": choice.id, "text": choice.text} for choice in one.choices]}
        for one in said.questions
    ]
    return canonical(
        {
            "course": course.id,
            "edition": course.edition,
            "language": language,
            "title": said.title,
            "lead": said.lead,
            "minutes": course.minutes,
            "parts": parts,
            "questions": questions,
        }
    ).decode()


def texts_of(course: CourseTerms) -> list[str]:
    """Return every text of the first language that a learner reads."""
    return [text for _key, _place, text in worded(course)]


def check_next(*, current: Stand, wanted: Finding) -> None:
    """Test that counsel may decide so. :raises NotNow: with a sentence that says why not"""
    if wanted is Finding.APPROVED and current in {Stand.OUT, Stand.EARLIER}:
        raise NotNow("This edition is approved already.")
    if wanted is Finding.WITHDRAWN and current is Stand.WITHDRAWN:
        raise NotNow("This edition is withdrawn already.")


def as_words(course: CourseTerms) -> str:
    """Return the whole as lines, to compare two editions."""
    lines = [course.title, course.lead, f"[{course.pass_percent} %, {course.attempts} tries, {course.expires_rule}]"]
    for part in course.parts:
        lines += ["", part.title, part.text, *(f"[clause {one}]" for one in part.clauses)]
        if part.image is not None:
            lines.append(f"[drawing {part.image.drawing}] {part.image.description}")
    for question in course.questions:
        lines += ["", question.text]
        lines += [f"[{'x' if one.right else ' '}] {one.text}" for one in question.choices]
        lines.append(f"→ {question.explanation}")
    for language, words in sorted(course.words.items()):
        lines += ["", f"[{language}]", *(words[key] for key, _place, _text in worded(course))]
    return "\n".join(lines)


def decoded(body: str) -> dict[str, Json]:
    """Return the words of a kept text as values."""
    found: dict[str, Json] = json.loads(body)
    return found


def _part(part: Part, words: Mapping[str, str]) -> Part:
    update: dict[str, object] = {
        "title": words[f"part:{part.id}:title"],
        "text": words[f"part:{part.id}:text"],
    }
    if part.image is not None:
        update["image"] = part.image.model_copy(update={"description": words[f"part:{part.id}:image"]})
    if part.video is not None:
        update["video"] = part.video.model_copy(update={"transcript": words[f"part:{part.id}:video"]})
    return part.model_copy(update=update)


def _question(question: Question, words: Mapping[str, str]) -> Question:
    return question.model_copy(
        update={
            "text": words[f"question:{question.id}:text"],
            "explanation": words[f"question:{question.id}:why"],
            "choices": tuple(
                one.model_copy(update={"text": words[f"question:{question.id}:{one.id}"]}) for one in question.choices
            ),
        }
    )
