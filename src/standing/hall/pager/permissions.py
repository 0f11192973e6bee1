"""Who may look at calls. Which of them, the call itself says: those it rings for."""

from collections.abc import Mapping

from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, NOBODY, Access, Role, Who

_STAFF = Who(own=DEPARTMENT_ROLES, city=CITY_ROLES - {Role.AUDITOR})

ROUTES: Mapping[str, Access] = {
    "pager:list_calls": Access(_STAFF),
    "pager:answer": Access(NOBODY, _STAFF),
}
