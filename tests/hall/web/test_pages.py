"""The pages of the web package: components, error pages, headers, kept text."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from standing.hall.web import navigation
from standing.hall.web.lights import LIGHTS
from standing.hall.web.navigation import NavItem
from standing.hall.web.site import Site
from standing.hall.web.views import csrf_failure

TEXT = "First line\nsecond line of a text that somebody spent an afternoon on."


class Elements(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of this name."""
        return [attrs for found, attrs in self.found if found == tag]


def _elements(answer: object) -> Elements:
    return Elements(answer.content.decode())  # type: ignore[attr-defined]


def test_a_public_page_sets_no_cookie_and_a_staff_page_may(site: Client):
    public, staff = site.get("/design/"), site.get("/staff/note/")

    assert (public.status_code, list(public.cookies), public.headers.get("Vary")) == (200, [], None)
    assert (staff.status_code, list(staff.cookies)) == (200, ["csrf"])


@pytest.mark.parametrize(
    ("path", "referrer", "cache"),
    [("/design/", "no-referrer", None), ("/staff/note/", "same-origin", "no-store")],
)
def test_every_answer_carries_the_headers(site: Client, path, referrer, cache):
    headers = site.get(path).headers

    assert headers["Referrer-Policy"] == referrer
    assert headers.get("Cache-Control") == cache
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"].split(", ")


def test_the_components_page_shows_every_component(site: Client):
    page = site.get("/design/").content.decode()
    shown = set(re.findall(r'class="([^"]*)"', page))
    classes = {name for names in shown for name in names.split()}

    assert {f"light-{light.css}" for light in LIGHTS.values()} <= classes
    assert classes >= {
        "breadcrumb", "lead", "button", "button-second", "button-warn", "button-quiet", "link-button", "notice",
        "notice-good", "notice-warn", "notice-bad", "panel", "empty", "cards", "card-link", "figure", "table", "stack",
        "sticky", "summary", "tasks", "timeline", "tree", "diff", "tabs", "pagination", "filters", "as-of", "progress",
        "error-summary", "field", "has-error", "hint", "optional", "hash", "tag", "count-bar", "legend", "saved",
        "print-only", "screen-only", "visually-hidden", "prose", "typed",
    }  # fmt: skip


@pytest.mark.parametrize(("query", "direction"), [("", "ltr"), ("?dir=rtl", "rtl")])
def test_the_components_page_turns_round(site: Client, query, direction):
    assert _elements(site.get(f"/design/{query}")).named("html") == [{"lang": "en", "dir": direction}]


def test_the_title_is_the_heading_and_there_is_one(site: Client):
    page = site.get("/design/").content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Parts of a page"]
    assert re.findall(r"<title>(.*?)</title>", page) == ["Parts of a page · Standing"]


def test_no_id_stands_twice(site: Client):
    ids = [attrs["id"] for _tag, attrs in _elements(site.get("/design/")).found if "id" in attrs]

    assert sorted(ids) == sorted(set(ids))


def test_a_wrong_form_keeps_the_text_and_leads_to_the_mistake(site: Client):
    token = _elements(site.get("/staff/note/")).named("input")
    csrf = next(item["value"] for item in token if item["name"] == "csrfmiddlewaretoken")
    answer = site.post("/staff/note/", {"title": "", "body": TEXT, "csrfmiddlewaretoken": csrf})
    found = _elements(answer)
    title = next(item for item in found.named("input") if item.get("name") == "title")

    assert answer.status_code == 422
    assert "second line of a text" in answer.content.decode()
    assert {"href": "#id_title"} in found.named("a")
    assert (title["id"], title["aria-describedby"], title["aria-invalid"]) == ("id_title", "id_title_error", "true")
    assert "<title>Error: A note · Standing</title>" in answer.content.decode()


def test_a_failed_check_gives_the_text_back_to_send_again(site: Client):
    site.get("/staff/note/")
    form = {"title": "T", "body": TEXT, "password": "hunter2", "csrfmiddlewaretoken": "stale"}
    answer = site.post("/staff/note/?a=1", form, HTTP_SEC_FETCH_SITE="same-origin")
    found = _elements(answer)
    again = next(item for item in found.named("input") if item["name"] == "csrfmiddlewaretoken")["value"]

    assert answer.status_code == 403
    assert {"class": "kept", "method": "post", "action": "/staff/note/?a=1"} in found.named("form")
    assert "hunter2" not in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]

    sent = site.post("/staff/note/", {"title": "T", "body": TEXT, "csrfmiddlewaretoken": again})
    assert sent.status_code == 200


def test_a_form_from_elsewhere_cannot_be_sent_with_one_press(site: Client):
    answer = site.post("/staff/note/", {"title": "T", "body": TEXT}, HTTP_SEC_FETCH_SITE="cross-site")
    found = _elements(answer)

    assert answer.status_code == 403
    assert [form for form in found.named("form") if form.get("method") == "post"] == []
    assert found.named("button") == []
    assert "second line of a text" in answer.content.decode()


def test_markup_in_kept_text_stays_text(small_site: None, db: None):
    request = RequestFactory().post("/staff/note/", {"body": "</textarea><script>x</script>", '"><b>': "a b"})
    page = csrf_failure(request).content.decode()

    assert "<script>x" not in page
    assert "<b>" not in page


def test_a_session_that_ended_gives_the_text_back(site: Client):
    page = Client().post("/staff/out/", {"body": TEXT, "token": "abc"})
    found = _elements(page)

    assert page.status_code == 401
    assert [area["name"] for area in found.named("textarea")] == ["body"]
    assert {"class": "button button-second", "href": "/accounts/login/", "target": "_blank", "rel": "noopener"} in (
        found.named("a")
    )


def test_a_refusal_says_why_and_gives_the_text_back(site: Client):
    answer = Client().post("/staff/late/", {"body": TEXT})

    assert answer.status_code == 422
    assert "The text has changed since you opened it." in answer.content.decode()
    assert [area["name"] for area in _elements(answer).named("textarea")] == ["body"]


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere/", 404, "We cannot find this page"),
        ("/staff/gone/", 404, "We cannot find this page"),
        ("/only-post/", 405, "This address only takes a form"),
    ],
)
def test_an_error_page_speaks_plainly(site: Client, path, status, title):
    answer = site.get(path)

    assert (answer.status_code, list(answer.cookies)) == (status, [])
    assert re.findall(r"<h1>(.*?)</h1>", answer.content.decode()) == [title]


def test_what_breaks_is_no_refusal(site: Client):
    with pytest.raises(ValueError, match="broken"):
        site.get("/staff/broken/")


def test_a_method_that_is_not_taken_is_named(site: Client):
    assert site.get("/only-post/").headers["Allow"] == "POST"


def test_the_page_for_our_own_faults_needs_no_database(small_site: None):
    from django.views.defaults import server_error

    page = server_error(RequestFactory().get("/")).content.decode()

    assert re.findall(r"<h1>(.*?)</h1>", page) == ["Something broke on our side"]


def test_the_navigation_marks_the_nearest_place(small_site: None, monkeypatch):
    monkeypatch.setattr(navigation, "_public", [])
    navigation.add_public(NavItem(label="Board", route="status"), NavItem(label="Rules", route="rules"))
    here = {
        path: [link.is_here for link in Site(RequestFactory().get(path)).links]
        for path in ("/status/", "/status/fire/", "/status/rules/ED12/", "/")
    }

    assert here == {
        "/status/": [True, False],
        "/status/fire/": [True, False],
        "/status/rules/ED12/": [False, True],
        "/": [False, False],
    }


def test_the_components_page_is_open_to_everybody():
    from standing.hall.accounts.access import Access, Who
    from standing.hall.web.permissions import ROUTES

    assert {"web:components": Access(see=Who(public=True))} == ROUTES
    assert resolve("/design/", urlconf="tests.hall.web.urls").view_name == "web:components"


@pytest.mark.parametrize("path", ["/design/", "/staff/note/", "/nowhere/", "/only-post/"])
def test_every_page_of_a_sample_says_so(site: Client, path):
    from standing.hall.installation import api as installation

    plain = "invented" in site.get(path).content.decode()
    installation.create(is_sample=True, at=datetime(2025, 7, 11, tzinfo=UTC))
    page = site.get(path).content.decode()

    assert not plain
    assert re.findall(r"<strong>(Sample[^<]*)</strong>", page) == ["Sample: invented records."]
    assert re.findall(r"<title>[^<]* · (sample)</title>", page) == ["sample"]
