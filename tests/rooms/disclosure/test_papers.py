"""Every paper of the guides goes its way; what is not clear is a gap, and never leads where something can leave."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.disclosure.rules import desk as desks
from standing.rooms.disclosure.rules import lanes, papers
from standing.rooms.disclosure.rules.desk import DisclosureFile
from standing.rooms.disclosure.rules.lanes import MAY_RELEASE, Lane, Openness
from standing.rooms.disclosure.rules.papers import CheckList, Kind, Seen, Signer, Title
from tests.make.disclosure import ROOT

DESK = DisclosureFile.model_validate(yaml.safe_load((ROOT / "packs" / "los-angeles" / "disclosure.yaml").read_text()))
PAPERS = yaml.safe_load((Path(__file__).parent / "papers.yaml").read_text())


def said(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, value)  # type: ignore[call-overload,no-any-return]


def seen_on(paper: dict[str, object]) -> CheckList:
    if paper.get("spoken"):
        return CheckList(has_paper=Seen.NO)
    return CheckList(
        has_paper=Seen.YES,
        title=Title(paper["title"]),
        court_named=Seen(said(paper["court"])),
        agency_header=Seen(said(paper["agency"])),
        signer=Signer(paper["signer"]),
        court_seal=Seen(said(paper.get("seal", "unknown"))),
        form=str(paper.get("form", "")),
    )


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["paper"])
def test_each_paper_goes_its_way(paper):
    seen = seen_on(paper)
    found = papers.recognise(seen=seen, form_kind=DESK.paper_kind(seen.form))
    routed = lanes.route(kind=found.kind, asked=[DESK.openness(one) for one in paper.get("asks", ["address"])])

    assert (found.kind.value, routed.lane.value) == (paper["kind"], paper["lane"])
    if "because" in paper:
        assert set(found.reasons) == set(paper["because"])
    assert all(code in papers.WORDS for code in found.reasons)
    assert all(code in lanes.WORDS for code in routed.reasons)


def test_the_scenarios_cover_every_kind_lane_and_form():
    assert {paper["kind"] for paper in PAPERS} == {kind.value for kind in Kind}
    assert {paper["lane"] for paper in PAPERS} == {lane.value for lane in Lane}
    assert {paper["form"] for paper in PAPERS if "form" in paper} - {"other"} == {one.id for one in DESK.papers}


marks = st.builds(
    CheckList,
    has_paper=st.sampled_from(Seen),
    title=st.sampled_from(Title),
    court_named=st.sampled_from(Seen),
    signer=st.sampled_from(Signer),
    court_seal=st.sampled_from(Seen),
    agency_header=st.sampled_from(Seen),
    form=st.sampled_from(["", "other", *(one.id for one in DESK.papers)]),
)


@given(marks, st.lists(st.sampled_from([None, *Openness]), max_size=4))
def test_whatever_is_seen_a_court_is_never_guessed(seen, asked):
    found = papers.recognise(seen=seen, form_kind=DESK.paper_kind(seen.form))
    routed = lanes.route(kind=found.kind, asked=asked)

    if found.kind in {Kind.JUDICIAL_WARRANT, Kind.COURT_PROCESS}:
        assert (seen.court_named, seen.agency_header) == (Seen.YES, Seen.NO)
        assert seen.signer in {Signer.JUDGE, Signer.CLERK, Signer.ATTORNEY}
    if seen.signer in {Signer.IMMIGRATION_JUDGE, Signer.IMMIGRATION_OFFICER, Signer.UNKNOWN, Signer.NOBODY}:
        assert routed.lane is not Lane.COURT_PROCESS
    if found.kind is Kind.GAP:
        assert routed.lane is Lane.GAP
        assert routed.lane not in MAY_RELEASE
    if routed.lane is Lane.PUBLIC_RECORD:
        assert set(asked) == {Openness.PUBLIC}
    if routed.lane is Lane.STATUS_1373:
        assert set(asked) == {Openness.STATUS}


@given(marks)
def test_one_mark_less_makes_a_gap_and_never_another_kind(seen):
    """Forgetting to look can only make a paper unclear."""
    known = papers.recognise(seen=seen, form_kind=DESK.paper_kind(seen.form))
    if known.kind in {Kind.SPOKEN, Kind.GAP}:
        return
    for name in ("court_named", "agency_header"):
        less = papers.recognise(
            seen=CheckList(
                **{
                    **{each: getattr(seen, each) for each in CheckList.__dataclass_fields__},
                    name: Seen.UNKNOWN,
                }
            ),
            form_kind=DESK.paper_kind(seen.form),
        )
        assert less.kind is Kind.GAP


@pytest.mark.parametrize("pack", ["packs/los-angeles", "tests/packs/alder-ford"])
def test_the_packs_say_what_happens_in_every_lane(pack):
    file = DisclosureFile.model_validate(yaml.safe_load((ROOT / pack / "disclosure.yaml").read_text()))
    assert list(desks.faults(file)) == []


def test_a_pack_that_is_silent_about_a_lane_or_says_something_twice_is_faulty():
    broken = DESK.model_copy(
        update={"lanes": DESK.lanes[1:], "papers": (*DESK.papers, DESK.papers[0]), "reasons": DESK.reasons[:1]}
    )
    found = [sentence for _, sentence in desks.faults(broken)]
    assert "Say what happens in the lane public-record." in found
    assert "ao-93 stands 2 times: each needs a name of its own." in found
    assert "Counsel needs a reason for the outcome refuse." in found
