"""Writing: sections and the files beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.files import api as files
from standing.kernel import diffs
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.plans import permissions
from standing.rooms.plans.actions._deeds import (
    back_to_draft,
    check_tells_of_nobody,
    locked,
    open_section,
    record,
)
from standing.rooms.plans.models import (
    Attachment,
    Plan,
    SectionRevision,
    SectionText,
)
from standing.rooms.plans.rules import steps, values
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import SectionTerms
from standing.rooms.plans.rules.values import Value


class SavedByAnother(NotNow):
    """Somebody saved the same section in between, and both changed the same place. Nothing is lost."""

    def __init__(self, *, mine: Value, theirs: SectionText) -> None:
        super().__init__(
            "Somebody else saved this section while you were writing. Both texts are below: "
            "bring yours up to date, then save it."
        )
        self.mine = mine
        self.theirs = theirs.value
        self.revision = theirs.revision
        self.saved_by = theirs.saved_by.name or theirs.saved_by.email
        self.saved_at = theirs.saved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a save: the revision that stands now, and whether a colleague's text was brought in."""

    value: Value
    revision: int
    saved_at: datetime
    is_changed: bool
    is_merged: bool


@transaction.atomic
def save_section(
    *,
    campaign: str,
    department: str,
    section: str,
    value: Value,
    base_revision: int,
    by: User,
    at: datetime,
    may_merge: bool = True,
) -> Saved:
    """
    This will keep what a person wrote in a section, beginning the plan if it is the first word.

    A text that says nothing new makes no revision. If a colleague saved in between, both texts are brought
    together; a person's own earlier save is replaced. Signatures under the text before lose their text.

    :raises NotAllowed: if the person does not work on this plan
    :raises TellsOfAPerson: if the text tells what the City does not keep about anybody
    :raises NotNow: if the plan is filed or accepted
    :raises SavedByAnother: if both changed the same place, or ``may_merge`` is off
    """
    plan, terms = open_section(campaign=campaign, department=department, section=section, by=by, at=at)
    wanted = values.clean(section=terms, value=value)
    check_tells_of_nobody(values.plain(wanted))
    current = _present_text(plan, section)
    is_merged = False
    if current is not None and current.value == wanted:
        return _nothing_new(current, is_merged=False)
    if current is not None and _saved_by_others_since(plan, section, base_revision, by):
        merged = _merge(plan, terms, wanted, current, base_revision, may_merge=may_merge)
        is_merged = merged != wanted
        wanted = merged
        if current.value == wanted:
            return _nothing_new(current, is_merged=is_merged)
    if current is None and values.is_empty(wanted):
        return Saved(value=wanted, revision=0, saved_at=at, is_changed=False, is_merged=False)

    stored = _store(plan, current, section=section, value=wanted, by=by, at=at)
    record(
        "plans.save_section",
        plan,
        by=by,
        at=at,
        facts={"section": section, "revision": stored.revision, "text": _hash(wanted)},
    )
    return Saved(value=wanted, revision=stored.revision, saved_at=at, is_changed=True, is_merged=is_merged)


@transaction.atomic
def restore_section(
    *, campaign: str, department: str, section: str, revision: int, base_revision: int, by: User, at: datetime
) -> Saved:
    """
    This will make an earlier text of a section the present one again, as a new revision.

    The present text can be chosen too: then the person takes it over as their own.

    :raises NotFound: if the section never had such a revision
    :raises NotNow: if the plan is filed or accepted, or somebody saved since the page was opened
    """
    plan, terms = open_section(campaign=campaign, department=department, section=section, by=by, at=at)
    earlier = SectionRevision.objects.filter(plan=plan, section=section, revision=revision).first()
    current = _present_text(plan, section)
    if earlier is None or current is None:
        raise NotFound("This section never had such a text.")
    is_own = current.saved_by_id == by.pk
    if current.value == earlier.value and is_own:
        return _nothing_new(current, is_merged=False)
    if current.revision != base_revision:
        raise SavedByAnother(mine=earlier.value, theirs=current)
    value = values.clean(section=terms, value=earlier.value)
    check_tells_of_nobody(values.plain(value))

    stored = _store(plan, current, section=section, value=value, by=by, at=at)
    record(
        "plans.restore_section",
        plan,
        by=by,
        at=at,
        facts={"section": section, "from": revision, "revision": stored.revision, "text": _hash(value)},
    )
    return Saved(value=value, revision=stored.revision, saved_at=at, is_changed=True, is_merged=False)


@transaction.atomic
def attach_file(
    *, campaign: str, department: str, section: str, content: bytes, name: str, by: User, at: datetime
) -> Attachment:
    """
    This will put a file beside a section; the same file twice is there once.

    :raises NotAllowed: if the person does not work on this plan
    :raises NotNow: if the plan is filed or accepted
    :raises Refused: if the file is too large, or not what its name says
    """
    plan, _ = open_section(campaign=campaign, department=department, section=section, by=by, at=at)
    check_tells_of_nobody(name)
    kept = files.keep(content=content, name=name, by=by, at=at)
    there = Attachment.objects.filter(
        plan=plan, section=section, file_sha256=kept.sha256, removed_at__isnull=True
    ).first()
    if there is not None:
        return there

    back_to_draft(plan, why="A file was added.", by=by, at=at)
    attachment = Attachment.objects.create(
        plan=plan, section=section, file_sha256=kept.sha256, name=kept.name, added_by=by, added_at=at
    )
    record("plans.attach_file", plan, by=by, at=at, facts={"section": section, "file": kept.sha256})
    return attachment


@transaction.atomic
def remove_attachment(*, campaign: str, department: str, attachment: UUID, by: User, at: datetime) -> Attachment:
    """
    This will take a file off a section; it stays on record. Taking it off twice does no harm.

    :raises NotAllowed: if the person does not work on this plan
    :raises NotFound: if this plan has no such file
    :raises NotNow: if the plan is filed or accepted
    """
    permissions.check_can_edit(department=department, by=by)
    plan = locked(campaign=campaign, department=department)
    found = Attachment.objects.filter(plan=plan, pk=attachment).first()
    if found is None:
        raise NotFound("There is no such file.")
    if found.removed_at is not None:
        return found
    steps.check_open(current=Step(plan.step))

    back_to_draft(plan, why="A file was taken off.", by=by, at=at)
    found.removed_by, found.removed_at = by, at
    found.save(update_fields=["removed_by", "removed_at"])
    record("plans.remove_attachment", plan, by=by, at=at, facts={"section": found.section, "file": found.file_sha256})
    return found


def _present_text(plan: Plan, section: str) -> SectionText | None:
    return SectionText.objects.select_related("saved_by").filter(plan=plan, section=section).first()


def _saved_by_others_since(plan: Plan, section: str, base_revision: int, by: User) -> bool:
    """Test whether a colleague saved after the text was opened; a person's own later saves are their own."""
    since = SectionRevision.objects.filter(plan=plan, section=section, revision__gt=base_revision)
    return since.exclude(saved_by=by).exists()


def _merge(
    plan: Plan, terms: SectionTerms, mine: Value, current: SectionText, base_revision: int, *, may_merge: bool
) -> Value:
    if not may_merge:
        raise SavedByAnother(mine=mine, theirs=current)
    base_row = SectionRevision.objects.filter(plan=plan, section=terms.id, revision=base_revision).first()
    base: Value = base_row.value if base_row is not None else {}
    merged = diffs.merge(
        base=values.to_lines(section=terms, value=base),
        mine=values.to_lines(section=terms, value=mine),
        theirs=values.to_lines(section=terms, value=current.value),
    )
    if merged.conflicts:
        raise SavedByAnother(mine=mine, theirs=current)
    try:
        return values.from_lines(section=terms, lines=merged.text)
    except ValueError:
        raise SavedByAnother(mine=mine, theirs=current) from None


def _nothing_new(current: SectionText, *, is_merged: bool) -> Saved:
    return Saved(
        value=current.value,
        revision=current.revision,
        saved_at=current.saved_at,
        is_changed=False,
        is_merged=is_merged,
    )


def _store(
    plan: Plan, current: SectionText | None, *, section: str, value: Value, by: User, at: datetime
) -> SectionText:
    back_to_draft(plan, why="The text was changed.", by=by, at=at)
    text = current or SectionText(plan=plan, section=section, revision=0)
    text.value, text.revision, text.saved_by, text.saved_at = value, text.revision + 1, by, at
    text.save()
    SectionRevision.objects.create(
        plan=plan, section=section, revision=text.revision, value=value, saved_by=by, saved_at=at
    )
    return text


def _hash(value: Value) -> str:
    return sha256_hex(canonical(value))
