"""The root of all addresses. Each package and room brings its own."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLResolver, include, path

_PACKAGES = (
    "standing.hall.web",
    "standing.hall.accounts",
    "standing.hall.logbook",
    "standing.hall.mail",
    "standing.hall.installation",
    "standing.hall.pager",
    "standing.hall.pack",
    "standing.hall.translations",
    "standing.hall.publish",
    "standing.rooms.city",
    "standing.rooms.rights",
    "standing.rooms.services",
    "standing.rooms.agenda",
    "standing.rooms.contact",
    "standing.rooms.sites",
    "standing.rooms.guide",
    "standing.rooms.obligations",
    "standing.rooms.rulebook",
    "standing.rooms.roster",
    "standing.rooms.plans",
    "standing.rooms.outreach",
    "standing.rooms.encounters",
    "standing.rooms.scenes",
    "standing.rooms.concerns",
    "standing.rooms.disclosure",
    "standing.rooms.training",
    "standing.rooms.contractors",
    "standing.rooms.funds",
    "standing.rooms.cards",
    "standing.rooms.aid",
    "standing.rooms.board",
    "standing.rooms.front",
    "standing.rooms.open311",
)


def _in_every_language() -> list[URLResolver]:
    """
    Return the pages that also stand below /es/ and the like: named ``…_pages:`` after their package.

    Those ``in_some_languages`` lead to the first language where they are not said; no language waits for them.
    """
    modules = [import_module(f"{package}.urls") for package in _PACKAGES]
    return [
        path("", include((pages, f"{module.app_name}_pages")))
        for module in modules
        if (pages := [*getattr(module, "in_every_language", ()), *getattr(module, "in_some_languages", ())])
    ]


urlpatterns = [
    *(path("", include(f"{package}.urls")) for package in _PACKAGES),
    *i18n_patterns(*_in_every_language(), prefix_default_language=False),
]
