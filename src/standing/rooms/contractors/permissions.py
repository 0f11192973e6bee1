"""Who may enter which page, whose contracts a person sees, and who asks for and approves exceptions."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed, NotFound

KEEPS = frozenset({Role.CONTRACTS})
READS_ALL = KEEPS | {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR, Role.INSPECTOR}
READS_OWN = frozenset({Role.HEAD, Role.AUTHOR, Role.LIAISON, Role.BACKUP})
DECLARES = frozenset({Role.HEAD, Role.LIAISON, Role.BACKUP})
APPROVES = frozenset({Role.CONTRACTS, Role.ATTORNEY})

_READ = Who(own=READS_OWN, city=READS_ALL)
_KEEP = Who(city=KEEPS)
_ASK = Who(own=READS_OWN, city=KEEPS)
_DECLARE = Who(own=DECLARES)
_APPROVE = Who(city=APPROVES)

ROUTES: Mapping[str, Access] = {
    "contractors:attest": Access(PUBLIC, PUBLIC),
    "contractors:attest_es": Access(PUBLIC, PUBLIC),
    "contractors:proof": Access(NOBODY, PUBLIC),
    "contractors:crew": Access(PUBLIC, PUBLIC),
    "contractors:crew_es": Access(PUBLIC, PUBLIC),
    "contractors:gate": Access(PUBLIC, PUBLIC),
    "contractors:gate_es": Access(PUBLIC, PUBLIC),
    "contractors:public": Access(PUBLIC),
    "contractors:public_csv": Access(PUBLIC),
    "contractors:show_board": Access(_READ),
    "contractors:declare_none": Access(NOBODY, _DECLARE),
    "contractors:list_contracts": Access(_READ),
    "contractors:export_contracts": Access(_READ),
    "contractors:show_contract": Access(_READ),
    "contractors:set_clause": Access(NOBODY, _KEEP),
    "contractors:ask_exception": Access(NOBODY, _ASK),
    "contractors:end_exception": Access(NOBODY, _ASK),
    "contractors:list_exceptions": Access(_READ),
    "contractors:decide_exception": Access(NOBODY, _APPROVE),
    "contractors:show_firm": Access(_READ),
    "contractors:save_contacts": Access(NOBODY, _KEEP),
    "contractors:paper_letter": Access(NOBODY, _KEEP),
    "contractors:read_notice": Access(_READ),
    "contractors:send_notices": Access(_KEEP, _KEEP),
    "contractors:show_sending": Access(_KEEP),
    "contractors:stop_sending": Access(NOBODY, _KEEP),
    "contractors:list_imports": Access(_KEEP, _KEEP),
    "contractors:sample_list": Access(_KEEP),
    "contractors:match_columns": Access(_KEEP, _KEEP),
    "contractors:show_import": Access(_KEEP),
    "contractors:download_mistakes": Access(_KEEP),
    "contractors:apply_import": Access(NOBODY, _KEEP),
    "contractors:undo_import": Access(NOBODY, _KEEP),
    "contractors:drop_import": Access(NOBODY, _KEEP),
}


def departments_read(*, by: User) -> frozenset[str] | None:
    """Return the departments whose contracts the person sees; None for all."""
    grants = accounts.grants_of(user=by)
    if any(grant.role in READS_ALL for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in READS_OWN and grant.department)


def check_can_read(*, department: str, by: User) -> None:
    """Let the person through. :raises NotFound: for contracts of other departments"""
    own = departments_read(by=by)
    if own is not None and department not in own:
        raise NotFound("There is no such contract.")


def keeps(*, by: User) -> bool:
    """Test whether the person brings lists, sends notices and keeps clauses."""
    return any(grant.role in KEEPS for grant in accounts.grants_of(user=by))


def check_keeps(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not keeps(by=by):
        raise NotAllowed("A contract compliance officer does this.")


def can_ask(*, department: str, by: User) -> bool:
    """Test whether the person asks for exceptions of that department's contracts, or ends them."""
    grants = accounts.grants_of(user=by)
    return any(g.role in KEEPS or (g.role in READS_OWN and g.department == department) for g in grants)


def check_can_ask(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_ask(department=department, by=by):
        raise NotAllowed("The department's own people or a contract compliance officer ask for an exception.")


def speaks_for(*, by: User) -> frozenset[str]:
    """Return the departments for which the person may say that no firm has people on their property."""
    return frozenset(g.department for g in accounts.grants_of(user=by) if g.role in DECLARES and g.department)


def check_can_declare(*, department: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if department not in speaks_for(by=by):
        raise NotAllowed("The department's head or liaison says this.")


def can_approve(*, by: User) -> bool:
    """Test whether the person decides about exceptions that somebody else asked for."""
    return any(grant.role in APPROVES for grant in accounts.grants_of(user=by))


def check_can_approve(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_approve(by=by):
        raise NotAllowed("A contract compliance officer or the City Attorney's office decides about exceptions.")
