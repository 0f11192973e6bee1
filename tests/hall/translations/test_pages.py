"""The pages of staff: what they show, what they take in, who may."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from standing.hall.accounts.api import Role
from standing.hall.translations import api
from standing.hall.translations.models import Import, Translation, Verdict
from tests.make import accounts
from tests.make import translations as make
from tests.make.translations import ASK, CALL, CARD, DOOR, SPANISH, SourceText

pytestmark = pytest.mark.django_db
BENCH = ("translations:translate_page", DOOR, "es")


@pytest.fixture(autouse=True)
def _town(tmp_path, db):
    make.load_town(tmp_path)
    make.page()


@pytest.fixture
def client(writer) -> Client:
    return accounts.client_of(writer)


def url(name, *parts):
    return reverse(name, args=parts)


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def typed(**texts):
    """Return what the bench sends for some texts."""
    keys = {"ask": ASK, "card": CARD, "call": CALL}
    sent = {}
    for name, text in texts.items():
        key = keys[name]
        sent |= {f"text:{key}": text, f"seen:{key}": make.source_hash(key), f"number:{key}": "0"}
    return sent


def test_the_matrix_counts_what_each_page_needs(client, writer, reader):
    make.write(by=writer)
    make.approve(by=reader)
    make.write(CARD, by=writer)

    answer = client.get(url("translations:list_pages"))

    assert answer.status_code == 200
    row = answer.context["rows"][0]
    cells = {cell.language: cell for cell in row.cells}
    assert (row.title, row.total, row.critical) == ("At the door", 3, 2)
    assert {str(state): count for state, count in cells["es"].counts.items()} == {
        "missing": 1, "translated": 1, "reviewed": 1,
    }  # fmt: skip
    assert (cells["es"].state, cells["es"].done, cells["fa"].state) == ("missing", 1, "missing")


def test_the_matrix_is_narrowed_as_asked(client, writer):
    make.page([SourceText(key="help:x", text="Find help.")], key="help", title="Help")
    make.write(by=writer)

    def titles(**asked):
        return [row.title for row in client.get(url("translations:list_pages"), asked).context["rows"]]

    assert titles() == ["At the door", "Help"]
    assert titles(state="translated") == ["At the door"]
    assert titles(words="hel") == ["Help"]
    assert titles(critical="on") == ["At the door"]
    assert titles(language="fa", state="translated") == []


def test_the_matrix_asks_as_much_for_many_pages_as_for_one(client):
    def asked():
        client.get(url("translations:list_pages"))  # what is worked out once is worked out here
        with CaptureQueriesContext(connection) as questions:
            client.get(url("translations:list_pages"))
            return len(questions)

    few = asked()
    for number in range(5):
        make.page([SourceText(key=f"p{number}:x", text="Words.")], key=f"p{number}", title=f"Page {number}")
    assert asked() == few


def test_what_is_written_on_the_bench_is_a_version(client, writer):
    answer = client.post(url(*BENCH), {**typed(ask=SPANISH[ASK], card=""), "whole": "1"})

    assert answer.status_code == 302
    made = Translation.objects.get()
    assert (made.segment_id, made.language, made.number, made.state, made.text, made.written_by) == (
        ASK, "es", 1, "translated", SPANISH[ASK], str(writer.pk),
    )  # fmt: skip


def test_all_mistakes_are_told_at_once_and_nothing_typed_is_lost(client):
    answer = client.post(
        url(*BENCH), {**typed(ask="<b>Pida</b>", card=SPANISH[CARD], call="Llame para pedir ayuda."), "draft": "1"}
    )

    assert answer.status_code == 422
    said = text_of(answer)
    assert "The text holds HTML" in said
    assert "The text lost {phone_311}" in said
    page = unescape(answer.content.decode())
    assert "<b>Pida</b></textarea>" in page
    assert "Llame para pedir ayuda.</textarea>" in page
    assert list(Translation.objects.values_list("segment_id", "state")) == [(CARD, "draft")]


def test_a_newer_edit_is_not_overwritten(client, reader):
    sent = typed(ask="Pida el papel.")
    make.write(by=reader)

    answer = client.post(url(*BENCH), {**sent, "whole": "1"})

    assert answer.status_code == 422
    assert "Somebody wrote this text since you opened it." in text_of(answer)
    assert "Pida el papel.</textarea>" in answer.content.decode()
    assert list(Translation.objects.values_list("text", flat=True)) == [SPANISH[ASK]]


def test_a_text_that_left_the_page_is_given_back(client):
    sent = typed(ask=SPANISH[ASK])
    make.page(make.TEXTS[1:])

    answer = client.post(url(*BENCH), {**sent, "whole": "1"})

    assert answer.status_code == 302  # the text is known still, so the work is kept with it
    assert api.said(keys=[ASK], language="es")[ASK].state == "translated"


def test_autosave_keeps_a_draft_and_tells_its_number(client):
    answer = client.post(url("translations:autosave_page", DOOR, "es"), typed(ask="Pida"))
    assert (answer.status_code, answer.json()) == (200, {"fields": {f"number:{ASK}": "1"}})
    assert Translation.objects.get().state == "draft"


def test_autosave_says_no_where_a_text_is_wrong(client):
    answer = client.post(url("translations:autosave_page", DOOR, "es"), typed(ask="<i>Pida</i>"))
    assert answer.status_code == 422
    assert Translation.objects.count() == 0


def test_the_bench_shows_what_changed_in_the_source(client, writer):
    make.write(by=writer)
    make.page([SourceText(key=ASK, text="Ask to see the judge's paper."), *make.TEXTS[1:]])

    answer = client.get(url(*BENCH))

    assert "What changed in the source" in text_of(answer)
    assert "<ins>" in answer.content.decode()
    assert answer.context["bench"].lines[0].standing.state == "stale"


def test_a_second_person_approves_and_gives_back(client, reader):
    make.write(by=reader)
    make.write(CARD, by=reader)
    page = client.get(url("translations:review_page", DOOR, "es"))
    hashes = {line.standing.key: line.text_sha256 for line in page.context["bench"].lines}

    answer = client.post(
        url("translations:review_page", DOOR, "es"),
        {
            f"says:{ASK}": "approve", f"read:{ASK}": hashes[ASK],
            f"says:{CARD}": "return", f"note:{CARD}": "Say usted.", f"read:{CARD}": hashes[CARD],
        },
    )  # fmt: skip

    assert answer.status_code == 302
    assert [one.state for one in api.said(keys=[ASK, CARD], language="es").values()] == ["reviewed", "draft"]
    assert "Say usted." in text_of(client.get(url(*BENCH)))


def test_giving_back_wants_a_note(client, reader):
    make.write(by=reader)
    answer = client.post(url("translations:review_page", DOOR, "es"), {f"says:{ASK}": "return", f"read:{ASK}": "x"})
    assert answer.status_code == 422
    assert Verdict.objects.count() == 0


def test_nobody_is_asked_to_review_their_own_text(client, writer, reader):
    make.write(by=writer)
    make.write(CARD, by=reader)
    page = client.get(url("translations:review_page", DOOR, "es"))
    assert [line.standing.key for line, *_rest in page.context["lines"]] == [CARD]
    assert "1 text here is yours." in text_of(page)
    waiting = client.get(url("translations:list_reviews")).context["rows"]
    assert [(row["page"], row["language"], row["count"]) for row in waiting] == [(DOOR, "es", 1)]


def test_the_digest_lists_what_is_stale(client, writer):
    assert client.get(url("translations:list_stale")).context["rows"] == ()
    make.write(by=writer)
    make.page([SourceText(key=ASK, text="Ask for the paper.", critical=True), *make.TEXTS[1:]])
    (row,) = client.get(url("translations:list_stale")).context["rows"]
    assert (row.page, row.language, row.count, row.critical) == (DOOR, "es", 1, 1)


@pytest.mark.parametrize("form", ["xliff", "po"])
def test_a_file_goes_out_and_comes_back(client, writer, form):
    sent = client.get(url("translations:export_file"), {"language": "es", "page": DOOR, "form": form})
    assert sent.headers["Content-Disposition"].startswith('attachment; filename="rights-at-the-door-es')
    content = sent.content.decode()
    filled = (
        content.replace('state="initial"', 'state="translated"', 1).replace(
            "Ask to see the paper.</source>", f"Ask to see the paper.</source><target>{SPANISH[ASK]}</target>"
        )
        if form == "xliff"
        else content.replace(
            'msgid "Ask to see the paper."\nmsgstr ""', f'msgid "Ask to see the paper."\nmsgstr "{SPANISH[ASK]}"'
        )
    )
    ending = ".xlf" if form == "xliff" else ".po"

    answer = client.post(
        url("translations:list_files"),
        {"language": "es", "file": SimpleUploadedFile(f"words{ending}", filled.encode())},
        follow=True,
    )

    assert answer.status_code == 200
    assert answer.context["import"].counts == {"taken": 1, "unchanged": 2, "aside": 0, "refused": 0}
    assert Translation.objects.get().text == SPANISH[ASK]
    back = client.post(url("translations:undo_import", Import.objects.get().pk), follow=True)
    assert "Taken back: 1." in text_of(back)
    assert api.said(keys=[ASK], language="es")[ASK].state == "missing"


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(client):
    answer = client.post(
        url("translations:list_files"), {"language": "es", "file": SimpleUploadedFile("words.xlf", b"\xff\xfe<")}
    )
    assert answer.status_code == 422
    assert "The file is UTF-16. Save it as UTF-8." in text_of(answer)
    assert Import.objects.count() == 0


def test_terms_are_agreed_shown_and_dropped(client, writer):
    client.post(url("translations:edit_term"), {"word": "paper", "meaning": "An order.", "said:es": "orden"})
    make.write(by=writer)

    assert "The agreed word for “paper” is not in the translation." in text_of(client.get(url(*BENCH)))
    assert "orden" in text_of(client.get(url("translations:list_terms")))

    client.post(url("translations:drop_term"), {"word": "paper"})
    assert "The agreed word" not in text_of(client.get(url(*BENCH)))


def test_a_wrong_term_is_refused_and_kept(client):
    answer = client.post(url("translations:edit_term"), {"word": "paper", "said:es": "<b>orden</b>"})
    assert answer.status_code == 422
    assert "&lt;b&gt;orden&lt;/b&gt;" in answer.content.decode()


def test_a_video_is_linked_and_public_after_a_second_person_saw_it(client, reader):
    answer = client.post(
        url("translations:list_recordings"),
        {
            "page": DOOR, "language": "mix", "title": "Ve'e", "link": "https://video.example/door",
            "transcript": "Stay calm.",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert api.recordings(page=DOOR) == ()
    (waiting,) = client.get(url("translations:list_recordings")).context["recordings"]

    client.post(url("translations:decide_recording", waiting.id), {"approve": "1"})
    assert api.recordings(page=DOOR) == ()  # it is their own

    accounts.client_of(reader).post(url("translations:decide_recording", waiting.id), {"approve": "1"})
    (shown,) = api.recordings(page=DOOR)
    assert (shown.language, shown.link, shown.is_stale) == ("mix", "https://video.example/door", False)


@pytest.mark.parametrize(
    "sent", [{}, {"link": "http://video.example/"}, {"link": "https://video.example/", "transcript": ""}]
)
def test_a_recording_that_cannot_be_kept_is_refused(client, sent):
    answer = client.post(
        url("translations:list_recordings"), {"page": DOOR, "language": "mix", "transcript": "Stay calm.", **sent}
    )
    assert answer.status_code == 422


def test_the_attorney_reads_and_writes_nothing():
    client = accounts.client_of(accounts.person(role=Role.ATTORNEY))
    page = client.get(url(*BENCH))
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    assert client.post(url(*BENCH), {**typed(ask=SPANISH[ASK]), "whole": "1"}).status_code == 404


@pytest.mark.parametrize("parts", [("nothing", "es"), (DOOR, "xx"), (DOOR, "en")])
def test_a_page_or_language_that_is_not_there_is_not_found(client, parts):
    assert client.get(url("translations:translate_page", *parts)).status_code == 404


@pytest.mark.parametrize(
    "name", ["list_pages", "list_stale", "list_reviews", "list_terms", "edit_term", "list_files", "list_recordings"]
)
def test_every_page_opens_before_there_is_anything(client, name):
    assert client.get(url(f"translations:{name}")).status_code == 200
