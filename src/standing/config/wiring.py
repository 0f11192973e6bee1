"""Where the rooms are plugged in: who may open which route, which part of a pack goes where, what stands in the menus."""

from django.utils.translation import gettext_lazy as _

from standing.hall.accounts import access
from standing.hall.accounts import permissions as accounts_permissions
from standing.hall.accounts.api import Role
from standing.hall.audit import permissions as audit_permissions
from standing.hall.mail import permissions as mail_permissions
from standing.hall.pack import api as packs
from standing.hall.pack import permissions as pack_permissions
from standing.hall.web import api as web
from standing.hall.web import permissions as web_permissions
from standing.rooms.board import permissions as board_permissions
from standing.rooms.city import pack as city_pack
from standing.rooms.city import permissions as city_permissions
from standing.rooms.front import permissions as front_permissions
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.obligations import permissions as obligations_permissions
from standing.rooms.plans import pack as plans_pack
from standing.rooms.plans import permissions as plans_permissions

ROUTES = (
    web_permissions.ROUTES,
    accounts_permissions.ROUTES,
    audit_permissions.ROUTES,
    mail_permissions.ROUTES,
    pack_permissions.ROUTES,
    city_permissions.ROUTES,
    obligations_permissions.ROUTES,
    plans_permissions.ROUTES,
    board_permissions.ROUTES,
    front_permissions.ROUTES,
)
SECTIONS = (*city_pack.SECTIONS, *obligations_pack.SECTIONS, *plans_pack.SECTIONS)


def plug_in() -> None:
    """Join the rooms; safe to call again."""
    for routes in ROUTES:
        access.register(routes)
    for section in SECTIONS:
        packs.register(section)
