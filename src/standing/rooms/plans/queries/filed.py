"""What was filed, and who may read it; every reading starts from ``visible_to``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import User
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import Kind
from standing.kernel import diffs
from standing.kernel.refusals import NotFound
from standing.rooms.plans import permissions
from standing.rooms.plans.models import Attachment, Plan, Review, Version
from standing.rooms.plans.rules import content, values
from standing.rooms.plans.rules.content import AttachmentFact, ContentFact
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDifference:
    """What changed in a section between two versions."""

    id: str
    heading: str
    pieces: tuple[diffs.Piece, ...]
    files_added: tuple[AttachmentFact, ...]
    files_removed: tuple[AttachmentFact, ...]

    @property
    def is_changed(self) -> bool:
        """Test whether anything differs."""
        changed = any(piece.kind != "same" for piece in self.pieces)
        return changed or bool(self.files_added or self.files_removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBy:
    """Somebody of the department has read a version, word for word."""

    account: str
    name: str
    on: date


def newest_version(*, plan: Plan) -> Version | None:
    """Return the version filed last."""
    return Version.objects.filter(plan=plan).order_by("-number").first()


def visible_to(*, by: User) -> QuerySet[Version]:
    """Return the filed versions this person may read; what anybody reads starts here."""
    everything = Version.objects.select_related(
        "plan", "review__by", "filed_by", "liaison_certificate__by", "head_certificate__by"
    )
    if permissions.reads_all(by=by):
        return everything
    return everything.filter(plan__department_id__in=permissions.departments_of(by=by))


def version_in_force(*, plan: Plan) -> Version | None:
    """Return the version that was accepted last."""
    return Version.objects.filter(plan=plan, review__finding="accepted").order_by("-number").first()


def known_by(*, version: Version) -> tuple[KnownBy, ...]:
    """Return who of the department has read a version and on which day, the earliest first."""
    facts = acknowledgements.acknowledgements_of(text=version.sha256)
    names = accounts.names_of(accounts=[fact.who.id for fact in facts])
    return tuple(
        KnownBy(account=fact.who.id, name=names.get(fact.who.id, ""), on=fact.on)
        for fact in facts
        if fact.who.kind is Kind.ACCOUNT
    )


def version_for(*, campaign: str, department: str, number: int, by: User) -> Version:
    """Return a version this person may read. :raises NotFound: if there is none, or not for them."""
    found = visible_to(by=by).filter(plan__campaign_id=campaign, plan__department_id=department, number=number).first()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def waiting_for_review(*, by: User) -> tuple[Version, ...]:
    """Return the filed versions without an answer that this person may read, the longest waiting first."""
    return tuple(visible_to(by=by).filter(review__isnull=True).order_by("filed_at", "pk"))


def history(*, campaign: str, department: str, by: User) -> tuple[Version, ...]:
    """Return every version of a plan that this person may read, the newest first."""
    found = visible_to(by=by).filter(plan__campaign_id=campaign, plan__department_id=department)
    return tuple(found.order_by("-number"))


def before(*, version: Version) -> Version | None:
    """Return the version filed before this one."""
    return Version.objects.filter(plan_id=version.plan_id, number=version.number - 1).first()


def text_of(*, version: Version) -> ContentFact:
    """Return the filed text, read from its bytes."""
    return content.read(data=bytes(version.content))


def signatures_of(*, version: Version) -> tuple[tuple[Rank, str, datetime], ...]:
    """Return who signed a version, in which rank and when."""
    signed = (version.liaison_certificate, version.head_certificate)
    return tuple((Rank(one.rank), shown_name(one.by), one.at) for one in signed)


def answer_of(*, version: Version) -> tuple[Step, datetime] | None:
    """Return how a version was answered and when, if it was."""
    review: Review | None = getattr(version, "review", None)
    return (Step(review.finding), review.at) if review is not None else None


def difference(*, version: Version, previous: Version) -> tuple[SectionDifference, ...]:
    """Return what changed between two versions, section by section; sections may have come and gone."""
    new = {section.id: section for section in text_of(version=version).sections}
    old = {section.id: section for section in text_of(version=previous).sections}
    found = []
    for section_id in [*new, *(gone for gone in old if gone not in new)]:
        after, earlier = new.get(section_id), old.get(section_id)
        shown = after or old[section_id]
        new_files = set(after.attachments if after else ())
        old_files = set(earlier.attachments if earlier else ())
        found.append(
            SectionDifference(
                id=section_id,
                heading=shown.heading,
                pieces=diffs.compare(
                    values.plain(earlier.value) if earlier else "", values.plain(after.value) if after else ""
                ),
                files_added=tuple(sorted(new_files - old_files, key=lambda file: file.name)),
                files_removed=tuple(sorted(old_files - new_files, key=lambda file: file.name)),
            )
        )
    return tuple(found)


def attachment_for(*, campaign: str, department: str, sha256: str, by: User) -> str:
    """
    Return the name of a file this person may read: beside the draft of their own department, or beside
    a filed version they may read.

    :raises NotFound: if there is none, or not for them
    """
    if permissions.can_edit(department=department, by=by):
        own = Attachment.objects.filter(
            plan__campaign_id=campaign, plan__department_id=department, file_sha256=sha256
        ).first()
        if own is not None:
            return own.name
    for version in history(campaign=campaign, department=department, by=by):
        for section in text_of(version=version).sections:
            for file in section.attachments:
                if file.sha256 == sha256:
                    return file.name
    raise NotFound("There is no such file.")


def finding_of(version: Version) -> str:
    """Return how a version was answered; empty while it waits."""
    review: Review | None = getattr(version, "review", None)
    return review.finding if review is not None else ""


def step_of(version: Version | None) -> Step | None:
    """Return the step a version stands for; nothing without a version."""
    if version is None:
        return None
    return {"": Step.FILED, "returned": Step.RETURNED, "accepted": Step.ACCEPTED}[finding_of(version)]


def shown_name(person: User) -> str:
    """Return what a person is called on a page."""
    return person.name or person.email
