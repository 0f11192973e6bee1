"""What this room reads from a pack: courses. One that could teach anybody to stand in the way is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, Info, PackFact, Parsed, Section
from standing.rooms.guide import api as guide
from standing.rooms.training.actions import editions as actions
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries import terms as duties
from standing.rooms.training.rules import safety, terms
from standing.rooms.training.rules.shape import FILES, CourseFile, worded
from standing.rooms.training.rules.terms import TrainingFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    files, info = parsed.get("courses"), parsed.get("info")
    if not isinstance(files, Mapping):
        return
    first = info.default_language if isinstance(info, Info) else "en"
    clauses = _clauses(parsed.get("instruments"))
    languages = {one.code for one in getattr(parsed.get("languages"), "languages", ())}
    seen: dict[str, str] = {}
    for name, file in sorted(files.items()):
        course = file.course
        if course.id in seen:
            yield Fault(file=name, path=("course", "id"), sentence=f"{seen[course.id]} has the course {course.id}.")
        seen[course.id] = name
        for wrong in safety.faults(course, clauses=clauses, languages=languages, first=first):
            yield Fault(file=name, path=("course", *wrong.path), sentence=wrong.sentence)
        yield from _forbidden(name, file, first=first)


def _forbidden(name: str, file: CourseFile, *, first: str) -> Iterator[Fault]:
    """Find words that tell anybody to block, hide, mislead; wrong choices may name what not to do."""
    wrong = {
        f"question:{question.id}:{choice.id}"
        for question in file.course.questions
        for choice in question.choices
        if not choice.right
    }
    for key, place, text in worded(file.course):
        if key not in wrong and (found := guide.forbidden_in(text=text, language=first)):
            yield Fault(file=name, path=("course", *place), sentence=found)
    for language, words in file.course.words.items():
        for key, text in words.items():
            if key not in wrong and (found := guide.forbidden_in(text=text, language=language)):
                yield Fault(file=name, path=("course", "words", language, key), sentence=found)


def _clauses(files: object) -> Collection[str] | None:
    if not isinstance(files, Mapping):
        return None
    return {clause.id for file in files.values() for clause in getattr(file, "clauses", ())}


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    for course in queries.from_pack(pack):
        actions.take_course_from_pack(course=course, pack_sha256=pack.sha256, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    was = {one.id for one in queries.from_pack(old)}
    now = queries.from_pack(new)
    for course in now:
        if actions.check_number(course=course):
            taken = "who took an earlier one takes it anew" if course.material else "who took an earlier one is done"
            yield Effect(
                subject=f"course:{course.id}",
                sentence=f"Edition {course.edition} of a course waits for counsel; {taken}.",
                after=course.changed,
            )
    for gone in sorted(was - {one.id for one in now}):
        yield Effect(
            subject=f"course:{gone}",
            sentence="The pack no longer has this course; its editions stay until counsel withdraws them.",
        )


def _check_terms(parsed: Parsed) -> Iterator[Fault]:
    said, files = parsed.get("training"), parsed.get("courses")
    if not isinstance(said, TrainingFile):
        return
    there = {file.course.id for file in files.values()} if isinstance(files, Mapping) else set()
    for place, course in enumerate(said.counts):
        if course not in there:
            yield Fault(file=terms.FILE, path=("counts", place), sentence=f"The pack has no course {course}.")


def _effects_of_terms(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    was = duties.of_pack(old) if old is not None else terms.NOTHING
    now = duties.of_pack(new)
    for name, before, after in (
        ("mark_percent", was.mark_percent, now.mark_percent),
        ("grace_days", was.grace_days, now.grace_days),
        ("counts", ", ".join(was.counts), ", ".join(now.counts)),
    ):
        if before != after:
            yield Effect(
                subject=f"training:{name}",
                sentence="Coverage is counted by another rule; departments can reach the mark, or fall below it.",
                before=str(before),
                after=str(after),
            )


SECTIONS: tuple[Section, ...] = (
    Section(
        name="courses",
        files=FILES,
        model=CourseFile,
        many=True,
        required=False,
        about="What people learn. Each becomes an edition; counsel approves it here.",
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
    Section(
        name="training",
        files=terms.FILE,
        model=TrainingFile,
        required=False,
        about="Who takes courses: the mark of coverage, days of grace, reminders, and which courses count.",
        check=_check_terms,
        effects=_effects_of_terms,
    ),
)
