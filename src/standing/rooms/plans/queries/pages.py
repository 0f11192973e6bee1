"""What whole pages show, asked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from standing.hall.accounts.api import User
from standing.kernel.refusals import NotFound
from standing.rooms.city import api as city
from standing.rooms.city.api import DepartmentFact
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import DueFact
from standing.rooms.plans import permissions
from standing.rooms.plans.models import Certificate, Plan, SectionText, Version
from standing.rooms.plans.queries.filed import finding_of, history, shown_name, step_of, visible_to
from standing.rooms.plans.queries.from_pack import campaigns, terms, today
from standing.rooms.plans.queries.texts import Progress, draft, live_certificates, plan_of, progress
from standing.rooms.plans.rules import steps
from standing.rooms.plans.rules.content import ContentFact
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import PlansFile, Rank

STILL_HERE = timedelta(minutes=15)
"""How long after a save a colleague is shown as working on a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """One campaign in the list of a person, with the plans they may see."""

    terms: PlansFile
    plans: tuple[DepartmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow:
    """One department of a campaign in that list."""

    department: DepartmentFact
    step: Step | None
    newest: Version | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the history of a plan."""

    at: datetime
    what: str
    who: str
    note: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that the page of a plan shows."""

    terms: PlansFile
    department: DepartmentFact
    plan: Plan | None
    step: Step
    progress: Progress | None
    content: ContentFact | None
    certificates: tuple[Certificate, ...]
    versions: tuple[Version, ...]
    in_force: Version | None
    due: DueFact | None
    days_left: int | None
    others: tuple[str, ...]
    timeline: tuple[Moment, ...]
    ranks: tuple[Rank, ...]
    own_sections: tuple[str, ...]
    can_edit: bool
    can_file: bool

    @property
    def is_open(self) -> bool:
        """Test whether the text may be written on."""
        return self.step in steps.OPEN

    @property
    def newest(self) -> Version | None:
        """Return the version filed last."""
        return self.versions[0] if self.versions else None

    @property
    def signed_ranks(self) -> tuple[Rank, ...]:
        """Return the ranks whose signature stands under the present text."""
        return tuple(Rank(certificate.rank) for certificate in self.certificates)


def campaigns_of(*, by: User, at: datetime) -> tuple[CampaignRow, ...]:
    """Return the campaigns with the departments whose plans this person may see."""
    own = permissions.departments_of(by=by)
    departments = {fact.id: fact for fact in city.departments(known=at)}
    newest: dict[tuple[str, str], Version] = {}
    for version in visible_to(by=by).order_by("number"):
        newest[version.plan.campaign_id, version.plan.department_id] = version
    begun = {
        (plan.campaign_id, plan.department_id): Step(plan.step) for plan in Plan.objects.filter(department_id__in=own)
    }
    rows = []
    for file in campaigns(known=at):
        campaign = file.campaign.id
        shown = own | {department for known, department in newest if known == campaign}
        rows.append(
            CampaignRow(
                terms=file,
                plans=tuple(
                    DepartmentRow(
                        department=departments[department],
                        step=begun.get((campaign, department)) or step_of(newest.get((campaign, department))),
                        newest=newest.get((campaign, department)),
                    )
                    for department in sorted(
                        shown, key=lambda one: departments[one].name if one in departments else one
                    )
                    if department in departments
                ),
            )
        )
    return tuple(rows)


def overview(*, campaign: str, department: str, by: User, at: datetime) -> Overview:
    """
    Return the page of a plan: for its own department with the draft, for readers what was filed.

    :raises NotFound: if there is no such campaign or department, or nothing this person may see
    """
    file = terms(campaign=campaign, known=at)
    fact = city.department(id=department, known=at)
    plan = plan_of(campaign=campaign, department=department)
    is_own = permissions.can_edit(department=department, by=by)
    versions = history(campaign=campaign, department=department, by=by)
    if not is_own and not versions:
        raise NotFound("There is no such plan.")
    due = _due(file.campaign.obligation, department, at)
    return Overview(
        terms=file,
        department=fact,
        plan=plan,
        step=_shown_step(plan) if is_own else step_of(versions[0]) or Step.FILED,
        progress=progress(plan=plan, file=file, at=at) if is_own else None,
        content=draft(plan=plan, file=file) if is_own and plan is not None else None,
        certificates=live_certificates(plan=plan) if is_own else (),
        versions=versions,
        in_force=next((version for version in versions if finding_of(version) == "accepted"), None),
        due=due,
        days_left=(due.date - today(at=at)).days if due is not None and due.date is not None else None,
        others=_others(plan, by, at) if is_own else (),
        timeline=_timeline(plan, versions, is_own=is_own),
        ranks=permissions.ranks_of(department=department, by=by),
        own_sections=permissions.sections_written_by(plan=plan.pk, by=by) if plan is not None and is_own else (),
        can_edit=is_own,
        can_file=is_own and permissions.can_file(department=department, by=by),
    )


def _shown_step(plan: Plan | None) -> Step:
    return Step(plan.step) if plan is not None else Step.DRAFT


def _due(obligation: str, department: str, at: datetime) -> DueFact | None:
    try:
        return obligations.due_of(obligation=obligation, department=department, at=at)
    except NotFound:
        return None


def _others(plan: Plan | None, by: User, at: datetime) -> tuple[str, ...]:
    if plan is None:
        return ()
    recent = SectionText.objects.filter(plan=plan, saved_at__gt=at - STILL_HERE, saved_at__lte=at)
    people = recent.exclude(saved_by=by).select_related("saved_by").order_by("-saved_at")
    return tuple(dict.fromkeys(shown_name(text.saved_by) for text in people))


def _timeline(plan: Plan | None, versions: tuple[Version, ...], *, is_own: bool) -> tuple[Moment, ...]:
    moments = []
    if plan is not None and is_own:
        moments.append(Moment(at=plan.started_at, what="started", who=shown_name(plan.started_by)))
        for certificate in Certificate.objects.filter(plan=plan).select_related("by"):
            moments.append(Moment(at=certificate.at, what=f"signed-{certificate.rank}", who=shown_name(certificate.by)))
            if certificate.voided_at is not None:
                moments.append(
                    Moment(
                        at=certificate.voided_at,
                        what="voided",
                        who=shown_name(certificate.by),
                        note=certificate.voided_why,
                    )
                )
    for version in versions:
        moments.append(
            Moment(at=version.filed_at, what="filed", who=shown_name(version.filed_by), number=version.number)
        )
        if finding := finding_of(version):
            moments.append(
                Moment(
                    at=version.review.at,
                    what=finding,
                    who=shown_name(version.review.by),
                    note=version.review.note,
                    number=version.number,
                )
            )
    return tuple(sorted(moments, key=lambda moment: moment.at, reverse=True))
