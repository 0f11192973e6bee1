"""The packs of this repository: each loads, says what its sources say, and teaches nothing it may not."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from standing.config import wiring
from standing.hall.audit import api as audit
from standing.hall.pack import api as packs
from standing.hall.pack.api import Calendars, PackFact
from standing.kernel import deadlines
from standing.rooms.obligations.queries import rulebook as obligations
from standing.rooms.obligations.rules import law
from standing.rooms.plans.rules.checks import RULES
from standing.rooms.plans.rules.checks.plan import sample
from standing.rooms.plans.rules.template import Kind, PlansFile

ROOT = Path(__file__).resolve().parents[2]
LOS_ANGELES = ROOT / "packs" / "los-angeles"
ALDER_FORD = ROOT / "tests" / "packs" / "alder-ford"
BOTH = pytest.mark.parametrize("directory", [LOS_ANGELES, ALDER_FORD], ids=lambda path: path.name)

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def know_the_rooms() -> None:
    """Tell the hall which rooms read a pack; safe to call again."""
    for section in wiring.SECTIONS:
        packs.register(section)


@cache
def read(directory: Path) -> PackFact:
    """Return a pack as it stands in its folder."""
    know_the_rooms()
    checked = packs.validate(directory)
    assert [str(problem) for problem in checked.problems] == []
    assert checked.content is not None
    return packs.fact_of(content=checked.content)


def departments(pack: PackFact) -> list[dict[str, object]]:
    """Return the departments of a pack as plain values."""
    section = pack.section("departments")
    return [one.model_dump(mode="json") for one in section.departments]  # type: ignore[attr-defined]


def due(pack: PackFact, duty: str, **asked: object) -> date | None:
    """Return the day on which a duty of the pack is due."""
    rule = obligations.book_of(pack).duties[duty].rule
    return deadlines.due(rule, **asked).date  # type: ignore[arg-type]


def words(value: object) -> Iterator[str]:
    """Return every text in a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from words(part)
    elif isinstance(value, list):
        for part in value:
            yield from words(part)


@BOTH
def test_a_pack_has_no_problems(directory: Path) -> None:
    assert read(directory).id == directory.name


@BOTH
def test_each_sentence_leads_to_a_duty_or_says_why_not(directory: Path) -> None:
    files = read(directory).many(law.InstrumentFile)
    sentences = [one for file in files for clause in file.clauses for one in clause.sentences]

    assert [one.id for one in sentences if bool(one.duties) == bool(one.non_binding)] == []
    assert all(clause.sentences for file in files for clause in file.clauses)


@BOTH
def test_each_campaign_serves_a_duty_that_counts_its_filings(directory: Path) -> None:
    pack = read(directory)
    duties = obligations.book_of(pack).duties

    for file in pack.many(PlansFile):
        needed = law.kinds_in(duties[file.campaign.obligation].written.evidence)
        assert needed == (file.campaign.evidence,)


@BOTH
def test_each_section_answers_a_clause_and_each_rule_exists(directory: Path) -> None:
    pack = read(directory)
    clauses = {clause.id for file in pack.many(law.InstrumentFile) for clause in file.clauses}

    for file in pack.many(PlansFile):
        sections = {section.id for section in file.template.sections}
        named = {clause for section in file.template.sections for clause in section.clauses}
        assert all(section.clauses for section in file.template.sections)
        assert named - clauses == set()
        assert {use.id for use in file.template.rules} - set(RULES) == set()
        assert {name for use in file.template.rules for name in use.named_sections} - sections == set()


@BOTH
def test_no_text_teaches_what_a_plan_may_not_say(directory: Path) -> None:
    rules = [RULES["no_forbidden_words"], RULES["no_personal_status"]]

    found = [
        (file.name, finding.sentence)
        for file in sorted(directory.rglob("*.yaml"))
        for text in words(yaml.safe_load(file.read_text(encoding="utf-8")))
        for rule in rules
        for finding in rule.check(sample(Kind.TEXT, {"text": text}))
    ]

    assert found == []


def test_los_angeles_has_47_departments_and_offices_and_the_housing_authority() -> None:
    listed = departments(read(LOS_ANGELES))

    assert Counter(one["kind"] for one in listed) == {
        "elected": 4,
        "charter": 30,
        "public-works": 6,
        "own-board": 7,
        "state-law-body": 1,
    }
    assert Counter(one["standing"] for one in listed) == {"bound": 43, "invited": 5}
    assert {one["id"] for one in listed if one["standing"] == "invited"} == {
        "myr",
        "aty",
        "ctr",
        "cnl",
        "hacla",
    }
    assert len({one["abbreviation"] for one in listed}) == 48


@pytest.mark.parametrize(
    ("duty", "day"),
    [
        ("ED12-1.plan", date(2025, 7, 25)),
        ("ED17-1.properties", date(2026, 2, 25)),
        ("SB627-2.policy", date(2026, 7, 1)),
        ("SB580.adopt", date(2027, 1, 1)),
        ("ED12-3.liaison", date(2025, 7, 11)),
        ("ED12-4.services", None),
        ("ED12-6.foia", None),
    ],
)
def test_los_angeles_days_are_those_of_the_sources(duty: str, day: date | None) -> None:
    assert due(read(LOS_ANGELES), duty) == day


def test_the_police_report_is_due_by_the_end_of_each_month() -> None:
    pack = read(LOS_ANGELES)

    assert due(pack, "ED17-7.report", on=date(2026, 3, 3)) == date(2026, 3, 31)
    assert due(pack, "ED17-7.report", on=date(2026, 4, 15)) == date(2026, 4, 30)


def test_what_is_unknown_in_los_angeles_says_why() -> None:
    pack = read(LOS_ANGELES)
    rules = [duty.rule for duty in obligations.book_of(pack).duties.values()]
    unknown = [rule for rule in rules if isinstance(rule, deadlines.Unknown)]
    dates = [day for file in pack.many(law.InstrumentFile) for day in file.instrument.dates]

    assert (len(unknown), len(rules)) == (16, 31)
    assert all(rule.why for rule in unknown)
    assert all(day.why_unknown for day in dates if day.date == "unknown")


def test_a_duty_that_names_an_elected_office_binds_it() -> None:
    duties = obligations.book_of(read(LOS_ANGELES)).duties

    assert duties["ED12-6.foia"].written.owes.departments == ("myr",)
    assert duties["ED12-1.plan"].written.owes.all_departments is True


def test_the_plan_template_has_every_part_of_a_plan() -> None:
    templates = {
        file.campaign.id: [section.id for section in file.template.sections]
        for file in read(LOS_ANGELES).many(PlansFile)
    }

    assert templates["ed-12"] == [
        "counter",
        "informed",
        "training",
        "sites",
        "contractors",
        "services",
        "languages",
        "notification",
        "worker-detained",
        "child",
        "interruption",
        "review-date",
    ]
    assert templates["sb-580"][-1] == "review-date"


def test_los_angeles_languages_are_twenty_written_and_four_heard_or_seen() -> None:
    languages = read(LOS_ANGELES).languages.languages

    assert Counter(one.medium for one in languages) == {"written": 20, "audio-first": 4}
    assert {one.code for one in languages if one.direction == "rtl"} == {"ar", "fa", "he", "ur"}
    assert [one.code for one in languages if one.tier == 1] == [
        "en",
        "es",
        "ko",
        "hy",
        "zh-Hant",
        "zh-Hans",
        "tl",
        "fa",
        "ru",
        "vi",
    ]


def test_nothing_is_destroyed_before_counsel_agreed() -> None:
    kept = read(LOS_ANGELES).retention.classes

    assert {one.counsel_approval for one in kept} == {"needed"}


def test_the_two_cities_keep_other_days() -> None:
    los_angeles, alder_ford = read(LOS_ANGELES), read(ALDER_FORD)

    assert [one.id for one in los_angeles.one(Calendars).calendars] == ["city", "federal"]
    assert not los_angeles.calendar("city").is_working_day(date(2026, 3, 30))  # Cesar Chavez Day
    assert los_angeles.calendar("federal").is_working_day(date(2026, 3, 30))
    assert alder_ford.calendar("city").is_working_day(date(2026, 3, 30))
    assert not alder_ford.calendar("city").is_working_day(date(2026, 3, 13))
    assert (los_angeles.time_zone, alder_ford.time_zone) == ("America/Los_Angeles", "America/Chicago")


def test_a_small_town_uses_the_rules_that_los_angeles_does_not() -> None:
    pack = read(ALDER_FORD)

    assert len(departments(pack)) == 6
    # ten working days from Monday 2 March, over two weekends and a proclaimed day, the 13th
    assert due(pack, "ORD12-1.plan") == date(2026, 3, 17)
    assert due(pack, "ORD12-1.doors") == date(2026, 4, 16)
    assert due(pack, "ORD12-2.statement", on=date(2026, 4, 20)) == date(2026, 5, 5)
    assert due(pack, "ORD12-3.training", on=date(2026, 6, 1)) == date(2026, 6, 30)
    assert due(pack, "ORD12-3.rooms") is None


@pytest.mark.django_db
@BOTH
def test_a_pack_comes_into_force_in_an_empty_database(directory: Path) -> None:
    know_the_rooms()

    loaded = packs.load(directory=directory, by=audit.SYSTEM, at=AT)

    in_force = packs.in_force(known=AT)
    assert loaded.applied is not None
    assert in_force is not None
    assert (in_force.id, in_force.number) == (directory.name, 1)
    with pytest.raises(packs.SameAsInForce):
        packs.load(directory=directory, by=audit.SYSTEM, at=AT)
