"""What everybody reads: the guide in English and Spanish, without scripts or cookies, light, and as one file."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from standing.hall.publish.rules import Page
from standing.rooms.guide import actions, api, queries
from standing.rooms.guide.rules import page as files
from standing.rooms.guide.rules import tree as trees
from tests.make import city as make_city
from tests.make import guide as make

WHOLE, CRITICAL = 60_000, 14_000
SECTION = re.compile(r'<section id="([^"]+)"')


@pytest.fixture
def guide(people, town, now):
    """The guide of the first pack, in force."""
    return make.real(people)


def text(answer) -> str:
    return answer.content.decode()


def step(page: str, id_: str) -> str:
    return page.split(f'<section id="{id_}"')[1].split("</section>")[0]


@pytest.fixture
def spanish(guide, tmp_path):
    """The words of the first pack in Spanish, which a sample shows before a second person has read them."""
    make.say_in_spanish(tmp_path)


def test_the_whole_tree_stands_on_one_page_that_needs_no_script(client, guide):
    answer = client.get("/guide/")
    page = text(answer)
    tree = trees.concrete(make.terms(directory=make.LOS_ANGELES))

    assert (answer.status_code, answer.cookies, answer["Content-Type"]) == (200, {}, "text/html; charset=utf-8")
    assert SECTION.findall(page)[: len(tree.nodes)] == [node.id for node in tree.nodes]
    for node in tree.nodes:
        here = step(page, node.id)
        assert node.title.text.replace("'", "&#x27;") in here
        for choice in node.choices:
            assert f'href="#{choice.to}" data-path="{",".join(choice.path)}"' in here
    targets = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    assert targets <= set(re.findall(r'\bid="([^"]+)"', page))
    main = page.split("<main")[1].split("</main>")[0]
    assert re.findall(r"<[^>]* hidden[ >]", main) == ['<p id="mine" hidden>']


def test_every_leaf_and_the_record_lead_to_the_alert_and_a_book_does_not(client, guide):
    page = text(client.get("/guide/"))
    tree = trees.concrete(make.terms(directory=make.LOS_ANGELES))

    for node in tree.nodes:
        wanted = tree.is_leaf(node) or node.is_record
        assert (f'data-alert href="/alert/?path={node.id}"' in step(page, node.id)) is wanted


def test_words_to_say_and_numbers_to_call_stand_there(client, guide):
    page = text(client.get("/guide/"))

    assert "<q>I am not authorized to give permission. I have to contact my supervisor.</q>" in step(page, "N5b")
    assert 'href="tel:911"' in step(page, "N0a")
    assert 'href="tel:213-555-0140"' in step(page, "N5a")
    assert "(sample)" in step(page, "N5a")
    assert "Find your liaison" in step(page, "N1c")


def test_an_unknown_number_is_said_to_be_unknown_and_leads_to_the_supervisor(client, people, town, now):
    make.approved(people, make.plain() | {"title": "Another"})

    page = text(client.get("/guide/"))

    assert "The number is not known here. Ask your supervisor." in step(page, "N5a")


def test_drawings_have_words_in_their_place_and_no_seal(client, guide):
    page = text(client.get("/guide/"))
    papers = step(page, "papers")

    for paper in make.terms(directory=make.LOS_ANGELES).papers:
        assert f'<symbol id="f-{paper.id}"' in papers
        assert paper.signature.replace("'", "&#x27;") in papers
    assert len(re.findall(r'<svg [^>]*role="img" aria-label="[^"]+', page)) == page.count("<svg ")
    assert 'aria-label="AO 93: A judge&#x27;s warrant to search. At the top: the name of a court' in step(page, "N5a")
    assert "<image" not in page


def test_it_says_its_version_and_approval_and_where_a_newer_one_is_found(client, guide):
    page = text(client.get("/guide/"))

    assert "Version 2." in page
    assert '<time datetime="2025-07-14">' in page
    assert 'data-version="/guide/version.json"' in page
    assert f'data-sha="{guide.sha256}"' in page
    assert client.get("/guide/version.json").json() == {
        "version": 2, "sha256": guide.sha256, "approved": "2025-07-14",
    }  # fmt: skip


def test_a_department_sees_its_own_liaisons_offices(client, people, guide):
    make_city.appoint(by=make.make_accounts.person(role=make.Role.COORDINATOR), at=make.AT, name="Lou Liaison")

    parks, fire = text(client.get("/guide/parks/")), text(client.get("/guide/fire/"))

    assert 'Lou Liaison</span> <a class="tel" href="tel:213-555-0142"' in step(parks, "N8")
    assert "Lou Liaison" not in fire
    assert "Nobody is named as liaison now. Call your supervisor." in step(fire, "N8")
    assert client.get("/guide/nowhere/").status_code == 404


@pytest.mark.parametrize("path", ["/guide/", "/guide/parks/", "/guide/print/", "/guide/version.json"])
def test_public_pages_set_no_cookie_and_ask_no_session(client, guide, path):
    answer = client.get(path)

    assert (answer.status_code, answer.cookies, answer.get("Vary", "")) == (
        200,
        {},
        answer.get("Vary", "").replace("Cookie", ""),
    )


@pytest.mark.parametrize("language", ["", "/es", "/fa"])
def test_the_page_is_one_light_file(client, spanish, language):
    page = client.get(f"{language}/guide/").content
    saved = client.get(f"{language}/guide/guide.html").content

    assert max(len(page), len(saved)) <= WHOLE
    assert len(gzip.compress(page, 9)) <= CRITICAL
    assert re.findall(rb"<(?:link|script)[^>]*(?:href|src)=", page) == []


def test_where_the_policy_names_no_hashes_style_and_script_are_files_of_this_house(client, guide, settings):
    told = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**told, "style-src": ["'self'"]}}

    page = text(client.get("/guide/"))

    assert "<style" not in page
    assert '<link rel="stylesheet" href="/static/guide/guide.css">' in page
    assert '<script src="/static/guide/guide.js" defer></script>' in page
    for name in ("guide.css", "guide.js"):
        assert Path(finders.find(f"guide/{name}")).is_file()


def test_as_a_file_it_loads_nothing_and_links_whole_addresses(client, guide, settings):
    answer = client.get("/guide/guide.html")
    page = text(answer)

    assert answer["Content-Disposition"] == 'attachment; filename="guide-en-v2.html"'
    assert f"<style>{files.STYLE}</style>" in page
    assert f"<script>{files.SCRIPT}</script>" in page
    assert files.STYLE_HASH in html.unescape(page.split("</head>")[0])
    assert re.findall(r'(?:src|href)="/(?!/)', page) == []
    assert f'href="{settings.STANDING["origin"]}/alert/?path=N5a"' in page
    assert 'data-made="2025-07-15"' in page
    assert "data-version" not in page


# Languages


def test_in_spanish_all_is_said_in_spanish_and_words_to_say_also_in_english(client, people, spanish):
    page = text(client.get("/es/guide/"))
    main = page.split("<main")[1].split("</main>")[0]

    assert '<html lang="es"' in page
    assert "¿Hay alguien herido o en peligro?" in main
    assert '<q lang="en" dir="ltr">I do not consent.</q> <span class="means">No doy mi consentimiento.</span>' in main
    said = re.findall(r"<i lang", main)
    assert said == []


def test_what_is_not_said_in_a_language_stands_there_in_english_marked_as_english(client, guide):
    page = text(client.get("/fa/guide/"))

    assert '<html lang="fa" dir="rtl">' in page
    assert "<i lang=en dir=ltr>Is anyone hurt or in danger?</i>" in page


def test_a_language_with_no_word_of_the_guide_is_not_linked(client, guide, tmp_path):
    assert 'hreflang="fa"' not in text(client.get("/guide/"))
    assert 'hreflang="es"' not in text(client.get("/guide/"))
    make.say_in_spanish(tmp_path)
    assert 'hreflang="es"' in text(client.get("/guide/"))


# While none is in force


@pytest.mark.parametrize("path", ["/guide/", "/guide/parks/"])
def test_before_counsel_approved_one_the_page_sends_to_the_supervisor(client, town, now, path):
    page = text(client.get(path))

    assert "No guide is in force now" in page
    assert "call your supervisor at once" in page
    assert "N5a" not in page


def test_after_it_was_taken_down_it_is_gone_everywhere(client, people, guide):
    actions.take_down_guide(
        number=guide.pk, seen_sha256=guide.sha256, reason="A court decided otherwise.", by=people.counsel,
        at=make.AT + 5 * make.HOUR,
    )  # fmt: skip

    assert "No guide is in force now" in text(client.get("/guide/"))
    assert client.get("/guide/guide.html").status_code == 404
    assert client.get("/guide/print/poster.pdf").status_code == 404
    assert client.get("/guide/version.json").json()["version"] == 0
    assert api.tree(at=make.AT + make.DAY) is None


# Doors and pages


def test_the_door_tells_the_tree_and_what_a_path_means(guide):
    at = make.AT + make.DAY
    tree = api.tree(at=at)

    assert (tree.version, tree.start, len(tree.nodes)) == (2, "N0", 25)
    assert {node.id for node in tree.nodes if node.is_record} == {"N8"}
    assert [(one.word, one.text) for one in api.path_words(path=["N1b", "N5b", "N99"], at=at, language="en")] == [
        ("N1b", "They want to get into a closed place, or want a person, keys, video or records."),
        ("N5b", "A paper signed by an immigration officer"),
        ("N99", ""),
    ]
    card = api.card(language="en", at=at)
    assert (card.version, card.title.text, len(card.rules)) == (2, "When immigration officers come", 5)
    assert [one.number for one in card.contacts if one.who == "counsel"] == ["213-555-0140"]


def test_before_the_first_guide_the_doors_answer_nothing(town):
    at = make.AT

    assert (api.tree(at=at), api.card(language="en", at=at)) == (None, None)
    assert [one.text for one in api.path_words(path=["N1"], at=at, language="en")] == [""]
    assert [page.path for page in api.published_pages(at)][:2] == ["/guide/", "/guide/version.json"]


def test_what_is_published_is_what_the_application_answers(client, people, spanish, monkeypatch):
    pages = {page.path: page for page in api.published_pages(make.AT + make.DAY)}

    assert {"/guide/", "/es/guide/", "/fa/guide/", "/guide/parks/", "/guide/print/poster.pdf"} <= pages.keys()
    assert "/fa/guide/print/poster.pdf" not in pages
    assert "/es/guide/parks/" not in pages
    assert [path for path, page in pages.items() if page.essential] == ["/guide/", "/es/guide/", "/fa/guide/"]
    for path, page in pages.items():
        if not path.endswith(".pdf"):
            answer = client.get(path)
            assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, page.media_type), path


def stamps() -> dict[str, str]:
    def of(page: Page) -> tuple[str, str]:
        return page.path, page.stamp

    return dict(map(of, api.published_pages(make.AT + 3 * make.DAY)))


def test_a_stamp_moves_with_the_words_the_liaison_and_the_version(people, guide, tmp_path):
    before = stamps()
    make_city.appoint(by=make.make_accounts.person(role=make.Role.COORDINATOR), at=make.AT, name="Lou Liaison")
    after = stamps()
    assert {path for path in after if after[path] != before[path]} == {"/guide/parks/"}

    make.say_in_spanish(tmp_path)
    said = stamps()
    assert said["/es/guide/"] != after["/es/guide/"]
    assert said["/fa/guide/"] != after["/fa/guide/"]  # another language is linked there now

    make.approved(people, make.plain() | {"title": "Another"}, at=make.AT + 2 * make.DAY)
    assert stamps()["/guide/version.json"] != said["/guide/version.json"]


def test_reading_costs_the_same_few_questions_for_every_language(
    client, people, spanish, django_assert_max_num_queries
):
    for path in ("/guide/", "/es/guide/"):
        client.get(path)
        with django_assert_max_num_queries(30):
            client.get(path)


def test_the_state_of_a_day_is_the_same_answer_for_ever(people, guide):
    make.approved(people, make.plain() | {"title": "Another"}, at=make.AT + 2 * make.DAY)

    assert queries.in_force(at=make.AT + make.DAY).number == 2
    assert queries.in_force(at=make.AT + 3 * make.DAY).number == 3
    assert queries.in_force(at=make.AT) is None
