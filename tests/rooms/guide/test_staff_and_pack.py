"""What counsel sees and sends, what a pack brings and what of it is refused, what is printed, how the sample went."""

import io
from datetime import timedelta

import pikepdf
import pypdf
import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.guide import api, queries
from standing.rooms.guide.models import Decision, GuideVersion
from standing.rooms.guide.rules.text import Stand
from standing.sample import guide as sample
from tests import canary
from tests.make import accounts as make_accounts
from tests.make import guide as make
from tests.make import pack as make_pack


def problems(tmp_path, guide=None, **more):
    written = make_pack.write_pack(tmp_path / "looked-at", make.pack_files(guide, **more))
    return [str(one) for one in packs.validate(written).problems]


# The pack


def test_a_pack_brings_a_draft_by_whoever_brought_it_in_and_nothing_public(people, town, tmp_path):
    make.load_pack(tmp_path, make.plain() | {"title": "Another"}, at=make.AT, by=people.keeper)

    assert [row.brought_by for row in GuideVersion.objects.order_by("number")] == [None, people.keeper]
    assert queries.in_force(at=make.AT) is None
    assert [state.stand for state in queries.states()] == [Stand.WAITING, Stand.PASSED_OVER]


def test_a_dangerous_pack_is_refused_with_file_and_line(tmp_path):
    guide = make.plain()
    make.node(guide, "N5b")["parts"][1]["text"] = "They go in anyway? Lock the door."
    guide = yaml.safe_dump({"guide": make.owned(guide)}, sort_keys=False)
    line = next(place for place, one in enumerate(guide.splitlines(), start=1) if "Lock the door" in one)

    assert problems(tmp_path, **{"guide.yaml": guide}) == [
        (
            f"guide.yaml:{line}: guide.nodes[N5b].parts[aside].text: It blocks officers, or sounds so: “Lock the door”. "
            "Say what not to do with “Do not …”, and nothing else with it."
        )
    ]


def test_a_dangerous_translation_is_refused_too(tmp_path):
    words = {"language": "es", "texts": [{"key": "guide:N5b:aside", "en": "Step aside.", "text": "Cierre la puerta."}]}

    said = problems(tmp_path, **{"words/es/guide.yaml": yaml.safe_dump(words, allow_unicode=True)})

    assert len(said) == 1
    assert said[0].startswith("words/es/guide.yaml:")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"owner": "nowhere"}, "departments.yaml has no department nowhere."),
        ({"title": "<b>Guide</b>"}, "write plain words"),
        ({"lead": "Call {phone_311}."}, "write plain words"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_guide_that_does_not_fit_is_refused(tmp_path, change, said):
    text = yaml.safe_dump({"guide": make.owned() | change}, sort_keys=False)

    assert [said in one for one in problems(tmp_path, **{"guide.yaml": text})] == [True]


def test_a_pack_without_a_guide_still_works(tmp_path):
    files = make.pack_files()
    del files["guide.yaml"]

    assert packs.validate(make_pack.write_pack(tmp_path / "without", files)).problems == ()


def test_a_proposal_says_what_becomes_of_the_guide(people, town, tmp_path):
    row = GuideVersion.objects.get()
    make.approve(people, row, at=make.AT)
    guide = make.plain()
    guide["settings"]["report"] = "every-sighting"
    written = make_pack.write_pack(tmp_path / "next", make.pack_files(guide, version="2"))

    proposal = packs.propose(directory=written, by=SYSTEM, at=make.AT)

    assert [(one.subject, one.sentence) for one in proposal.effects if one.subject.startswith("guide")] == [
        (
            "guide",
            (
                "The guide for the counter gets a new version for counsel to read. "
                "What is public stays until counsel approves it."
            ),
        ),
        ("guide:report", "A setting of the guide changes its steps, once counsel approves it."),
    ]


# Counsel's pages


def test_counsel_reads_the_tree_and_what_changes_and_approves(people, town, now):
    make.approve(people, GuideVersion.objects.get(), at=make.AT)
    row = make.version(people, make.plain() | {"title": "If officers arrive"}, at=make.AT)
    client = make_accounts.client_of(people.counsel)
    address = reverse("guide:answer_version", args=[row.pk])

    page = client.get(address).content.decode()
    for said in (
        "<ins",
        "a judge’s order: comply",
        "10 steps, 8 paths, at most 3 taps",
        "AO 93",
        "not verified",
    ):
        assert said in page, said
    wrong = client.post(address, {"finding": "returned", "seen_sha256": row.sha256, "note": ""})
    assert (wrong.status_code, "Say what to change." in wrong.content.decode()) == (422, True)
    stale = client.post(address, {"finding": "approved", "seen_sha256": "0" * 64, "note": ""})
    assert (stale.status_code, "not the text you opened" in stale.content.decode()) == (422, True)
    assert client.post(address, {"finding": "approved", "seen_sha256": row.sha256, "note": ""}).status_code == 302
    assert "If officers arrive" in client.get("/guide/").content.decode()

    listed = client.get(reverse("guide:list_versions")).content.decode()
    assert listed.count("In force earlier") == 1
    down = reverse("guide:take_down", args=[row.pk])
    assert client.post(down, {"reason": "", "seen_sha256": row.sha256}).status_code == 422
    sent = client.post(down, {"reason": "A court decided.", "sure": "on", "seen_sha256": row.sha256})
    assert sent.status_code == 302
    assert "No guide is in force now" in client.get("/guide/").content.decode()
    assert "Taken down" in client.get(reverse("guide:read_version", args=[row.pk])).content.decode()


@pytest.mark.parametrize("told", canary.TOLD)
def test_nothing_about_a_person_is_kept_from_what_counsel_writes(people, town, now, told):
    row = GuideVersion.objects.get()
    client = make_accounts.client_of(people.counsel)
    sent = {"finding": "returned", "seen_sha256": row.sha256, "note": canary.TOLD[told]}
    answer = client.post(reverse("guide:answer_version", args=[row.pk]), sent)
    assert (answer.status_code, canary.TOLD[told] in answer.content.decode()) == (422, True)
    make.approve(people, row, at=make.AT)
    sent = {"reason": canary.TOLD[told], "sure": "on", "seen_sha256": row.sha256}
    assert client.post(reverse("guide:take_down", args=[row.pk]), sent).status_code == 422

    assert canary.find(canaries=[told], besides=canary.mails()) == ()


def test_the_keeper_of_the_pack_reads_and_cannot_answer(people, town, now):
    row = make.version(people, make.plain() | {"title": "Another"})
    client = make_accounts.client_of(people.keeper)

    page = client.get(reverse("guide:read_version", args=[row.pk])).content.decode()

    assert "Read and answer" not in page
    assert client.get(reverse("guide:answer_version", args=[row.pk])).status_code == 404
    assert client.get(reverse("guide:read_version", args=[99])).status_code == 404
    assert Decision.objects.count() == 0


def test_the_list_costs_the_same_with_one_version_and_with_many(people, town, now):
    client = make_accounts.client_of(people.counsel)
    asked = []
    for rows in (1, 4, 30):
        for place in range(GuideVersion.objects.count(), rows):
            make.approved(people, make.plain() | {"title": f"Title {place}"}, at=make.AT + place * make.HOUR)
        client.get(reverse("guide:list_versions"))
        with CaptureQueriesContext(connection) as queries_asked:
            page = client.get(reverse("guide:list_versions")).content.decode()
        asked.append(len(queries_asked))
        assert page.count("<tr>") == min(rows, 25) + 1

    assert asked == [asked[0]] * 3


def test_counsel_is_told_what_waits(people, town):
    assert [one.version for one in api.waiting_for(by=people.counsel)] == [1]
    assert api.waiting_for(by=people.keeper) == ()
    make.version(people, make.plain() | {"title": "Another"})
    assert [(one.version, one.title) for one in api.waiting_for(by=people.counsel)] == [(2, "Another")]


# Paper


def test_papers_are_tagged_and_say_all_they_must(client, people, town, now, tmp_path):
    make.real(people)
    make.say_in_spanish(tmp_path)

    for language, name, wanted in (
        ("", "counter-card", "I cannot answer for another person."),
        ("", "wallet-card", "Call your supervisor"),
        ("/es", "poster", "No puedo contestar por otra persona."),
    ):
        answer = client.get(f"{language}/guide/print/{name}.pdf")
        assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "application/pdf", {})
        with pikepdf.open(io.BytesIO(answer.content)) as document:
            assert document.Root.MarkInfo.Marked
            assert b"pdfuaid" in document.Root.Metadata.read_bytes()
            assert len(document.pages) == 1
        said = " ".join(pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
        assert f"GUIDE-{name.upper()}/{'ES' if language else 'EN'}/2" in said
        assert wanted in said
    assert client.get("/fa/guide/print/poster.pdf").status_code == 404
    assert client.get("/guide/print/banner.pdf").status_code == 404
    assert "Counter card" in client.get("/guide/print/").content.decode()
    assert "not ready in this language" in client.get("/am/guide/print/").content.decode()


# The sample


@pytest.mark.parametrize(
    ("days", "found"), [(1, [Stand.IN_FORCE]), (400, [Stand.WAITING, Stand.RETURNED, Stand.IN_FORCE])]
)
def test_the_sample_has_a_guide_in_force(people, town, days, found):
    first = make.LOADED
    sample.write(keeper=people.keeper, counsel=people.counsel, first=first, until=first + timedelta(days=days))

    assert [state.stand for state in queries.states()] == found
    assert queries.in_force(at=first + timedelta(days=days)).number == 1
