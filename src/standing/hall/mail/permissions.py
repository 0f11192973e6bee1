"""Who may look into the post office."""

from collections.abc import Mapping

from standing.kernel.access import PUBLIC, Access, Role, Who

_READERS = Who(city=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR}))
_KEEPERS = Who(city=frozenset({Role.ADMINISTRATOR}))

ROUTES: Mapping[str, Access] = {
    "mail:list_letters": Access(see=_READERS),
    "mail:show_letter": Access(see=_READERS),
    "mail:send_again": Access(see=_KEEPERS, do=_KEEPERS),
    "mail:take_news": Access(see=PUBLIC, do=PUBLIC),  # anymail's view asks the provider for the shared secret
}
