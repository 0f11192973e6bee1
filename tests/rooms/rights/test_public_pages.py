"""What everybody reads: in English, Spanish and Persian, without scripts or cookies, and light."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.hall.installation import api as installation
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.hall.translations.rules.states import hash_of
from standing.kernel.reading import reading_of
from standing.rooms import rights
from standing.rooms.rights import actions, api, queries
from standing.rooms.rights.rules.shape import BlockKind
from standing.rooms.rights.rules.text import Block, of_terms
from tests.make import rights as make
from tests.packs.test_packs import ROOT

pytestmark = pytest.mark.usefixtures("town")
SLUG = "at-the-door"
SPANISH = {
    "title": "En su puerta",
    "summary": "No tiene que abrir. Pida un papel firmado por un juez.",
    "short": "No tiene que abrir la puerta. Ayuda: {phone_311}.",
    "b1": "¿Peligro? Llame al {phone_311}.",
    "b2": "Antes de abrir",
    "b3": "Mantenga la calma.",
    "b4": "Pregunte quién es.",
    "b5": "¿Un juez firmó su papel?",
    "b6": "No mienta.",
    "b7": "Ayuda: {phone_legal}.",
}


@pytest.fixture
def now(monkeypatch):
    """Let the house's clock stand where a test puts it."""
    from standing.hall import clock

    def stand(at):
        monkeypatch.setattr(clock, "now", lambda: at)

    stand(make.AT + make.DAY)
    return stand


def translate(people, words, *, language="es", reviewed=True):
    sources = dict(make.TEXT.texts())
    for part, text in words.items():
        key = f"rights:{SLUG}:{part}"
        translations.write_translation(
            key=key, language=language, text=text, seen_source_sha256=hash_of(sources[part]),
            by=people.translator, at=make.AT + 2 * make.HOUR,
        )  # fmt: skip
        if reviewed:
            translations.review_translation(
                key=key, language=language, seen_sha256=hash_of(text), by=people.reviewer, at=make.AT + 3 * make.HOUR
            )


def body(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def main_of(answer) -> str:
    return body(answer).partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("path", ["/rights/", f"/rights/{SLUG}/", "/rights/numbers/", "/rights/print/"])
def test_a_page_needs_no_cookie_and_no_script(client, people, now, path):
    make.approved(people, paper="poster")
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    main = main_of(answer)
    assert "<form" not in main
    assert "onclick" not in main
    assert main.count("<h1") == 1


def test_an_article_says_everything_it_must(client, people, now):
    make.approved(people)
    text = main_of(client.get(f"/rights/{SLUG}/"))
    for words in (
        "At your door", "Before you open", "“Did a judge sign your paper?”", "Not legal advice",
        "City Attorney", "July 14, 2025", "October 22, 2025", "Version 1.", "Fourth Amendment", "well known, not read again",
    ):  # fmt: skip
        assert words in text, words


def test_steps_are_a_list_and_numbers_can_be_pressed(client, people, now):
    make.approved(people)
    text = main_of(client.get(f"/rights/{SLUG}/"))
    assert '<ol class="steps"> <li>Stay calm.</li> <li>Ask who is there.</li> </ol>' in text
    assert '<a class="nowrap" href="tel:311" dir="ltr">311</a>' in text
    assert '<a class="nowrap" href="tel:+12135550123" dir="ltr">213-555-0123</a>' in text


def test_steps_count_on_after_words_to_say(client, people, now):
    step = Block(id="b9", kind=BlockKind.STEP, text="Close the door.")
    make.approved(people, text=replace(make.TEXT, blocks=(*make.TEXT.blocks[:5], step)))
    assert '<ol class="steps" start="3"> <li>Close the door.</li>' in main_of(client.get(f"/rights/{SLUG}/"))


def test_markup_in_a_text_is_shown_and_never_run(client, people, now):
    tricky = Block(id="b9", kind=BlockKind.TEXT, text='1 < 2 & "so"')
    make.approved(people, text=replace(make.TEXT, blocks=(*make.TEXT.blocks, tricky)))
    assert "1 &lt; 2 &amp; &quot;so&quot;" in main_of(client.get(f"/rights/{SLUG}/"))


def test_a_spanish_page_is_spanish_and_gives_the_english_words_to_say(client, people, now):
    make.approved(people)
    translate(people, SPANISH)
    answer = client.get(f"/es/rights/{SLUG}/")
    text = main_of(answer)

    assert '<html lang="es" dir="ltr">' in body(answer)
    for part in ("title", "b2", "b3", "b6"):
        assert SPANISH[part] in text
    assert '<p lang="en" dir="ltr"><b>“Did a judge sign your paper?”</b></p>' in text
    assert SPANISH["b5"] in text
    assert "Stay calm." not in text
    assert "newer in English" not in text


def test_what_is_not_said_in_a_language_stands_in_english_and_says_so(client, people, now):
    make.approved(people)
    translate(people, {part: SPANISH[part] for part in ("title", "b3")})
    text = main_of(client.get(f"/es/rights/{SLUG}/"))

    assert "<li>Mantenga la calma.</li>" in text
    assert '<li><span lang="en" dir="ltr">Ask who is there.</span></li>' in text
    assert "notice-warn" in text


def test_a_persian_page_reads_from_the_right_and_english_in_it_from_the_left(client, people, now):
    make.approved(people)
    translate(people, {"title": "دم در", "b3": "آرام بمانید."}, language="fa")
    answer = client.get(f"/fa/rights/{SLUG}/")
    text = main_of(answer)

    assert '<html lang="fa" dir="rtl">' in body(answer)
    assert "<li>آرام بمانید.</li>" in text
    assert '<li><span lang="en" dir="ltr">Ask who is there.</span></li>' in text
    assert '<a class="nowrap" href="tel:311" dir="ltr">311</a>' in text


def test_a_changed_sentence_falls_back_and_the_rest_stays(client, people, now):
    make.approved(people)
    translate(people, SPANISH)
    later = make.AT + make.DAY
    blocks = tuple(replace(one, text="Stay very calm.") if one.id == "b3" else one for one in make.TEXT.blocks)
    actions.save_draft(slug=SLUG, text=replace(make.TEXT, blocks=blocks), base=1, by=people.editor, at=later)
    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=later)
    assert "Mantenga la calma." in main_of(client.get(f"/es/rights/{SLUG}/"))

    make.approve(people, queries.newest_state(slug=SLUG).row, at=later)

    text = main_of(client.get(f"/es/rights/{SLUG}/"))
    assert '<li><span lang="en" dir="ltr">Stay very calm.</span></li>' in text
    assert "Mantenga la calma." not in text
    assert "Pregunte quién es." in text


def test_unread_words_are_shown_in_a_sample_only_and_say_so(client, people, now):
    make.approved(people)
    translate(people, SPANISH, reviewed=False)
    assert "Mantenga la calma." not in main_of(client.get(f"/es/rights/{SLUG}/"))

    installation.create(is_sample=True, at=make.AT)
    installation.forget()
    text = main_of(client.get(f"/es/rights/{SLUG}/"))
    assert "Mantenga la calma." in text
    assert "notice" in text


def test_what_cannot_wait_stands_first(client, people, now):
    make.approved(people, "later", order=2, topic="plan", text=replace(make.TEXT, title="Later"))
    make.approved(people, "street", order=3, topic="street", text=replace(make.TEXT, title="In the street"))
    make.approved(people, "shop", order=4, topic="work", audience="employers", text=replace(make.TEXT, title="A shop"))
    make.approved(people, "now", order=1, topic="help", text=replace(make.TEXT, title="If they are here now"))

    text = main_of(client.get("/rights/"))

    places = [
        text.index(words) for words in ("If they are here now", "In the street", "213-555-0123", ">Later<", "A shop")
    ]
    assert places == sorted(places)


def test_a_language_on_offer_gets_those_papers_that_are_whole(people, now, monkeypatch):
    make.approved(people, paper="poster")
    make.approved(people, "plan", topic="plan", order=2, paper="family-plan", critical=False)
    translate(people, SPANISH)
    monkeypatch.setattr(translations, "offered", lambda *, at: ("en", "es"))
    papers = {page.path for page in api.published_pages(make.AT + make.DAY) if page.path.endswith(".pdf")}
    assert {path for path in papers if path.startswith("/es/")} == {
        "/es/rights/print/poster.pdf", "/es/rights/print/poster-tabloid.pdf", "/es/rights/print/door-hanger.pdf",
    }  # fmt: skip
    assert "/rights/print/family-plan.pdf" in papers


def test_a_page_leads_only_to_papers_that_can_be_printed_in_its_language(client, people, now):
    make.approved(people, paper="poster")
    make.approved(people, "plan", topic="plan", order=2, paper="family-plan", critical=False)
    translate(people, SPANISH)
    whole, not_whole = client.get(f"/es/rights/{SLUG}/"), client.get("/es/rights/plan/")
    english = client.get("/rights/plan/")
    assert "/es/rights/print/poster.pdf" in whole.content.decode()
    assert "/es/rights/print/family-plan.pdf" not in not_whole.content.decode()
    assert "/es/rights/print/" in not_whole.content.decode()
    assert "/rights/print/family-plan.pdf" in english.content.decode()


def test_the_first_page_works_before_anything_is_approved(client, people, now):
    make.draft(people)
    text = main_of(client.get("/rights/"))
    assert "wait for the City’s lawyers" in text
    assert "tel:311" in text
    assert client.get(f"/rights/{SLUG}/").status_code == 404


def test_a_page_past_its_review_date_says_so(client, people, now):
    make.approved(people)
    assert "was to be checked by" not in main_of(client.get(f"/rights/{SLUG}/"))

    now(make.AT + 120 * make.DAY)
    text = main_of(client.get(f"/rights/{SLUG}/"))
    assert "This page was to be checked by" in text
    assert "October 22, 2025" in text


@pytest.mark.parametrize(("days", "words"), [(5, "do not use an old copy"), (300, "too old to trust")])
def test_a_page_that_is_gone_says_where_to_go(client, people, now, days, words):
    make.approved(people)
    if days == 5:
        actions.withdraw_article(slug=SLUG, reason="Old law.", by=people.counsel, at=make.AT + make.DAY)
    now(make.AT + days * make.DAY)

    answer = client.get(f"/rights/{SLUG}/")

    assert answer.status_code == 410
    text = main_of(answer)
    assert words in text
    assert 'href="/rights/"' in text
    assert "tel:311" in text
    assert "At your door" not in main_of(client.get("/rights/"))


def test_numbers_have_hours_and_the_own_names_of_languages(client, people, now):
    text = main_of(client.get("/rights/numbers/"))
    assert "City help line" in text
    assert "Every day" in text
    assert '<span lang="es" dir="ltr">Español</span>' in text


def weight(client, path: str) -> int:
    css = gzip.compress(Path(str(finders.find("web/standing.css"))).read_bytes(), 9)
    return len(gzip.compress(client.get(path).content, 9)) + len(css)


@pytest.mark.parametrize("language", ["", "/es", "/fa"])
def test_a_whole_page_with_its_style_weighs_at_most_14_kilobytes(client, people, now, tmp_path, language):
    given = list(make.articles_in(ROOT / "packs" / "los-angeles").values())
    numbers = [{**make.NUMBERS[1], "id": name} for name in make.numbers_in(ROOT / "packs" / "los-angeles")]
    make.load_pack(tmp_path, numbers=numbers)
    for article in given:
        make.approved(people, article.id, text=of_terms(article), topic=article.topic.value, order=article.order)
    longest = max(given, key=lambda one: sum(map(len, one.texts()))).id

    for path in ("/rights/", f"/rights/{longest}/"):
        assert weight(client, f"{language}{path}") <= 14 * 1024, path


def test_the_door_hands_out_facts_with_numbers_in_them(people, now):
    make.approved(people)
    translate(people, SPANISH)
    [fact] = api.articles(language="es", at=make.AT + make.DAY)

    assert fact.short.text == "No tiene que abrir la puerta. Ayuda: 311."
    assert (fact.slug, fact.version, fact.approved_by_title) == (SLUG, 1, "City Attorney")
    assert fact.blocks[-1].said.text == "Ayuda: 213-555-0123."
    assert api.article(slug=SLUG, language="en", at=make.AT + make.DAY).title.text == "At your door"
    assert [one.number for one in api.numbers(language="es", at=make.AT)] == ["311", "213-555-0123"]


def test_the_edition_changes_with_what_is_public(people, now):
    at = make.AT + make.DAY
    empty = api.edition(at=at)
    make.approved(people)
    one = api.edition(at=at)
    assert (empty.articles, one.articles) == (0, 1)
    assert empty.sha256 != one.sha256 == api.edition(at=at).sha256
    assert one.languages[0] == "en"


def test_every_page_is_published_in_every_language(people, client, now):
    make.approved(people, paper="poster")
    make.approved(people, "plan", topic="plan", order=2, offline=False)
    pages = {page.path: page for page in api.published_pages(make.AT + make.DAY)}

    assert {"/rights/", "/rights/at-the-door/", "/es/rights/", "/fa/rights/plan/", "/rights/print/poster.pdf"} <= set(
        pages
    )
    assert "/es/rights/print/poster.pdf" not in pages  # Spanish is not on offer yet
    assert pages["/rights/at-the-door/"].essential
    assert not pages["/rights/plan/"].essential
    assert [path for path in pages if client.get(path).status_code != 200] == []
    assert all(isinstance(page, publish.Page) for page in pages.values())


def test_listing_the_pages_costs_as_many_questions_for_many_articles_as_for_one(people, now):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert list(api.published_pages(make.AT + make.DAY))
        return len(asked)

    make.approved(people)
    for_one = questions()
    for number in range(2, 6):
        make.approved(people, f"plan-{number}", topic="plan", order=number)
    assert questions() == for_one


def test_one_changed_article_touches_its_own_pages_only(people, now):
    make.approved(people)
    make.approved(people, "plan", topic="plan", order=2)
    later = make.AT + make.DAY
    before = {page.path: page.stamp for page in api.published_pages(later)}

    make.next_draft(people, "plan", title="Another plan", at=later)
    assert {page.path: page.stamp for page in api.published_pages(later)} == before
    actions.submit_version(slug="plan", number=2, by=people.editor, at=later)
    make.approve(people, queries.newest_state(slug="plan").row, at=later)

    after = {page.path: page.stamp for page in api.published_pages(later)}
    changed = {path for path, stamp in after.items() if before[path] != stamp}
    assert {path.removeprefix("/es").removeprefix("/fa") for path in changed} == {
        "/rights/", "/rights/plan/", "/rights/print/",
    }  # fmt: skip


def changed_by(people, text):
    """Say which pages of two articles that point to each other change with the second one's text."""
    make.approved(people, text=replace(make.TEXT, see=("plan",)))
    make.approved(people, "plan", topic="plan", order=2, text=replace(make.TEXT, title="A plan", see=(SLUG,)))
    later = make.AT + make.DAY
    before = {page.path: page.stamp for page in api.published_pages(later)}
    actions.save_draft(slug="plan", text=text, base=1, by=people.editor, at=later)
    actions.submit_version(slug="plan", number=2, by=people.editor, at=later)
    make.approve(people, queries.newest_state(slug="plan").row, at=later)
    after = {page.path: page.stamp for page in api.published_pages(later)}
    assert set(after) == set(before)
    return {path.removeprefix("/es").removeprefix("/fa") for path, stamp in after.items() if before[path] != stamp}


def test_another_body_changes_no_page_that_only_shows_the_title(people, now):
    body = Block(id="b9", kind=BlockKind.TEXT, text="Keep it at home.")
    text = replace(make.TEXT, title="A plan", see=(SLUG,), blocks=(*make.TEXT.blocks, body))
    assert changed_by(people, text) == {"/rights/plan/", "/rights/print/"}


def test_another_title_changes_the_pages_that_lead_to_it(people, now):
    text = replace(make.TEXT, title="A better plan", see=(SLUG,))
    assert changed_by(people, text) == {"/rights/", f"/rights/{SLUG}/", "/rights/plan/", "/rights/print/"}


def test_a_translated_title_changes_the_pages_that_lead_to_it_in_that_language(people, now):
    make.approved(people)
    make.approved(people, "plan", topic="plan", order=2, text=replace(make.TEXT, see=(SLUG,)))
    before = {page.path: page.stamp for page in api.published_pages(make.AT + make.DAY)}

    translate(people, {"b3": SPANISH["b3"]})
    body = {page.path: page.stamp for page in api.published_pages(make.AT + make.DAY)}
    translate(people, {"title": SPANISH["title"]})
    title = {page.path: page.stamp for page in api.published_pages(make.AT + make.DAY)}

    own = {"/es/rights/at-the-door/", "/es/rights/print/"}
    assert {path for path in before if body[path] != before[path]} == own
    assert {path for path in before if title[path] != body[path]} == own | {"/es/rights/", "/es/rights/plan/"}


def test_the_words_around_the_articles_read_easily():
    folder = Path(rights.__file__).parent / "templates" / "rights"
    public = ["index", "article", "_blocks", "numbers", "gone", "print", "_printable", "cannot_print"]
    said = [
        words
        for name in public
        for words in re.findall(r'{% translate "([^"]+)"', (folder / f"{name}.html").read_text())
    ]
    assert len(said) > 40
    read = reading_of(said)
    assert read.grade <= 6
    assert read.long_sentences == ()
