"""Long walks: whatever people do in whatever order, what is public was approved by somebody else, and stays said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.kernel.refusals import Refused
from standing.rooms.rights import actions, queries
from standing.rooms.rights.models import Answer, ArticleVersion
from standing.rooms.rights.rules.steps import NEXT, Step
from tests.make import rights as make

SLUG = "at-the-door"
DEEDS = ["save", "submit", "take-back", "approve", "return", "withdraw", "restore", "confirm", "wait"]


def act(deed: str, people, newest, at, number: int) -> None:
    version, sha = newest.row.number, newest.row.sha256
    if deed == "save":
        text = replace(newest.text, title=f"Words {number}")
        actions.save_draft(slug=SLUG, text=text, base=version, by=people.editor, at=at)
    elif deed == "submit":
        actions.submit_version(slug=SLUG, number=version, by=people.editor, at=at)
    elif deed == "take-back":
        actions.take_back_version(slug=SLUG, number=version, by=people.second, at=at)
    elif deed == "approve":
        actions.approve_version(slug=SLUG, number=version, seen_sha256=sha, note="", by=people.counsel, at=at)
    elif deed == "return":
        actions.return_version(slug=SLUG, number=version, seen_sha256=sha, note="More.", by=people.counsel, at=at)
    elif deed == "withdraw":
        actions.withdraw_article(slug=SLUG, reason="Old.", by=people.counsel, at=at)
    elif deed == "restore":
        actions.restore_version(slug=SLUG, number=1, base=version, by=people.editor, at=at)
    elif deed == "confirm":
        public = queries.published(at=at, slug=SLUG, also_expired=True)
        for one in public:
            actions.confirm_version(
                slug=SLUG, number=one.version.number, seen_sha256=one.version.sha256, by=people.counsel, at=at
            )


@pytest.mark.usefixtures("town")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(DEEDS), min_size=3, max_size=14))
def test_no_order_of_deeds_breaks_a_promise(people, deeds):
    with transaction.atomic():
        make.draft(people)
        at, seen = make.AT, {}
        for number, deed in enumerate(deeds):
            at += timedelta(days=40 if deed == "wait" else 1)
            newest = queries.newest_state(slug=SLUG)
            before = newest.step
            try:
                with transaction.atomic():
                    act(deed, people, newest, at, number)
            except Refused:
                assert queries.newest_state(slug=SLUG).row.pk == newest.row.pk
            after = next(one.step for one in queries.states_of(slug=SLUG) if one.row.pk == newest.row.pk)
            assert after is before or after in NEXT[before]
            for day, was in seen.items():
                assert [one.version.number for one in queries.published(at=day)] == was
            public = queries.published(at=at)
            seen[at] = [one.version.number for one in public]
            for one in public:
                answer = Answer.objects.get(submission__version=one.version, finding="approved")
                assert answer.by_id != one.version.written_by_id
                assert one.version.sha256 == answer.sha256 == one.text.sha256
                assert not one.is_expired
        numbers = list(ArticleVersion.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert queries.states_of(slug=SLUG)[0].step in set(Step)
        transaction.set_rollback(True)
