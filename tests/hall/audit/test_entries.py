from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from standing.hall.audit import entries
from standing.hall.audit.entries import Entry, NotARecord

AT = datetime(2025, 7, 14, 17, 0, 0, 5, tzinfo=UTC)
ENTRY = Entry(
    id=UUID("0b2c1d3e-0000-4000-8000-000000000001"),
    verb="plans.file",
    subject="p1",
    actor="u1",
    at=AT,
    facts={"b": 1, "a": "é"},
)


def test_an_entry_has_one_spelling():
    assert ENTRY.canonical().decode() == (
        '{"actor":"u1","at":"2025-07-14T17:00:00.000005Z","facts":{"a":"é","b":1},'
        '"id":"0b2c1d3e-0000-4000-8000-000000000001","subject":"p1","verb":"plans.file"}'
    )


def test_the_same_moment_in_another_zone_is_spelt_the_same():
    there = AT.astimezone(timezone(timedelta(hours=-7)))
    assert Entry(id=ENTRY.id, verb="plans.file", subject="p1", actor="u1", at=there, facts=ENTRY.facts) == ENTRY
    assert (
        Entry(id=ENTRY.id, verb="plans.file", subject="p1", actor="u1", at=there, facts=ENTRY.facts).canonical()
        == ENTRY.canonical()
    )


def test_an_anonymous_entry_is_written_with_its_day_only():
    said = Entry(
        id=ENTRY.id,
        verb="concerns.report",
        subject="r1",
        actor="anonymous",
        at=entries.midnight(date(2025, 7, 14)),
        facts={},
    ).canonical()
    assert said.decode() == (
        '{"actor":"anonymous","day":"2025-07-14","facts":{},'
        '"id":"0b2c1d3e-0000-4000-8000-000000000001","subject":"r1","verb":"concerns.report"}'
    )


@pytest.mark.parametrize(
    "facts",
    [{}, {"a": None, "b": [1, "x", {"c": True}]}, {"hash": "f" * 64}, {"long": "x" * 200}, {"name": "Müller 東"}],
)
def test_codes_and_numbers_are_facts(facts):
    entries.check_facts(facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"long": "x" * 201},
        {"list": ["x" * 201]},
        {"x" * 201: 1},
        {"deep": {"deeper": ["a\nb"]}},
        {"line": "a\nb"},
        {"line": "a\rb"},
        {"line": "a\u2028b"},
        {"line": "a\x85b"},
        {"nul": "a\x00b"},
        {"escape": "a\x1b[31m"},
        {"a\nb": 1},
        {"fraction": 0.5},
        {"day": date(2025, 7, 14)},
        {"bytes": b"x"},
        {"half": "\ud800"},
        {1: "x"},
    ],
)
def test_free_text_and_what_has_no_single_spelling_are_no_facts(facts):
    with pytest.raises(NotARecord):
        entries.check_facts(facts)


@pytest.mark.parametrize("verb", ["plans.file", "log.change_key", "a", "hall-x.do_it-2"])
def test_a_verb_is_written_like_room_dot_verb(verb):
    entries.check_words(verb=verb, subject="s", actor="a")


@pytest.mark.parametrize(
    "verb", ["", "Plans.file", "plans file", "plans.", ".file", "plans..file", "x" * 101, "plans.file\n"]
)
def test_other_verbs_are_refused(verb):
    with pytest.raises(NotARecord):
        entries.check_words(verb=verb, subject="s", actor="a")


@pytest.mark.parametrize(
    ("subject", "actor"), [("", "a"), ("s", ""), ("s\nt", "a"), ("x" * 201, "a"), ("s", "x" * 201)]
)
def test_subject_and_actor_are_codes(subject, actor):
    with pytest.raises(NotARecord):
        entries.check_words(verb="v", subject=subject, actor=actor)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NotARecord):
        entries.check_moment(datetime(2025, 7, 14))
    entries.check_moment(AT)


@pytest.mark.parametrize(
    ("at", "over_before"),
    [
        (datetime(2025, 7, 15, 11, 59, 59, tzinfo=UTC), date(2025, 7, 14)),
        (datetime(2025, 7, 15, 12, 0, tzinfo=UTC), date(2025, 7, 15)),
    ],
)
def test_a_day_is_over_when_it_is_over_everywhere(at, over_before):
    assert entries.days_over_before(at) == over_before
