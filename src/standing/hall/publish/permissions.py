"""Who may enter which route, and who may do what."""

from collections.abc import Mapping

from standing.kernel.access import Access

ROUTES: Mapping[str, Access] = {}
