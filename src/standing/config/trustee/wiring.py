"""Where the trustee's one room is plugged in."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from standing.config.trustee import commands
from standing.hall.accounts import access
from standing.hall.accounts import api as accounts
from standing.hall.accounts import permissions as accounts_permissions
from standing.hall.installation import permissions as installation_permissions
from standing.hall.logbook import permissions as logbook_permissions
from standing.hall.mail import permissions as mail_permissions
from standing.hall.translations.catalogues import compiled
from standing.hall.web import api as web
from standing.hall.web import permissions as web_permissions
from standing.hall.web.api import NavItem
from standing.rooms.draw import permissions as draw_permissions
from standing.rooms.trustee import permissions as trustee_permissions
from standing.rooms.trustee import queries
from standing.rooms.trustee.adapters import city, copies

ROUTES = (
    web_permissions.ROUTES,
    accounts_permissions.ROUTES,
    logbook_permissions.ROUTES,
    mail_permissions.ROUTES,
    installation_permissions.ROUTES,
    trustee_permissions.ROUTES,
    draw_permissions.ROUTES,
)


def plug_in() -> None:
    """Join the rooms; safe to call again."""
    access.merge(*ROUTES)
    city.set_base(str(settings.STANDING["city_url"]))
    accounts.set_department_names(lambda: [(group, group) for group in queries.groups()])
    copies.set_shipper(
        commands.shipper(
            to=str(settings.STANDING["ship_to"]),
            key=str(settings.STANDING["ship_key"]),
            url=str(settings.DATABASE_URL),
            var=Path(str(settings.STANDING["var"])),
            apart=Path(str(settings.STANDING["apart_dir"])),
        )
    )
    web.offer_languages(_offered, all_languages="")
    web.add_staff(
        NavItem(label=_("Rounds"), route="trustee:list_rounds"),
        NavItem(label=_("Appeals"), route="trustee:list_appeals"),
        NavItem(label=_("Draws"), route="draw:list_draws"),
        NavItem(label=_("People and roles"), route="accounts:people", group=_("Trustee")),
        NavItem(label=_("Log"), route="audit:list_records", group=_("Trustee")),
        NavItem(label=_("Your account"), route="accounts:account", group=_("You")),
    )


def _offered(_at: datetime) -> tuple[str, ...]:
    """Return the languages in which every word of the pages to apply is said: no pack lies here that names others."""
    return _whole()


@cache  # words are compiled before the process starts
def _whole() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES if compiled.share_of(language=code).is_whole)
