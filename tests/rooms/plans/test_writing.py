"""Sections are written by several people, and nothing anybody wrote is lost."""

from datetime import timedelta

import pytest

from standing.hall.audit import api as audit
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.plans import actions, queries
from standing.rooms.plans.models import Certificate, SectionRevision, SectionText
from standing.rooms.plans.rules.steps import Step
from tests.make import plans as make
from tests.make.plans import AT, Team

TEXT = {"text": "First paragraph.\n\nSecond paragraph."}
LATER = AT + timedelta(minutes=5)


def _verbs(plan: object) -> list[str]:
    records = audit.records_about(subject=f"plans:plan:{plan}")
    return [record.verb for record in records]


def test_the_first_word_begins_the_plan(people: Team) -> None:
    saved = make.save(people, "counter", TEXT)

    plan = queries.plan_of(campaign="prep", department="parks")
    assert plan is not None
    assert (plan.step, plan.started_by, plan.started_at) == (Step.DRAFT.value, people.author, AT)
    assert (saved.revision, saved.is_changed) == (1, True)
    assert sorted(_verbs(plan.pk)) == ["plans.save_section", "plans.start_plan"]


def test_an_empty_first_save_keeps_nothing(people: Team) -> None:
    saved = make.save(people, "counter", {"text": "  "})

    assert saved.revision == 0
    assert SectionText.objects.count() == 0


def test_the_same_text_twice_is_one_revision(people: Team) -> None:
    make.save(people, "counter", TEXT, base=0)
    again = make.save(people, "counter", {"text": TEXT["text"] + "  \r\n"}, base=0, at=LATER)

    assert (again.revision, again.is_changed, again.saved_at) == (1, False, AT)
    assert SectionRevision.objects.count() == 1


def test_two_people_in_different_paragraphs_are_brought_together(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "First paragraph, mine.\n\nSecond paragraph."}, base=1)
    saved = make.save(
        people,
        "counter",
        {"text": "First paragraph.\n\nSecond paragraph, theirs."},
        base=1,
        by=people.second_author,
        at=LATER,
    )

    assert saved.is_merged
    assert saved.value == {"text": "First paragraph, mine.\n\nSecond paragraph, theirs."}
    assert saved.revision == 3


def test_two_people_in_the_same_place_are_shown_both_texts(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "Mine.\n\nSecond paragraph."}, base=1)
    with pytest.raises(actions.SavedByAnother) as clash:
        make.save(people, "counter", {"text": "Theirs.\n\nSecond paragraph."}, base=1, by=people.second_author)

    assert clash.value.mine == {"text": "Theirs.\n\nSecond paragraph."}
    assert clash.value.theirs == {"text": "Mine.\n\nSecond paragraph."}
    assert (clash.value.revision, clash.value.saved_by) == (2, "Ada Author")
    assert SectionRevision.objects.count() == 2


def test_a_save_on_top_of_what_was_shown_settles_it(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "Mine."}, base=1)
    saved = make.save(people, "counter", {"text": "Both."}, base=2, by=people.second_author)

    assert (saved.value, saved.revision) == ({"text": "Both."}, 3)


def test_a_person_may_save_over_their_own_earlier_save(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "One."}, base=1)
    saved = make.save(people, "counter", {"text": "Two."}, base=1)

    assert (saved.value, saved.revision) == ({"text": "Two."}, 3)


def test_rows_added_by_two_people_are_all_there(people: Team) -> None:
    row = {"name": "Yard 4", "address": "", "nonpublic": "all", "in-charge": ""}
    make.save(people, "sites", {"rows": [row, {**row, "name": "Yard 5"}], "none": ""})
    make.save(
        people, "sites", {"rows": [{**row, "name": "Yard 3"}, row, {**row, "name": "Yard 5"}], "none": ""}, base=1
    )
    saved = make.save(
        people,
        "sites",
        {"rows": [row, {**row, "name": "Yard 5"}, {**row, "name": "Yard 6"}], "none": ""},
        base=1,
        by=people.second_author,
    )

    names = [entry["name"] for entry in saved.value["rows"]]  # type: ignore[union-attr,index,call-overload]
    assert names == ["Yard 3", "Yard 4", "Yard 5", "Yard 6"]


def test_autosave_never_brings_in_a_text_unseen(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "First paragraph, mine.\n\nSecond paragraph."}, base=1)
    with pytest.raises(actions.SavedByAnother):
        actions.save_section(
            campaign="prep",
            department="parks",
            section="counter",
            value={"text": "First paragraph.\n\nSecond paragraph, theirs."},
            base_revision=1,
            by=people.second_author,
            at=LATER,
            may_merge=False,
        )


def test_an_earlier_text_can_be_taken_back(people: Team) -> None:
    make.save(people, "counter", TEXT)
    make.save(people, "counter", {"text": "Worse."})
    saved = actions.restore_section(
        campaign="prep", department="parks", section="counter", revision=1, base_revision=2, by=people.author, at=LATER
    )

    assert (saved.value, saved.revision) == (TEXT, 3)
    with pytest.raises(NotFound):
        actions.restore_section(
            campaign="prep",
            department="parks",
            section="counter",
            revision=9,
            base_revision=3,
            by=people.author,
            at=LATER,
        )


def test_a_text_that_tells_of_a_person_is_not_kept(people: Team) -> None:
    with pytest.raises(actions.TellsOfAPerson):
        make.save(people, "counter", {"text": "The worker is undocumented."})
    make.save(people, "counter", {"text": "Nobody is asked about their status."})

    assert [revision.value for revision in SectionRevision.objects.all()] == [
        {"text": "Nobody is asked about their status."}
    ]


def test_people_of_other_departments_do_not_write(people: Team) -> None:
    other = make.team("fire")
    for stranger in (other.author, other.head, people.reviewer):
        with pytest.raises(NotAllowed):
            make.save(people, "counter", TEXT, by=stranger)
    for colleague in (people.author, people.liaison, people.backup, people.head):
        make.save(people, "counter", {"text": colleague.name}, by=colleague)

    assert SectionRevision.objects.count() == 4


def test_only_what_the_pack_asks_for_can_be_written(people: Team) -> None:
    with pytest.raises(NotFound):
        make.save(people, "no-such-section", TEXT)
    with pytest.raises(NotFound):
        make.save(people, "counter", TEXT, campaign="no-such-campaign")


def test_a_campaign_that_is_not_open_yet_takes_nothing(people: Team) -> None:
    early = AT.replace(day=12, hour=6)  # the 11th in the evening, by the town's clock
    with pytest.raises(NotNow) as refusal:
        make.save(people, "policy", make.POLICY["policy"], campaign="sb-580", at=early)
    make.save(people, "policy", make.POLICY["policy"], campaign="sb-580", at=early + timedelta(hours=1))

    assert str(refusal.value) == "This campaign opens on July 12, 2025."


def test_a_change_after_a_signature_voids_it_on_record(people: Team) -> None:
    plan = make.write(people)
    make.sign(people)
    make.save(people, "notes", {"text": "One more word."}, at=LATER)

    plan.refresh_from_db()
    voided = list(Certificate.objects.values_list("voided_at", "voided_why"))
    assert plan.step == Step.DRAFT.value
    assert voided == [(LATER, "The text was changed.")] * 2
    assert _verbs(plan.pk).count("plans.void_certificate") == 2


def test_saving_the_same_text_keeps_the_signatures(people: Team) -> None:
    plan = make.write(people)
    make.sign(people)
    make.write(people, at=LATER)

    plan.refresh_from_db()
    assert plan.step == Step.CERTIFIED.value


def test_files_stand_beside_a_section_once_and_leave_on_record(people: Team) -> None:
    plan = make.write(people)
    make.sign(people)
    attached = [
        actions.attach_file(
            campaign="prep",
            department="parks",
            section="counter",
            content=b"Post,Number\nDesk,1\n",
            name="posts.csv",
            by=people.author,
            at=LATER,
        )
        for _ in range(2)
    ]
    with_file = make.hash_of(people)
    removed = [
        actions.remove_attachment(
            campaign="prep", department="parks", attachment=attached[0].pk, by=people.second_author, at=LATER
        )
        for _ in range(2)
    ]

    plan.refresh_from_db()
    assert attached[0] == attached[1]
    assert make.hash_of(people) != with_file
    assert (removed[0].removed_by, removed[0].removed_at) == (people.second_author, LATER)
    assert plan.step == Step.DRAFT.value
    assert _verbs(plan.pk).count("plans.attach_file") == 1
    assert _verbs(plan.pk).count("plans.remove_attachment") == 1


def test_progress_says_what_is_left_and_who_was_last(people: Team) -> None:
    plan = make.write(people, {**make.GOOD, "counter": {"text": "Too short."}})
    del plan
    page = queries.overview(campaign="prep", department="parks", by=people.second_author, at=LATER)

    assert page.progress is not None
    assert {state.terms.id: state.state for state in page.progress.sections} == {
        "counter": "to-mend",
        "people": "done",
        "sites": "done",
        "training": "done",
        "review-date": "done",
        "notes": "optional",
    }
    assert [finding.rule for finding in page.progress.findings] == ["minimum_length", "mentions_what_it_must"]
    assert page.others == ("Ada Author",)
    assert (page.due.date.isoformat() if page.due and page.due.date else "", page.days_left) == (make.DUE, 11)
