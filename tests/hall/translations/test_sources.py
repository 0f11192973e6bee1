"""Many pages declared at once come to what they come to one by one, in few questions."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.audit.api import SYSTEM, records_about
from standing.hall.translations import api
from standing.hall.translations.api import PageSource, SourceText
from standing.hall.translations.models import Page, Segment, Source
from standing.kernel.refusals import Refused
from tests.make import translations as make

pytestmark = pytest.mark.django_db
runs = count()

texts = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["One.", "Two."]), st.booleans())
rounds = st.lists(st.dictionaries(st.sampled_from(["t1", "t2", "t3", "t4"]), texts, max_size=4), max_size=4)


def pages_of(run, said):
    """Return both pages of a round; a text may move from one to the other."""
    return [
        PageSource(
            key=f"{run}:{page}",
            title=f"Page {page} of {len(said)}",
            texts=tuple(
                SourceText(key=f"{run}:{key}", text=text, critical=critical, about=key)
                for key, (where, text, critical) in said.items()
                if where == page
            ),
        )
        for page in ("a", "b")
    ]


def kept(run):
    """Return all that is known of a run, without its name."""
    of = {"key__startswith": f"{run}:"}
    return (
        sorted((row.key.partition(":")[2], row.title) for row in Page.objects.filter(**of)),
        sorted(
            (row.key.partition(":")[2], row.page_id.partition(":")[2], row.place, row.number, row.critical, row.about, row.retired_at is None)
            for row in Segment.objects.filter(**of)
        ),
        sorted(
            (row.segment_id.partition(":")[2], row.number, row.text)
            for row in Source.objects.filter(segment__key__startswith=f"{run}:")
        ),
        [len(records_about(subject=f"{run}:{page}")) for page in ("a", "b")],
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=rounds)
def test_at_once_is_as_one_by_one(rounds):
    one_by_one, at_once = f"run{next(runs)}", f"run{next(runs)}"
    for said in rounds:
        for page in pages_of(one_by_one, said):
            api.put_source(page=page.key, title=page.title, texts=page.texts, by=SYSTEM, at=make.AT)
        api.put_sources(pages=pages_of(at_once, said), by=SYSTEM, at=make.AT)
    assert kept(at_once) == kept(one_by_one)


def test_many_pages_cost_as_much_as_one_but_for_their_records():
    def cost(name, many, word):
        pages = [
            PageSource(
                key=f"{name}:{number}",
                title="Page",
                texts=tuple(SourceText(key=f"{name}:{number}:{part}", text=word) for part in ("x", "y")),
            )
            for number in range(many)
        ]
        with CaptureQueriesContext(connection) as asked:
            api.put_sources(pages=pages, by=SYSTEM, at=make.AT)
        return len(asked) - many

    assert cost("one", 1, "New.") == cost("many", 30, "New.")
    assert cost("one", 1, "Other.") == cost("many", 30, "Other.")
    assert cost("one", 1, "Other.") == cost("many", 30, "Other.") < 12


def test_pages_and_texts_have_names_of_their_own():
    page = PageSource(key="p:1", title="Page", texts=(SourceText(key="p:1:x", text="Help."),))
    other = PageSource(key="p:2", title="Page", texts=page.texts)
    with pytest.raises(Refused, match="Two pages are called p:1"):
        api.put_sources(pages=[page, page], by=SYSTEM, at=make.AT)
    with pytest.raises(Refused, match="Two texts are called p:1:x"):
        api.put_sources(pages=[page, other], by=SYSTEM, at=make.AT)
    assert not Page.objects.exists()
    api.put_sources(pages=[page], by=SYSTEM, at=make.AT)
    assert Segment.objects.get().key == "p:1:x"
