"""Where the rooms are plugged in: who may open which route, where each part of a pack goes, what the menus hold."""

from django.utils.translation import gettext_lazy as _

from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.accounts import api as accounts
from standing.hall.accounts import permissions as accounts_permissions
from standing.hall.logbook import permissions as logbook_permissions
from standing.hall.mail import permissions as mail_permissions
from standing.hall.pack import api as packs
from standing.hall.pack import permissions as pack_permissions
from standing.hall.publish import permissions as publish_permissions
from standing.hall.translations import permissions as translations_permissions
from standing.hall.web import api as web
from standing.hall.web import permissions as web_permissions
from standing.hall.web.api import NavItem
from standing.rooms.agenda import permissions as agenda_permissions
from standing.rooms.board import permissions as board_permissions
from standing.rooms.city import api as city
from standing.rooms.city import pack as city_pack
from standing.rooms.city import permissions as city_permissions
from standing.rooms.contact import permissions as contact_permissions
from standing.rooms.front import permissions as front_permissions
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.obligations import permissions as obligations_permissions
from standing.rooms.open311 import permissions as open311_permissions
from standing.rooms.outreach import permissions as outreach_permissions
from standing.rooms.plans import pack as plans_pack
from standing.rooms.plans import permissions as plans_permissions
from standing.rooms.rights import permissions as rights_permissions
from standing.rooms.services import permissions as services_permissions

ROUTES = (
    web_permissions.ROUTES,
    accounts_permissions.ROUTES,
    logbook_permissions.ROUTES,
    mail_permissions.ROUTES,
    pack_permissions.ROUTES,
    city_permissions.ROUTES,
    obligations_permissions.ROUTES,
    plans_permissions.ROUTES,
    board_permissions.ROUTES,
    front_permissions.ROUTES,
    translations_permissions.ROUTES,
    publish_permissions.ROUTES,
    rights_permissions.ROUTES,
    services_permissions.ROUTES,
    agenda_permissions.ROUTES,
    contact_permissions.ROUTES,
    outreach_permissions.ROUTES,
    open311_permissions.ROUTES,
)
SECTIONS = (*city_pack.SECTIONS, *obligations_pack.SECTIONS, *plans_pack.SECTIONS)


def plug_in() -> None:
    """Join the rooms; safe to call again."""
    access.merge(*ROUTES)
    for section in SECTIONS:
        packs.register(section)
    accounts.set_department_names(lambda: city.names(known=clock.now()))
    web.add_public(
        NavItem(label=_("Home"), route="front:home"),
        NavItem(label=_("Status board"), route="board:show_board"),
        NavItem(label=_("Directives and laws"), route="board:list_instruments"),
        NavItem(label=_("Liaisons"), route="city:public_liaisons"),
        NavItem(label=_("Verify the log"), route="audit:log"),
    )
    web.add_staff(
        NavItem(label=_("What to do next"), route="board:staff_home"),
        NavItem(label=_("Plans"), route="plans:list_plans", group=_("Work")),
        NavItem(label=_("Plans to review"), route="plans:list_waiting", group=_("Work")),
        NavItem(label=_("Duties and evidence"), route="obligations:list_mine", group=_("Work")),
        NavItem(label=_("Evidence to verify"), route="obligations:list_unverified", group=_("Work")),
        NavItem(label=_("Waivers"), route="obligations:list_waivers", group=_("Work")),
        NavItem(label=_("Liaisons"), route="city:list_liaisons", group=_("City")),
        NavItem(label=_("Who now?"), route="city:on_call", group=_("City")),
        NavItem(label=_("People and roles"), route="accounts:people", group=_("City")),
        NavItem(label=_("Letters"), route="mail:list_letters", group=_("City")),
        NavItem(label=_("Pack"), route="pack:show", group=_("City")),
        NavItem(label=_("Log"), route="audit:list_records", group=_("City")),
        NavItem(label=_("Your account"), route="accounts:account", group=_("You")),
    )
