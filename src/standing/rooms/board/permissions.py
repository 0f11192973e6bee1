"""Who may open the board: everybody the public side, everybody with a role the list of what to do."""

from collections.abc import Mapping

from standing.hall.accounts.access import PUBLIC, Access, Who
from standing.hall.accounts.api import CITY_ROLES, DEPARTMENT_ROLES

_EVERYBODY = Access(see=PUBLIC)

ROUTES: Mapping[str, Access] = {
    "board:show_board": _EVERYBODY,
    "board:board_csv": _EVERYBODY,
    "board:board_json": _EVERYBODY,
    "board:board_feed": _EVERYBODY,
    "board:show_department": _EVERYBODY,
    "board:department_feed": _EVERYBODY,
    "board:list_instruments": _EVERYBODY,
    "board:show_instrument": _EVERYBODY,
    "board:show_clause": _EVERYBODY,
    "board:open_light": _EVERYBODY,
    "board:light_json": _EVERYBODY,
    "board:list_plans": _EVERYBODY,
    "board:list_waivers": _EVERYBODY,
    "board:list_frozen": _EVERYBODY,
    "board:frozen_json": _EVERYBODY,
    "board:data_inventory": _EVERYBODY,
    "board:data_inventory_folder": _EVERYBODY,
    "board:staff_home": Access(see=Who(own=DEPARTMENT_ROLES, city=CITY_ROLES)),
    "api:openapi-json": _EVERYBODY,
    "api:api-root": _EVERYBODY,
    "api:board": _EVERYBODY,
    "api:departments": _EVERYBODY,
    "api:department": _EVERYBODY,
    "api:instruments": _EVERYBODY,
    "api:clauses": _EVERYBODY,
    "api:obligations": _EVERYBODY,
    "api:light": _EVERYBODY,
    "api:plans": _EVERYBODY,
    "api:waivers": _EVERYBODY,
    "api:liaisons": _EVERYBODY,
    "api:frozen": _EVERYBODY,
}
