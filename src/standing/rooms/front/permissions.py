"""Who may open the front door: everybody."""

from collections.abc import Mapping

from standing.hall.accounts.access import Access, Who

ROUTES: Mapping[str, Access] = {
    "front_pages:home": Access(see=Who(public=True)),
}
