"""What this room reads from a pack: the guide, which is refused if it could tell anybody to stand in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, Info, PackFact, Parsed, Section
from standing.rooms.guide import actions, queries
from standing.rooms.guide.rules import safety
from standing.rooms.guide.rules import text as texts
from standing.rooms.guide.rules.forbidden import sentence_of
from standing.rooms.guide.rules.shape import FILE, GuideFile, GuideTerms
from standing.rooms.guide.rules.text import PAGE

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file, info = parsed.get("guide"), parsed.get("info")
    if not isinstance(file, GuideFile):
        return
    language = info.default_language if isinstance(info, Info) else "en"
    for wrong in safety.faults(file.guide, language=language):
        yield Fault(file=FILE, path=("guide", *wrong.path), sentence=wrong.sentence)
    departments = getattr(parsed.get("departments"), "departments", None)
    if departments is not None and file.guide.owner not in {one.id for one in departments}:
        yield Fault(
            file=FILE, path=("guide", "owner"), sentence=f"departments.yaml has no department {file.guide.owner}."
        )
    yield from _check_words(parsed)


def _check_words(parsed: Parsed) -> Iterator[Fault]:
    """Find translations of the guide that say what no guide says, in the languages whose words are known."""
    files = parsed.get("words")
    for name, words in sorted(files.items()) if isinstance(files, Mapping) else ():
        for place, one in enumerate(words.texts):
            if one.key.startswith(f"{PAGE}:") and (found := sentence_of(one.text, language=words.language)):
                yield Fault(file=name, path=("texts", place, "text"), sentence=found)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    if (guide := queries.from_pack(pack)) is not None:
        actions.take_guide_from_pack(guide=guide, pack_sha256=pack.sha256, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:
    before, after, newest = queries.from_pack(old), queries.from_pack(new), queries.newest()
    if after is None:
        if before is not None:
            yield _effect("The pack no longer has a guide; what is in force stays until counsel takes it down.")
        return
    if newest is None:
        yield _effect("The guide for the counter appears as a draft for counsel.")
    elif newest.sha256 != texts.sha_of(after):
        is_public = queries.in_force(at=at) is not None
        stays = " What is public stays until counsel approves it." if is_public else ""
        yield _effect(f"The guide for the counter gets a new version for counsel to read.{stays}")
    if before is not None:
        yield from _settings(before, after)


def _settings(before: GuideTerms, after: GuideTerms) -> Iterator[Effect]:
    for name in ("wait_for_counsel_with_judicial_warrant", "agencies", "report"):
        was, now = getattr(before.settings, name), getattr(after.settings, name)
        if was != now:
            yield Effect(
                subject=f"guide:{name}",
                sentence="A setting of the guide changes its steps, once counsel approves it.",
                before=str(was),
                after=str(now),
            )


def _effect(sentence: str) -> Effect:
    return Effect(subject="guide", sentence=sentence)


SECTIONS: tuple[Section, ...] = (
    Section(
        name="guide",
        files=FILE,
        model=GuideFile,
        required=False,
        about="What workers do when officers come. It becomes a draft; counsel approves it here.",
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
