"""What counsel and keepers see, and what a pack may bring."""

import json

import pytest

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.kernel.refusals import NotNow
from standing.rooms.training.models import Approval, Edition
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.rules.text import sha_of
from tests.make import accounts, roster
from tests.make import training as make
from tests.make.pack import write_pack
from tests.make.sites import EVIDENCE, INSTRUMENT

pytestmark = pytest.mark.django_db
COURSE = make.in_two_languages()
EDITION = "/staff/training/courses/desk/1/"


@pytest.fixture
def counsel(town):
    return accounts.client_of(make.counsel())


def test_counsel_reads_what_people_read_with_right_answers_and_approves(counsel, browser):
    make.brought(COURSE)
    assert "Waits for counsel" in counsel.get("/staff/training/courses/").content.decode()
    assert "of this course waits for counsel" in counsel.get("/staff/").content.decode()
    page = counsel.get(EDITION).content.decode()
    assert "Because of 1." in page
    assert "Right 1" in page
    assert "Call your supervisor." in page
    assert "ES q1 why" in counsel.get(f"{EDITION}?language=es").content.decode()
    said = {"seen_sha256": sha_of(COURSE), "finding": "approved", "note": ""}
    assert counsel.post(f"{EDITION}answer/", said).status_code == 302
    assert browser.open("/learn/desk/").status == 200
    said = {"seen_sha256": sha_of(COURSE), "finding": "withdrawn", "note": ""}
    refused = counsel.post(f"{EDITION}answer/", said)
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    counsel.post(f"{EDITION}answer/", {**said, "note": "A sentence is to change."})
    assert browser.open("/learn/desk/").status == 404
    assert Approval.objects.count() == 2


def test_personnel_reads_and_does_not_decide_and_others_find_nothing(town):
    make.brought(COURSE)
    personnel = accounts.client_of(roster.personnel())
    assert personnel.get(EDITION).status_code == 200
    assert personnel.get(f"{EDITION}answer/").status_code == 404
    liaison = accounts.client_of(accounts.person(role=Role.LIAISON, department="streets"))
    assert liaison.get(EDITION).status_code == 404


def test_what_differs_from_the_edition_before_is_shown(counsel):
    make.brought(COURSE)
    make.brought(make.in_two_languages(edition=2, title="Behind the desk", material=False))
    page = counsel.get("/staff/training/courses/desk/2/").content.decode()
    assert "What differs from edition 1" in page
    assert "Not material" in page


def test_a_poster_is_a_pdf_for_a_course_that_can_be_taken(counsel):
    make.brought(COURSE)
    assert counsel.get("/staff/training/courses/desk/poster.pdf").status_code == 404
    make.out(make.terms(id="yard"), by=make.counsel(email="b@city.example"))
    made = counsel.get("/staff/training/courses/yard/poster.pdf")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    assert counsel.get("/staff/training/courses/yard/poster.pdf?site=none").status_code == 302


def files(*courses):
    found = {name: (roster.ALDER_FORD / name).read_bytes() for name in roster._TOWN}
    found |= {"evidence.yaml": EVIDENCE.encode(), "instruments/t9.yaml": INSTRUMENT.encode()}
    for course in courses:
        found[f"courses/{course['id']}.yaml"] = json.dumps({"course": course}, ensure_ascii=False).encode()
    return found


def load(folder, *courses):
    return packs.load_first(directory=write_pack(folder, files(*courses)), by=SYSTEM, at=make.AT)


def test_a_pack_brings_its_courses_as_editions(now, tmp_path):
    load(tmp_path / "one", make.plain(), make.plain(id="yard"))
    assert [(one.course_id, one.number) for one in Edition.objects.order_by("course_id")] == [("desk", 1), ("yard", 1)]
    assert queries.courses(known=make.AT) == ()


def test_other_words_under_the_same_number_are_refused_before_anything_changes(now, tmp_path):
    load(tmp_path / "one", make.plain())
    changed = files(make.plain(title="Other words"))
    changed["pack.yaml"] = changed["pack.yaml"].replace(b'version: "1"', b'version: "2"')
    with pytest.raises(NotNow, match="next number"):
        packs.propose(directory=write_pack(tmp_path / "two", changed), by=SYSTEM, at=make.AT + make.HOUR)
    changed = files(make.plain(title="Other words", edition=2, material=False))
    changed["pack.yaml"] = changed["pack.yaml"].replace(b'version: "1"', b'version: "2"')
    proposal = packs.propose(directory=write_pack(tmp_path / "three", changed), by=SYSTEM, at=make.AT + make.HOUR)
    assert any("waits for counsel" in str(one) for one in proposal.effects)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Block the door.", "blocks officers"),
        ("Hide the visitor.", "hides somebody"),
        ("You may enter.", "gives consent"),
    ],
)
def test_words_that_no_worker_is_told_are_refused_with_their_line(now, tmp_path, words, told):
    course = make.plain()
    course["parts"][0]["text"] = words
    with pytest.raises(packs.PackHasProblems, match=told):
        load(tmp_path / "one", course)


def test_a_wrong_answer_may_name_what_nobody_does(now, tmp_path):
    course = make.plain()
    course["questions"][0]["choices"][1]["text"] = "Block the door."
    load(tmp_path / "one", course)
    assert Edition.objects.count() == 1
