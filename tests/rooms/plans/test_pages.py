"""What people see and send: the yes of a department beside the no of all others."""

import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from standing.hall import clock
from standing.hall.accounts.api import Role, User
from standing.kernel.canonical import sha256_hex
from standing.rooms.plans.models import Plan, Review, SectionRevision, SectionText, Version
from tests.make import accounts as make_accounts
from tests.make import plans as make
from tests.make.plans import Team

HERE = ["prep", "parks"]


def _good() -> dict[str, dict[str, object]]:
    review = (clock.now() + timedelta(days=100)).date().isoformat()
    return {**{name: dict(value) for name, value in make.GOOD.items()}, "review-date": {"date": review}}


def _filed(people: Team) -> Version:
    return make.file(people, _good(), at=clock.now())  # type: ignore[arg-type]


def _of(user: User) -> Client:
    return make_accounts.client_of(user)


def _url(name: str, *more: object) -> str:
    return reverse(f"plans:{name}", args=[*HERE, *more])


def _send(client: Client, text: str, *, base: int = 0, **more: str) -> object:
    return client.post(_url("edit_section", "counter"), {"text": text, "base_revision": base, **more})


# -- who sees what

OWN_PAGES = [
    ("show_plan", ()),
    ("edit_section", ("counter",)),
    ("list_revisions", ("counter",)),
    ("preview_plan", ()),
    ("certify_plan", ()),
    ("file_plan", ()),
    ("list_versions", ()),
]


def test_the_departments_people_see_its_draft_and_nobody_else_does(people: Team) -> None:
    make.write(people, _good(), at=clock.now())  # type: ignore[arg-type]
    others = make.team("fire")
    own = [_of(person) for person in (people.author, people.head, people.backup)]
    strangers = [_of(person) for person in (others.author, others.head, people.reviewer)]
    for name, more in OWN_PAGES:
        address = _url(name, *more)
        assert [browser.get(address).status_code for browser in own] == [200, 200, 200], name
        assert [browser.get(address).status_code for browser in strangers] == [404, 404, 404], name


@pytest.mark.parametrize("name", ["show_version", "version_pdf", "version_json"])
def test_filed_versions_are_read_by_the_city_roles_and_not_by_other_departments(people: Team, name: str) -> None:
    _filed(people)
    readers = [make_accounts.person(role=role) for role in (Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR)]
    others = make.team("fire")

    assert [_of(person).get(_url(name, 1)).status_code for person in (*readers, people.author)] == [200] * 4
    assert [_of(person).get(_url(name, 1)).status_code for person in (others.author, others.head)] == [404] * 2


def test_only_a_reviewer_opens_the_answer_page(people: Team) -> None:
    _filed(people)
    auditor = make_accounts.person(role=Role.AUDITOR)

    assert _of(people.reviewer).get(_url("review_version", 1)).status_code == 200
    assert [_of(person).get(_url("review_version", 1)).status_code for person in (auditor, people.head)] == [404, 404]


def test_the_list_shows_what_is_mine(people: Team) -> None:
    _filed(people)
    others = make.team("fire")
    mine = _of(people.author).get(reverse("plans:list_plans")).content.decode()
    theirs = _of(others.author).get(reverse("plans:list_plans")).content.decode()

    assert ("Department of Parks" in mine, "Department of Fire" in mine) == (True, False)
    assert ("Department of Parks" in theirs, "Department of Fire" in theirs) == (False, True)


# -- writing


def test_a_section_is_saved_and_leads_on(people: Team) -> None:
    browser = _of(people.author)
    stay = _send(browser, "First words.")
    go = _send(browser, "Other words.", base=1, next="1")

    assert stay.headers["Location"] == _url("edit_section", "counter")  # type: ignore[attr-defined]
    assert go.headers["Location"] == _url("edit_section", "people")  # type: ignore[attr-defined]
    assert SectionText.objects.get().value == {"text": "Other words."}


def test_a_form_sent_twice_has_one_effect(people: Team) -> None:
    browser = _of(people.author)
    _send(browser, "First words.")
    _send(browser, "First words.")

    assert SectionRevision.objects.count() == 1


def test_when_two_save_both_texts_are_on_the_page(people: Team) -> None:
    one, other = _of(people.author), _of(people.second_author)
    _send(one, "Start.")
    _send(one, "Words of Ada.", base=1)
    clash = _send(other, "Words of Sam.", base=1)
    page = clash.content.decode()  # type: ignore[attr-defined]
    settled = _send(other, "Words of Ada and of Sam.", base=2)

    assert clash.status_code == 409  # type: ignore[attr-defined]
    assert "Words of Sam.</textarea>" in page
    assert "Words of Ada." in page
    assert 'name="base_revision" value="2"' in page
    assert settled.status_code == 302  # type: ignore[attr-defined]
    assert [one.value["text"] for one in SectionRevision.objects.order_by("revision")] == [
        "Start.",
        "Words of Ada.",
        "Words of Ada and of Sam.",
    ]


def test_a_refused_text_stays_in_the_form(people: Team) -> None:
    answer = _send(_of(people.author), "The worker is undocumented.")

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "The worker is undocumented." in answer.content.decode()  # type: ignore[attr-defined]
    assert SectionText.objects.count() == 0


def test_rows_are_written_and_more_can_be_asked_for(people: Team) -> None:
    browser = _of(people.author)
    sent = {"base_revision": 0, "rows": 2, "none": "", "row-0-name": "Yard 4", "row-0-nonpublic": "all", "more": "1"}
    answer = browser.post(_url("edit_section", "sites"), sent)
    page = browser.get(answer.headers["Location"]).content.decode()

    assert SectionText.objects.get().value == {
        "rows": [{"name": "Yard 4", "address": "", "nonpublic": "all", "in-charge": ""}],
        "none": "",
    }
    assert 'name="row-5-name"' in page
    assert 'name="row-6-name"' not in page


def test_a_wrong_day_is_told_and_kept(people: Team) -> None:
    browser = _of(people.author)
    wrong = browser.post(_url("edit_section", "review-date"), {"base_revision": 0, "date": "soon"})
    right = browser.post(_url("edit_section", "review-date"), {"base_revision": 0, "date": "2027-01-15"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'value="soon"' in wrong.content.decode()
    assert SectionText.objects.get().value == {"date": "2027-01-15"}


def test_autosave_answers_with_what_the_form_needs(people: Team) -> None:
    one, other = _of(people.author), _of(people.second_author)
    address = _url("autosave_section", "counter")
    first = one.post(address, {"text": "One.", "base_revision": 0})
    late = other.post(address, {"text": "Two.", "base_revision": 0})
    bad = one.post(address, {"text": "He is undocumented.", "base_revision": 1})

    told = json.loads(first.content)
    assert (first.status_code, told["revision"], told["fields"]) == (200, 1, {"base_revision": "1"})
    assert (late.status_code, json.loads(late.content)["saved_by"]) == (409, "Ada Author")
    assert bad.status_code == 422
    assert SectionRevision.objects.count() == 1


def test_the_section_page_works_without_javascript_and_helps(people: Team) -> None:
    page = _of(people.author).get(_url("edit_section", "counter")).content.decode()

    assert f'data-autosave="{_url("autosave_section", "counter")}"' in page
    assert "Write the steps in order." in page
    assert "I cannot give permission." in page
    assert "<script>" not in page


def test_a_file_is_added_read_and_taken_off(people: Team) -> None:
    browser = _of(people.author)
    sent = SimpleUploadedFile("posts.csv", b"Post,Number\nDesk,1\n", content_type="text/csv")
    added = browser.post(_url("attach_file", "counter"), {"file": sent})
    attachment = Plan.objects.get().attachments.get()
    read = browser.get(_url("read_attachment", attachment.file_sha256))
    stranger = _of(make.team("fire").author).get(_url("read_attachment", attachment.file_sha256))
    reviewer = _of(people.reviewer).get(_url("read_attachment", attachment.file_sha256))
    removed = browser.post(_url("remove_attachment", attachment.pk))
    liar = SimpleUploadedFile("posts.pdf", b"not a pdf", content_type="application/pdf")
    refused = browser.post(_url("attach_file", "counter"), {"file": liar})

    assert [added.status_code, read.status_code, removed.status_code] == [302, 200, 302]
    assert sha256_hex(read.content) == attachment.file_sha256
    assert [stranger.status_code, reviewer.status_code] == [404, 404]
    assert refused.status_code == 422
    attachment.refresh_from_db()
    assert attachment.removed_by == people.author


def test_an_earlier_text_is_taken_back(people: Team) -> None:
    browser = _of(people.author)
    _send(browser, "Good words.")
    _send(browser, "Bad words.", base=1)
    page = browser.get(_url("list_revisions", "counter")).content.decode()
    answer = browser.post(_url("restore_section", "counter"), {"revision": 1, "base_revision": 2})

    assert ("Take text 1 back" in page, answer.status_code) == (True, 302)
    assert SectionText.objects.get().value == {"text": "Good words."}


def test_a_section_that_nobody_wrote_in_has_no_earlier_text(people: Team) -> None:
    browser = _of(people.author)
    _send(browser, "Good words.")
    answer = browser.get(_url("list_revisions", "notes"))

    assert (answer.status_code, "Nobody has written in this section." in answer.content.decode()) == (200, True)


# -- signing, filing, answering


def test_the_whole_way_from_draft_to_accepted(people: Team) -> None:
    make.write(people, _good(), at=clock.now())  # type: ignore[arg-type]
    seen = make.hash_of(people, at=clock.now())
    liaison, head, reviewer = _of(people.liaison), _of(people.head), _of(people.reviewer)

    page = liaison.get(_url("certify_plan")).content.decode()
    unticked = liaison.post(_url("certify_plan"), {"seen_sha256": seen, "rank": "liaison"})
    wrong_rank = liaison.post(_url("certify_plan"), {"seen_sha256": seen, "rank": "head", "stands_behind": "on"})
    first = liaison.post(_url("certify_plan"), {"seen_sha256": seen, "rank": "liaison", "stands_behind": "on"})
    early = liaison.post(_url("file_plan"), {"seen_sha256": seen})
    second = head.post(_url("certify_plan"), {"seen_sha256": seen, "rank": "head", "stands_behind": "on"})
    filed = head.post(_url("file_plan"), {"seen_sha256": seen})
    waiting = reviewer.get(reverse("plans:list_waiting")).content.decode()
    empty = reviewer.post(_url("return_version", 1), {"note": ""})
    accepted = reviewer.post(_url("accept_version", 1), {"note": "Well done."})
    shown = _of(people.author).get(_url("show_version", 1)).content.decode()

    assert seen in page
    assert "call the supervisor" in page
    assert [unticked.status_code, wrong_rank.status_code, first.status_code] == [422, 422, 302]
    assert [early.status_code, second.status_code, filed.status_code] == [422, 302, 302]
    assert _url("show_version", 1) in waiting
    assert [empty.status_code, accepted.status_code] == [422, 302]
    assert (Plan.objects.get().step, Review.objects.get().finding) == ("accepted", "accepted")
    assert ("Well done." in shown, seen in shown) == (True, True)


def test_a_stale_page_is_not_signed_and_shows_the_new_text(people: Team) -> None:
    make.write(people, _good(), at=clock.now())  # type: ignore[arg-type]
    seen = make.hash_of(people, at=clock.now())
    make.save(people, "notes", {"text": "A late word."}, at=clock.now())
    answer = _of(people.liaison).post(
        _url("certify_plan"), {"seen_sha256": seen, "rank": "liaison", "stands_behind": "on"}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "A late word." in page
    assert make.hash_of(people, at=clock.now()) in page


def test_a_returned_plan_shows_its_comments_where_they_belong(people: Team) -> None:
    _filed(people)
    answer = _of(people.reviewer).post(
        _url("return_version", 1), {"note": "Nearly.", "comment-counter": "Who calls whom?"}
    )
    browser = _of(people.author)

    assert answer.status_code == 302
    assert "Who calls whom?" in browser.get(_url("show_plan")).content.decode()
    assert "Who calls whom?" in browser.get(_url("edit_section", "counter")).content.decode()
    assert "Who calls whom?" not in browser.get(_url("edit_section", "people")).content.decode()


def test_what_changed_is_shown_word_by_word(people: Team) -> None:
    _filed(people)
    _of(people.reviewer).post(_url("return_version", 1), {"note": "Nearly."})
    make.save(people, "counter", {"text": make.COUNTER + " Then the liaison."}, at=clock.now())
    seen = make.sign(people, at=clock.now())
    _of(people.author).post(_url("file_plan"), {"seen_sha256": seen})
    browser = _of(people.author)
    page = browser.get(_url("compare_versions", 2)).content.decode()

    assert "Then the liaison." in page
    assert page.count("Nothing changed here.") == 5
    assert browser.get(_url("compare_versions", 1)).status_code == 404


def test_an_accepted_plan_opens_for_a_revision(people: Team) -> None:
    make.accepted(people)
    browser = _of(people.author)
    page = browser.get(_url("show_plan")).content.decode()
    answer = browser.post(_url("start_revision"))
    again = browser.post(_url("start_revision"))

    assert "Start a revision" in page
    assert [answer.status_code, again.status_code] == [302, 302]
    assert Plan.objects.get().step == "draft"


# -- what is handed out


def test_the_bytes_handed_out_have_the_hash(people: Team) -> None:
    version = _filed(people)
    answer = _of(people.author).get(_url("version_json", 1))

    assert sha256_hex(answer.content) == version.sha256
    assert json.loads(answer.content)["sections"][0]["value"] == make.GOOD["counter"]


def test_the_pdf_can_be_read_aloud(people: Team) -> None:
    version = _filed(people)
    answer = _of(people.author).get(_url("version_pdf", 1))
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    marked = reader.root_object["/MarkInfo"].get_object()
    assert isinstance(marked, DictionaryObject)
    assert bool(marked["/Marked"])
    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Preparedness plans: Department of Parks"
    for words in ("Protocols at the counter", "Ana Reyes", "Backup liaison", "Yard 4", "Hal Head"):
        assert words in text
    assert version.sha256 in text.replace(" ", "")


def test_a_character_no_font_has_is_told_and_the_exact_text_stays_readable(people: Team) -> None:
    make.write(people, _good(), at=clock.now())  # type: ignore[arg-type]
    make.save(people, "notes", {"text": "An odd sign: \U000e0041\uf8ff"}, at=clock.now())
    seen = make.sign(people, at=clock.now())
    browser = _of(people.author)
    browser.post(_url("file_plan"), {"seen_sha256": seen})

    assert browser.get(_url("version_pdf", 1)).status_code == 422
    assert browser.get(_url("show_version", 1)).status_code == 200
