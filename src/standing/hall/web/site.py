"""What every page says about where it stands: city, language, navigation, sample or not."""

from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi

from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.accounts import api as accounts
from standing.hall.installation import api as installation
from standing.hall.pack import api as pack
from standing.hall.web import navigation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An item of a navigation, with its address."""

    label: str | Promise
    url: str
    group: str | Promise
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """This page in another language, under that language's own name."""

    code: str
    name: str
    direction: str
    url: str
    is_here: bool


class Site:
    """
    Answers a page's questions about the house; each answer is worked out once, when asked.

    Nothing here looks at the session unless ``person`` or ``staff_links`` is asked for, and only
    staff pages ask. So a public page touches no cookie.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def _pack(self) -> pack.PackFact | None:
        return pack.in_force(known=clock.now())

    @cached_property
    def city_name(self) -> str:
        """Return the name of the city, or of the program while no pack is loaded."""
        return self._pack.info.city_name if self._pack is not None else "Standing"

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """Return the city's time zone."""
        return self._pack.zone if self._pack is not None else ZoneInfo(settings.TIME_ZONE)

    @cached_property
    def is_sample(self) -> bool:
        """Test whether the records are invented."""
        return installation.is_sample()

    @property
    def language(self) -> str:
        """Return the language of the page."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def direction(self) -> str:
        """Return the way the page is read."""
        return "rtl" if get_language_bidi() else "ltr"

    @property
    def version(self) -> str:
        """Return the version of the program."""
        return metadata.version("standing")

    @cached_property
    def languages(self) -> tuple[LanguageLink, ...]:
        """Return this page in each language that is live and that the program can speak."""
        if self._pack is None:
            return ()
        spoken = {code.lower() for code, _name in settings.LANGUAGES}
        first = self._pack.info.default_language
        live = [one for one in self._pack.languages.languages if one.live and one.code.lower() in spoken]
        rest = _without_language(self.request.path, {one.code for one in live})
        return tuple(
            LanguageLink(
                code=one.code,
                name=one.own_name,
                direction=one.direction,
                url=rest if one.code == first else f"/{one.code}{rest}",
                is_here=one.code.lower() == self.language.lower(),
            )
            for one in live
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Return the public navigation."""
        return self._links(navigation.public_items())

    @cached_property
    def foot_links(self) -> tuple[Link, ...]:
        """Return what stands at the foot of every page."""
        return self._links(navigation.foot_items())

    @cached_property
    def person(self) -> accounts.User | None:
        """Return who is signed in; staff pages only."""
        user = self.request.user
        return accounts.person(self.request) if user.is_authenticated else None

    @cached_property
    def staff_links(self) -> tuple[Link, ...]:
        """Return the staff navigation for the roles of this person."""
        if self.person is None:
            return ()
        person, grants = self.person, access.grants_in(self.request)
        roles = {str(grant.role) for grant in grants}
        items = navigation.staff_items(roles=roles)
        return self._links(tuple(item for item in items if access.allowed(person, item.route, grants=grants)))

    @property
    def sign_in_url(self) -> str:
        """Return where staff sign in."""
        return resolve_url(settings.LOGIN_URL)

    @property
    def sign_out_url(self) -> str:
        """Return where staff sign out."""
        return reverse("account_logout")

    def _links(self, items: tuple[navigation.NavItem, ...]) -> tuple[Link, ...]:
        path = self.request.path
        urls = [reverse(item.route) for item in items]
        here = max((url for url in urls if _covers(url, path)), key=len, default="")
        return tuple(
            Link(label=item.label, url=url, group=item.group, is_here=url == here)
            for item, url in zip(items, urls, strict=True)
        )


def _covers(url: str, path: str) -> bool:
    """Test whether the page stands at this address or below it; the home page covers only itself."""
    return path == url or (url not in ("/", "/staff/") and path.startswith(url))


def _without_language(path: str, codes: set[str]) -> str:
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{rest}" if first in codes else path
