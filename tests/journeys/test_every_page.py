"""Every page that a link leads to, for everybody who may open it: whole, quiet, readable, ours alone."""

import io
import json
import zipfile

import pypdf
import pytest
from playwright.sync_api import APIResponse, Page

from tests.journeys import acts, looks
from tests.journeys.conftest import Window
from tests.journeys.looks import Crawl, Looked, Watch
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

ROLES = [
    "author", "head", "liaison", "backup", "coordinator", "reviewer", "attorney", "auditor", "administrator", "editor", "translator", "agent",
    "property", "police", "inspector", "investigator", "custodian", "records",
]  # fmt: skip
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


@pytest.fixture(scope="module")
def looked() -> Looked:
    """Let axe look at each skeleton once for all people together."""
    return Looked()


def test_every_public_page_is_whole_and_sets_no_cookie(site: Site, window: Window, looked: Looked):
    page = window()
    page.goto("/")
    watch = Watch(base=site.base)
    watch.listen(page)
    faults: dict[str, list[str]] = {}
    crawl = Crawl(page, start="/", within=_is_to_be_seen, of_each=2)
    for address, status in crawl.pages():
        found = looks.faults_of(page, status=status, axe=looked.is_new(page))
        if not address.startswith("/staff/") and page.context.cookies():
            found.append("set a cookie")
        page.context.clear_cookies()
        if found:
            faults[address] = found
    faults |= _wrong_files(page, crawl.files)
    assert faults == {}, _told(faults)
    assert watch.complaints == []
    assert watch.strangers == []
    assert len(crawl.opened) >= 15, sorted(crawl.opened)


def _is_to_be_seen(path: str) -> bool:
    """Every page of the first language; the journeys of families look at the others."""
    return "/sample-sign-in/" not in path and not looks.tongue_of(path)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole(site: Site, window: Window, looked: Looked, role: str):
    page = window()
    acts.sign_in(page, site, role, site.cast.accepted_twice if site.person(role).department else "")
    watch = Watch(base=site.base)
    watch.listen(page)
    faults: dict[str, list[str]] = {}
    crawl = Crawl(page, start="/staff/", within=lambda path: path.startswith("/staff/"), of_each=1)
    for address, status in crawl.pages():
        if found := looks.faults_of(page, status=status, axe=looked.is_new(page)):
            faults[address] = found
    faults |= _wrong_files(page, crawl.files)
    assert faults == {}, _told(faults)
    assert watch.complaints == []
    assert watch.strangers == []
    assert len(crawl.opened) >= 7, sorted(crawl.opened)


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


def _small_faults(page: Page, addresses: list[str], *, axe: bool = True) -> dict[str, list[str]]:
    faults = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        if found := looks.faults_of(page, status=answer.status, axe=axe):
            faults[address] = found
    return faults


def _told(faults: dict[str, list[str]]) -> str:
    return "\n".join(f"{address}: {fault}" for address, found in faults.items() for fault in found)


def _wrong_files(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    """Fetch what a link hands out as a file; each says that it is a sample."""
    wrong = {}
    for address in addresses:
        answer = page.request.get(address)
        if answer.status != 200:
            wrong[address] = [f"answered {answer.status}"]
        elif "sample" not in _words(answer).lower():
            wrong[address] = ["does not say that it is a sample"]
    return wrong


def _words(answer: APIResponse) -> str:
    kind = answer.headers["content-type"].split(";")[0]
    if kind == "application/pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.body())).pages)
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.body())) as archive:
            return "\n".join(
                archive.namelist() + [archive.read(name).decode(errors="replace") for name in archive.namelist()]
            )
    if kind == "application/json":
        return json.dumps(answer.json())
    # A signed checkpoint may hold no word more than was signed, so its file name says it.
    return answer.headers.get("content-disposition", "") + answer.text()
