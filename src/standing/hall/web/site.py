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
from standing.hall.web import navigation, shell, tongues


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An item of a navigation, with its address."""

    label: str | Promise
    url: str
    group: str | Promise
    is_here: bool
    is_in_this_language: bool = True


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
        """Return this page, or the home page where this one is in one language only, in each language on offer."""
        if self._pack is None:
            return ()
        offered = self._offered
        here, rest = self.language.lower(), self._path_in_every_language
        spoken = self._spoken
        return tuple(
            LanguageLink(
                code=one.code,
                name=one.own_name,
                direction=one.direction,
                url=rest if one.code == self._first_language else f"/{one.code.lower()}{rest}",
                is_here=one.code.lower() == here,
            )
            for one in self._pack.languages.languages
            if (one.code.lower() in offered or one.code.lower() == here) and (not spoken or one.code.lower() in spoken)
        )

    @property
    def _spoken(self) -> frozenset[str]:
        """Return the few languages that this page stands in; nothing where it stands in every language."""
        match = self.request.resolver_match
        found: frozenset[str] = getattr(match.func, tongues.SPOKEN, frozenset()) if match is not None else frozenset()
        return found

    @property
    def home_url(self) -> str:
        """Return the home page in the language of this one."""
        return "/" if self.language == settings.LANGUAGE_CODE else f"/{self.language}/"

    @property
    def is_offered(self) -> bool:
        """Test whether all that matters is said in the language of this page."""
        return self.language.lower() in self._offered

    @cached_property
    def _offered(self) -> frozenset[str]:
        return frozenset(code.lower() for code in shell.offered(at=clock.now()))

    @property
    def all_languages_url(self) -> str:
        """Return where every language stands, those not yet on offer too."""
        return reverse(shell.route) if shell.route else ""

    @property
    def offline_url(self) -> str:
        """Return where it stands which pages a phone keeps for when there is no network."""
        return reverse(shell.offline_route) if shell.offline_route else ""

    @property
    def changes_url(self) -> str:
        """Return the feed of what changed on these pages."""
        return reverse(shell.changes_route) if shell.changes_route else ""

    @property
    def exit(self) -> pack.Exit | None:
        """Return where somebody goes who must leave at once."""
        return self._pack.info.quick_exit if self._pack is not None else None

    @property
    def _first_language(self) -> str:
        return self._pack.info.default_language if self._pack is not None else settings.LANGUAGE_CODE

    @property
    def _path_in_every_language(self) -> str:
        match = self.request.resolver_match
        if match is None or not any(name.endswith("_pages") for name in match.namespaces):
            return "/"
        return self.request.path.removeprefix(f"/{self.language}")

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
            Link(
                label=item.label,
                url=url,
                group=item.group,
                is_here=url == here,
                is_in_this_language="_pages:" in item.route or self.language == settings.LANGUAGE_CODE,
            )
            for item, url in zip(items, urls, strict=True)
        )


def _covers(url: str, path: str) -> bool:
    """Test whether the page stands at this address or below it; the home page covers only itself."""
    return path == url or (url not in ("/", "/staff/") and path.startswith(url))
