"""The public pages: what they show, for which day, to whom, and what they answer to nonsense."""

import hashlib
import re
from html import unescape

import pytest

from tests.make import board as make
from tests.rooms.board import reading

pytestmark = pytest.mark.django_db

PLAN_ON = {
    # before anything: due; then fire and water have filed, parks is waived; then water withdrew; then the day is over
    "2025-07-12": {"fire": "Due", "water": "Due", "parks": "Due", "council": "Not applicable"},
    "2025-07-20": {"fire": "Met", "water": "Met", "parks": "Waived", "council": "Not applicable"},
    "2025-07-24": {"fire": "Met", "water": "At risk", "parks": "Waived", "council": "Not applicable"},
    "2025-07-26": {"fire": "Met", "water": "Late", "parks": "Waived", "council": "Not applicable"},
    "2025-09-21": {"fire": "Met", "water": "Late", "parks": "Late", "council": "Not applicable"},
}
PAGES = {
    "board": "/status/",
    "department": "/status/departments/fire/",
    "instruments": "/status/clauses/",
    "instrument": "/status/clauses/T/",
    "clause": "/status/clauses/T/T-1/",
    "light": "/status/lights/T.plan/fire/",
    "plans": "/status/plans/",
    "waivers": "/status/waivers/",
}
ALL = {**PAGES, "frozen": "/status/frozen/", "home": "/"}


def plan_lights(answer):
    return {department: word for (duty, department), word in reading.lights(answer).items() if duty == "T.plan"}


@pytest.mark.parametrize("day", PLAN_ON)
def test_a_past_day_shows_what_was_true_and_known_then(day, town, visitor):
    assert plan_lights(visitor.get("/status/", {"on": day})) == PLAN_ON[day]


def test_what_was_known_may_be_asked_apart(town, visitor):
    """Water withdrew on the 22nd, which became known on the 23rd."""
    known_then = visitor.get("/status/", {"on": "2025-07-22"})
    known_later = visitor.get("/status/", {"on": "2025-07-22", "known": "2025-07-23"})
    assert (plan_lights(known_then)["water"], plan_lights(known_later)["water"]) == ("Met", "At risk")
    assert "as it was known on July 23, 2025" in reading.said(known_later)
    assert "as it was known on" not in reading.said(known_then).split("See another day")[0].split("Filter")[0]


def test_today_and_days_to_come_are_now(town, visitor):
    assert plan_lights(visitor.get("/status/", {"on": "2099-01-01"})) == plan_lights(visitor.get("/status/"))


def test_before_the_first_pack_there_is_no_board(town, visitor):
    answer = visitor.get("/status/", {"on": "2025-07-01"})
    assert answer.status_code == 200
    assert reading.lights(answer) == {}
    assert "Nothing was owed yet" in reading.said(answer)


def test_every_light_has_a_word_and_a_name_of_its_own(town, visitor):
    page = reading.main_of(visitor.get("/status/", {"on": "2025-07-26"}))
    names = [reading.name_of(page, link) for link in page.xpath(".//a[contains(@href, '/status/lights/')]")]
    assert sorted(names) == sorted(
        [
            "Met Department fire Do T.plan",
            "Late Department water Do T.plan",
            "Waived Department parks Do T.plan",
            "Not applicable Department council Do T.plan",
            "Unknown Department fire Do T.open",
            "Unknown Department water Do T.open",
            "Unknown Department parks Do T.open",
            "Not applicable Department council Do T.open",
            "Late: Department fire, Do T.report",
            "Late: Department water, Do T.report",
        ]
    )


@pytest.mark.parametrize("name", ALL)
def test_no_page_uses_an_id_twice(name, town, visitor):
    ids = reading.ids(visitor.get(ALL[name]))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"words": "FIRE"}, ["fire"]),
        ({"words": "dep wat"}, ["water"]),
        ({"kind": "elected"}, ["council"]),
        ({"kind": "charter", "status": "late"}, ["water"]),
        ({"status": "waived"}, ["parks"]),
        ({"words": "nobody"}, []),
        ({}, ["council", "fire", "parks", "water"]),
    ],
)
def test_filters_join(asked, shown, town, visitor):
    answer = visitor.get("/status/", {"on": "2025-07-26", **asked})
    assert answer.status_code == 200
    assert sorted(plan_lights(answer)) == shown


def test_the_filter_says_how_many_it_hides(town, visitor):
    assert "1 department shown, 3 hidden by the filter." in reading.said(visitor.get("/status/", {"words": "fire"}))


def test_the_second_instrument_has_its_own_board(town, visitor):
    lights = reading.lights(visitor.get("/status/", {"instrument": "U", "on": "2025-08-02"}))
    assert {duty for duty, _ in lights} == {"U.late"}


@pytest.mark.parametrize("name", PAGES)
def test_a_day_that_is_none_is_said_and_the_rest_is_kept(name, town, visitor):
    answer = visitor.get(PAGES[name], {"on": "2025-13-41", "known": "2025-07-20"})
    page = reading.main_of(answer)
    assert answer.status_code == 422
    assert "Give a day such as 2025-07-25." in reading.said(answer)
    assert [field.get("value") for field in page.xpath(".//input[@name='on' or @name='known']")] == [
        "2025-13-41",
        "2025-07-20",
    ]
    [target] = page.xpath(".//*[@role='alert']//a/@href")
    assert page.xpath(f".//*[@id='{target[1:]}']/@name") == ["on"]


def test_a_wrong_day_keeps_the_filter(town, visitor):
    answer = visitor.get("/status/", {"words": "fire", "kind": "charter", "status": "met", "on": "soon"})
    page = reading.main_of(answer)
    assert answer.status_code == 422
    assert page.xpath(".//input[@name='words']/@value") == ["fire"]
    assert page.xpath(".//option[@selected]/@value") == ["charter", "met"]


@pytest.mark.parametrize("field", ["kind", "status"])
def test_a_choice_that_is_none_is_said(field, town, visitor):
    assert visitor.get("/status/", {field: "purple"}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/status/?instrument=NONE",
        "/status/departments/nowhere/",
        "/status/departments/nowhere/changes.atom",
        "/status/clauses/NONE/",
        "/status/clauses/T/T-99/",
        "/status/clauses/NONE/T-1/",
        "/status/lights/T.none/fire/",
        "/status/lights/T.plan/nowhere/",
        "/status/lights/T.none/fire/proof.json",
        "/status/frozen/2025-07-20.json",
        "/status/frozen/soon.json",
    ],
)
def test_what_is_not_there_is_404(address, town, visitor):
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_a_public_page_sets_no_cookie_and_does_not_vary_by_session(name, town, visitor):
    answer = visitor.get(ALL[name])
    assert answer.status_code == 200
    assert dict(answer.cookies) == {}
    assert "cookie" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_a_public_page(name, method, visitor):
    assert getattr(visitor, method)(ALL[name]).status_code == 405


@pytest.mark.parametrize("name", ALL)
def test_what_is_no_sample_does_not_say_so(name, town, visitor):
    assert "sample" not in visitor.get(ALL[name]).content.decode().lower()


# one light


def test_a_light_says_what_would_turn_it_green(town, visitor):
    late = reading.said(visitor.get("/status/lights/T.plan/water/", {"on": "2025-07-26"}))
    met = reading.said(visitor.get("/status/lights/T.plan/fire/", {"on": "2025-07-26"}))
    assert "What would turn it green The department puts on record: plan-filed" in late
    assert "What would turn it green It is green. Nothing more is owed." in met


def test_a_light_shows_each_question_with_its_reason(town, visitor):
    page = reading.main_of(visitor.get("/status/lights/T.plan/water/", {"on": "2025-07-26"}))
    steps = [
        (reading.words(step.xpath("string(h3)")), reading.words(step.xpath("string(p)")))
        for step in page.xpath(".//section[@aria-labelledby='why']//li")
    ]
    assert [light for light, _ in steps] == ["Not applicable", "Waived", "Unknown", "Met", "Late"]
    assert steps[0][1] == "Does not hold. The clause addresses this department, and something is owed."
    assert steps[-1][1].startswith("Holds. This decides. Late since")


@pytest.mark.parametrize("asked", [{}, {"on": "2025-07-24"}, {"on": "2025-07-22", "known": "2025-07-23"}])
def test_the_proof_that_a_page_links_has_the_hash_that_the_page_shows(asked, town, visitor):
    page = visitor.get("/status/lights/T.plan/water/", asked).content.decode()
    [shown] = re.findall(r"\b[0-9a-f]{64}\b", page)
    [link] = re.findall(r'href="([^"]+proof\.json[^"]*)"', page)

    proof = visitor.get(unescape(link))

    assert proof["Content-Type"] == "application/json"
    assert hashlib.sha256(proof.content).hexdigest() == shown


def test_the_same_proof_comes_out_again_later(town, visitor):
    page = visitor.get("/status/lights/T.plan/parks/").content.decode()
    link = unescape(re.findall(r'href="([^"]+proof\.json[^"]*)"', page)[0])
    first = visitor.get(link).content
    make.make_duties.evidence(department="parks", source="files:9", at=make.dt.datetime.now(make.dt.UTC))
    assert visitor.get(link).content == first
    assert visitor.get("/status/lights/T.plan/parks/proof.json").content != first


@pytest.mark.parametrize(
    "asked",
    [
        {"at": "yesterday"},
        {"at": "2025-07-26"},  # a day, and no moment
        {"at": "2025-07-26T00:00:00"},  # no offset
        {"at": "2999-01-01T00:00:00Z"},
        {"at": "2025-07-26T00:00:00Z", "known": "soon"},
        {"on": "soon"},
    ],
)
def test_a_proof_of_no_moment_is_refused_with_a_sentence(asked, town, visitor):
    answer = visitor.get("/status/lights/T.plan/water/proof.json", asked)
    assert answer.status_code == 422
    assert re.fullmatch(r"'(at|on|known)' .+\.", answer.json()["detail"])


def test_only_records_wait_to_be_verified(town, visitor):
    """What the city room keeps itself, appointments, is no claim that somebody must check."""
    before = reading.said(visitor.get("/status/lights/T.plan/fire/", {"on": "2025-07-20"}))
    after = reading.said(visitor.get("/status/lights/T.plan/fire/", {"on": "2025-07-21"}))
    assert ("not yet verified" in before, "not yet verified" in after) == (True, False)
    assert "Verified by a reviewer" in after
    make.make_duties.evidence(
        department="fire",
        obligation="T.open",
        kind_="b",
        source="city:appointment:1",
        at=make.local("2025-07-22 09:00"),
    )
    kept = reading.said(visitor.get("/status/lights/T.open/fire/", {"on": "2025-07-23"}))
    assert kept.count("not yet verified") == 0
    assert "It was true, known and in force." in kept


# one department


def test_a_department_shows_the_weightiest_first_and_hides_work_when_met(town, visitor):
    said = reading.main_of(visitor.get("/status/departments/fire/", {"on": "2025-07-26"}))
    rows = [reading.words(row.text_content()) for row in said.xpath(".//section[@aria-labelledby='duties']//tbody/tr")]
    assert [re.match(r"Do (\S+) (Late|Due|At risk|Unknown|Met)", row).groups() for row in rows] == [
        ("T.report", "Late"), ("U.late", "At risk"), ("T.open", "Unknown"), ("T.plan", "Met"),
    ]  # fmt: skip
    assert [("Not started" in row) for row in rows] == [True, True, True, False]


def test_an_invited_office_says_so_and_is_never_late(town, visitor):
    answer = visitor.get("/status/departments/council/")
    assert "It is invited, and never late." in reading.said(answer)
    assert set(reading.lights(answer).values()) == {"Not applicable"}


def test_links_of_a_past_day_stay_on_that_day(town, visitor):
    page = reading.main_of(visitor.get("/status/", {"on": "2025-07-22", "known": "2025-07-23"}))
    table = page.xpath(".//table[contains(@class, 'lights')]")[0]
    assert {link.split("?")[1] for link in table.xpath(".//a/@href")} == {"on=2025-07-22&known=2025-07-23"}


def test_waivers_name_whom_and_what_they_are_about(town, visitor):
    page = reading.main_of(visitor.get("/status/waivers/"))
    assert [reading.words(cell.text_content()) for cell in page.xpath(".//tbody/tr/*")] == [
        "Department parks", "Do T.plan", "Its records burned.", "July 20, 2025", "September 20, 2025",
    ]  # fmt: skip
