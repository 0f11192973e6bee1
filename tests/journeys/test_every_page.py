"""Every page that a link leads to, for everybody who may open it: whole, valid, quiet, readable, ours alone."""

import json
from collections.abc import Iterable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from standing.config import wiring
from tests.html.validator import problems
from tests.journeys import acts, looks, reading
from tests.journeys.conftest import Window
from tests.journeys.looks import Looked, Watch
from tests.journeys.reading import Answer, Outline, Reading
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

ROLES = [
    "author", "head", "liaison", "backup", "coordinator", "reviewer", "attorney", "auditor", "administrator", "editor", "translator", "agent",
    "property", "police", "inspector", "investigator", "custodian", "records",
    "treasurer", "vault",
    "personnel", "contracts",
]  # fmt: skip
TONGUES = ["", "es", "fa", "zh-hant"]
"""The languages that a browser goes through whole: the first, one like it, one from right to left, one with other letters."""
SMALL_PUBLIC = ["/", "/status/", "/status/departments/{busy}/", "/status/lights/ED12-1.plan/{busy}/", "/status/plans/",
                "/status/clauses/", "/status/clauses/ED12/", "/status/liaisons/", "/design/", "/staff/sign-in/"]  # fmt: skip
SMALL_STAFF = {
    "author": ["/staff/", "/staff/plans/", "/staff/plans/ed-12/{open}/", "/staff/plans/ed-12/{open}/sections/counter/",
               "/staff/plans/ed-12/{open}/sections/notification/", "/staff/plans/ed-12/{open}/preview/",
               "/staff/obligations/", "/staff/on-call/", "/staff/account/"],
    "reviewer": ["/staff/", "/staff/plans/waiting/", "/staff/obligations/evidence/", "/staff/liaisons/"],
    "administrator": ["/staff/people/", "/staff/pack/", "/staff/pack/upload/"],
}  # fmt: skip
"""``open`` is a department whose plan is still being written."""
UNLINKED = ["/offline/", "/offline.json", "/events/find/"]
"""Where no link leads, though the public gets it in every language."""
DOCUMENTS = ["/api/v1/openapi.json", "/hsds/openapi.json"]
"""What these documents describe is read too."""
DOORS_OF_311 = [
    "/open311/openapi.json", "/open311/v2/discovery.json", "/open311/v2/discovery.xml", "/open311/v2/services.json",
    "/open311/v2/services.xml", "/open311/v2/requests.json", "/open311/v2/requests.xml",
    "/open311/inquiry/v1/services/all.json", "/open311/inquiry/v1/facilities/all.json", "/open311/inquiry/v1/web_faqs/all.json",
]  # fmt: skip


NOT_LINKED = {
    "concerns_pages:mailbox": "opened by a code that only the reporter has",
    "concerns_pages:reply": "a form of the mailbox is sent there",
    "concerns_pages:send": "the form is sent there",
    "encounters_pages:card": "opened by the code on a site's card",
    "encounters_pages:send": "the form is sent there",
    "guide_pages:version": "asked for by the guide's own script",
    "publish_pages:not_found": "shown in the place of what is not there",
    "publish_pages:unavailable": "shown in the place of what does not answer",
    "training_pages:take_by_link": "opened by the link in a letter",
}
"""Public pages where no link leads, and why."""

Seen = set[tuple[str, frozenset[tuple[str, ...]]]]
"""Routes with the skeletons that a browser has seen of them."""


@pytest.fixture(scope="module")
def looked() -> Looked:
    """Let axe look at each kind of element for all people together."""
    return Looked()


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Let a browser open each page once for all people to whom it is built alike; its words are read for each of them."""
    return set()


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue or "en")
def test_every_public_page_is_whole_and_sets_no_cookie(site: Site, window: Window, looked: Looked, tongue: str):
    def is_to_be_seen(path: str) -> bool:
        return "/sample-sign-in/" not in path and looks.tongue_of(path) == (f"{tongue}:" if tongue else "")

    crawl = Reading(base=site.base, starts=[f"/{tongue}/" if tongue else "/"], within=is_to_be_seen, of_each=2)
    _walk(window(), crawl, axe=Looked() if tongue else looked, leaves_no_cookie=True)
    assert len(crawl.opened) >= 15, sorted(crawl.opened)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole(site: Site, window: Window, looked: Looked, seen: Seen, role: str):
    page = window()
    acts.sign_in(page, site, role, site.cast.accepted_twice if site.person(role).department else "")
    crawl = Reading(
        base=site.base,
        starts=["/staff/"],
        within=lambda path: path.startswith("/staff/"),
        of_each=1,
        cookies="; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies()),
    )
    _walk(page, crawl, axe=looked, seen=seen)
    assert len(crawl.opened) >= 7, sorted(crawl.opened)


def test_no_role_of_the_sample_is_left_out(site: Site):
    theirs = {one.role for one in site.sign_ins if one.url.startswith(f"{site.base}/staff/")}
    assert theirs == set(ROLES)


@pytest.mark.parametrize("role", ["keeper", "auditor", ""])
def test_every_page_of_the_trustee_is_whole(site: Site, window: Window, role: str):
    """The other office has pages of its own: for its people, for desks, and for families that apply."""
    theirs = {one.role: one for one in site.sign_ins if "trustee" in one.person}
    base = theirs["keeper"].url.partition("/staff/")[0]
    page = window(base_url=base)
    if role:
        page.goto(theirs[role].url)
    crawl = Reading(
        base=base,
        starts=["/staff/rounds/"] if role else ["/desk/", "/apply/", "/apply/?language=es"],
        within=lambda path: path.startswith("/staff/") == bool(role),
        of_each=2,
        cookies="; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies()),
    )
    _walk(page, crawl, axe=Looked(), leaves_no_cookie=not role)
    assert len(crawl.opened) >= (4 if role else 2), sorted(crawl.opened)


def test_what_the_public_gets_says_in_every_language_that_it_is_a_sample(site: Site):
    starts = [f"/{code}" if code else "" for code in ["", *(code for code, _name in settings.LANGUAGES[1:])]]
    crawl = Reading(
        base=site.base,
        starts=[start + address for start in starts for address in ("/", *UNLINKED)],
        within=lambda path: not path.startswith("/staff/"),
        of_each=1,
    )
    kinds = {"text/html"}
    faults: dict[str, list[str]] = {}
    for address, answer, _ in crawl.pages():
        if found := _wrong_answer(answer):
            faults[address] = found
    others = [*crawl.files, *DOORS_OF_311, *DOCUMENTS, *_described(site)]
    for address in dict.fromkeys(others):
        answer = crawl.fetch(address)
        kinds.add(answer.kind)
        if found := _wrong_answer(answer):
            faults[address] = found
    assert faults == {}, _told(faults)
    assert {"application/pdf", "text/csv", "application/json", "application/atom+xml", "text/calendar"} <= kinds
    opened = {looks.tongue_of(address) for addresses in crawl.opened.values() for address in addresses}
    assert len(opened) == len(settings.LANGUAGES)
    reached = {looks.name_of(address) for address in (*crawl.known, *others)}
    public = {
        name for table in wiring.ROUTES for name, access in table.items() if access.see.public and "_pages:" in name
    }
    assert sorted(public - reached) == sorted(NOT_LINKED)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_fit_a_small_phone_by_day_and_by_night(site: Site, window: Window, scheme: str):
    page = window(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    faults = _small_faults(
        page, [one.format(busy=site.cast.accepted_twice) for one in SMALL_PUBLIC], axe=scheme == "dark"
    )
    assert faults == {}, _told(faults)


@pytest.mark.parametrize("role", SMALL_STAFF)
def test_staff_pages_fit_a_small_phone_by_night(site: Site, window: Window, role: str):
    page = window(viewport={"width": 320, "height": 640}, color_scheme="dark")
    being_written = site.cast.being_written
    acts.sign_in(page, site, role, being_written if role == "author" else "")
    faults = _small_faults(page, [one.format(open=being_written) for one in SMALL_STAFF[role]])
    assert faults == {}, _told(faults)


def test_a_long_word_and_the_other_direction_break_no_page(window: Window):
    page = window(viewport={"width": 320, "height": 640})
    faults = _small_faults(page, ["/design/?dir=rtl", "/design/?long=1"])
    assert faults == {}, _told(faults)
    page.goto("/design/?dir=rtl")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(_BESIDE_ITS_EDGE) == ["rtl", 0]


_BESIDE_ITS_EDGE = """() => {
    const cell = document.querySelector("#tables tbody th[dir=auto]"), words = document.createRange();
    words.selectNodeContents(cell);
    const [edge, end] = [cell, words].map((one) => one.getBoundingClientRect().right);
    return [getComputedStyle(cell).direction, Math.round(edge - end)];
}"""


def _walk(page: Page, crawl: Reading, *, axe: Looked, seen: Seen | None = None, leaves_no_cookie: bool = False) -> None:
    """
    Follow all links, and hold every page and file against what all must be like.

    Each is read as it came; a browser opens those that it has not ``seen`` built like this.
    """
    watch = Watch(base=crawl.base)
    watch.listen(page)
    faults: dict[str, list[str]] = {}
    html: dict[str, str] = {}
    for address, answer, outline in crawl.pages():
        if answer.kind == "text/html":
            html[address] = answer.body.decode()
        found = _wrong_page(answer, outline)
        if leaves_no_cookie and not address.startswith("/staff/") and "set-cookie" in answer.headers:
            found.append("set a cookie")
        built = (looks.route(address), outline.skeleton)
        if seen is None or built not in seen:
            found += _looked_at(page, crawl.base + address, axe=axe, leaves_no_cookie=leaves_no_cookie)
        if seen is not None:
            seen.add(built)
        if found:
            faults[address] = found
    for address in crawl.files:
        if found := _wrong_answer(crawl.fetch(address)):
            faults[address] = found
    assert faults == {}, _told(faults)
    assert problems(html) == []
    assert watch.complaints == []
    assert watch.strangers == []


def _looked_at(page: Page, url: str, *, axe: Looked, leaves_no_cookie: bool) -> list[str]:
    answer = page.goto(url)
    assert answer is not None
    found = looks.faults_of(page, status=answer.status, axe=axe.is_new(page), looks=axe.looks)
    if leaves_no_cookie:
        if "/staff/" not in url and page.context.cookies():
            found.append("set a cookie")
        page.context.clear_cookies()
    return found


def _wrong_page(answer: Answer, outline: Outline) -> list[str]:
    found = _wrong_answer(answer)
    if outline.headings != 1:
        found.append(f"has {outline.headings} first headings")
    if not (outline.language and len(outline.title) > 3):
        found.append("has no language or no title")
    return found


def _small_faults(page: Page, addresses: list[str], *, axe: bool = True) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    seen: set[str] = set()
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        if found := looks.faults_of(page, status=answer.status, axe=axe, looks=seen):
            faults[address] = found
    return faults


def _told(faults: dict[str, list[str]]) -> str:
    return "\n".join(f"{address}: {fault}" for address, found in faults.items() for fault in found)


def _wrong_answer(answer: Answer) -> list[str]:
    if answer.status != 200:
        return [f"answered {answer.status}"]
    return [] if reading.says_sample(answer) else ["does not say that it is a sample"]


def _described(site: Site) -> Iterable[str]:
    """Return the addresses that the documents of the APIs describe and that need no part filled in."""
    for document in DOCUMENTS:
        paths = json.loads(reading.get(site.base + document).body)["paths"]
        yield from (path for path in paths if "{" not in path)
