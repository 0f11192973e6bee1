"""What the pages of a course share: its parts as they are drawn, what a page carries signed, the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from standing.hall.translations.api import direction_of
from standing.kernel.reading import reading_of
from standing.rooms.training.forms import AnswersForm
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules.answers import Result, needed
from standing.rooms.training.rules.drawings import drawing
from standing.rooms.training.rules.shape import CourseTerms
from standing.rooms.training.rules.text import texts_of

_OLDEST = timedelta(hours=12)
_SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which words stood on the page, and how many tries were used up; it travels signed, in the page itself."""

    course: str
    edition: int
    language: str
    tries: int

    def signed(self) -> str:
        """Return it as the page carries it."""
        return _sign("shown", (self.course, str(self.edition), self.language, str(self.tries)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Which words somebody passed and how well; it travels signed, in the page itself."""

    course: str
    edition: int
    language: str
    score: int
    out_of: int

    def signed(self) -> str:
        """Return it as the page carries it."""
        return _sign("passed", (self.course, str(self.edition), self.language, str(self.score), str(self.out_of)))


def shown_of(signed: str) -> Shown | None:
    """Return what stood on the page; None if it is not our signature or half a day old."""
    match _unsign("shown", signed):
        case [course, edition, language, tries]:
            return Shown(course=course, edition=int(edition), language=language, tries=int(tries))
    return None


def passed_of(signed: str) -> Passed | None:
    """Return what somebody passed; None if it is not our signature or half a day old."""
    match _unsign("passed", signed):
        case [course, edition, language, score, out_of]:
            return Passed(course=course, edition=int(edition), language=language, score=int(score), out_of=int(out_of))
    return None


def language_now() -> str:
    """Return the language of the address."""
    return get_language() or settings.LANGUAGE_CODE


def language_of(fact: EditionFact) -> str:
    """Return in which of its languages an edition is shown here: the page's, or the one it was written in."""
    wanted = language_now().lower()
    return next((one for one in fact.languages if one.lower() == wanted), fact.languages[0])


def drawn(request: HttpRequest, fact: EditionFact, *, language: str, at: datetime) -> dict[str, object]:
    """Return a course as a page shows it."""
    terms = queries.terms_of(fact, language=language)
    first = queries.terms_of(fact)
    return {
        "fact": fact,
        "terms": terms,
        "language": language,
        "direction": direction_of(language),
        "is_other_language": language.lower() != language_now().lower(),
        "tongues": tongues(request, fact, at=at),
        "grade": reading_of(texts_of(first)).grade if language == fact.languages[0] == queries.ENGLISH else None,
        "needed": needed(out_of=len(terms.questions), percent=fact.pass_percent),
        "parts": [
            {
                "part": part,
                "blocks": blocks(part.text),
                "drawing": _svg(part.image.drawing) if part.image is not None else None,
                "transcript": blocks(part.video.transcript) if part.video is not None else (),
            }
            for part in terms.parts
        ],
    }


def asked(form: AnswersForm, terms: CourseTerms, result: Result | None) -> list[dict[str, object]]:
    """Return each question with its field and, after a try, how it was answered and why."""
    answers = {one.question: one for one in result.answers} if result is not None else {}
    return [
        {"field": form[f"q-{one.id}"], "answer": answers.get(one.id), "why": one.explanation if answers else ""}
        for one in terms.questions
    ]


def blocks(text: str) -> list[dict[str, object]]:
    """Return a text as paragraphs and lists: blank lines part them, lines that begin with - are points."""
    found: list[dict[str, object]] = []
    for part in text.split("\n\n"):
        lines = [line.strip() for line in part.strip().split("\n") if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            found.append({"points": [line.removeprefix("- ") for line in lines]})
        elif lines:
            found.append({"text": " ".join(lines)})
    return found


def tongues(request: HttpRequest, fact: EditionFact, *, at: datetime) -> list[dict[str, str]]:
    """Return the languages in which a course can be read, each by its own name, with this page's address in it."""
    names = queries.names_of_languages(at=at)
    kiosk = "?kiosk=1" if request.GET.get("kiosk") == "1" or request.POST.get("kiosk") == "1" else ""
    return [
        {
            "code": one,
            "name": names.get(one.lower(), one),
            "direction": direction_of(one),
            "url": f"{translate_url(request.path, one.lower())}{kiosk}",
        }
        for one in fact.languages
    ]


def _svg(name: str) -> SafeString:
    return mark_safe(drawing(name))  # noqa: S308 - our own drawing, nothing of it comes from people


def _sign(what: str, values: Sequence[str]) -> str:
    return signing.TimestampSigner(salt=f"standing.training.{what}").sign(_SEPARATOR.join(values))


def _unsign(what: str, signed: str) -> list[str]:
    try:
        said = signing.TimestampSigner(salt=f"standing.training.{what}").unsign(signed, max_age=_OLDEST)
    except signing.BadSignature:
        return []
    return said.split(_SEPARATOR)
