"""The addresses of the board."""

from django.urls import include, path

from standing.rooms.board.api import v1
from standing.rooms.board.views import downloads, pages, staff

_board = (
    [
        path("status/", pages.show_board, name="show_board"),
        path("status/board.csv", downloads.board_csv, name="board_csv"),
        path("status/board.json", downloads.board_json, name="board_json"),
        path("status/changes.atom", downloads.board_feed, name="board_feed"),
        path("status/departments/<slug:department>/", pages.show_department, name="show_department"),
        path("status/departments/<slug:department>/changes.atom", downloads.department_feed, name="department_feed"),
        path("status/clauses/", pages.list_instruments, name="list_instruments"),
        path("status/clauses/<str:instrument>/", pages.show_instrument, name="show_instrument"),
        path("status/clauses/<str:instrument>/<str:clause>/", pages.show_clause, name="show_clause"),
        path("status/lights/<str:obligation>/<slug:department>/", pages.open_light, name="open_light"),
        path("status/lights/<str:obligation>/<slug:department>/proof.json", downloads.light_json, name="light_json"),
        path("status/plans/", pages.list_plans, name="list_plans"),
        path("status/waivers/", pages.list_waivers, name="list_waivers"),
        path("status/frozen/", pages.list_frozen, name="list_frozen"),
        path("status/frozen/<str:day>.json", downloads.frozen_json, name="frozen_json"),
        path("status/data-inventory", pages.data_inventory, name="data_inventory"),
        path("status/data-inventory/", pages.data_inventory, name="data_inventory_folder"),
        path("staff/", staff.staff_home, name="staff_home"),
    ],
    "board",
)

urlpatterns = [
    path("", include(_board)),
    path("api/v1/", v1.api.urls),
]
