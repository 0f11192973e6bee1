"""Who may see the log."""

from collections.abc import Mapping

from standing.kernel.access import PUBLIC, Access, Role, Who

_CHECKERS = Who(city=frozenset({Role.AUDITOR, Role.ADMINISTRATOR}))

ROUTES: Mapping[str, Access] = {
    "audit:log": Access(see=PUBLIC),
    "audit:checkpoints": Access(see=PUBLIC),
    "audit:list_records": Access(see=_CHECKERS),
    "audit:read_record": Access(see=_CHECKERS),
    "audit:export": Access(see=_CHECKERS),
}
