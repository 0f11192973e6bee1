"""What is printed: tagged, in the language of its address, with everything an old paper is told by."""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest
import zxingcpp
from PIL import Image

from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.hall.translations.rules.states import hash_of
from standing.rooms.rights import actions, queries
from standing.rooms.rights.rules.shape import BlockKind
from standing.rooms.rights.rules.text import Block
from tests.make import rights as make
from tests.rooms.rights.test_public_pages import SPANISH, main_of, now, translate  # noqa: F401  # a fixture

pytestmark = pytest.mark.usefixtures("town", "now")
SLUG = "at-the-door"
PAPERS = ["poster", "poster-tabloid", "door-hanger", "wallet-card", "family-plan"]


@pytest.fixture
def printed(people):
    """The same text as every kind of paper."""
    make.approved(people, paper="poster")
    make.approved(people, "card", paper="wallet-card", topic="plan", order=2)
    make.approved(people, "plan", paper="family-plan", topic="plan", order=3)


def words(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_tagged_and_says_everything_it_must(client, printed, name):
    answer = client.get(f"/rights/print/{name}.pdf")
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "application/pdf", {})

    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).lower().startswith("en")
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()
        assert document.Root.ViewerPreferences.DisplayDocTitle
    said = words(answer.content)
    for part in (
        f"{name.upper()}/EN/1",
        "Approved by: City Attorney, July 14, 2025",
        "Do not use after: January 30, 2026",
    ):
        assert part in said, part
    assert "Did a judge sign your paper?" in said
    assert "Sample" not in said


@pytest.mark.parametrize(("name", "pages", "size"), [
    ("poster", 1, (612, 792)), ("poster-tabloid", 1, (792, 1224)), ("door-hanger", 1, (612, 792)),
    ("wallet-card", 1, (612, 792)),
])  # fmt: skip
def test_a_paper_fits_its_sheet(client, printed, name, pages, size):
    found = pypdf.PdfReader(io.BytesIO(client.get(f"/rights/print/{name}.pdf").content)).pages
    assert len(found) == pages
    assert (round(found[0].mediabox.width), round(found[0].mediabox.height)) == size


def test_a_long_text_still_fits_its_sheet(client, people):
    many = tuple(
        Block(id=f"b{number}", kind=BlockKind.STEP, text="Ask for a paper that was signed by a judge and read it.")
        for number in range(1, 22)
    )
    make.approved(people, paper="poster", text=replace(make.TEXT, blocks=many))
    found = pypdf.PdfReader(io.BytesIO(client.get("/rights/print/poster.pdf").content)).pages
    assert len(found) == 1


def test_a_sample_says_so_on_the_paper(client, printed):
    installation.create(is_sample=True, at=make.AT)
    installation.forget()
    for name in PAPERS:
        assert "Sample: invented records" in words(client.get(f"/rights/print/{name}.pdf").content), name


@pytest.mark.parametrize("name", PAPERS)
def test_the_square_code_leads_to_the_page_in_the_same_language(client, printed, name, tmp_path):
    import subprocess

    file = tmp_path / "paper.pdf"
    file.write_bytes(client.get(f"/rights/print/{name}.pdf").content)
    subprocess.run(["pdftoppm", "-r", "200", "-png", str(file), str(tmp_path / "page")], check=True)
    slug = {"wallet-card": "card", "family-plan": "plan"}.get(name, SLUG)
    read = {code.text for picture in tmp_path.glob("page*.png") for code in zxingcpp.read_barcodes(Image.open(picture))}
    assert read == {f"http://127.0.0.1:8000/rights/{slug}/"}


def whole(people, language, words_of):
    installation.create(is_sample=True, at=make.AT)
    installation.forget()
    translate(people, words_of, language=language)


def test_a_spanish_paper_is_spanish_with_the_english_words_to_say(client, people, tmp_path):
    make.approved(people, paper="wallet-card")
    whole(people, "es", SPANISH)
    answer = client.get("/es/rights/print/wallet-card.pdf")
    assert answer.status_code == 200
    said = words(answer.content)
    assert "En su puerta" in said
    assert "Did a judge sign your paper?" in said
    assert "¿Un juez firmó su papel?" in said
    assert "WALLET-CARD/ES/1" in said
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert str(document.Root.Lang) == "es"


PERSIAN = {
    "title": "دم در", "summary": "لازم نیست در را باز کنید.", "short": "در را باز نکنید. {phone_311}",
    "b1": "خطر؟ {phone_311}", "b2": "پیش از باز کردن", "b3": "آرام بمانید.", "b4": "بپرسید چه کسی است.",
    "b5": "آیا قاضی برگه را امضا کرده است؟", "b6": "دروغ نگویید.", "b7": "کمک: {phone_legal}",
}  # fmt: skip


@pytest.mark.parametrize("paper", ["poster", "wallet-card", "family-plan"])
def test_a_persian_paper_is_printed_from_the_right(client, people, paper):
    make.approved(people, paper=paper)
    whole(people, "fa", PERSIAN)
    answer = client.get(f"/fa/rights/print/{paper}.pdf")
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert str(document.Root.Lang) == "fa"
        assert str(document.Root.ViewerPreferences.Direction) == "/R2L"
    assert "FA/1" in words(answer.content)


def test_a_paper_that_is_not_said_in_a_language_says_where_it_is(client, printed):
    answer = client.get("/es/rights/print/poster.pdf")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    text = main_of(answer)
    assert 'href="/rights/print/"' in text
    assert "English" in text


def test_letters_that_no_font_has_give_a_kind_page(client, people):
    make.approved(people, paper="poster")
    whole(people, "es", SPANISH)
    sources = dict(make.TEXT.texts())
    translations.write_translation(
        key=f"rights:{SLUG}:b3", language="es", text="Calma ᚠᚢᚦ.", seen_source_sha256=hash_of(sources["b3"]),
        by=people.translator, at=make.AT + 5 * make.HOUR,
    )  # fmt: skip
    translations.review_translation(
        key=f"rights:{SLUG}:b3",
        language="es",
        seen_sha256=hash_of("Calma ᚠᚢᚦ."),
        by=people.reviewer,
        at=make.AT + 6 * make.HOUR,
    )
    answer = client.get("/es/rights/print/poster.pdf")
    assert (answer.status_code, answer["Content-Type"].startswith("text/html")) == (404, True)


def test_the_page_of_papers_lists_them_and_the_old_ones(client, people, printed):
    text = main_of(client.get("/rights/print/"))
    for name in PAPERS:
        assert f'href="/rights/print/{name}.pdf"' in text, name
    assert "Throw these old papers away" not in text

    later = make.AT + make.DAY
    make.next_draft(people, title="At the door", at=later)
    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=later)
    make.approve(people, queries.newest_state(slug=SLUG).row, at=later)
    actions.withdraw_article(slug="card", reason="Old law.", by=people.counsel, at=later)

    text = main_of(client.get("/rights/print/"))
    assert "Throw these old papers away" in text
    assert sorted((one.slug, one.version) for one in queries.old_papers(at=later)) == [(SLUG, 1), ("card", 1)]
    assert client.get("/rights/print/wallet-card.pdf").status_code == 404


def test_the_same_paper_is_the_same_bytes(client, printed):
    assert client.get("/rights/print/poster.pdf").content == client.get("/rights/print/poster.pdf").content


def test_a_paper_that_does_not_exist_is_not_found(client, printed):
    assert client.get("/rights/print/nothing.pdf").status_code == 404
