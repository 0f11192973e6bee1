"""The invented history of articles: every state there is, and what cannot wait is public."""

from datetime import UTC, datetime
from random import Random

import pytest

from standing.rooms.rights import queries
from standing.rooms.rights.models import Answer
from standing.rooms.rights.rules.steps import Stand, Step
from standing.sample import rights
from tests.make import rights as make
from tests.packs.test_packs import ROOT

UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


@pytest.fixture
def history(people, tmp_path):
    given = ROOT / "packs" / "los-angeles"
    files = [
        make.article_file(slug=one.id, **one.model_dump(mode="json", exclude={"id", "owner", "see"}))
        for one in make.articles_in(given).values()
    ]
    numbers = [{**make.NUMBERS[1], "id": name} for name in make.numbers_in(given)]
    make.load_pack(tmp_path, *files, numbers=numbers)
    return rights.write(
        editor=people.editor, counsel=people.counsel, first=make.LOADED, until=UNTIL, random=Random("standing")
    )


def test_most_are_public_one_waits_and_one_is_past_its_review_date(history):
    kept = queries.kept(at=UNTIL)
    stands = [one.stand for one in kept]

    assert history == len(kept) - 1
    assert stands.count(Stand.UNPUBLISHED) == stands.count(Stand.OVERDUE) == 1
    assert Stand.EXPIRED not in stands
    assert [one.newest.step for one in kept].count(Step.WAITING) == 1
    assert Answer.objects.filter(finding="returned").count() == 1
    assert all(
        one.stand is not Stand.UNPUBLISHED for one in kept if one.article.critical or one.article.paper != "none"
    )


def test_nothing_happened_before_the_first_day_or_after_the_last(history):
    times = list(Answer.objects.values_list("at", flat=True))
    assert min(times) > make.LOADED
    assert max(times) <= UNTIL


def test_every_translated_text_is_still_the_packs_own(history):
    given = {one.id: one for one in make.articles_in(ROOT / "packs" / "los-angeles").values()}
    for one in queries.published(at=UNTIL):
        terms = given[one.article.pk]
        assert dict(one.text.texts()) == dict(zip(dict(one.text.texts()), terms.texts(), strict=True))
