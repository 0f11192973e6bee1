"""The tree, exhaustively: both packs, every setting a city could choose, every path."""

import re

import pytest
import textstat

from standing.rooms.guide.rules import safety
from standing.rooms.guide.rules import tree as trees
from standing.rooms.guide.rules.forbidden import sentence_of
from standing.rooms.guide.rules.shape import Agencies, Order, PartKind, Reporting
from tests.make import guide as make

PACKS = [make.LOS_ANGELES, make.ALDER_FORD]
CASES = [
    pytest.param(directory, settings, id=f"{directory.name}-{place}")
    for directory in PACKS
    for place, settings in enumerate(trees.every_setting(make.terms(directory=directory)))
]
EVERY = pytest.mark.parametrize(("directory", "settings"), CASES)
GRADE = 6.5
"""By textstat; the count of the house is stricter with short lines."""


def concrete(directory, settings):
    return trees.concrete(make.terms(directory=directory), settings)


@EVERY
def test_every_path_ends_in_the_record_and_meets_no_step_twice(directory, settings):
    tree = concrete(directory, settings)

    for steps, _given in trees.walks(tree):
        ids = [step.id for step in steps]
        assert steps[-1].is_record
        assert len(set(ids)) == len(ids)
        assert [step.id for step in steps[:-1] if step.is_record] == []
        assert tree.is_leaf(steps[-2])


@EVERY
def test_a_leaf_is_at_most_six_taps_away_and_the_first_instruction_two_questions(directory, settings):
    for steps, given in trees.walks(concrete(directory, settings)):
        assert len(given) - 1 <= 6
        assert next(place for place, step in enumerate(steps) if step.is_instruction) <= 2


@EVERY
@pytest.mark.parametrize("order", [Order.JUDGE, Order.EMERGENCY])
def test_an_order_of_a_judge_or_in_an_emergency_is_complied_with_and_recorded(directory, settings, order):
    tree = concrete(directory, settings)
    about = [step for step in tree.nodes if step.order is order]

    assert about
    for step in about:
        assert [part.kind for part in step.parts].index(PartKind.COMPLY) == 0
        assert {choice.to for choice in step.choices} <= tree.records
        assert not any(
            re.search(r"\brefuse|\bdo not (?:follow|let|leave)", part.words.text, re.IGNORECASE) for part in step.parts
        )


@EVERY
def test_nothing_that_a_reader_gets_tells_anybody_to_stand_in_the_way(directory, settings):
    guide = make.terms(directory=directory)

    assert safety.faults(guide.model_copy(update={"settings": settings})) == ()


def test_the_steps_of_the_facts_are_all_there():
    tree = trees.concrete(make.terms(directory=make.LOS_ANGELES))
    words = {step.id for step in tree.nodes} | {
        word for _steps, given in trees.walks(tree) for choice in given for word in choice.path
    }

    assert {"N0", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"} <= words
    assert {"N1a", "N1b", "N1c", "N6a", "N6b", "N6c"} <= words
    assert {f"N5{letter}" for letter in "abcdefgh"} <= words


def test_the_papers_are_all_there_and_say_whose_signature_it_is():
    papers = {one.name: one for one in make.terms(directory=make.LOS_ANGELES).papers}

    assert papers.keys() == {"AO 93", "AO 442", "I-200", "I-205", "I-247A", "I-138", "AO 88B"}
    assert {name for name, one in papers.items() if one.court} == {"AO 93", "AO 442", "AO 88B"}
    assert all(("No judge" in one.foot) != one.court for one in papers.values())


# Settings


def under(directory=make.LOS_ANGELES, **chosen):
    guide = make.terms(directory=directory)
    return trees.concrete(guide, guide.settings.model_copy(update=chosen))


def test_waiting_for_counsel_adds_a_call_and_never_a_refusal():
    def calls(tree):
        return [part.words.text for part in tree.node("N5a").parts if part.kind is PartKind.CALL]

    without = under(wait_for_counsel_with_judicial_warrant=False)
    waiting = under(wait_for_counsel_with_judicial_warrant=True)

    assert calls(without) == ["Call the City Attorney duty line at once, if there is time."]
    assert calls(waiting) == ["Call the City Attorney duty line first, and ask the officers to wait for the answer."]
    said = [part.words.text for part in waiting.node("N5a").parts]
    assert "They go in before counsel answers? Step aside and follow the order." in said
    assert [part.words.text for part in waiting.node("N5a").parts if part.kind is PartKind.COMPLY] == [
        part.words.text for part in without.node("N5a").parts if part.kind is PartKind.COMPLY
    ]
    assert [part for part in waiting.node("N5a").parts if part.kind is PartKind.DONT] == [
        part for part in without.node("N5a").parts if part.kind is PartKind.DONT
    ]


def test_where_only_requests_are_reported_a_sighting_is_written_down_without_an_alert():
    every, requests = under(report=Reporting.EVERY_SIGHTING), under(report=Reporting.REQUESTS)

    assert [choice.to for choice in every.node("N1a").choices] == ["N8"]
    assert [choice.to for choice in requests.node("N1a").choices] == ["N8b"]
    assert (requests.node("N8b").has_alert, requests.node("N8").has_alert) == (False, True)
    assert [node.id for node in every.nodes if node.id == "N8b"] == []


def test_the_guide_says_whose_officers_it_is_about():
    def said(agencies):
        return [part.words.text for part in under(agencies=agencies).node("N0").parts]

    assert "federal immigration officers" in said(Agencies.FEDERAL)[0]
    assert "federal, state or local" in said(Agencies.ANY_CIVIL)[0]
    assert len(said(Agencies.FEDERAL)) == len(said(Agencies.ANY_CIVIL)) == 1


@pytest.mark.parametrize("is_public", [True, False])
def test_what_counts_as_public_stands_beside_the_answer(is_public):
    guide = make.terms(directory=make.LOS_ANGELES)
    areas = tuple(
        one.model_copy(update={"public": is_public}) if one.id == "parking" else one for one in guide.settings.areas
    )
    tree = trees.concrete(guide, guide.settings.model_copy(update={"areas": areas}))
    public, closed = tree.node("N1").choices[:2]

    assert ("area:parking" in [one.key for one in public.areas]) is is_public
    assert ("area:parking" in [one.key for one in closed.areas]) is not is_public


def test_a_step_that_asks_the_question_of_another_leaves_its_name_in_the_path():
    tree = under()

    assert [choice.path for choice in tree.node("N2").choices] == [("N3", "N3a"), ("N3", "N4")]
    assert [choice.path for choice in tree.node("N0a").choices][1] == ("N1", "N1b", "N2")


# Reading


@pytest.mark.parametrize("directory", PACKS, ids=lambda path: path.name)
def test_each_step_is_read_with_six_years_of_school(directory):
    hard = {}
    for node in make.terms(directory=directory).nodes:
        lines = [node.title, *(part.text for part in node.parts), *(choice.text for choice in node.choices)]
        text = " ".join(re.sub(r"[A-Z]+-?\s?\d+[A-Z]?|\d+", "one", line).rstrip(".:?") + "." for line in lines)
        if (grade := textstat.flesch_kincaid_grade(text)) > GRADE:
            hard[node.id] = grade
        assert [line for line in lines if len(line.split()) > 40] == []
    assert hard == {}


# Planted sentences

PLANTED = [
    "Lock the door so that they cannot come in.",
    "Block the hallway.",
    "Stand in front of the door.",
    "Stand between them and the visitor.",
    "Keep them out as long as you can.",
    "Slow them down.",
    "Stop them from going in.",
    "Do not let them in.",
    "Do not follow the order.",
    "Ignore the paper.",
    "Refuse to step aside.",
    "Close all doors.",
    "Hide the person in the break room.",
    "Take the visitor to a closet.",
    "Walk him out the back door.",
    "Help her get away. Get her out.",
    "Let people leave through the staff exit.",
    "Say that he is not here.",
    "Tell them the person has left.",
    "Lie about the schedule.",
    "Give a false name.",
    "Pretend that you do not understand.",
    "Send them the wrong way.",
    "Shred the sign-in sheet.",
    "Delete the video.",
    "Turn off the camera.",
    "Throw the list away.",
    "Tear up the paper.",
    "Change the date in the log.",
    "Alter the record.",
    "Backdate the entry.",
    "Cross out the name.",
    "Warn the visitors.",
    "Tell people to leave.",
    "Text everyone that ICE is here.",
    "Post it online.",
    "Share where the officers are.",
    "Alert the community.",
    "Shout it in the hall.",
    "I consent.",
    "You may come in.",
    "Yes, go ahead.",
    "We allow it.",
    "Please come in.",
    "Let them in.",
    "Let the officers through.",
    "Open the door for them.",
    "Unlock the office.",
    "Give them the keys.",
    "Hand over the file.",
    "Show them the records.",
    "Sign the form.",
    "Tell the officer the person's status.",
    "Say that she is a citizen.",
    "Guess the country.",
    "Point out the person.",
    "Ask the visitor where she was born.",
    "Do not fight, but hide him.",
    "Do not worry, then lock the gate.",
    "Never wait; block them instead.",
    "Do not report it.",
    "Do not write it down.",
    "Do not call your supervisor.",
]


@pytest.mark.parametrize("sentence", PLANTED)
def test_a_planted_sentence_is_caught_with_its_place(sentence):
    guide = make.plain()
    make.node(guide, "N5b")["parts"].append({"id": "planted", "kind": "do", "text": f"Stay calm. {sentence}"})

    found = safety.faults(make.terms(guide))

    assert [wrong.path for wrong in found] == [("nodes", 7, "parts", 3, "text")]


SPANISH = [
    "Cierre la puerta.", "Bloquee el paso.", "Esconda a la persona.", "Salga por la puerta de atrás.", "Diga que no está.",
    "Mienta.", "Borre el video.", "Destruya la lista.", "Cambie la fecha.", "Avise a la gente.", "Grite.", "Doy permiso.",
    "Pueden pasar.", "Adelante.", "Abra la puerta.", "Entregue las llaves.", "Firme el papel.", "No siga la orden.",
    "No informe.", "Diga su nacionalidad.", "No discuta, pero esconda a la persona.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SPANISH)
def test_a_planted_sentence_is_caught_in_spanish(sentence):
    assert sentence_of(sentence, language="es")


@pytest.mark.parametrize(
    "sentence",
    [
        "Do not hide anybody.",
        "Never stand in the way.",
        "Step aside and follow the order.",
        "I do not consent.",
        "I am not authorized to give permission.",
        "Ask them to wait in the public area.",
        "Do not hand over anything now.",
        "A judge's order must be followed.",
    ],
)
def test_a_sentence_that_forbids_or_complies_may_be_said(sentence):
    assert sentence_of(sentence, language="en") == ""


@pytest.mark.parametrize(
    "where",
    [
        lambda guide: make.node(guide, "N1a").update(title="Hide the visitor"),
        lambda guide: make.node(guide, "N2").update(question="Lock the door?"),
        lambda guide: make.node(guide, "N1")["choices"][0].update(text="Warn the visitors"),
        lambda guide: guide["rules"][0].update(text="Block the door."),
        lambda guide: guide["card"]["steps"][0].update(text="Let them in."),
        lambda guide: guide["card"]["says"][0].update(text="Please come in."),
        lambda guide: guide["card"].update(judge="Ignore the order."),
        lambda guide: guide["papers"][0].update(means="Shred the paper."),
        lambda guide: guide["checks"][0].update(text="Change the date on it."),
        lambda guide: guide["contacts"][1].update(label="Tell people to run"),
        lambda guide: guide["settings"]["areas"][0].update(text="hide anyone here"),
        lambda guide: guide["laws"][0].update(says="You may come in."),
        lambda guide: guide.update(lead="Delete the video."),
    ],
)
def test_no_place_in_the_guide_is_left_out_of_the_check(where):
    guide = make.plain()
    where(guide)

    assert len(safety.faults(make.terms(guide))) == 1


# Trees that are not safe


def broken(change):
    guide = make.plain()
    change(guide)
    return [wrong.sentence for wrong in safety.faults(make.terms(guide))]


def choices(guide, id_):
    return make.node(guide, id_)["choices"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda g: choices(g, "N5b")[0].update(to="N2"), "From N2 one comes back to N2: a path goes on."),
        (lambda g: make.node(g, "N5b").update(choices=[]), "N5b ends without the record: every path ends in it."),
        (lambda g: choices(g, "N5b")[0].update(to="N77"), "The guide has no step N77."),
        (lambda g: g.update(start="N77"), "The guide has no step N77."),
        (lambda g: make.node(g, "N5a").update(papers=["i-999"]), "The guide has no paper i-999."),
        (
            lambda g: make.node(g, "N5a")["parts"][0].update(kind="do"),
            "N5a is about an order and has no line of the kind comply.",
        ),
        (
            lambda g: make.node(g, "N3a")["parts"][0].update(kind="note"),
            "N3a is about an order and has no line of the kind comply.",
        ),
        (
            lambda g: choices(g, "N5a")[0].update(to="N5b"),
            "N5a is about an order: after it comes the record and nothing else.",
        ),
        (lambda g: make.node(g, "N5a").update(order="none"), "No step that can be reached says what to do on order: judge."),
        (
            lambda g: choices(g, "N1").pop(2),
            "No step that can be reached says what to do on order: emergency.",
        ),
        (lambda g: make.node(g, "N8").update(alert=False), "No path ends in a record with an alert."),
        (lambda g: make.node(g, "N2").update(question=""), "N2 has several answers and no question."),
        (
            lambda g: make.node(g, "N2")["parts"][1].pop("who"),
            "A call names who is called, and nothing else does.",
        ),
        (lambda g: g["contacts"].pop(3), "contacts does not say how counsel is called."),
        (
            lambda g: make.node(g, "N8").update(choices=[{"id": "on", "text": "On", "to": "N8b"}]),
            "N8 is the record: nothing comes after it.",
        ),
        (lambda g: make.node(g, "N1a").update(parts=[]), "N1a says nothing to do before the record."),
        (lambda g: make.node(g, "N0a").update(asks="N77"), "N77 is no step whose question can be asked."),
        (
            lambda g: make.node(g, "N2")["parts"].append({"id": "say", "kind": "note", "text": "Again."}),
            "Two texts are called N2:say: give each a name of its own.",
        ),
    ],
)  # fmt: skip
def test_a_tree_that_is_not_safe_is_refused(change, sentence):
    assert sentence in broken(change)


def test_seven_taps_and_three_questions_are_too_many():
    guide = make.plain()
    for place in range(5):
        to = f"N2{'abcde'[place + 1]}" if place < 4 else "N2"
        guide["nodes"].append(
            {"id": f"N2{'abcde'[place]}", "title": "Where?", "choices": [{"id": "on", "text": "Here", "to": to}]}
        )
    choices(guide, "N1")[1]["to"] = "N2a"

    said = [wrong.sentence for wrong in safety.faults(make.terms(guide))]

    assert "N5b is 8 taps away; 6 are most." in said
    assert "7 questions come before anything is said to do; 2 are most." in said


def test_every_setting_is_tried_not_only_the_citys_own():
    guide = make.plain()
    choices(guide, "N1a")[0]["to"] = "N1"  # stands there only where every sighting is reported; this town does not

    assert [wrong.sentence for wrong in safety.faults(make.terms(guide))] == [
        "From N1a one comes back to N1a: a path goes on."
    ]
