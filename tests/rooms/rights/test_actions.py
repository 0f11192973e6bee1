"""Writing, sending, approving, confirming, withdrawing, restoring."""

from dataclasses import replace

import pytest

from standing.hall.accounts.api import Role
from standing.hall.audit import api as audit
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.rights import actions, queries
from standing.rooms.rights.models import ArticleVersion, Submission
from standing.rooms.rights.rules.steps import Stand, Step
from standing.rooms.rights.rules.text import NotSaid
from tests.make import accounts as make_accounts
from tests.make import rights as make

pytestmark = pytest.mark.usefixtures("town")
SLUG = "at-the-door"


def step(number: int = 1) -> Step:
    return queries.state_of(slug=SLUG, number=number).step


def deeds(slug: str = SLUG) -> list[str]:
    return [one.verb for one in audit.records_about(subject=f"rights:article:{slug}")]


def public(at=make.AT + make.HOUR) -> list[tuple[str, int]]:
    return [(one.article.pk, one.version.number) for one in queries.published(at=at)]


def test_a_text_goes_from_draft_to_counsel_to_the_public(people):
    make.draft(people)
    assert (step(), public()) == (Step.DRAFT, [])

    actions.submit_version(slug=SLUG, number=1, by=people.editor, at=make.AT)
    assert (step(), public()) == (Step.WAITING, [])

    make.approve(people, ArticleVersion.objects.get(), at=make.AT + make.HOUR)
    assert (step(), public()) == (Step.APPROVED, [(SLUG, 1)])
    assert public(at=make.AT) == []
    assert sorted(deeds()) == ["rights.approve_version", "rights.start_article", "rights.submit_version"]


def test_approval_tells_translators_what_is_to_be_said(people):
    make.waiting(people)
    assert translations.page_state(page=f"rights:{SLUG}", language="es").total == 0

    make.approve(people, ArticleVersion.objects.get(), at=make.AT + make.HOUR)

    state = translations.page_state(page=f"rights:{SLUG}", language="es")
    assert (state.total, state.shown) == (3 + len(make.TEXT.blocks), 0)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COORDINATOR])
def test_writers_write_and_others_do_not(people, role):
    writer = make_accounts.person(role=role)
    text = make.TEXT

    with pytest.raises(NotAllowed):
        actions.start_article(slug="other", place=make.PLACE, text=text, by=people.counsel, at=make.AT)
    assert not ArticleVersion.objects.exists()

    assert actions.start_article(slug="other", place=make.PLACE, text=text, by=writer, at=make.AT).number == 1


def test_only_counsel_approves_and_never_their_own_words(people):
    both = make_accounts.person(role=Role.ATTORNEY)
    make_accounts.grant(email=both.email, role=Role.EDITOR)
    make.draft(people)
    mine = actions.save_draft(slug=SLUG, text=replace(make.TEXT, title="Mine"), base=1, by=both, at=make.AT)
    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=make.AT)

    for person in (both, people.editor, people.second, people.translator):
        with pytest.raises(NotAllowed):
            actions.approve_version(
                slug=SLUG, number=2, seen_sha256=mine.sha256, note="", by=person, at=make.AT + make.HOUR
            )
    assert step(2) is Step.WAITING

    make.approve(people, mine, at=make.AT + make.HOUR)
    assert step(2) is Step.APPROVED


def test_who_sent_a_text_does_not_approve_it(people):
    both = make_accounts.person(role=Role.ATTORNEY)
    make_accounts.grant(email=both.email, role=Role.EDITOR)
    version = make.draft(people)
    actions.submit_version(slug=SLUG, number=1, by=both, at=make.AT)

    with pytest.raises(NotAllowed):
        actions.approve_version(slug=SLUG, number=1, seen_sha256=version.sha256, note="", by=both, at=make.AT)
    assert public() == []


def test_counsel_approves_exactly_what_was_shown(people):
    version = make.waiting(people)

    with pytest.raises(NotNow, match="not the text you opened"):
        actions.approve_version(slug=SLUG, number=1, seen_sha256="0" * 64, note="", by=people.counsel, at=make.AT)
    assert public() == []

    make.approve(people, version, at=make.AT)
    assert public() == [(SLUG, 1)]


def test_a_return_needs_a_word_and_a_new_version_answers_it(people):
    version = make.waiting(people)
    asked = {"slug": SLUG, "number": 1, "seen_sha256": version.sha256, "by": people.counsel, "at": make.AT}

    with pytest.raises(actions.NothingSaid):
        actions.return_version(note="  ", **asked)
    assert step() is Step.WAITING

    actions.return_version(note="Name the law.", **asked)
    assert step() is Step.RETURNED
    with pytest.raises(NotNow):
        actions.submit_version(slug=SLUG, number=1, by=people.editor, at=make.AT)

    make.next_draft(people, title="At the door", at=make.AT)
    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=make.AT)
    assert step(2) is Step.WAITING


def test_nothing_is_written_while_counsel_reads(people):
    make.waiting(people)

    with pytest.raises(NotNow, match="Take it back"):
        make.next_draft(people, title="Another", at=make.AT)

    actions.take_back_version(slug=SLUG, number=1, by=people.editor, at=make.AT)
    assert step() is Step.DRAFT
    assert make.next_draft(people, title="Another", at=make.AT).number == 2


def test_a_version_that_was_taken_back_can_be_sent_again(people):
    make.waiting(people)
    actions.take_back_version(slug=SLUG, number=1, by=people.second, at=make.AT)

    actions.submit_version(slug=SLUG, number=1, by=people.editor, at=make.AT)

    assert step() is Step.WAITING
    assert list(Submission.objects.order_by("turn").values_list("turn", flat=True)) == [1, 2]


def test_two_who_write_at_once_lose_nothing(people):
    make.draft(people)
    make.next_draft(people, title="First", at=make.AT)

    with pytest.raises(actions.SavedByAnother):
        actions.save_draft(slug=SLUG, text=replace(make.TEXT, title="Late"), base=1, by=people.second, at=make.AT)
    assert queries.newest_state(slug=SLUG).text.title == "First"

    actions.save_draft(slug=SLUG, text=replace(make.TEXT, title="Late"), base=2, by=people.second, at=make.AT)
    assert queries.newest_state(slug=SLUG).text.title == "Late"


def test_the_public_text_stays_while_a_new_one_is_written(people):
    make.approved(people)
    later = make.AT + 2 * make.DAY

    make.next_draft(people, title="New words", at=later)
    assert public(at=later) == [(SLUG, 1)]

    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=later)
    make.approve(people, queries.newest_state(slug=SLUG).row, at=later)
    assert public(at=later) == [(SLUG, 2)]
    assert public() == [(SLUG, 1)]  # what was public then was public then


def test_a_text_that_says_nothing_new_is_no_version(people):
    make.draft(people)
    with pytest.raises(NotNow, match="Nothing has changed"):
        actions.save_draft(slug=SLUG, text=make.TEXT, base=1, by=people.editor, at=make.AT)


def test_every_mistake_of_a_text_is_told_at_once(people):
    bad = replace(make.TEXT, title="", summary="<b>Bold</b>", short="Call {phone_nobody}.", blocks=())
    with pytest.raises(NotSaid) as refused:
        make.draft(people, text=bad)
    assert len(refused.value.sentences) == 4
    assert not ArticleVersion.objects.exists()


def test_an_old_text_comes_back_as_a_draft(people):
    make.approved(people)
    later = make.AT + make.DAY
    make.next_draft(people, title="Worse", at=later)

    back = actions.restore_version(slug=SLUG, number=1, base=2, by=people.editor, at=later)

    assert (back.number, back.restores.number, back.sha256) == (3, 1, make.TEXT.sha256)
    assert step(3) is Step.DRAFT
    with pytest.raises(NotFound):
        actions.restore_version(slug=SLUG, number=9, base=3, by=people.editor, at=later)


def test_a_withdrawal_needs_a_reason_and_works_at_once(people):
    make.approved(people)
    later = make.AT + make.DAY

    with pytest.raises(actions.NothingSaid):
        actions.withdraw_article(slug=SLUG, reason=" ", by=people.counsel, at=later)
    with pytest.raises(NotAllowed):
        actions.withdraw_article(slug=SLUG, reason="Old law.", by=people.translator, at=later)
    assert public(at=later) == [(SLUG, 1)]

    actions.withdraw_article(slug=SLUG, reason="A court changed the law.", by=people.counsel, at=later)
    assert public(at=later) == []
    assert queries.why_gone(slug=SLUG, at=later) is queries.Gone.WITHDRAWN
    assert translations.page_state(page=f"rights:{SLUG}", language="es").total == 0
    with pytest.raises(NotNow):
        actions.withdraw_article(slug=SLUG, reason="Again.", by=people.counsel, at=later)


def test_a_withdrawn_article_returns_only_by_a_new_approval(people):
    make.approved(people)
    later = make.AT + make.DAY
    actions.withdraw_article(slug=SLUG, reason="A court changed the law.", by=people.counsel, at=later)
    make.next_draft(people, title="With the new law", at=later)
    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=later)
    assert public(at=later) == []

    make.approve(people, queries.newest_state(slug=SLUG).row, at=later + make.HOUR)

    assert public(at=later + make.HOUR) == [(SLUG, 2)]
    assert queries.kept_one(slug=SLUG, at=later + make.HOUR).stand is Stand.APPROVED


def test_reading_again_starts_the_days_anew(people):
    version = make.approved(people)
    late = make.AT + 150 * make.DAY
    assert queries.kept_one(slug=SLUG, at=late).stand is Stand.OVERDUE

    with pytest.raises(NotAllowed):
        actions.confirm_version(slug=SLUG, number=1, seen_sha256=version.sha256, by=people.editor, at=late)
    actions.confirm_version(slug=SLUG, number=1, seen_sha256=version.sha256, by=people.counsel, at=late)

    assert queries.kept_one(slug=SLUG, at=late).stand is Stand.APPROVED


@pytest.mark.parametrize(
    ("days", "stand", "is_public"),
    [
        (0, Stand.APPROVED, True),
        (69, Stand.APPROVED, True),
        (70, Stand.SOON, True),
        (100, Stand.SOON, True),
        (101, Stand.OVERDUE, True),
        (200, Stand.OVERDUE, True),
        (201, Stand.EXPIRED, False),
    ],
)
def test_days_pass_and_the_article_ages(people, days, stand, is_public):
    make.approved(people)
    at = make.AT + make.HOUR + days * make.DAY

    assert queries.kept_one(slug=SLUG, at=at).stand is stand
    assert bool(public(at=at)) is is_public
    assert (queries.why_gone(slug=SLUG, at=at) is queries.Gone.EXPIRED) is not is_public


def test_a_new_place_needs_no_counsel(people):
    make.approved(people)
    actions.place_article(slug=SLUG, place={**make.PLACE, "topic": "street"}, by=people.editor, at=make.AT)
    assert queries.article_row(slug=SLUG).topic == "street"
    assert public() == [(SLUG, 1)]
    with pytest.raises(NotAllowed):
        actions.place_article(slug=SLUG, place=make.PLACE, by=people.counsel, at=make.AT)


def test_a_name_is_taken_once(people):
    make.draft(people)
    for taken in (SLUG, "print", "numbers"):
        with pytest.raises(NotNow, match="taken"):
            make.draft(people, taken)


def test_a_note_tells_nothing_of_a_person(people):
    version = make.waiting(people)
    with pytest.raises(actions.TellsOfAPerson):
        actions.return_version(
            slug=SLUG,
            number=1,
            seen_sha256=version.sha256,
            note="Ask the man with A-number A123456789.",
            by=people.counsel,
            at=make.AT,
        )
    assert step() is Step.WAITING
