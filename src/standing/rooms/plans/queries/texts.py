"""The text that is being written, and what is left to mend in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from standing.hall.installation.api import is_sample
from standing.rooms.plans.models import Attachment, Certificate, Plan, SectionRevision, SectionText
from standing.rooms.plans.queries.filed import finding_of, newest_version, shown_name
from standing.rooms.plans.queries.from_pack import today
from standing.rooms.plans.rules import checks, content, values
from standing.rooms.plans.rules.checks import Finding
from standing.rooms.plans.rules.content import AttachmentFact, ContentFact
from standing.rooms.plans.rules.template import PlansFile, SectionTerms
from standing.rooms.plans.rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionState:
    """One line of the task list."""

    terms: SectionTerms
    state: str
    value: Value
    revision: int
    saved_by: str
    saved_at: datetime | None
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]
    comment: str

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Return what holds up a signature."""
        return tuple(finding for finding in self.findings if finding.blocking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the text is: the same checks that stand before a signature."""

    sections: tuple[SectionState, ...]
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Test whether the text may be signed."""
        return not any(finding.blocking for finding in self.findings)

    @property
    def total(self) -> int:
        """Count the sections that are owed or were begun."""
        return sum(section.state != "optional" for section in self.sections)

    @property
    def done(self) -> int:
        """Count the sections with nothing left to mend."""
        return sum(section.state == "done" for section in self.sections)


def plan_of(*, campaign: str, department: str) -> Plan | None:
    """Return the plan of a department, if it was begun."""
    return Plan.objects.filter(campaign_id=campaign, department_id=department).first()


def texts_of(*, plan: Plan | None) -> Mapping[str, SectionText]:
    """Return the present text of each section that was begun."""
    if plan is None:
        return {}
    return {text.section: text for text in SectionText.objects.filter(plan=plan).select_related("saved_by")}


def attachments_of(*, plan: Plan | None) -> tuple[Attachment, ...]:
    """Return the files beside the sections, the oldest first."""
    if plan is None:
        return ()
    files = Attachment.objects.filter(plan=plan, removed_at__isnull=True).select_related("added_by")
    return tuple(files.order_by("added_at", "pk"))


def draft(*, plan: Plan, file: PlansFile) -> ContentFact:
    """Return the exact text as it stands now."""
    return _compose(plan, file, texts_of(plan=plan), attachments_of(plan=plan))


def findings(*, plan: Plan | None, file: PlansFile, at: datetime) -> tuple[Finding, ...]:
    """Return what is left to mend in the text as it stands now."""
    return _findings(file, texts_of(plan=plan), attachments_of(plan=plan), today(at=at))


def progress(*, plan: Plan | None, file: PlansFile, at: datetime) -> Progress:
    """Return the task list: each section, its state, and what is left to mend in it."""
    texts, files = texts_of(plan=plan), attachments_of(plan=plan)
    found = _findings(file, texts, files, today(at=at))
    comments = _comments_to_answer(plan)
    return Progress(
        sections=tuple(
            _state(section, texts.get(section.id), files, found, comments) for section in file.template.sections
        ),
        findings=found,
    )


def next_number(*, plan: Plan) -> int:
    """Return the number of the version that is being prepared."""
    newest = newest_version(plan=plan)
    return 1 + (newest.number if newest is not None else 0)


def live_certificates(*, plan: Plan | None) -> tuple[Certificate, ...]:
    """Return the signatures that still count for the version being prepared, the first one first."""
    if plan is None:
        return ()
    live = Certificate.objects.filter(plan=plan, number=next_number(plan=plan), voided_at__isnull=True)
    return tuple(live.select_related("by").order_by("at", "pk"))


def revisions(*, plan: Plan | None, section: str) -> tuple[SectionRevision, ...]:
    """Return every text the section ever held, the newest first."""
    if plan is None:
        return ()
    found = SectionRevision.objects.filter(plan=plan, section=section).select_related("saved_by")
    return tuple(found.order_by("-revision"))


def _compose(
    plan: Plan, file: PlansFile, texts: Mapping[str, SectionText], attachments: Iterable[Attachment]
) -> ContentFact:
    return content.compose(
        terms=file,
        department=plan.department_id,
        values={section: text.value for section, text in texts.items()},
        attachments=[AttachmentFact(section=one.section, sha256=one.file_sha256, name=one.name) for one in attachments],
        is_sample=is_sample(),
    )


def _findings(
    file: PlansFile, texts: Mapping[str, SectionText], attachments: tuple[Attachment, ...], day: date
) -> tuple[Finding, ...]:
    written = tuple(
        checks.WrittenSection(
            terms=section,
            value=texts[section.id].value if section.id in texts else {},
            files=sum(one.section == section.id for one in attachments),
        )
        for section in file.template.sections
    )
    return checks.findings(plan=checks.PlanContent(sections=written, today=day), uses=file.template.rules)


def _state(
    section: SectionTerms,
    text: SectionText | None,
    attachments: tuple[Attachment, ...],
    found: tuple[Finding, ...],
    comments: Mapping[str, str],
) -> SectionState:
    own = tuple(finding for finding in found if finding.section == section.id)
    is_empty = text is None or values.is_empty(text.value)
    if any(finding.blocking for finding in own) and not is_empty:
        state = "to-mend"
    elif is_empty:
        state = "empty" if section.required else "optional"
    else:
        state = "done"
    return SectionState(
        terms=section,
        state=state,
        value=text.value if text is not None else {},
        revision=text.revision if text is not None else 0,
        saved_by=shown_name(text.saved_by) if text is not None else "",
        saved_at=text.saved_at if text is not None else None,
        attachments=tuple(one for one in attachments if one.section == section.id),
        findings=own,
        comment=comments.get(section.id, ""),
    )


def _comments_to_answer(plan: Plan | None) -> Mapping[str, str]:
    """Return the comments of the last answer, as long as it waits for a new version."""
    newest = newest_version(plan=plan) if plan is not None else None
    if newest is None or finding_of(newest) != "returned":
        return {}
    return dict(newest.review.comments.values_list("section", "text"))
