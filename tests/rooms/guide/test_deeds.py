"""What is done with versions: who may, in which order, with which records; and what the database refuses by itself."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.utils import ProgrammingError

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.guide import actions, queries
from standing.rooms.guide.actions import NothingSaid, TellsOfAPerson
from standing.rooms.guide.models import Decision, GuideVersion
from standing.rooms.guide.rules.text import Finding, Stand
from tests.make import accounts as make_accounts
from tests.make import guide as make

LATER = make.AT + 2 * make.HOUR
REFUSED = (IntegrityError, InternalError, ProgrammingError)


def another(**changed):
    return make.plain() | {"title": "Another"} | changed


def stands():
    return {state.row.pk: state.stand for state in queries.states()}


def decide(people, row, finding, *, at=LATER, note="Say more.", by=None, seen=None):
    seen, by = seen or row.sha256, by or people.counsel
    if finding is Finding.APPROVED:
        return actions.approve_version(number=row.pk, seen_sha256=seen, note="", by=by, at=at)
    if finding is Finding.RETURNED:
        return actions.return_version(number=row.pk, seen_sha256=seen, note=note, by=by, at=at)
    return actions.take_down_guide(number=row.pk, seen_sha256=seen, reason=note, by=by, at=at)


def test_a_version_comes_as_a_draft_and_is_public_once_counsel_approved_it(people):
    row = make.version(people)
    assert (stands(), queries.in_force(at=LATER)) == ({1: Stand.WAITING}, None)

    decide(people, row, Finding.APPROVED)

    assert stands() == {1: Stand.IN_FORCE}
    assert queries.in_force(at=LATER).sha256 == row.sha256
    assert list(Record.objects.filter(subject="guide:1").values_list("verb", flat=True)) == [
        "guide.take_from_pack",
        "guide.approve_version",
    ]


def test_the_same_guide_makes_no_second_version(people):
    make.version(people)

    same = actions.take_guide_from_pack(
        guide=make.terms(make.owned()), pack_sha256=sha256_hex(b"other"), by=people.keeper, at=LATER
    )

    assert (same, GuideVersion.objects.count()) == (None, 1)


@pytest.mark.parametrize("finding", list(Finding))
def test_only_counsel_decides_and_not_who_brought_it(people, finding):
    row = make.version(people)
    if finding is Finding.TAKEN_DOWN:
        make.approve(people, row, at=make.AT)

    for role in (Role.COORDINATOR, Role.EDITOR, Role.REVIEWER, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            decide(people, row, finding, by=make_accounts.person(role=role))
    with pytest.raises(NotAllowed):
        decide(people, row, finding, by=people.keeper)
    make_accounts.grant(email=people.keeper.email, role=Role.ATTORNEY)
    with pytest.raises(NotAllowed, match="brought in"):
        decide(people, row, finding, by=people.keeper)
    assert decide(people, row, finding).finding == finding


def test_counsel_decides_on_exactly_the_text_that_was_shown(people):
    row = make.version(people)

    with pytest.raises(NotNow, match="not the text"):
        decide(people, row, Finding.APPROVED, seen="0" * 64)
    with pytest.raises(NotFound):
        actions.approve_version(number=9, seen_sha256=row.sha256, note="", by=people.counsel, at=LATER)


@pytest.mark.parametrize("finding", [Finding.RETURNED, Finding.TAKEN_DOWN])
def test_a_reason_is_owed_and_tells_of_nobody(people, finding):
    row = make.version(people)
    if finding is Finding.TAKEN_DOWN:
        make.approve(people, row, at=make.AT)

    with pytest.raises(NothingSaid):
        decide(people, row, finding, note="  ")
    with pytest.raises(TellsOfAPerson):
        decide(people, row, finding, note="The visitor is undocumented.")
    assert decide(people, row, finding).note == "Say more."


@pytest.mark.parametrize(
    ("before", "finding", "is_allowed"),
    [
        (Stand.WAITING, Finding.APPROVED, True),
        (Stand.WAITING, Finding.RETURNED, True),
        (Stand.WAITING, Finding.TAKEN_DOWN, False),
        (Stand.IN_FORCE, Finding.APPROVED, False),
        (Stand.IN_FORCE, Finding.RETURNED, False),
        (Stand.IN_FORCE, Finding.TAKEN_DOWN, True),
        (Stand.RETURNED, Finding.APPROVED, False),
        (Stand.RETURNED, Finding.RETURNED, False),
        (Stand.RETURNED, Finding.TAKEN_DOWN, False),
        (Stand.TAKEN_DOWN, Finding.APPROVED, True),
        (Stand.TAKEN_DOWN, Finding.RETURNED, False),
        (Stand.EARLIER, Finding.APPROVED, True),
        (Stand.EARLIER, Finding.RETURNED, False),
        (Stand.EARLIER, Finding.TAKEN_DOWN, False),
        (Stand.PASSED_OVER, Finding.APPROVED, False),
        (Stand.PASSED_OVER, Finding.RETURNED, False),
    ],
)
def test_what_counsel_may_decide_where_a_version_stands(people, before, finding, is_allowed):
    row = make.version(people)
    if before in {Stand.IN_FORCE, Stand.TAKEN_DOWN, Stand.EARLIER}:
        decide(people, row, Finding.APPROVED, at=make.AT)
    if before is Stand.TAKEN_DOWN:
        decide(people, row, Finding.TAKEN_DOWN, at=make.AT)
    if before is Stand.RETURNED:
        decide(people, row, Finding.RETURNED, at=make.AT)
    if before in {Stand.EARLIER, Stand.PASSED_OVER}:
        newer = make.version(people, another())
        if before is Stand.EARLIER:
            decide(people, newer, Finding.APPROVED, at=make.AT)
    assert stands()[1] is before

    if is_allowed:
        assert decide(people, row, finding).finding == finding
    else:
        with pytest.raises(NotNow):
            decide(people, row, finding)


def test_what_is_public_stays_until_the_newer_one_is_approved_and_an_earlier_one_comes_back(people):
    first = make.approved(people)
    second = make.version(people, another(), at=LATER)
    assert queries.in_force(at=LATER).number == 1

    decide(people, second, Finding.APPROVED, at=LATER)
    assert (queries.in_force(at=LATER).number, stands()) == (2, {1: Stand.EARLIER, 2: Stand.IN_FORCE})

    decide(people, first, Finding.APPROVED, at=LATER + make.HOUR, by=people.second)
    assert (queries.in_force(at=LATER + make.HOUR).number, queries.in_force(at=LATER).number) == (1, 2)


# The database, asked directly


def refused(make_row):
    with pytest.raises(REFUSED), transaction.atomic():
        make_row()


def test_versions_and_decisions_are_neither_changed_nor_removed(people):
    row = make.approved(people)

    refused(lambda: GuideVersion.objects.update(pack_sha256="1" * 64))
    refused(lambda: GuideVersion.objects.filter(pk=row.pk).delete())
    refused(lambda: Decision.objects.update(note="other"))
    refused(lambda: Decision.objects.all().delete())


def new_version(people, **changed):
    content = b"{}"
    values = {
        "number": 2, "content": content, "sha256": sha256_hex(content), "pack_sha256": "0" * 64,
        "brought_by": people.keeper, "brought_at": make.AT,
    }  # fmt: skip
    return lambda: GuideVersion.objects.create(**{**values, **changed})


def new_decision(people, row, **changed):
    values = {
        "version": row, "finding": "approved", "sha256": row.sha256, "title": "City Attorney", "by": people.counsel,
        "at": make.AT + make.DAY,
    }  # fmt: skip
    return lambda: Decision.objects.create(**{**values, **changed})


def test_the_database_refuses_what_no_version_and_no_decision_can_be(people):
    row = make.approved(people)

    refused(new_version(people, number=3))
    refused(new_version(people, number=0))
    refused(new_version(people, sha256="0" * 64))
    refused(new_version(people, pack_sha256="no hash"))
    refused(new_decision(people, row, sha256="0" * 64))
    refused(new_decision(people, row, by=people.keeper))
    refused(new_decision(people, row, title=""))
    refused(new_decision(people, row, finding="maybe"))
    refused(new_decision(people, row, finding="taken-down", note=""))
    refused(new_decision(people, row, at=make.AT - make.DAY))
    new_version(people)()
    new_decision(people, row)()
