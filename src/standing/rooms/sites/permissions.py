"""Who may enter which page, and who may do what."""

from collections.abc import Mapping

from standing.hall.accounts.access import Access

ROUTES: Mapping[str, Access] = {}
