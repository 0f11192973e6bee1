"""What the sample leaves on translators' desks."""

from __future__ import annotations

from random import Random

import pytest

from standing.hall.translations import api
from standing.hall.translations.api import SourceText
from standing.hall.translations.models import Translation, Verdict
from standing.sample import translating
from tests.make import translations as make
from tests.make.translations import ASK, CALL, DOOR, SPANISH, TEXTS


@pytest.mark.django_db
def test_the_sample_leaves_work_and_reviews_nothing(tmp_path, writer):
    make.sample()
    make.load_town(tmp_path)
    make.page([SourceText(key=CALL, text="Call us."), *TEXTS[:2]])
    make.page()
    make.write(by=writer)

    assert translating.write(translator=writer, until=make.AT, random=Random(1)) == 3

    assert Verdict.objects.count() == 0
    assert api.said(keys=[ASK], language="es")[ASK].text == SPANISH[ASK]
    assert api.said(keys=[CALL], language="zh-hant")[CALL].state == "stale"
    assert [one.language for one in api.recordings(page=DOOR)] == ["mix"]
    assert Translation.objects.filter(state="draft").count() == 2


@pytest.mark.django_db
def test_a_sample_without_pages_has_nothing_to_translate(tmp_path, writer):
    make.load_town(tmp_path)
    assert translating.write(translator=writer, until=make.AT, random=Random(1)) == 0
