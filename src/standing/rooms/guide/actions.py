"""All that can be done with the guide: take a version from a pack, approve it, return it, take it down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User, counsel
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.hall.translations.api import SourceText
from standing.kernel import likeness
from standing.kernel.refusals import NotAllowed, Refused
from standing.rooms.guide import permissions, queries
from standing.rooms.guide.models import Decision, GuideVersion
from standing.rooms.guide.rules import text as texts
from standing.rooms.guide.rules.events import GuideApproved, GuideTakenDown
from standing.rooms.guide.rules.shape import GuideTerms
from standing.rooms.guide.rules.text import PAGE, Finding


class NothingSaid(Refused):
    """Nothing is returned or taken down without a word on why."""


class TellsOfAPerson(NotAllowed):
    """The note tells something of a person that the City does not keep; it was not saved."""


@transaction.atomic
def take_guide_from_pack(*, guide: GuideTerms, pack_sha256: str, by: Actor, at: datetime) -> GuideVersion | None:
    """
    This will add a version where the pack's guide differs from the newest one; None where it does not.

    Nothing becomes public: counsel approves.
    """
    newest = queries.newest()
    sha256 = texts.sha_of(guide)
    if newest is not None and newest.sha256 == sha256:
        return None
    version = GuideVersion.objects.create(
        number=newest.pk + 1 if newest is not None else 1,
        content=texts.content_of(guide),
        sha256=sha256,
        pack_sha256=pack_sha256,
        brought_by=by if isinstance(by, User) else None,
        brought_at=at,
    )
    audit.record(
        verb="guide.take_from_pack",
        subject=f"guide:{version.pk}",
        by=by,
        at=at,
        facts={"sha256": sha256, "pack": pack_sha256},
    )
    return version


@transaction.atomic
def approve_version(*, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> Decision:
    """
    This will put exactly this text in force: it is public from now on, and translators are told.

    :raises NotAllowed: if the person is not counsel, or brought it in
    :raises NotFound: if there is no such version
    :raises NotNow: if it is not the text that was shown, or cannot be approved
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    decision = _decide(number, Finding.APPROVED, seen_sha256=seen_sha256, note=note, by=by, at=at)
    guide = texts.of_content(bytes(decision.version.content))
    translations.put_source(
        page=PAGE,
        title=guide.title,
        texts=[SourceText(key=key, text=text, about=_about(key)) for key, text in texts.texts_of(guide)],
        by=by,
        at=at,
    )
    publish.soon()
    events.emit(GuideApproved(version=number, sha256=decision.sha256, at=at))
    return decision


@transaction.atomic
def return_version(*, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> Decision:
    """
    This will send a version back to whoever keeps the pack, with a word on what to change.

    :raises NotAllowed: if the person is not counsel, or brought it in
    :raises NotFound: if there is no such version
    :raises NothingSaid: if no note says what to change
    :raises NotNow: if it is not the text that was shown, or does not wait for an answer
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    if not note.strip():
        raise NothingSaid("Say what to change.")
    return _decide(number, Finding.RETURNED, seen_sha256=seen_sha256, note=note, by=by, at=at)


@transaction.atomic
def take_down_guide(*, number: int, seen_sha256: str, reason: str, by: User, at: datetime) -> Decision:
    """
    This will take the guide down at once; its address says to call the supervisor until a version is approved.

    :raises NotAllowed: if the person is not counsel, or brought it in
    :raises NotFound: if there is no such version
    :raises NothingSaid: if no reason is given
    :raises NotNow: if it is not the text that was shown, or not the version in force
    :raises TellsOfAPerson: if the reason tells what the City does not keep about anybody
    """
    if not reason.strip():
        raise NothingSaid("Say why it is taken down.")
    decision = _decide(number, Finding.TAKEN_DOWN, seen_sha256=seen_sha256, note=reason, by=by, at=at)
    publish.soon()
    events.emit(GuideTakenDown(version=number, at=at))
    return decision


def _decide(number: int, finding: Finding, *, seen_sha256: str, note: str, by: User, at: datetime) -> Decision:
    GuideVersion.objects.select_for_update(no_key=True).order_by("number").first()  # one decision after the other
    state = queries.state_of(number=number)
    permissions.check_can_decide(version=state.row, by=by)
    texts.check_next(current=state.stand, wanted=finding)
    counsel.check_same(shown=seen_sha256, stored=state.row.sha256)
    if sentence := likeness.sentence(likeness.screen(note)):
        raise TellsOfAPerson(sentence)

    decision = Decision.objects.create(
        version=state.row,
        finding=finding.value,
        sha256=state.row.sha256,
        title=counsel.title_of(by=by) if finding is Finding.APPROVED else "",
        note=note.strip(),
        by=by,
        at=at,
    )
    audit.record(verb=_VERBS[finding], subject=f"guide:{number}", by=by, at=at, facts={"sha256": state.row.sha256})
    return decision


_VERBS = {
    Finding.APPROVED: "guide.approve_version",
    Finding.RETURNED: "guide.return_version",
    Finding.TAKEN_DOWN: "guide.take_down",
}


def _about(key: str) -> str:
    if key.startswith(f"{PAGE}:paper:"):
        return "About a paper; what stands in quotation marks is printed on it in English and stays so."
    return "For workers at a counter, under stress: short and plain. It must never tell anybody to stand in the way."
