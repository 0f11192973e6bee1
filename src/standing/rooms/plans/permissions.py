"""Who may write, sign, file, answer and read."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from standing.hall.accounts import api as accounts
from standing.hall.accounts.access import NOBODY, Access, Role, Who
from standing.hall.accounts.api import User
from standing.kernel.refusals import NotAllowed
from standing.rooms.plans.models import Certificate, SectionText, Version
from standing.rooms.plans.rules.template import Rank

WRITERS = (Role.AUTHOR, Role.LIAISON, Role.BACKUP, Role.HEAD)
READERS = (Role.REVIEWER, Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR)

_OWN = Who(own=frozenset(WRITERS))
_READ = Who(own=frozenset(WRITERS), city=frozenset(READERS))
_REVIEW = Who(city=frozenset({Role.REVIEWER}))

ROUTES: Mapping[str, Access] = {
    "plans:list_plans": Access(see=_READ),
    "plans:list_waiting": Access(see=Who(city=frozenset(READERS))),
    "plans:show_plan": Access(see=_READ),
    "plans:edit_section": Access(see=_OWN, do=_OWN),
    "plans:autosave_section": Access(see=_OWN, do=_OWN),
    "plans:list_revisions": Access(see=_OWN),
    "plans:restore_section": Access(see=_OWN, do=_OWN),
    "plans:attach_file": Access(see=_OWN, do=_OWN),
    "plans:remove_attachment": Access(see=_OWN, do=_OWN),
    "plans:read_attachment": Access(see=_READ),
    "plans:preview_plan": Access(see=_OWN),
    "plans:certify_plan": Access(see=_OWN, do=_OWN),
    "plans:file_plan": Access(see=_OWN, do=_OWN),
    "plans:start_revision": Access(see=_OWN, do=_OWN),
    "plans:list_versions": Access(see=_READ),
    "plans:show_version": Access(see=_READ),
    "plans:compare_versions": Access(see=_READ),
    "plans:version_pdf": Access(see=_READ),
    "plans:version_json": Access(see=_READ),
    "plans:acknowledge_plan": Access(see=NOBODY, do=_OWN),
    "plans:review_version": Access(see=_REVIEW, do=_REVIEW),
    "plans:return_version": Access(see=_REVIEW, do=_REVIEW),
    "plans:accept_version": Access(see=_REVIEW, do=_REVIEW),
}


def departments_of(*, by: User) -> frozenset[str]:
    """Return the departments whose plans the person writes on."""
    return frozenset(
        grant.department for grant in accounts.grants_of(user=by) if grant.role in WRITERS and grant.department
    )


def reads_all(*, by: User) -> bool:
    """Test whether the person reads the filed versions of every department."""
    return any(accounts.holds(user=by, role=role) for role in READERS)


def can_edit(*, department: str, by: User) -> bool:
    """Test whether the person works on the plan of that department."""
    return any(accounts.holds(user=by, role=role, department=department) for role in WRITERS)


def check_can_edit(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they do not work on that department's plan."""
    if not can_edit(department=department, by=by):
        raise NotAllowed("Only the department's own authors, liaisons and head work on its plan.")


def ranks_of(*, department: str, by: User) -> tuple[Rank, ...]:
    """Return in which capacities the person may sign for that department."""
    ranks = []
    if accounts.holds(user=by, role=Role.LIAISON, department=department) or _acts_for_liaison(
        department=department, by=by
    ):
        ranks.append(Rank.LIAISON)
    if accounts.holds(user=by, role=Role.HEAD, department=department):
        ranks.append(Rank.HEAD)
    return tuple(ranks)


def sections_written_by(*, plan: UUID, by: User) -> tuple[str, ...]:
    """Return the sections whose present text the person saved."""
    texts = SectionText.objects.filter(plan_id=plan, saved_by=by).order_by("section")
    return tuple(texts.values_list("section", flat=True))


def can_certify(*, plan: UUID, department: str, rank: Rank, number: int, by: User) -> bool:
    """Test whether the person may sign in that capacity: their own rank, once, and as head no text of their own."""
    try:
        check_can_certify(plan=plan, department=department, rank=rank, number=number, by=by)
    except NotAllowed:
        return False
    return True


def check_can_certify(*, plan: UUID, department: str, rank: Rank, number: int, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may sign."""
    if rank not in ranks_of(department=department, by=by):
        raise NotAllowed(
            "The head of the department signs here."
            if rank is Rank.HEAD
            else "The liaison of the department signs here; the backup only while there is no liaison."
        )
    signed = Certificate.objects.filter(plan_id=plan, number=number, voided_at__isnull=True, by=by)
    if signed.exclude(rank=rank).exists():
        raise NotAllowed("Two different people sign a plan. You have signed it already.")
    if rank is Rank.HEAD and sections_written_by(plan=plan, by=by):
        raise NotAllowed(
            "The head signs no text of their own, and you wrote part of this one. "
            "Ask a colleague to take those sections over, under “Earlier texts” of the section."
        )


def can_file(*, department: str, by: User) -> bool:
    """Test whether the person may hand the signed plan in."""
    roles = (Role.HEAD, Role.LIAISON, Role.AUTHOR)
    return any(accounts.holds(user=by, role=role, department=department) for role in roles) or (
        _acts_for_liaison(department=department, by=by)
    )


def check_can_file(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who files."""
    if not can_file(department=department, by=by):
        raise NotAllowed("The head, the liaison or an author of the department files its plan.")


def can_review(*, version: Version, by: User) -> bool:
    """Test whether the person answers this version: a reviewer who neither signed nor filed it."""
    signers = {
        version.liaison_certificate.by_id,
        version.head_certificate.by_id,
        version.filed_by_id,
    }
    return accounts.holds(user=by, role=Role.REVIEWER) and by.pk not in signers


def check_can_review(*, version: Version, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who answers."""
    if not can_review(version=version, by=by):
        raise NotAllowed("A reviewer of the Mayor's Office answers, and nobody who signed or filed this version.")


def _acts_for_liaison(*, department: str, by: User) -> bool:
    return accounts.holds(user=by, role=Role.BACKUP, department=department) and not accounts.addresses_with(
        role=Role.LIAISON, department=department
    )
