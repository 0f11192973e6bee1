"""Who may see the pages of the web package."""

from collections.abc import Mapping

from standing.hall.accounts.access import Access, Who

ROUTES: Mapping[str, Access] = {"web:components": Access(see=Who(public=True))}
