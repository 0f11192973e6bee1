"""The log: written once, corrected by adding, sealed names, evidence by kind, reports that reproduce."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.obligations import api as obligations
from standing.rooms.scenes import actions, queries
from standing.rooms.scenes.models import Account, Draw, Finding, Handing, Report, Scene
from standing.rooms.scenes.rules import samples
from standing.rooms.scenes.rules.scenes import Credentials, Identified, Medical, Origin
from tests.make import accounts
from tests.make import scenes as make

DUTIES = ("scene-video-hold", "scene-supervisor-record", "scene-medical-record", "misconduct-report")


def evidence(kind, *, at):
    return [
        (one.period, one.version, one.true_until is not None)
        for one in obligations.evidence_of(obligation=f"T.{kind}", known=at, inside=True)
    ]


def light(kind, *, at):
    return obligations.explain(obligation=f"T.{kind}", department="police", at=at, inside=True).pair.status


# Writing


def test_a_whole_scene_is_evidence_for_every_duty_it_fulfils(police, now):
    scene = make.scene(by=police, at=now)

    shown = queries.scene(id=scene, at=now)
    assert (shown.name, shown.entry.videos, shown.is_video_late) == ("SC-2026-0001", ("V0001",), False)
    for kind in DUTIES:
        assert evidence(kind, at=now) == [(f"scenes:scene:{scene}", "1", False)]
        assert light(kind, at=now) == "met"
    record = next(one for one in audit.records_about(subject=f"scenes:scene:{scene}") if one.verb.startswith("scenes."))
    assert (record.verb, record.facts) == ("scenes.record_scene", {"entry": 1, "division": "river", "videos": 1})


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"videos": (), "is_kept": False}, "scene-video-hold"),
        ({"is_kept": False}, "scene-video-hold"),
        ({"identified": Identified.NOT_ASKED, "supervisor": "", "badge": ""}, "scene-supervisor-record"),
        ({"identified": Identified.NOT_THERE, "supervisor": "", "badge": ""}, "scene-supervisor-record"),
        ({"medical": Medical.NOT_CALLED}, "scene-medical-record"),
        ({"nobody_reported": False}, "misconduct-report"),
    ],
)
def test_what_was_not_done_is_no_evidence_until_a_correction_shows_it(police, now, changed, missing):
    scene = make.scene(by=police, at=now, **changed)
    assert evidence(missing, at=now) == []
    assert light(missing, at=now) != "met"
    assert [evidence(kind, at=now) != [] for kind in DUTIES if kind != missing] == [True] * 3

    make.correct(scene, by=police, at=now + timedelta(hours=2), began=now)
    assert evidence(missing, at=now + timedelta(hours=2)) == [(f"scenes:scene:{scene}", "2", False)]


@pytest.mark.parametrize(
    "changed",
    [
        {"identified": Identified.REFUSED, "supervisor": "", "badge": "", "credentials": Credentials.REFUSED},
        {"reports": ("R-001", "R-002"), "nobody_reported": False},
    ],
)
def test_a_refusal_and_a_report_taken_are_evidence_too(police, now, changed):
    make.scene(by=police, at=now, **changed)
    assert all(light(kind, at=now) == "met" for kind in DUTIES)


def test_a_correction_adds_and_ends_what_it_no_longer_shows(police, now):
    scene = make.scene(by=police, at=now)
    later = now + timedelta(hours=2)
    make.correct(scene, by=police, at=later, began=now, videos=(), is_kept=False)

    shown = queries.scene(id=scene, at=later)
    assert [(one.number, one.videos, one.correction) for one in shown.entries] == [
        (1, ("V0001",), ""), (2, (), "wrong"),
    ]  # fmt: skip
    assert evidence("scene-video-hold", at=later) == [(f"scenes:scene:{scene}", "1", True)]
    make.correct(scene, by=police, at=later + timedelta(hours=1), began=now, seen=2, videos=("V0009",))
    assert sorted(evidence("scene-video-hold", at=later + timedelta(hours=1))) == [
        (f"scenes:scene:{scene}", "1", True), (f"scenes:scene:{scene}", "3", False),
    ]  # fmt: skip
    with pytest.raises(NotNow, match="since you opened"):
        make.correct(scene, by=police, at=later, began=now, seen=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"division": "sky"},
        {"videos": ("V1",)},
        {"videos": ("Maria Lopez",)},
        {"reports": ("213-555-0142",), "nobody_reported": False},
        {"reports": ("R-001",)},
        {"videos": ()},
        {"supervisor": "", "badge": ""},
        {"identified": Identified.REFUSED},
        {"medical": Medical.CALLED},
        {"medical_at": make.local("2026-03-10 08:45")},
        {"ended_at": make.local("2026-03-10 01:00")},
        {"started_at": make.local("2026-03-11 01:00"), "ended_at": None},
        {"supervisor": "A123456789"},
    ],
)
def test_what_does_not_fit_together_is_refused_and_leaves_nothing(police, now, wrong):
    with pytest.raises(Refused):
        make.scene(by=police, at=now, **wrong)
    assert (Scene.objects.count(), Account.objects.count()) == (0, 0)
    assert evidence("scene-video-hold", at=now) == []


def test_the_same_form_sent_twice_is_one_scene(police, inspector, now):
    key = uuid4()
    assert make.scene(by=police, at=now, key=key) == make.scene(by=police, at=now, key=key)
    assert (Scene.objects.count(), Account.objects.count()) == (1, 1)
    with pytest.raises(NotNow):
        make.scene(by=accounts.person(role=Role.POLICE), at=now, key=key)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ATTORNEY, Role.COORDINATOR, Role.AUDITOR])
def test_only_the_police_write(town, police, now, role):
    by = accounts.person(role=role)
    with pytest.raises(NotAllowed):
        make.scene(by=by, at=now)
    scene = make.scene(by=police, at=now)
    with pytest.raises(NotAllowed):
        make.correct(scene, by=by, at=now, began=now)
    with pytest.raises(NotAllowed):
        actions.make_report(month="2026-02", by=by, at=now)


# Names


def test_a_name_is_sealed_and_read_only_with_a_purpose(police, inspector, now):
    scene = make.scene(by=police, at=now, supervisor="Sample Canary Name", badge="S9876")
    row = Account.objects.get()
    assert b"Canary" not in bytes(row.box)
    assert "Canary" not in repr(make.entry(at=now, supervisor="Sample Canary Name"))

    read = actions.open_identity(scene=scene, entry=1, purpose="review", by=inspector, at=now + timedelta(hours=1))
    assert read == ("Sample Canary Name", "S9876")
    record = audit.records_about(subject=f"scenes:scene:{scene}")[-1]
    assert (record.verb, record.facts) == ("scenes.open_identity", {"entry": 1, "purpose": "review"})
    with pytest.raises(Refused, match="why"):
        actions.open_identity(scene=scene, entry=1, purpose="curious", by=inspector, at=now)
    for role in (Role.POLICE, Role.COORDINATOR, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            actions.open_identity(scene=scene, entry=1, purpose="review", by=accounts.person(role=role), at=now)


def test_sealed_names_go_when_their_time_is_over_unless_held(police, inspector, now):
    kept, held = make.scene(by=police, at=now), make.scene(by=police, at=now)
    hold = holds.place(subject=f"scenes:scene:{held}", reason="A case.", order="MC-26-1", by=inspector, at=now)
    over = now + timedelta(days=732)
    assert actions.forget_names(at=over - timedelta(days=1)) == 0
    assert actions.forget_names(at=over) == 1
    with pytest.raises(NotFound):
        actions.open_identity(scene=kept, entry=1, purpose="review", by=inspector, at=over)
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        Account.objects.filter(scene=held).update(box=None)
    holds.lift(hold=hold.id, reason="Over.", by=inspector, at=over)
    assert actions.forget_names(at=over) == 1
    assert light("scene-supervisor-record", at=over) == "met"


# The check of all videos


def test_every_scene_without_a_kept_video_stands_in_the_list_late_ones_marked(police, now):
    good, bare, unkept = (
        make.scene(by=police, at=now),
        make.scene(by=police, at=now, videos=(), is_kept=False),
        make.scene(by=police, at=now, is_kept=False),
    )
    soon, late = now + timedelta(hours=5), now + timedelta(hours=12)
    found = queries.facts(queries.video_gaps(), at=soon)
    assert {one.id for one in found} == {bare, unkept}
    assert [one.is_video_late for one in found] == [False, False]
    assert [one.is_video_late for one in queries.facts(queries.video_gaps(), at=late)] == [True, True]
    assert not queries.scene(id=good, at=late).is_video_late


# The monthly report


def test_a_report_reproduces_from_the_data_and_a_later_correction_changes_only_the_next(police, now):
    scene = make.scene(by=police, at=now)
    make.scene(by=police, at=now, origin=Origin.OWN, division="hill")
    april = make.local("2026-04-02 09:00")
    assert actions.make_report(month="2026-03", by=police, at=april) == 1
    assert actions.make_report(month="2026-03", by=police, at=april + timedelta(hours=1)) == 1

    fact = queries.report(month="2026-03", number=1)
    assert (fact.content["totals"]["scenes"], fact.content["totals"]["calls"]) == (2, 1)
    assert fact.content["divisions"] == {"river": {"calls": 1, "own": 0}, "hill": {"calls": 0, "own": 1}}
    assert fact.sha256 == sha256_hex(fact.body)
    assert "Sample Supervisor" not in fact.body.decode()
    make.correct(scene, by=police, at=april + timedelta(days=1), began=now, origin=Origin.OWN)
    assert actions.replay_report(month="2026-03", number=1)
    assert actions.make_report(month="2026-03", by=police, at=april + timedelta(days=2)) == 2
    assert queries.report(month="2026-03", number=2).content["totals"]["calls"] == 0
    assert actions.replay_report(month="2026-03", number=1)
    assert actions.replay_report(month="2026-03", number=2)


def test_a_month_without_scenes_is_reported_as_zero_and_is_evidence_for_the_month_it_was_due(police):
    march = make.local("2026-03-02 09:00")
    actions.make_report(month="2026-02", by=police, at=march)
    assert set(queries.report(month="2026-02", number=1).content["totals"].values()) == {0}
    actions.give_report(
        month="2026-02", number=1, given_on=date(2026, 3, 3), by=police, at=make.local("2026-03-03 18:00")
    )

    at = make.local("2026-03-04 09:00")
    (found,) = obligations.evidence_of(obligation="T.report", known=at, inside=True)
    assert (found.period, found.kind, found.sha256) == (
        "2026-03", "monthly-scene-report", queries.report(month="2026-02", number=1).sha256,
    )  # fmt: skip
    with pytest.raises(NotNow):
        actions.give_report(month="2026-02", number=1, given_on=date(2026, 3, 4), by=police, at=at)


def test_a_report_is_made_of_a_month_that_is_over_and_given_after_it(police, now):
    for month in ("2026-03", "2025-12", "never"):
        with pytest.raises(NotNow):
            actions.make_report(month=month, by=police, at=now)
    with pytest.raises(NotFound):
        actions.give_report(month="2026-02", number=1, given_on=date(2026, 3, 3), by=police, at=now)
    actions.make_report(month="2026-02", by=police, at=now)
    for day in (date(2026, 2, 27), date(2026, 3, 11)):
        with pytest.raises(Refused):
            actions.give_report(month="2026-02", number=1, given_on=day, by=police, at=now)
    assert not Handing.objects.exists()


# The Inspector General


def test_the_sample_is_drawn_by_a_seed_that_was_fixed_first(police, inspector, now):
    draw = actions.commit_sample(first=date(2026, 3, 1), last=date(2026, 3, 31), size=2, by=inspector, at=now)
    (before,) = queries.draws()
    assert (before.seed, before.is_drawn) == ("", False)
    for number in range(5):
        make.scene(by=police, at=now + timedelta(days=number))
    with pytest.raises(NotNow, match="not over"):
        actions.draw_sample(draw=draw, by=inspector, at=now)

    april = make.local("2026-04-01 09:00")
    drawn = actions.draw_sample(draw=draw, by=inspector, at=april)
    (after,) = queries.draws()
    assert (samples.commitment(after.seed), after.out_of, len(drawn)) == (before.commitment, 5, 2)
    names = [f"SC-2026-{number:04d}" for number in range(5, 0, -1)]
    assert samples.draw(seed=after.seed, names=names, size=2) == drawn == after.scenes
    with pytest.raises(NotNow):
        actions.draw_sample(draw=draw, by=inspector, at=april)
    told = audit.records_about(subject=f"scenes:draw:{draw}")
    assert [record.facts.get("commitment") or record.facts["seed"] for record in told] == [
        before.commitment,
        after.seed,
    ]


def test_a_seed_is_not_fixed_when_the_days_are_over(police, inspector, now):
    with pytest.raises(NotNow, match="over"):
        actions.commit_sample(first=date(2026, 2, 1), last=date(2026, 2, 28), size=2, by=inspector, at=now)
    with pytest.raises(Refused):
        actions.commit_sample(first=date(2026, 4, 2), last=date(2026, 4, 1), size=2, by=inspector, at=now)
    with pytest.raises(Refused):
        actions.commit_sample(first=date(2026, 4, 1), last=date(2026, 4, 2), size=0, by=inspector, at=now)
    with pytest.raises(NotAllowed):
        actions.commit_sample(first=date(2026, 4, 1), last=date(2026, 4, 2), size=2, by=police, at=now)
    assert not Draw.objects.exists()


@given(st.sets(st.integers(1, 500), max_size=40), st.integers(1, 20), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(numbers, size, random):
    names = [f"SC-2026-{number:04d}" for number in sorted(numbers)]
    mixed = list(names)
    random.shuffle(mixed)
    drawn = samples.draw(seed="ab", names=names, size=size)
    assert drawn == samples.draw(seed="ab", names=mixed, size=size)
    assert len(drawn) == min(size, len(names))
    assert set(drawn) <= set(names)


def test_findings_are_added_and_name_nobody(police, inspector, now):
    scene = make.scene(by=police, at=now)
    actions.review_scene(scene=scene, codes=("no-video",), note="The River camera was off.", by=inspector, at=now)
    actions.review_scene(scene=scene, codes=(), note="", by=inspector, at=now + timedelta(hours=1))
    assert [one.is_good for one in queries.scene(id=scene, at=now).findings] == [False, True]
    for wrong in ({"codes": ("dreams",), "note": ""}, {"codes": (), "note": "Ask Maria Lopez."}):
        with pytest.raises(Refused):
            actions.review_scene(scene=scene, **wrong, by=inspector, at=now)
    with pytest.raises(NotAllowed):
        actions.review_scene(scene=scene, codes=(), note="", by=police, at=now)


# Public counts


def test_months_are_shown_late_by_division_without_small_numbers_and_do_not_change(police, now):
    for _ in range(12):
        make.scene(by=police, at=now)
    shown_from = make.local("2026-05-01 00:30")
    assert [one.month for one in queries.public_months(at=shown_from - timedelta(hours=1))] == ["2026-02", "2026-01"]
    march = queries.public_months(at=shown_from)[0]
    assert (march.month, march.divisions.total, march.divisions.cells) == ("2026-03", 12, {"river": 12, "hill": 0})
    first = Scene.objects.order_by("number")[0].pk
    make.correct(first, by=police, at=shown_from + timedelta(days=1), began=now, division="hill")
    assert queries.public_months(at=shown_from + timedelta(days=2))[0] == march
    make.scene(by=police, at=shown_from + timedelta(days=3), started_at=now, ended_at=None)  # written down late
    may, _, again, *_ = queries.public_months(at=make.local("2026-07-02 09:00"))
    assert (may.month, may.divisions.total, again) == ("2026-05", None, march)


def test_a_few_scenes_are_not_counted_in_public_and_none_is_zero(police, now):
    for _ in range(3):
        make.scene(by=police, at=now)
    march, february, _ = queries.public_months(at=make.local("2026-05-02 09:00"))
    assert (march.divisions.total, set(march.divisions.cells.values())) == (None, {None})
    assert february.divisions.total == 0


# What the database keeps


def test_the_database_keeps_the_log(police, inspector, now):
    scene = make.scene(by=police, at=now)
    actions.make_report(month="2026-02", by=police, at=now)
    actions.review_scene(scene=scene, codes=(), note="", by=inspector, at=now)
    actions.commit_sample(first=date(2026, 3, 1), last=date(2026, 3, 31), size=2, by=inspector, at=now)
    changes = [
        lambda: Scene.objects.all().delete(),
        lambda: Account.objects.update(division="hill"),
        lambda: Account.objects.update(videos=[]),
        lambda: Account.objects.update(box=b"other"),
        lambda: Account.objects.all().delete(),
        lambda: Report.objects.update(sha256="0" * 64),
        lambda: Finding.objects.all().delete(),
        lambda: Draw.objects.update(commitment="0" * 64),
        lambda: Draw.objects.all().delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_many_scenes(police, now, rows, django_assert_num_queries):
    for _ in range(rows):
        make.scene(by=police, at=now)
    queries.log_of(known=now)
    with django_assert_num_queries(4):  # the pack, the page, entries, findings
        assert len(queries.facts(list(queries.page_of()), at=now)) == rows


def test_a_pack_without_duties_or_log_still_works(tmp_path, db, now):
    make.load_town(tmp_path, log="")
    assert queries.public_months(at=now) == ()
    assert queries.report_months(at=now) == ()
    with pytest.raises(NotFound):
        make.scene(by=accounts.person(role=Role.POLICE), at=now)
    assert list(queries.to_forget(at=now)) == []
