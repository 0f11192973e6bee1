"""Two people at the same moment: nothing is lost, and nothing happens twice."""

from standing.rooms.plans import actions, queries
from standing.rooms.plans.models import Plan, SectionRevision, SectionText, Version
from standing.rooms.plans.rules.template import Rank
from standing.rooms.plans.rules.values import Value
from tests.make import plans as make
from tests.make.plans import AT, Team
from tests.rooms.plans.threads import at_once


def _texts() -> list[Value]:
    [found] = at_once(lambda: list(SectionText.objects.values_list("value", flat=True)))
    assert isinstance(found, list)
    return found


def test_two_first_saves_at_once_lose_nothing(committed_town: Team) -> None:
    people = committed_town
    came = at_once(
        lambda: make.save(people, "counter", {"text": "From Ada."}, by=people.author, base=0),
        lambda: make.save(people, "counter", {"text": "From Sam."}, by=people.second_author, base=0),
    )

    saved = [one for one in came if isinstance(one, actions.Saved)]
    clashes = [one for one in came if isinstance(one, actions.SavedByAnother)]
    assert (at_once(Plan.objects.count), len(saved), len(clashes)) == ([1], 1, 1)
    assert {str(saved[0].value["text"]), str(clashes[0].mine["text"])} == {"From Ada.", "From Sam."}
    assert [clashes[0].theirs] == [saved[0].value] == _texts()


def test_two_saves_at_once_in_different_paragraphs_are_both_there(committed_town: Team) -> None:
    people = committed_town
    at_once(lambda: make.save(people, "counter", {"text": "One.\n\nTwo."}))
    came = at_once(
        lambda: make.save(people, "counter", {"text": "One, Ada.\n\nTwo."}, by=people.author, base=1),
        lambda: make.save(people, "counter", {"text": "One.\n\nTwo, Sam."}, by=people.second_author, base=1),
    )

    assert [type(one) for one in came] == [actions.Saved, actions.Saved]
    assert _texts() == [{"text": "One, Ada.\n\nTwo, Sam."}]
    assert at_once(SectionRevision.objects.count) == [3]


def test_two_people_file_at_once_and_it_is_filed_once(committed_town: Team) -> None:
    people = committed_town
    at_once(lambda: make.write(people))
    [seen] = at_once(lambda: make.sign(people))
    assert isinstance(seen, str)
    came = at_once(
        lambda: actions.file_plan(campaign="prep", department="parks", seen_sha256=seen, by=people.author, at=AT),
        lambda: actions.file_plan(campaign="prep", department="parks", seen_sha256=seen, by=people.head, at=AT),
    )

    assert came[0] == came[1]
    assert at_once(Version.objects.count) == [1]


def test_a_save_and_a_signature_at_once_never_leave_a_signature_under_another_text(committed_town: Team) -> None:
    people = committed_town
    at_once(lambda: make.write(people))
    [seen] = at_once(lambda: make.hash_of(people))
    assert isinstance(seen, str)

    def sign() -> object:
        return actions.certify_plan(
            campaign="prep", department="parks", seen_sha256=seen, rank=Rank.LIAISON, by=people.liaison, at=AT
        )

    def save() -> object:
        return make.save(people, "notes", {"text": "At the same time."}, base=0)

    at_once(sign, save)

    assert at_once(lambda: queries.live_certificates(plan=Plan.objects.get())) == [()]
    assert at_once(lambda: Plan.objects.get().step) == ["draft"]
