"""The states that SQL computes are those that the rule computes, whatever happened before."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.audit.api import SYSTEM
from standing.hall.translations import api
from standing.hall.translations.actions import files
from standing.hall.translations.api import SourceText
from standing.hall.translations.models import Source, Translation, Verdict
from standing.hall.translations.queries.standing import standings
from standing.hall.translations.rules.states import (
    Kept,
    Outcome,
    State,
    VersionFact,
    hash_of,
    shown_of,
    state_of,
)
from standing.kernel.refusals import Refused
from tests.make import translations as make

A, B, C = "Ask for the paper.", "Ask for the judge's paper.", "Ask to see the paper first."
NOW = hash_of(A)
numbers = count(1)


def version(number=1, *, source=A, kept=Kept.TRANSLATED, outcome=None):
    return VersionFact(number=number, source_sha256=hash_of(source), kept=kept, outcome=outcome)


@pytest.mark.parametrize(
    ("versions", "state", "shown", "shown_in_sample"),
    [
        ([], State.MISSING, None, None),
        ([version(kept=Kept.DRAFT)], State.DRAFT, None, None),
        ([version()], State.TRANSLATED, None, 1),
        ([version(outcome=Outcome.APPROVED)], State.REVIEWED, 1, 1),
        ([version(outcome=Outcome.RETURNED)], State.DRAFT, None, None),
        ([version(outcome=Outcome.WITHDRAWN)], State.MISSING, None, None),
        ([version(source=B, outcome=Outcome.APPROVED)], State.STALE, None, None),
        ([version(outcome=Outcome.APPROVED), version(2)], State.TRANSLATED, 1, 1),
        ([version(outcome=Outcome.APPROVED), version(2, kept=Kept.DRAFT)], State.DRAFT, 1, 1),
        ([version(outcome=Outcome.APPROVED), version(2, source=B)], State.REVIEWED, 1, 1),
        ([version(), version(2)], State.TRANSLATED, None, 2),
        ([version(outcome=Outcome.APPROVED), version(2, outcome=Outcome.WITHDRAWN)], State.REVIEWED, 1, 1),
    ],
)
def test_a_state_follows_from_the_versions(versions, state, shown, shown_in_sample):
    assert state_of(versions=versions, source_sha256=NOW) == state
    for is_sample, wanted in ((False, shown), (True, shown_in_sample)):
        found = shown_of(versions=versions, source_sha256=NOW, is_sample=is_sample)
        assert (found.number if found else None) == wanted


acts = st.lists(
    st.one_of(
        st.tuples(st.just("source"), st.sampled_from([A, B, C])),
        st.tuples(st.just("write"), st.sampled_from(["uno", "dos", "tres"]), st.sampled_from(["draft", "translated"]), st.sampled_from([A, B, C])),
        st.tuples(st.just("approve"), st.sampled_from(["writer", "reader"])),
        st.tuples(st.just("return"), st.sampled_from(["writer", "reader"])),
        st.tuples(st.just("import"), st.sampled_from(["cuatro", "cinco"])),
        st.tuples(st.just("undo")),
    ),
    max_size=14,
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("is_sample", [False, True])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_sql_and_rule_agree_after_any_history(is_sample, people, acts):
    if is_sample and not api_is_sample():
        make.sample()
    key = f"page:{next(numbers)}"
    texts = [SourceText(key=key, text=A)]
    api.put_source(page=key, title="Page", texts=texts, by=SYSTEM, at=make.AT)
    imports = []
    for act in acts:
        try:
            carry_out(act, key, people, imports)
        except Refused:
            continue

    (found,) = standings(keys=[key], languages=["es"])
    versions, source = facts(key), Source.objects.filter(segment_id=key).order_by("-number")[0]
    shown = shown_of(versions=versions, source_sha256=source.sha256, is_sample=is_sample)
    texts_by_number = dict(Translation.objects.filter(segment_id=key).values_list("number", "text"))
    assert found.state == state_of(versions=versions, source_sha256=source.sha256)
    assert found.shown == (texts_by_number[shown.number] if shown else "")
    said = api.said(keys=[key], language="es")[key]
    assert said.is_fallback == (shown is None)
    assert said.text == (texts_by_number[shown.number] if shown else source.text)


@pytest.fixture
def people(db):
    return {"writer": make.translator(), "reader": make.translator()}


def api_is_sample():
    from standing.hall.installation import api as installation

    return installation.exists()


def carry_out(act, key, people, imports):
    match act:
        case ("source", text):
            api.put_source(page=key, title="Page", texts=[SourceText(key=key, text=text)], by=SYSTEM, at=make.AT)
        case ("write", text, state, source):
            make.write(key, text, by=people["writer"], state=state, seen=hash_of(source))
        case ("approve", who):
            (now,) = standings(keys=[key], languages=["es"])
            make.approve(key, now.newest, by=people[who])
        case ("return", who):
            (now,) = standings(keys=[key], languages=["es"])
            make.give_back(key, now.newest, by=people[who])
        case ("import", text):
            (now,) = standings(keys=[key], languages=["es"])
            newest = Translation.objects.filter(segment_id=key).count()
            content = make.xliff_of(key, source=now.source, text=text, number=newest)
            imports.append(
                files.import_file(
                    content=content, name="a.xlf", form="xliff", language="es", by=people["reader"], at=make.AT
                ).id
            )
        case ("undo",):
            if imports:
                files.undo_import(made=imports.pop(), by=people["writer"], at=make.AT)


def facts(key):
    return [
        VersionFact(
            number=row.number,
            source_sha256=row.source_sha256,
            kept=Kept(row.state),
            outcome=next(
                (Outcome(one.outcome) for one in Verdict.objects.filter(translation=row).order_by("-pk")), None
            ),
        )
        for row in Translation.objects.filter(segment_id=key, language="es")
    ]
