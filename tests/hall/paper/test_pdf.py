"""Documents that everybody can read: tagged, titled, in a language, and marked in a sample."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject

from standing.hall.installation import api as installation
from standing.hall.paper import api
from standing.hall.paper.typesetter import find_template
from standing.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db

HASH = "3f" * 32
DATA: dict[str, object] = {
    "day": "14 July 2025",
    "sha256": HASH,
    "source": "https://alder-falls.example/plans/fire/1",
    "facts": [["Department", "Fire"], ["Due", "25 July 2025"]],
    "sections": [
        {"heading": "Who is told", "text": "The liaison, first.\nThen *the* #head.\n\nÑandú, Việt Nam."},
        {"heading": "Where", "text": "At the counter."},
    ],
    "table": {"heads": ["What", "When"], "rows": [["Training", f"{day} August 2025"] for day in range(1, 60)]},
}


# "Languages" or "rights", as each language says it.
SAID = {
    "en": "Your rights", "es": "Sus derechos: ¿qué hacer?", "ko": "당신의 권리", "hy": "Ձեր իրավունքները", "zh-hant": "您的權利",
    "zh-hans": "您的权利", "tl": "Ang iyong mga karapatan", "fa": "حقوق شما", "ru": "Ваши права", "vi": "Quyền của quý vị",
    "hi": "आपके अधिकार", "ja": "あなたの権利", "th": "สิทธิของคุณ", "km": "សិទ្ធិរបស់អ្នក", "am": "መብቶችዎ", "pa": "ਤੁਹਾਡੇ ਹੱਕ",
    "ur": "آپ کے حقوق", "he": "הזכויות שלך", "uk": "Ваші права", "ar": "حقوقك",
}  # fmt: skip
LIGATURES = "្ទ្ធ्"  # a reader of PDF gives back some joined letters as others


def made(data: dict[str, object] | None = None, *, title: str = "Preparedness plan", language: str = "en") -> bytes:
    return api.pdf(
        template="paper/plain.typ",
        data=DATA if data is None else data,
        title=title,
        language=language,
        author="Town of Alder Falls",
    )


def reader(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def root(content: bytes) -> Any:
    """Return the root of the document; what it holds is what the test asks."""
    return reader(content).trailer["/Root"]


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader(content).pages)


def kinds_of_tags(content: bytes) -> set[str]:
    """Return which structure elements the document has."""
    found: set[str] = set()
    waiting = [root(content)["/StructTreeRoot"].get_object()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(one.get_object() for one in part)
        elif isinstance(part, DictionaryObject):
            if "/S" in part:
                found.add(str(part["/S"]))
            if "/K" in part:
                waiting.append(part["/K"].get_object())
    return found


def test_a_document_is_tagged_titled_and_has_a_language() -> None:
    content = made()
    found = root(content)

    assert found["/MarkInfo"]["/Marked"] is not None
    assert bool(found["/MarkInfo"]["/Marked"]) is True
    assert found["/Lang"] == "en"
    assert bool(found["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    information = reader(content).metadata
    assert information is not None
    assert (information.title, information.author) == ("Preparedness plan", "Town of Alder Falls")
    metadata = found["/Metadata"].get_object().get_data()
    assert b"pdfuaid:part" in metadata
    assert kinds_of_tags(content) >= {"/H1", "/P", "/Table", "/TR", "/TH", "/TD"}


def test_every_page_says_where_it_comes_from_and_how_many_there_are() -> None:
    pages = [page.extract_text() for page in reader(made()).pages]

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert f"SHA-256: {HASH}" in page
        assert "Source: https://alder-falls.example/plans/fire/1" in page
        assert "Sample" not in page


def test_text_of_people_is_shown_and_never_run() -> None:
    assert "The liaison, first.\nThen *the* #head." in text(made())


def test_every_page_of_a_sample_says_so() -> None:
    installation.create(is_sample=True, at=datetime(2025, 7, 11, tzinfo=UTC))

    content = made()

    assert all("Sample: invented records" in page.extract_text() for page in reader(content).pages)
    information = reader(content).metadata
    assert information is not None
    assert information.keywords == "sample"


def test_the_same_data_give_the_same_bytes() -> None:
    assert made() == made()
    assert made() != made({**DATA, "day": "15 July 2025"})


def test_a_document_in_a_language_from_right_to_left() -> None:
    content = made({"day": "", "sections": [{"heading": "Καλημέρα", "text": "Добрый день"}]}, language="he")

    assert root(content)["/Lang"] == "he"
    assert root(content)["/ViewerPreferences"]["/Direction"] == "/R2L"


@pytest.mark.parametrize(("code", "words"), SAID.items())
def test_every_language_of_los_angeles_can_be_printed(code: str, words: str) -> None:
    content = made({"day": "", "sections": [{"heading": words, "text": words}]}, title=words, language=code)

    assert root(content)["/Lang"].lower().split("-")[0] == code.split("-")[0]
    assert sorted(set(words) - set(text(content)) - set(LIGATURES)) == []


@pytest.mark.parametrize("code", ["en", "fa", "ko"])
def test_a_picture_is_as_wide_as_was_asked(code: str) -> None:
    with Image.open(
        io.BytesIO(
            api.png(
                template="paper/plain.typ",
                data={"day": "", "sections": [{"heading": SAID[code], "text": "311"}]},
                title=SAID[code],
                language=code,
                width_px=1080,
            )
        )
    ) as picture:
        assert (picture.format, picture.size[0], round(picture.size[1] / 792 * 612)) == ("PNG", 1080, 1080)


def test_a_picture_has_no_holes_either() -> None:
    with pytest.raises(api.MissingGlyph):
        api.png(
            template="paper/plain.typ",
            data={"sections": [{"heading": "x", "text": "\U000f1234"}]},
            title="x",
            language="en",
            width_px=540,
        )


def test_a_character_without_a_glyph_stops_the_print() -> None:
    with pytest.raises(api.MissingGlyph) as caught:
        made({"sections": [{"heading": "x", "text": "before \U000f1234 after"}]})

    assert caught.value.text == "\U000f1234"
    assert str(caught.value).endswith("(U+F1234).")


def test_a_document_needs_a_title() -> None:
    with pytest.raises(api.NoTitle, match=r"^A document needs a title\.$"):
        made(title="  ")


@pytest.mark.parametrize(
    "name", ["paper/nothing.typ", "../../etc/passwd", "/etc/passwd", "paper/../paper", "web/base.html"]
)
def test_only_templates_of_the_house_are_printed(name: str) -> None:
    with pytest.raises(NotFound):
        find_template(name)
    assert find_template("paper/plain.typ").name == "plain.typ"
