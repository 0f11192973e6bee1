"""A campaign is data: what the pack asks for is checked, and a second one runs with no change of code."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as pack
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import actions, api, queries
from standing.rooms.plans.models import Campaign
from standing.rooms.plans.rules.checks import RULES
from standing.rooms.plans.rules.template import Kind, PlansFile
from tests.make import pack as make_pack
from tests.make import plans as make
from tests.make.plans import AT, POLICY, Team

LOS_ANGELES = Path(__file__).resolve().parents[3] / "packs" / "los-angeles"


def _problems(directory: Path, **changes: object) -> list[tuple[str, str]]:
    campaign = json.loads(json.dumps(make.CAMPAIGN))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = campaign
        for part in parents:
            place = place[int(part) if part.isdigit() else part]
        place[int(last) if last.isdigit() else last] = value
    written = make_pack.write_pack(directory / "pack", make.pack_files(campaign, make.SECOND))
    return [(problem.field, problem.sentence) for problem in pack.validate(written).problems]


def test_a_good_campaign_has_no_problem(tmp_path: Path) -> None:
    assert _problems(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"campaign__obligation": "T.other"}, "No instrument of this pack has the obligation T.other."),
        ({"campaign__evidence": "other"}, "evidence.yaml has no kind other."),
        ({"campaign__id": "sb-580"}, "Two campaigns are called sb-580."),
        ({"template__sections__0__clauses": ["T-9"]}, "No instrument of this pack has the clause T-9."),
        ({"template__sections__1__id": "counter"}, "The id counter is already taken in line 1."),
        (
            {"template__rules__0": "minimum_length"},
            "The rule minimum_length stands here twice; name its sections in one place.",
        ),
        (
            {"template__rules__0": {"id": "minimum-length-of-life"}},
            f"There is no rule minimum_length_of_life. Known are: {', '.join(sorted(RULES))}.",
        ),
        ({"template__rules__3__section": "nowhere"}, "The template has no section nowhere."),
        (
            {"template__rules__3__section": "counter"},
            "The rule names_liaison_and_backup cannot judge a section of the kind text.",
        ),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    assert sentence in [told for _, told in _problems(tmp_path, **change)]


@pytest.mark.parametrize(
    "change",
    [
        {"campaign__certifiers": ["head"]},
        {"campaign__certifiers": ["head", "head"]},
        {"campaign__surprise": "x"},
        {"template__sections__1__min_words": 5},
        {"template__sections__0__kind": "poem"},
        {"template__sections": []},
    ],
)
def test_a_shape_that_is_wrong_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    assert _problems(tmp_path, **change) != []


def test_the_rows_of_campaigns_come_from_the_pack_and_stay(town: None, tmp_path: Path) -> None:
    before = set(Campaign.objects.values_list("pk", flat=True))
    make.load_pack(tmp_path, make.SECOND, at=AT)

    assert before == {"prep", "sb-580"}
    assert set(Campaign.objects.values_list("pk", flat=True)) == {"prep", "sb-580"}
    assert [file.campaign.id for file in queries.campaigns(known=AT)] == ["sb-580"]
    assert len(queries.campaigns(known=make.LOADED)) == 2


def test_a_change_of_template_tells_what_it_does_to_people(town: None, tmp_path: Path) -> None:
    written = make_pack.write_pack(tmp_path / "next", make.pack_files(make.changed_template("2"), version="2"))
    proposal = pack.propose(directory=written, by=SYSTEM, at=AT)
    told = {effect.subject: effect.sentence for effect in proposal.effects if effect.subject.startswith("plans:")}

    assert told == {
        "plans:prep": (
            "The template of “Preparedness plans” changes: "
            "signatures under texts that are not filed yet are asked for again."
        ),
        "plans:sb-580": "The campaign “Policies under SB 580” ends; what was filed stays on record.",
    }


def test_a_second_campaign_runs_from_the_pack_alone(people: Team) -> None:
    at = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    version = make.file(people, POLICY, campaign="sb-580", at=at)
    actions.accept_version(version=version.pk, note="", by=people.reviewer, at=at)

    facts = [(fact.campaign, fact.step.value) for fact in api.plans(at=at)]
    evidence = obligations.evidence_of(obligation="T.adopt", department="parks", known=at)
    board = {(pair.obligation, pair.status) for pair in obligations.statuses(at=at).pairs if pair.department == "parks"}
    due = obligations.due_of(obligation="T.adopt", department="parks", at=at)
    assert facts == [("sb-580", "accepted")]
    assert [fact.kind for fact in evidence] == ["policy-filed"]
    assert board == {("T.plan", "late"), ("T.adopt", "met")}
    assert due.late_from == datetime(2027, 1, 2, tzinfo=make.ZONE)


# -- the pack of Los Angeles


def _campaigns() -> dict[str, PlansFile]:
    checked = pack.validate(LOS_ANGELES)
    assert checked.content is not None, [str(problem) for problem in checked.problems]
    return {file.campaign.id: file for file in pack.fact_of(content=checked.content).many(PlansFile)}


def test_los_angeles_asks_for_a_plan_and_a_policy() -> None:
    campaigns = _campaigns()

    assert {campaign: (file.campaign.obligation, file.campaign.evidence) for campaign, file in campaigns.items()} == {
        "ed-12": ("ED12-1.plan", "plan-filed"),
        "sb-580": ("SB580.adopt", "policy-filed"),
    }
    assert {section.kind for section in campaigns["ed-12"].template.sections} == set(Kind)
