"""Who may enter the routes of the exchange: what goes out is public, what comes in is for keepers of the directory."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.access import NOBODY, PUBLIC, Access, Role, Who

_KEEP = Who(city=frozenset({Role.EDITOR, Role.COORDINATOR}))
_OPEN = Access(see=PUBLIC)
_POSTED = Access(see=NOBODY, do=_KEEP)

ROUTES_EXCHANGE: Mapping[str, Access] = {
    "services:list_imports": Access(see=_KEEP, do=_KEEP),
    "services:show_import": Access(see=_KEEP),
    "services:download_mistakes": Access(see=_KEEP),
    "services:decide_twins": _POSTED,
    "services:apply_import": _POSTED,
    "services:undo_import": _POSTED,
    "services:drop_import": _POSTED,
    "services:staff_directory_json": Access(see=_KEEP),
    "services:staff_directory_zip": Access(see=_KEEP),
    "services:list_duplicates": Access(see=_KEEP),
    "services:compare_records": Access(see=_KEEP, do=_KEEP),
    "services:take_back_merge": _POSTED,
    "services:hsds_profile": _OPEN,
    "services:hsds_schema": _OPEN,
    "services:directory_json": _OPEN,
    "services:directory_zip": _OPEN,
    "services:hsds:openapi-json": _OPEN,
    "services:hsds:api-root": _OPEN,
    "services:hsds:services": _OPEN,
    "services:hsds:service": _OPEN,
    "services:hsds:organizations": _OPEN,
    "services:hsds:organization": _OPEN,
    "services:hsds:service_at_locations": _OPEN,
    "services:hsds:service_at_location": _OPEN,
    "services:hsds:taxonomies": _OPEN,
    "services:hsds:taxonomy": _OPEN,
    "services:hsds:taxonomy_terms": _OPEN,
    "services:hsds:taxonomy_term": _OPEN,
}
