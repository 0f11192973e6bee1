"""Where the rooms are plugged in: who may open which route, where each part of a pack goes, what the menus hold."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from standing.config import issuers
from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.accounts import api as accounts
from standing.hall.accounts import permissions as accounts_permissions
from standing.hall.events import api as events
from standing.hall.installation import permissions as installation_permissions
from standing.hall.logbook import permissions as logbook_permissions
from standing.hall.mail import permissions as mail_permissions
from standing.hall.pack import api as packs
from standing.hall.pack import permissions as pack_permissions
from standing.hall.pager import permissions as pager_permissions
from standing.hall.publish import api as publish
from standing.hall.publish import permissions as publish_permissions
from standing.hall.translations import api as translations
from standing.hall.translations import pack as translations_pack
from standing.hall.translations import permissions as translations_permissions
from standing.hall.web import api as web
from standing.hall.web import permissions as web_permissions
from standing.hall.web.api import NavItem
from standing.rooms.agenda import api as agenda
from standing.rooms.agenda import pack as agenda_pack
from standing.rooms.agenda import permissions as agenda_permissions
from standing.rooms.aid import api as aid
from standing.rooms.aid import permissions as aid_permissions
from standing.rooms.board import permissions as board_permissions
from standing.rooms.cards import permissions as cards_permissions
from standing.rooms.city import api as city
from standing.rooms.city import pack as city_pack
from standing.rooms.city import permissions as city_permissions
from standing.rooms.concerns import api as concerns
from standing.rooms.concerns import pack as concerns_pack
from standing.rooms.concerns import permissions as concerns_permissions
from standing.rooms.contact import api as contact
from standing.rooms.contact import pack as contact_pack
from standing.rooms.contact import permissions as contact_permissions
from standing.rooms.contractors import pack as contractors_pack
from standing.rooms.contractors import permissions as contractors_permissions
from standing.rooms.disclosure import api as disclosure
from standing.rooms.disclosure import pack as disclosure_pack
from standing.rooms.disclosure import permissions as disclosure_permissions
from standing.rooms.encounters import api as encounters
from standing.rooms.encounters import pack as encounters_pack
from standing.rooms.encounters import permissions as encounters_permissions
from standing.rooms.front import api as front
from standing.rooms.front import permissions as front_permissions
from standing.rooms.funds import permissions as funds_permissions
from standing.rooms.guide import api as guide
from standing.rooms.guide import pack as guide_pack
from standing.rooms.guide import permissions as guide_permissions
from standing.rooms.obligations import pack as obligations_pack
from standing.rooms.obligations import permissions as obligations_permissions
from standing.rooms.open311 import pack as open311_pack
from standing.rooms.open311 import permissions as open311_permissions
from standing.rooms.outreach import api as outreach
from standing.rooms.outreach import pack as outreach_pack
from standing.rooms.outreach import permissions as outreach_permissions
from standing.rooms.plans import pack as plans_pack
from standing.rooms.plans import permissions as plans_permissions
from standing.rooms.rights import api as rights
from standing.rooms.rights import pack as rights_pack
from standing.rooms.rights import permissions as rights_permissions
from standing.rooms.roster import pack as roster_pack
from standing.rooms.roster import permissions as roster_permissions
from standing.rooms.rulebook import api as rulebook
from standing.rooms.rulebook import pack as rulebook_pack
from standing.rooms.rulebook import permissions as rulebook_permissions
from standing.rooms.scenes import api as scenes
from standing.rooms.scenes import pack as scenes_pack
from standing.rooms.scenes import permissions as scenes_permissions
from standing.rooms.services import api as services
from standing.rooms.services import pack as services_pack
from standing.rooms.services import permissions as services_permissions
from standing.rooms.sites import pack as sites_pack
from standing.rooms.sites import permissions as sites_permissions
from standing.rooms.training import pack as training_pack
from standing.rooms.training import permissions as training_permissions

ROUTES = (
    web_permissions.ROUTES,
    accounts_permissions.ROUTES,
    logbook_permissions.ROUTES,
    mail_permissions.ROUTES,
    installation_permissions.ROUTES,
    pager_permissions.ROUTES,
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
    sites_permissions.ROUTES,
    guide_permissions.ROUTES,
    rulebook_permissions.ROUTES,
    roster_permissions.ROUTES,
    encounters_permissions.ROUTES,
    scenes_permissions.ROUTES,
    concerns_permissions.ROUTES,
    disclosure_permissions.ROUTES,
    training_permissions.ROUTES,
    contractors_permissions.ROUTES,
    funds_permissions.ROUTES,
    cards_permissions.ROUTES,
    aid_permissions.ROUTES,
    open311_permissions.ROUTES,
)
SECTIONS = (
    *translations_pack.SECTIONS,
    *city_pack.SECTIONS,
    *rights_pack.SECTIONS,
    *services_pack.SECTIONS,
    *agenda_pack.SECTIONS,
    *contact_pack.SECTIONS,
    *obligations_pack.SECTIONS,
    *plans_pack.SECTIONS,
    *outreach_pack.SECTIONS,
    *sites_pack.SECTIONS,
    *guide_pack.SECTIONS,
    *rulebook_pack.SECTIONS,
    *roster_pack.SECTIONS,
    *encounters_pack.SECTIONS,
    *scenes_pack.SECTIONS,
    *concerns_pack.SECTIONS,
    *disclosure_pack.SECTIONS,
    *training_pack.SECTIONS,
    *contractors_pack.SECTIONS,
    *open311_pack.SECTIONS,
)

PUBLISHED = {
    "front": front.published_pages,
    "translations": translations.published_pages,
    "rights": rights.published_pages,
    "services": services.published_pages,
    "agenda": agenda.published_pages,
    "contact": contact.published_pages,
    "outreach": outreach.published_pages,
    "rulebook": rulebook.published_pages,
    "disclosure": disclosure.published_pages,
    "concerns": concerns.published_pages,
    "guide": guide.published_pages,
    "encounters": encounters.published_pages,
    "scenes": scenes.published_pages,
}


def plug_in() -> None:
    """Join the rooms; safe to call again."""
    access.merge(*ROUTES)
    for section in SECTIONS:
        packs.register(section)
    events.subscribe(translations.ShownChanged, _keep_search_in_step)
    issuers.plug_in()
    aid.set_trustee(lambda: str(settings.STANDING["trustee_url"] or ""))
    services.set_department_names(lambda at: dict(city.names(known=at)))
    accounts.set_department_names(lambda: city.names(known=clock.now()))
    web.offer_languages(_offered, all_languages="translations_pages:list_languages")
    web.name_published(offline="publish_pages:offline_list", changes="publish_pages:changes")
    publish.set_offered(_offered)
    for name, pages in PUBLISHED.items():
        publish.register(name, pages)
    web.add_public(
        NavItem(label=_("Home"), route="front_pages:home"),
        NavItem(label=_("Your rights"), route="rights_pages:index"),
        NavItem(label=_("Find help"), route="services_pages:search"),
        NavItem(label=_("Events"), route="agenda_pages:index"),
        NavItem(label=_("Contact"), route="contact_pages:index"),
        NavItem(label=_("Status board"), route="board:show_board"),
    )
    web.add_foot(
        NavItem(label=_("What City workers may do"), route="rulebook_pages:index"),
        NavItem(label=_("Guide for the counter"), route="guide_pages:show"),
        NavItem(label=_("Courses"), route="training_pages:index"),
        NavItem(label=_("Directives and laws"), route="board:list_instruments"),
        NavItem(label=_("Liaisons"), route="city:public_liaisons"),
        NavItem(label=_("Activity on City property"), route="encounters_pages:figures"),
        NavItem(label=_("Police at federal scenes"), route="scenes_pages:counts"),
        NavItem(label=_("Requests for data"), route="disclosure_pages:counts"),
        NavItem(label=_("Training of City workers"), route="training_pages:coverage"),
        NavItem(label=_("What is kept"), route="board:data_inventory"),
        NavItem(label=_("Verify the log"), route="audit:log"),
        NavItem(label=_("All languages"), route="translations_pages:list_languages"),
        NavItem(label=_("Messages we sent"), route="outreach_pages:index"),
        NavItem(label=_("Report a concern"), route="concerns_pages:index"),
    )
    web.add_staff(
        NavItem(label=_("What to do next"), route="board:staff_home"),
        NavItem(label=_("Plans"), route="plans:list_plans", group=_("Work")),
        NavItem(label=_("Plans to review"), route="plans:list_waiting", group=_("Work")),
        NavItem(label=_("Duties and evidence"), route="obligations:list_mine", group=_("Work")),
        NavItem(label=_("Evidence to verify"), route="obligations:list_unverified", group=_("Work")),
        NavItem(label=_("Waivers"), route="obligations:list_waivers", group=_("Work")),
        NavItem(label=_("Training coverage"), route="training:show_coverage", group=_("Work")),
        NavItem(label=_("Courses"), route="training:list_courses", group=_("Work")),
        NavItem(label=_("First alert"), route="encounters:send_alert", group=_("Counter")),
        NavItem(label=_("Alerts"), route="encounters:list_alerts", group=_("Counter")),
        NavItem(label=_("Activity reports"), route="encounters:list_reports", group=_("Counter")),
        NavItem(label=_("Quiet months"), route="encounters:list_months", group=_("Counter")),
        NavItem(label=_("Calls and cameras"), route="encounters:compare", group=_("Counter")),
        NavItem(label=_("Cards of sites"), route="encounters:list_codes", group=_("Counter")),
        NavItem(label=_("Guide for the counter"), route="guide:list_versions", group=_("Counter")),
        NavItem(label=_("City property"), route="sites:list_sites", group=_("Counter")),
        NavItem(label=_("Lists of properties"), route="sites:list_filings", group=_("Counter")),
        NavItem(label=_("Scene log"), route="scenes:list_scenes", group=_("Police scenes")),
        NavItem(label=_("Video check"), route="scenes:check_videos", group=_("Police scenes")),
        NavItem(label=_("Monthly reports"), route="scenes:list_reports", group=_("Police scenes")),
        NavItem(label=_("Samples"), route="scenes:list_draws", group=_("Police scenes")),
        NavItem(label=_("Contractors"), route="contractors:show_board", group=_("Firms")),
        NavItem(label=_("Contracts"), route="contractors:list_contracts", group=_("Firms")),
        NavItem(label=_("Exceptions"), route="contractors:list_exceptions", group=_("Firms")),
        NavItem(label=_("Notices to firms"), route="contractors:send_notices", group=_("Firms")),
        NavItem(label=_("Lists of contracts"), route="contractors:list_imports", group=_("Firms")),
        NavItem(label=_("Requests for data"), route="disclosure:list_requests", group=_("Data")),
        NavItem(label=_("Legal holds"), route="disclosure:list_holds", group=_("Data")),
        NavItem(label=_("Data sharing"), route="disclosure:list_partners", group=_("Data")),
        NavItem(label=_("Concerns"), route="concerns:list_reports", group=_("Concerns")),
        NavItem(label=_("Names of reporters"), route="concerns:list_askings", group=_("Concerns")),
        NavItem(label=_("My key"), route="concerns:key", group=_("Concerns")),
        NavItem(label=_("Rights articles"), route="rights:list_articles", group=_("Public words")),
        NavItem(label=_("Translations"), route="translations:list_pages", group=_("Public words")),
        NavItem(label=_("Messages and outlets"), route="outreach:list_campaigns", group=_("Public words")),
        NavItem(label=_("Publishing"), route="publish:show", group=_("Public words")),
        NavItem(label=_("Rounds of aid"), route="aid:list_rounds", group=_("Cash aid")),
        NavItem(label=_("Aid money"), route="funds:show_overview", group=_("Cash aid")),
        NavItem(label=_("Donors"), route="funds:list_donors", group=_("Cash aid")),
        NavItem(label=_("Returns and redirects"), route="funds:list_decisions", group=_("Cash aid")),
        NavItem(label=_("Entries"), route="funds:list_entries", group=_("Cash aid")),
        NavItem(label=_("Script for 311"), route="open311:script", group=_("311")),
        NavItem(label=_("Doors and keys"), route="open311:list_keys", group=_("311")),
        NavItem(label=_("Check services"), route="services:list_work", group=_("Help for families")),
        NavItem(label=_("Rounds of checking"), route="services:list_rounds", group=_("Help for families")),
        NavItem(label=_("Imports and exports"), route="services:list_imports", group=_("Help for families")),
        NavItem(label=_("Records that look alike"), route="services:list_duplicates", group=_("Help for families")),
        NavItem(label=_("Services of my department"), route="services:list_departments", group=_("Help for families")),
        NavItem(label=_("Where help is missing"), route="services:show_gaps", group=_("Help for families")),
        NavItem(label=_("Events"), route="agenda:list_events", group=_("Help for families")),
        NavItem(label=_("Messages from families"), route="contact:inbox", group=_("Help for families")),
        NavItem(label=_("Cards"), route="cards:overview", group=_("Cash aid")),
        NavItem(label=_("Loads"), route="cards:list_loads", group=_("Cash aid")),
        NavItem(label=_("Days of the reserve"), route="cards:list_days", group=_("Cash aid")),
        NavItem(label=_("Roster"), route="roster:list_people", group=_("City")),
        NavItem(label=_("Liaisons"), route="city:list_liaisons", group=_("City")),
        NavItem(label=_("Who now?"), route="city:on_call", group=_("City")),
        NavItem(label=_("People and roles"), route="accounts:people", group=_("City")),
        NavItem(label=_("Letters"), route="mail:list_letters", group=_("City")),
        NavItem(label=_("Rules for City workers"), route="rulebook:list_editions", group=_("City")),
        NavItem(label=_("Pack"), route="pack:show", group=_("City")),
        NavItem(label=_("Log"), route="audit:list_records", group=_("City")),
        NavItem(label=_("Calls for you"), route="pager:list_calls", group=_("You")),
        NavItem(label=_("Your account"), route="accounts:account", group=_("You")),
    )


def _keep_search_in_step(event: translations.ShownChanged) -> None:
    services.words_changed(keys=event.keys, at=clock.now())


def _offered(at: datetime) -> tuple[str, ...]:
    return translations.offered(at=at)
