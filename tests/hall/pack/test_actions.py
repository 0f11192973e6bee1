"""Nothing changes until somebody applies exactly what was shown."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from standing.hall.audit import api as audit
from standing.hall.audit.models import Record
from standing.hall.events import api as events
from standing.hall.pack import api, commands, registry
from standing.hall.pack.models import PackProposal, PackVersion
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from tests.make.pack import FILES, pack_files, write_pack

pytestmark = pytest.mark.django_db

AT = datetime(2025, 7, 1, 16, tzinfo=UTC)
LATER = AT + timedelta(days=30)
SYSTEM = audit.SYSTEM


@dataclass(frozen=True)
class Somebody:
    pk: str = "somebody"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "first")


def second_files(version: str = "2") -> dict[str, bytes]:
    return pack_files(
        pack=FILES["pack.yaml"].replace('version: "1"', f'version: "{version}"'),
        thresholds=FILES["thresholds.yaml"].replace("at_risk_days: 5", "at_risk_days: 7"),
    )


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "second", second_files())


def verbs() -> list[str]:
    return list(Record.objects.order_by("at", "verb").values_list("verb", flat=True))


def test_an_empty_database_takes_the_first_pack_at_once(first: Path) -> None:
    assert api.in_force(known=AT) is None

    loaded = api.load(directory=first, by=SYSTEM, at=AT)

    assert loaded.applied is not None
    assert (loaded.applied.number, loaded.applied.version, loaded.applied.applied_at) == (1, "1", AT)
    pack = api.in_force(known=AT)
    assert pack is not None
    assert (pack.number, pack.sha256, pack.applied_at) == (1, loaded.applied.sha256, AT)
    assert pack.thresholds.at_risk_days == 5
    assert api.in_force(known=AT - timedelta(seconds=1)) is None
    assert api.waiting() is None
    assert verbs() == ["pack.apply", "pack.propose"]


def test_another_pack_waits_and_changes_nothing_until_it_is_applied(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)

    loaded = api.load(directory=second, by=SYSTEM, at=LATER)

    assert loaded.applied is None
    assert [(change.where, change.before, change.after) for change in loaded.proposal.changes] == [
        ("info › version", '"1"', '"2"'),
        ("thresholds › at_risk_days", "5", "7"),
    ]
    assert api.waiting() == loaded.proposal
    before = api.in_force(known=LATER)
    assert before is not None
    assert before.thresholds.at_risk_days == 5

    version = api.apply(
        proposal=loaded.proposal.id, seen_sha256=loaded.proposal.sha256, by=SYSTEM, at=LATER, reason="Counsel asked."
    )

    assert (version.number, version.reason) == (2, "Counsel asked.")
    days = {at: pack.thresholds.at_risk_days for at in (AT, LATER) if (pack := api.in_force(known=at))}
    assert days == {AT: 5, LATER: 7}
    assert [one.number for one in api.history()] == [2, 1]
    assert api.waiting() is None


def test_the_same_content_is_nothing_to_do(first: Path, tmp_path: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    same = write_pack(tmp_path / "same", pack_files(retention="# a note\n" + FILES["retention.yaml"]))

    with pytest.raises(api.SameAsInForce, match=r"^Version 1 of this pack is in force: nothing to change\.$"):
        api.load(directory=same, by=SYSTEM, at=LATER)

    assert PackProposal.objects.count() == 1
    assert PackVersion.objects.count() == 1


def test_only_what_was_shown_is_applied(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    shown = api.propose(directory=second, by=SYSTEM, at=LATER)

    with pytest.raises(NotNow, match="not the one that was shown"):
        api.apply(proposal=shown.id, seen_sha256="0" * 64, by=SYSTEM, at=LATER)

    assert PackVersion.objects.count() == 1


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(first: Path, second: Path, tmp_path: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    old = api.propose(directory=second, by=SYSTEM, at=LATER)
    new = api.propose(directory=write_pack(tmp_path / "third", second_files("3")), by=SYSTEM, at=LATER)

    assert api.waiting() == new
    with pytest.raises(NotNow, match=r"^This proposal no longer waits: it was replaced by a newer one\.$"):
        api.apply(proposal=old.id, seen_sha256=old.sha256, by=SYSTEM, at=LATER)


def test_a_pack_that_came_into_force_since_is_not_passed_over(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    shown = api.propose(directory=second, by=SYSTEM, at=LATER)
    base = PackVersion.objects.get()
    PackVersion.objects.create(
        number=2,
        pack_id=base.pack_id,
        version="1-fixed",
        sha256="1" * 64,
        content=base.content,
        applied_at=AT,
        applied_by="system",
        reason="x",
    )

    with pytest.raises(NotNow, match="came into force since"):
        api.apply(proposal=shown.id, seen_sha256=shown.sha256, by=SYSTEM, at=LATER)

    assert [one.number for one in api.history()] == [2, 1]


def test_a_declined_pack_stays_out(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    shown = api.propose(directory=second, by=SYSTEM, at=LATER)

    declined = api.decline(proposal=shown.id, reason="Not yet.", by=SYSTEM, at=LATER)

    assert (declined.outcome, declined.closed_at) == ("declined", LATER)
    with pytest.raises(NotNow, match="it was declined"):
        api.apply(proposal=shown.id, seen_sha256=shown.sha256, by=SYSTEM, at=LATER)
    with pytest.raises(NotNow, match="it was declined"):
        api.decline(proposal=shown.id, reason="Again.", by=SYSTEM, at=LATER)
    assert verbs() == ["pack.apply", "pack.propose", "pack.decline", "pack.propose"]


def test_another_city_and_a_used_version_name_are_refused(first: Path, second: Path, tmp_path: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    other = write_pack(
        tmp_path / "other", pack_files(pack=FILES["pack.yaml"].replace("id: alder-falls", "id: birch-hill"))
    )
    unnamed = write_pack(tmp_path / "unnamed", {**second_files(), "pack.yaml": FILES["pack.yaml"].encode()})

    with pytest.raises(NotNow, match="This installation serves alder-falls; the pack is for birch-hill"):
        api.propose(directory=other, by=SYSTEM, at=LATER)
    with pytest.raises(NotNow, match="Give the pack a new version"):
        api.propose(directory=unnamed, by=SYSTEM, at=LATER)
    assert api.propose(directory=second, by=SYSTEM, at=LATER).version == "2"


def test_a_pack_with_problems_is_not_proposed(tmp_path: Path) -> None:
    broken = write_pack(tmp_path, pack_files(thresholds="a: [1"))

    with pytest.raises(api.PackHasProblems) as caught:
        api.load(directory=broken, by=SYSTEM, at=AT)

    assert [problem.file for problem in caught.value.problems] == ["thresholds.yaml"]
    assert str(caught.value).splitlines()[0] == "The pack has 1 problem. Mend it first."
    assert PackProposal.objects.count() == 0


def test_only_an_administrator_changes_the_pack(first: Path) -> None:
    loaded = api.load(directory=first, by=SYSTEM, at=AT)

    for deed in (
        lambda: api.propose(directory=first, by=Somebody(), at=AT),
        lambda: api.apply(proposal=loaded.proposal.id, seen_sha256="x", by=Somebody(), at=AT),
        lambda: api.decline(proposal=loaded.proposal.id, reason="x", by=Somebody(), at=AT),
    ):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            deed()


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        api.apply(proposal=uuid4(), seen_sha256="0" * 64, by=SYSTEM, at=AT)


def test_no_pack_comes_into_force_before_the_one_it_follows(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    shown = api.propose(directory=second, by=SYSTEM, at=AT)

    with pytest.raises(NotNow, match="before the one it follows"):
        api.apply(proposal=shown.id, seen_sha256=shown.sha256, by=SYSTEM, at=AT - timedelta(days=1))


def test_sections_act_in_the_same_transaction_and_say_their_effects(
    first: Path, second: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[api.PackApplied] = []
    acted: list[tuple[int, int, str]] = []

    def apply(*, pack: api.PackFact, by: audit.Actor, at: datetime) -> None:
        now = api.in_force(known=at)
        assert now is not None
        acted.append((pack.number, now.number, str(by.pk)))
        if pack.version == "3":
            raise NotNow("The rows cannot be made.")

    def effects(*, old: api.PackFact | None, new: api.PackFact, at: datetime) -> list[api.Effect]:
        was = "" if old is None else str(old.thresholds.at_risk_days)
        now = str(new.thresholds.at_risk_days)
        return [api.Effect(subject="Warnings", sentence="Warnings begin on another day.", before=was, after=now)]

    known = registry._sections["thresholds"]
    registry._sections["thresholds"] = api.Section(
        name=known.name, files=known.files, model=known.model, apply=apply, effects=effects
    )
    events.subscribe(api.PackApplied, heard.append)

    with django_capture_on_commit_callbacks(execute=True):
        api.load(directory=first, by=SYSTEM, at=AT)
        shown = api.propose(directory=second, by=SYSTEM, at=LATER)
    assert acted == [(1, 1, "system")]
    assert shown.effects == (
        api.Effect(subject="Warnings", sentence="Warnings begin on another day.", before="5", after="7"),
    )
    assert heard == [api.PackApplied(number=1, sha256=api.history()[0].sha256, at=AT)]

    api.apply(proposal=shown.id, seen_sha256=shown.sha256, by=SYSTEM, at=LATER)
    bad = api.propose(
        directory=write_pack(
            second.parent / "third", {**second_files("3"), "retention.yaml": pack_files()["retention.yaml"]}
        ),
        by=SYSTEM,
        at=LATER,
    )
    with pytest.raises(NotNow, match="cannot be made"):
        api.apply(proposal=bad.id, seen_sha256=bad.sha256, by=SYSTEM, at=LATER)
    assert [one.number for one in api.history()] == [2, 1]
    assert api.waiting() == bad


def test_asking_for_the_pack_in_force_costs_one_query_once_it_is_known(
    first: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    known = api.in_force(known=AT)

    with django_assert_num_queries(1):
        again = api.in_force(known=LATER)

    assert again == known


@pytest.mark.parametrize("table", ["pack_packversion", "pack_packproposal"])
def test_the_database_keeps_what_was_written(first: Path, table: str) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)

    for sql in (f"UPDATE {table} SET version = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    assert [one.version for one in api.history()] == ["1"]


def test_the_database_refuses_a_second_open_proposal_and_half_an_end(first: Path, second: Path) -> None:
    api.load(directory=first, by=SYSTEM, at=AT)
    shown = api.propose(directory=second, by=SYSTEM, at=LATER)

    row = PackProposal.objects.get(pk=shown.id)
    row.pk = UUID(int=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        PackProposal.objects.filter(pk=shown.id).update(outcome="applied")


def test_a_changed_folder_is_proposed_once(first: Path, second: Path) -> None:
    assert api.load_first(directory=first, by=SYSTEM, at=AT).number == 1
    assert api.propose_if_changed(directory=first, by=SYSTEM, at=LATER) == ""

    note = api.propose_if_changed(directory=second, by=SYSTEM, at=LATER)
    shown = api.waiting()
    assert note == "The pack on the disk differs from the one in force and waits to be applied."
    assert api.propose_if_changed(directory=second, by=SYSTEM, at=LATER) == note
    assert api.waiting() == shown

    assert shown is not None
    api.decline(proposal=shown.id, reason="No.", by=SYSTEM, at=LATER)
    assert api.propose_if_changed(directory=second, by=SYSTEM, at=LATER) == ""
    assert api.waiting() is None
    with pytest.raises(NotNow, match="has a pack already"):
        api.load_first(directory=first, by=SYSTEM, at=LATER)


def test_the_commands_print_and_answer(first: Path, second: Path, tmp_path: Path) -> None:
    broken = write_pack(tmp_path / "broken", pack_files(thresholds="a: [1"))

    def run(verb: Callable[..., int], *args: object, **more: object) -> tuple[int, list[str]]:
        out = io.StringIO()
        code = verb(*args, out=out, **more)
        return code, out.getvalue().splitlines()

    code, said = run(commands.check, broken)
    assert (code, said[0].partition(" This")[0], said[-1]) == (1, "thresholds.yaml:1: file:", "1 problem.")
    code, said = run(commands.check, first)
    sha256 = said[0].removeprefix("No problems. sha256 ")
    assert (code, len(sha256)) == (0, 64)
    assert run(commands.show) == (1, ["No pack is in force: run standing pack load DIRECTORY."])

    assert run(commands.load, first, at=AT) == (0, [f"In force: alder-falls 1, sha256 {sha256}"])
    assert run(commands.load, first, at=AT) == (0, ["Version 1 of this pack is in force: nothing to change."])
    code, said = run(commands.load, second, at=LATER)
    assert (code, said[:6]) == (
        0,
        [
            "changed  info › version",
            '    - "1"',
            '    + "2"',
            "changed  thresholds › at_risk_days",
            "    - 5",
            "    + 7",
        ],
    )
    seen = said[-1].strip().removeprefix("--apply ")
    assert run(commands.load, second, apply="0" * 64, at=LATER)[0] == 1
    assert run(commands.load, second, apply=seen, at=LATER) == (
        0,
        [*said[:6], f"In force: alder-falls 2, sha256 {seen}"],
    )
    code, said = run(commands.show)
    assert (code, [line.split()[0:2] for line in said]) == (0, [["in", "force"], ["before", "1"]])
    assert run(commands.schema)[0] == 0
