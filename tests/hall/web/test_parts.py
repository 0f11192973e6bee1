"""The pure parts: lights, bars, differences, kept text, navigation."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.web import navigation
from standing.hall.web.differences import pieces
from standing.hall.web.kept import comes_from_here, kept
from standing.hall.web.lights import LIGHTS, light
from standing.hall.web.navigation import NavItem
from standing.hall.web.plots import WIDTH, count_bar


@pytest.mark.parametrize("spelling", ["at risk", "at-risk", "at_risk", "AT RISK"])
def test_a_light_is_found_under_every_spelling(spelling):
    assert light(spelling).css == "at-risk"


def test_an_unheard_of_status_is_an_error_and_no_light():
    with pytest.raises(KeyError):
        light("fine")


@given(st.dictionaries(st.sampled_from(sorted(LIGHTS)), st.integers(0, 500)))
def test_a_bar_is_full_and_without_gaps(counts):
    parts = count_bar(counts)

    assert sum(part.count for part in parts) == sum(counts.values())
    assert [part.start + part.width for part in parts] == [
        *(part.start for part in parts[1:]),
        *([WIDTH] if parts else []),
    ]


def test_a_bar_refuses_a_count_below_zero():
    with pytest.raises(ValueError, match="below zero"):
        count_bar({"met": -1})


@given(st.text(alphabet="ab .\n", max_size=40), st.text(alphabet="ab .\n", max_size=40))
def test_a_difference_holds_both_texts_whole(old, new):
    found = pieces(old=old, new=new)

    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "old") == new


def test_a_changed_word_is_one_word_out_and_one_in():
    found = [(piece.kind, piece.text) for piece in pieces(old="Ask the desk.", new="Ask the liaison.")]

    assert found == [("same", "Ask the "), ("old", "desk"), ("new", "liaison"), ("same", ".")]


def test_what_was_typed_is_kept_and_secrets_are_not():
    request = RequestFactory().post(
        "/",
        {
            "body": "Long\ntext",
            "site-name": "Harbor",
            "agree": "on",
            "password": "hunter2",
            "new_password1": "x",
            "csrfmiddlewaretoken": "abc",
            "code": "123456",
            "day": ["mon", "tue"],
        },
    )

    assert [(item.label, item.value, item.is_long, item.is_hidden) for item in kept(request)] == [
        ("Body", "Long\ntext", True, False),
        ("Site name", "Harbor", False, False),
        ("Agree", "on", False, True),
        ("Day", "mon", False, False),
        ("Day", "tue", False, False),
    ]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "https://elsewhere.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_count_as_here(headers, expected):
    assert comes_from_here(RequestFactory().post("/", **headers)) is expected


def test_the_staff_navigation_follows_the_roles(monkeypatch):
    everybody = NavItem(label="To do", route="staff")
    heads = NavItem(label="Sign", route="note", roles=frozenset({"head"}))
    monkeypatch.setattr(navigation, "_staff", [])
    navigation.add_staff(everybody, heads)
    navigation.add_staff(heads)

    assert navigation.staff_items(roles=("author",)) == (everybody,)
    assert navigation.staff_items(roles=("head", "author")) == (everybody, heads)
