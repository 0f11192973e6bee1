"""Forms without a cookie: what gets through, and what does not."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused, TooOld, TooQuick

NOON = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
HERE = "http://testserver"
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sent(token: str, headers: dict[str, str] | None = None, **fields: str) -> HttpRequest:
    posted = {open_forms.TOKEN: token, open_forms.TRAP: "", **fields}
    return RequestFactory().post("/contact/write/", posted, headers=SAME if headers is None else headers)


def check(request: HttpRequest, purpose: str = "contact", at: datetime = NOON) -> None:
    open_forms.check(request, purpose, at)


def minutes_ago(minutes: float, purpose: str = "contact") -> str:
    return open_forms.token_for(purpose, NOON - timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [0.05, 1, 60, 719, 720])
def test_a_form_of_ours_gets_through(minutes):
    check(sent(minutes_ago(minutes)))


@pytest.mark.parametrize("minutes", [720.1, 2000, -0.1, -60])
def test_a_page_too_old_or_from_the_future_is_asked_to_be_sent_again(minutes):
    with pytest.raises(TooOld, match="Nothing you typed is lost"):
        check(sent(minutes_ago(minutes)))


def test_nobody_types_that_fast():
    with pytest.raises(TooQuick):
        check(sent(minutes_ago(0.04)))


def test_whoever_fills_in_the_trap_is_no_person():
    check(sent(minutes_ago(1), website=""))
    with pytest.raises(TooQuick):
        check(sent(minutes_ago(1), website="http://spam.example"))


def test_a_token_is_for_one_purpose():
    with pytest.raises(TooOld):
        check(sent(minutes_ago(1, purpose="answer")))


def test_a_token_that_was_touched_is_nobodys():
    token = minutes_ago(1)
    for place in range(len(token)):
        other = "x" if token[place] != "x" else "y"
        with pytest.raises(TooOld):
            check(sent(token[:place] + other + token[place + 1 :]))
    for made_up in ("", "~", "1~1", token.partition("~")[0]):
        with pytest.raises(TooOld):
            check(sent(made_up))


@pytest.mark.parametrize(
    "headers",
    [SAME, {**SAME, "origin": "null"}, {"origin": HERE}, {"referer": f"{HERE}/contact/write/"},
     {"origin": HERE, "referer": "http://other.example/"}],
)  # fmt: skip
def test_the_browser_says_the_form_stood_here(headers):
    check(sent(minutes_ago(1), headers))


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site", "origin": HERE}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"},
     {"origin": "null"}, {"origin": "http://other.example"}, {"origin": "https://testserver"},
     {"origin": f"{HERE}.other.example"}, {"referer": "http://other.example/?http://testserver/"},
     {"origin": "http://other.example", "referer": f"{HERE}/contact/"}],
)  # fmt: skip
def test_a_form_from_elsewhere_does_not_get_through(headers):
    with pytest.raises(CameFromElsewhere):
        check(sent(minutes_ago(1), headers))


def test_every_refusal_is_one_kind():
    assert {CameFromElsewhere, TooOld, TooQuick} == set(OpenFormRefused.__subclasses__())


def token_in(html: str) -> str:
    return re.search(rf'name="{open_forms.TOKEN}" value="([^"]+)"', html)[1]


def test_a_form_that_comes_back_with_mistakes_keeps_its_age():
    first = open_forms.token_for("contact", NOON)
    mended, hasty = NOON + timedelta(seconds=5), NOON + timedelta(seconds=1)

    again = token_in(open_forms.guard("contact", mended, sent=sent(first)))
    check(sent(again), at=mended + timedelta(milliseconds=200))

    # Whoever was too quick waits three seconds from the first page, not from the refusal.
    again = token_in(open_forms.guard("contact", hasty, sent=sent(first)))
    with pytest.raises(TooQuick):
        check(sent(again), at=hasty + timedelta(seconds=1))
    check(sent(again), at=NOON + timedelta(seconds=3))
    # A form nobody sent anything with begins at its own moment.
    with pytest.raises(TooQuick):
        check(sent(token_in(open_forms.guard("contact", mended))), at=mended + timedelta(seconds=1))


def test_coming_back_makes_no_token_younger():
    token, at = open_forms.token_for("contact", NOON), NOON
    for _ in range(4):
        at += timedelta(hours=3)
        token = token_in(open_forms.guard("contact", at, sent=sent(token)))
        check(sent(token), at=at)
    with pytest.raises(TooOld):
        check(sent(token), at=at + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        (open_forms.token_for("contact", NOON - timedelta(hours=13)), SAME),
        (open_forms.token_for("contact", NOON + timedelta(hours=1)), SAME),
        (open_forms.token_for("answer", NOON - timedelta(minutes=1)), SAME),
        (open_forms.token_for("contact", NOON - timedelta(minutes=1)) + "x", SAME),
        (open_forms.token_for("contact", NOON - timedelta(minutes=1)), {"sec-fetch-site": "cross-site"}),
        (open_forms.token_for("contact", NOON - timedelta(minutes=1)), {}),
        ("", SAME),
        ('"><script>', SAME),
    ],
    ids=["old", "from the future", "another form", "touched", "another site", "nobody knows", "none", "made up"],
)
def test_a_token_that_would_not_get_through_is_not_drawn_again(token, headers):
    again = token_in(open_forms.guard("contact", NOON, sent=sent(token, headers)))
    assert again != token
    with pytest.raises(TooQuick):
        check(sent(again), at=NOON + timedelta(seconds=1))
    check(sent(again), at=NOON + timedelta(seconds=3))


def test_two_pages_have_two_tokens_and_one_page_keeps_its_own():
    one, two = minutes_ago(1), minutes_ago(1)

    assert one != two
    assert open_forms.token_of(sent(one)) == one


@open_forms.open_form
def write(request: HttpRequest) -> HttpResponse:
    return HttpResponse(open_forms.guard("contact", NOON) if request.method == "GET" else "taken")


urlpatterns = [path("write/", write)]


@pytest.mark.urls("tests.hall.web.test_open_forms")
def test_no_cookie_is_set_nothing_is_stored_and_django_asks_for_no_token_of_its_own(settings):
    settings.MIDDLEWARE = [
        "standing.hall.web.middleware.SecurityHeadersMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    client = Client(enforce_csrf_checks=True)

    answers = [client.get("/write/"), client.post("/write/", headers=SAME)]

    assert [answer.status_code for answer in answers] == [200, 200]
    for answer in answers:
        assert dict(answer.cookies) == {}
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        assert "Cookie" not in answer.get("Vary", "")


def test_the_guard_is_unseen_by_people():
    html = open_forms.guard("contact", NOON)
    assert "<div hidden>" in html
    assert 'tabindex="-1"' in html
