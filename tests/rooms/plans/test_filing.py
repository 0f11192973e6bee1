"""Two people sign exactly the same bytes; what they signed is filed, answered, and never changes."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import actions, api, queries
from standing.rooms.plans.models import Certificate, Plan, Review, SectionText, Version
from standing.rooms.plans.rules.checks import NotReady
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import Rank
from tests.make import accounts as make_accounts
from tests.make import plans as make
from tests.make.plans import AT, GOOD, Team

LATER = AT + timedelta(hours=2)


def _certify(people: Team, rank: Rank, by: object, *, seen: str | None = None, at: datetime = AT) -> Certificate:
    return actions.certify_plan(
        campaign="prep",
        department="parks",
        seen_sha256=seen or make.hash_of(people, at=at),
        rank=rank,
        by=by,  # type: ignore[arg-type]
        at=at,
    )


def _file(people: Team, *, seen: str | None = None, by: object = None, at: datetime = AT) -> Version:
    return actions.file_plan(
        campaign="prep",
        department="parks",
        seen_sha256=seen or make.hash_of(people, at=at),
        by=by or people.author,  # type: ignore[arg-type]
        at=at,
    )


def _light(at: datetime, obligation: str = "T.plan") -> str:
    board = obligations.statuses(at=at)
    return next(pair.status for pair in board.pairs if (pair.obligation, pair.department) == (obligation, "parks"))


# -- who signs what


@pytest.mark.parametrize("order", [(Rank.LIAISON, Rank.HEAD), (Rank.HEAD, Rank.LIAISON)])
def test_liaison_and_head_sign_in_any_order(people: Team, order: tuple[Rank, Rank]) -> None:
    plan = make.write(people)
    who = {Rank.LIAISON: people.liaison, Rank.HEAD: people.head}
    steps = []
    for rank in order:
        _certify(people, rank, who[rank])
        plan.refresh_from_db()
        steps.append(plan.step)

    assert steps == ["certified-by-one", "certified"]


@pytest.mark.parametrize(
    ("rank", "signs"),
    [(Rank.LIAISON, {"liaison"}), (Rank.HEAD, {"head"})],
)
def test_only_the_named_post_signs(people: Team, rank: Rank, signs: set[str]) -> None:
    make.write(people)
    others = make.team("fire")
    asked = {
        "author": people.author,
        "liaison": people.liaison,
        "backup": people.backup,
        "head": people.head,
        "reviewer": people.reviewer,
        "other liaison": others.liaison,
        "other head": others.head,
    }
    signed = set()
    for name, person in asked.items():
        try:
            with transaction.atomic():
                _certify(people, rank, person)
                signed.add(name)
        except NotAllowed:
            continue

    assert signed == signs


def test_the_backup_signs_while_there_is_no_liaison(people: Team) -> None:
    make.write(people)
    with pytest.raises(NotAllowed):
        _certify(people, Rank.LIAISON, people.backup)
    accounts.withdraw_role(
        email=people.liaison.email,
        role=Role.LIAISON,
        department="parks",
        by=make_accounts.administrator(),
        at=AT,
    )
    certificate = _certify(people, Rank.LIAISON, people.backup)

    assert (certificate.by, certificate.rank) == (people.backup, "liaison")


def test_one_person_with_both_posts_signs_once(people: Team) -> None:
    make_accounts.grant(email=people.head.email, role=Role.LIAISON, department="parks")
    make.write(people)
    _certify(people, Rank.LIAISON, people.head)
    with pytest.raises(NotAllowed, match="Two different people"):
        _certify(people, Rank.HEAD, people.head)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Certificate.objects.create(
            plan=Plan.objects.get(), number=1, content_sha256=make.hash_of(people), rank="head", by=people.head, at=AT
        )


def test_the_head_signs_no_text_of_their_own_until_a_colleague_takes_it_over(people: Team) -> None:
    make.write(people)
    make.save(people, "notes", {"text": "From the head."}, by=people.head)
    with pytest.raises(NotAllowed, match="no text of their own"):
        _certify(people, Rank.HEAD, people.head)
    with pytest.raises(DatabaseError, match="no text of their own"), transaction.atomic():
        Certificate.objects.create(
            plan=Plan.objects.get(), number=1, content_sha256=make.hash_of(people), rank="head", by=people.head, at=AT
        )
    actions.restore_section(
        campaign="prep", department="parks", section="notes", revision=1, base_revision=1, by=people.author, at=AT
    )
    certificate = _certify(people, Rank.HEAD, people.head)

    assert certificate.by == people.head


def test_a_text_that_has_moved_on_is_not_signed(people: Team) -> None:
    make.write(people)
    seen = make.hash_of(people)
    make.save(people, "notes", {"text": "A late word."})
    with pytest.raises(NotNow, match="has changed"):
        _certify(people, Rank.LIAISON, people.liaison, seen=seen)
    _certify(people, Rank.LIAISON, people.liaison)


def test_a_text_with_something_to_mend_is_not_signed(people: Team) -> None:
    make.write(people, {**GOOD, "review-date": {"date": "2025-07-14"}})
    with pytest.raises(NotReady) as refusal:
        _certify(people, Rank.LIAISON, people.liaison)
    make.save(people, "review-date", {"date": "2025-07-15"})
    _certify(people, Rank.LIAISON, people.liaison)

    assert [finding.rule for finding in refusal.value.findings] == ["review_date_in_future_and_within_a_year"]


def test_signing_twice_is_one_signature(people: Team) -> None:
    make.write(people)

    assert _certify(people, Rank.LIAISON, people.liaison) == _certify(people, Rank.LIAISON, people.liaison)


def test_a_new_template_asks_for_the_signatures_again(people: Team, tmp_path: Path) -> None:
    plan = make.write(people)
    old = make.sign(people)
    make.load_pack(tmp_path, make.changed_template("2"), make.SECOND, at=AT + timedelta(hours=1))
    with pytest.raises(NotNow):
        _file(people, seen=old, at=LATER)
    new = make.sign(people, at=LATER)
    plan.refresh_from_db()

    assert old != new
    assert plan.step == Step.CERTIFIED.value
    assert Certificate.objects.filter(voided_why="The template changed.").count() == 2
    assert _file(people, at=LATER).sha256 == new


# -- filing


def test_filing_keeps_the_signed_bytes_and_is_evidence_at_once(people: Team) -> None:
    assert _light(AT) == "due"
    version = make.file(people)

    facts = obligations.evidence_of(obligation="T.plan", department="parks", known=AT)
    assert (version.number, version.filed_at, version.filed_by) == (1, AT, people.author)
    assert version.liaison_certificate.content_sha256 == version.head_certificate.content_sha256 == version.sha256
    assert queries.text_of(version=version).sections[0].value == GOOD["counter"]
    assert [(fact.source, fact.sha256, fact.kind) for fact in facts] == [
        (f"plans:version:{version.pk}", version.sha256, "plan-filed")
    ]
    assert _light(AT) == "met"
    assert [record.verb for record in audit.records_about(subject=f"plans:plan:{version.plan_id}")].count(
        "plans.file_plan"
    ) == 1


def test_filing_twice_is_one_version(people: Team) -> None:
    make.write(people)
    seen = make.sign(people)

    assert _file(people, seen=seen) == _file(people, seen=seen, at=LATER)
    assert Version.objects.count() == 1


def test_one_signature_is_not_enough(people: Team) -> None:
    make.write(people)
    _certify(people, Rank.LIAISON, people.liaison)
    with pytest.raises(NotNow):
        _file(people)
    _certify(people, Rank.HEAD, people.head)
    _file(people)


def test_who_files(people: Team) -> None:
    make.write(people)
    make.sign(people)
    for stranger in (people.backup, people.reviewer, make.team("fire").head):
        with pytest.raises(NotAllowed):
            _file(people, by=stranger)
    _file(people, by=people.head)


def test_a_filed_text_stands_still(people: Team) -> None:
    make.file(people)
    with pytest.raises(NotNow, match="waits for an answer"):
        make.save(people, "notes", {"text": "Too late."})
    with pytest.raises(DatabaseError, match="only in a draft"), transaction.atomic():
        SectionText.objects.filter(section="counter").update(value={"text": "Behind the back."})


# -- the clock


@pytest.mark.parametrize(
    ("local", "light"),
    [
        ("2025-07-17T23:59:59", "due"),
        ("2025-07-25T23:59:59", "at risk"),
        ("2025-07-26T00:00:00", "late"),
    ],
)
def test_late_begins_at_midnight_after_the_due_day_by_the_towns_clock(people: Team, local: str, light: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=make.ZONE)

    assert _light(moment) == light
    due = obligations.due_of(obligation="T.plan", department="parks", at=moment)
    assert due.late_from == datetime(2025, 7, 26, tzinfo=make.ZONE)


def test_a_plan_filed_in_the_last_second_is_met_and_one_second_later_was_late(people: Team) -> None:
    last = datetime(2025, 7, 25, 23, 59, 59, tzinfo=make.ZONE)
    make.file(people, at=last)
    midnight = last + timedelta(seconds=1)

    assert _light(midnight) == "met"
    assert [fact.filed_at for fact in api.plans(at=midnight)] == [last]


# -- answering


def test_a_return_opens_the_text_and_the_duty_again(people: Team) -> None:
    version = make.returned(people)
    page = queries.overview(campaign="prep", department="parks", by=people.author, at=LATER)

    assert _light(LATER) == "due"
    assert page.step is Step.RETURNED
    assert page.progress is not None
    assert {state.terms.id: state.comment for state in page.progress.sections if state.comment} == {
        "counter": "Who calls whom?"
    }
    assert make.hash_of(people) == version.sha256


def test_an_unchanged_text_is_not_filed_again(people: Team) -> None:
    make.returned(people)
    with pytest.raises(NotNow, match="the same as the last version"):
        _certify(people, Rank.LIAISON, people.liaison, at=LATER)


def test_a_new_version_answers_the_returned_one(people: Team) -> None:
    first = make.returned(people)
    make.save(people, "counter", {"text": make.COUNTER + " The supervisor calls the liaison."}, at=LATER)
    make.sign(people, at=LATER)
    second = _file(people, at=LATER)
    changes = queries.difference(version=second, previous=first)

    assert (second.number, second.answers) == (2, first)
    assert [change.id for change in changes if change.is_changed] == ["counter"]
    assert (
        "".join(piece.text for piece in changes[0].pieces if piece.kind == "added")
        .strip()
        .endswith("The supervisor calls the liaison.")
    )
    assert _light(LATER) == "met"


def test_a_return_needs_a_word(people: Team) -> None:
    version = make.file(people)
    with pytest.raises(actions.NothingSaid):
        actions.return_version(version=version.pk, note=" ", comments={"counter": ""}, by=people.reviewer, at=LATER)


def test_only_a_reviewer_answers_and_only_once(people: Team) -> None:
    version = make.file(people)
    for stranger in (people.author, people.head, make.team("fire").head):
        with pytest.raises(NotAllowed):
            actions.accept_version(version=version.pk, note="", by=stranger, at=LATER)
    first = actions.accept_version(version=version.pk, note="", by=people.reviewer, at=LATER)
    again = actions.accept_version(version=version.pk, note="", by=people.reviewer, at=LATER)
    with pytest.raises(NotNow):
        actions.return_version(version=version.pk, note="No.", comments={}, by=people.reviewer, at=LATER)

    assert first == again
    assert Review.objects.count() == 1


def test_nobody_answers_what_they_signed_or_filed(people: Team) -> None:
    version = make.file(people)
    for signer in (people.author, people.liaison, people.head):
        make_accounts.grant(email=signer.email, role=Role.REVIEWER)
        with pytest.raises(NotAllowed):
            actions.accept_version(version=version.pk, note="", by=signer, at=LATER)
        with pytest.raises(DatabaseError, match="signed or filed"), transaction.atomic():
            Review.objects.create(version=version, finding="accepted", by=signer, at=LATER)


def test_acceptance_verifies_and_a_revision_leaves_it_in_force(people: Team) -> None:
    first = make.accepted(people)
    facts = obligations.statuses(at=LATER)
    pair = next(one for one in facts.pairs if (one.obligation, one.department) == ("T.plan", "parks"))
    actions.start_revision(campaign="prep", department="parks", by=people.author, at=LATER)
    make.save(people, "notes", {"text": "For next year."}, at=LATER)
    page = queries.overview(campaign="prep", department="parks", by=people.author, at=LATER)

    assert (pair.status, pair.verified) == ("met", True)
    assert (page.step, page.in_force) == (Step.DRAFT, first)
    assert _light(LATER) == "met"
    assert [(fact.step, fact.in_force) for fact in api.plans(at=LATER)] == [(Step.ACCEPTED, 1)]


def test_an_accepted_revision_takes_the_place_of_the_one_before(people: Team) -> None:
    first = make.accepted(people)
    actions.start_revision(campaign="prep", department="parks", by=people.author, at=LATER)
    make.save(people, "notes", {"text": "For next year."}, at=LATER)
    make.sign(people, at=LATER)
    second = _file(people, at=LATER)
    end = LATER + timedelta(hours=1)
    actions.accept_version(version=second.pk, note="Good.", by=people.reviewer, at=end)

    page = queries.overview(campaign="prep", department="parks", by=people.author, at=end)
    assert (page.in_force, second.answers) == (second, None)
    assert _light(end) == "met"
    assert [(one.number, one.step) for one in api.versions(at=end)] == [(1, Step.ACCEPTED), (2, Step.ACCEPTED)]
    assert first.number == 1


def test_a_past_moment_keeps_its_answer(people: Team) -> None:
    before = api.plans(at=AT - timedelta(days=1))
    make.returned(people)
    make.save(people, "notes", {"text": "Later."}, at=LATER)

    assert before == api.plans(at=AT - timedelta(days=1)) == ()
    assert [fact.step for fact in api.plans(at=AT)] == [Step.FILED]
    assert [fact.step for fact in api.plans(at=LATER)] == [Step.RETURNED]
    assert [fact.returned_at for fact in api.plans(at=LATER)] == [AT + timedelta(hours=1)]


# -- the database has the last word


REWRITES = (
    "UPDATE plans_version SET filed_at = filed_at - interval '1 day'",
    "UPDATE plans_version SET content = 'x'",
    "DELETE FROM plans_version",
    "TRUNCATE plans_version CASCADE",
    "UPDATE plans_review SET finding = 'accepted'",
    "DELETE FROM plans_review",
    "DELETE FROM plans_sectioncomment",
    "UPDATE plans_sectionrevision SET value = '{}'",
    "DELETE FROM plans_sectionrevision",
    "UPDATE plans_certificate SET content_sha256 = repeat('a', 64)",
    "UPDATE plans_certificate SET by_id = (SELECT by_id FROM plans_review)",
    "DELETE FROM plans_certificate",
    "UPDATE plans_plan SET step = 'accepted'",
    "DELETE FROM plans_plan",
)


def test_nobody_rewrites_what_happened(people: Team) -> None:
    make.returned(people)
    went_through = []
    for statement in REWRITES:
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            went_through.append(statement)

    assert went_through == []


def _copy(version: Version, **changes: object) -> Version:
    fields = {
        "plan": version.plan,
        "number": 2,
        "content": version.content,
        "sha256": version.sha256,
        "liaison_certificate": version.liaison_certificate,
        "head_certificate": version.head_certificate,
        "filed_by": version.filed_by,
        "filed_at": LATER,
    }
    return Version(**{**fields, **changes})


def test_a_version_is_exactly_what_two_people_signed(people: Team) -> None:
    make.write(people)
    make.sign(people)
    plan = Plan.objects.get()
    text = queries.draft(plan=plan, file=queries.terms(campaign="prep", known=AT))
    liaison, head = Certificate.objects.get(rank="liaison"), Certificate.objects.get(rank="head")
    good = {
        "plan": plan,
        "number": 1,
        "content": text.data,
        "sha256": text.sha256,
        "liaison_certificate": liaison,
        "head_certificate": head,
        "filed_by": people.author,
        "filed_at": AT,
    }
    wrong: list[dict[str, object]] = [
        {"content": text.data + b" "},
        {"content": b"{}", "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
        {"number": 2},
        {"liaison_certificate": head, "head_certificate": liaison},
        {"head_certificate": liaison},
        {"filed_at": AT - timedelta(seconds=1)},
    ]
    for change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            Version.objects.create(**{**good, **change})
    made = Version.objects.create(**good)

    assert made.number == 1


def test_a_draft_cannot_be_filed_behind_the_back(people: Team) -> None:
    version = make.returned(people)
    with pytest.raises(DatabaseError, match="only a certified text"), transaction.atomic():
        _copy(version).save()


def test_a_step_to_accepted_needs_an_answer_that_says_so(people: Team) -> None:
    make.file(people)
    with pytest.raises(DatabaseError, match="answer"), transaction.atomic():
        Plan.objects.update(step="accepted")
    with pytest.raises(DatabaseError, match="answer"), transaction.atomic():
        Plan.objects.update(step="returned")
