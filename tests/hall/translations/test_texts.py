"""What a text may hold; every mistake is told at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.translations.rules.texts import (
    TextRefused,
    check_source,
    check_translation,
    hints,
    tidy,
    translation_mistakes,
)

PHONE = "Call 213-555-0123 or write to help@city.example."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ask for it.", "Pídalo."),
        ("Call {phone_311}.", "با {phone_311} تماس بگیرید."),
        ("Stay calm.", "می‌توانید آرام بمانید."),  # with its zero width non-joiner
        ("Stay calm.", "សូម\u200bស្ងប់ស្ងាត់"),  # with a break where a line may end
        (PHONE, "با ۲۱۳-۵۵۵-۰۱۲۳ تماس بگیرید یا به help@city.example بنویسید."),
        ("Up to 1,000 dollars", "Hasta 1.000 dólares"),
        ("Open from 9 to 5", "Abierto de nueve a cinco"),
        ("Under 5 < 6 years", "Menos de 5 < 6 años"),
        ("Tom & Ana", "Tom & Ana"),
        ("See https://city.example/help.", "Vea https://city.example/help."),
        ("Call 311 or 911.", "请拨打311或911。"),
    ],
)
def test_good_translations_pass(source, text):
    check_translation(source=source, text=tidy(text))


@pytest.mark.parametrize(
    ("source", "text", "said"),
    [
        ("Ask.", "<b>Pida</b>", "The text holds HTML"),
        ("Ask.", "< script>x()</script>", "The text holds HTML"),
        ("Ask.", "<!-- x -->Pida", "The text holds HTML"),
        ("Ask.", "Pida &nbsp; esto", "The text holds &nbsp;."),
        ("Ask.", "Pida &#60;b&#62;", "The text holds &#60;."),
        ("Ask.", "javascript:alert(1)", "The text holds an address that runs a program."),
        ("Ask.", "Pida\u202e esto", "The text holds a hidden sign that turns the direction of reading."),
        ("Ask.", "Pida\u2067 esto", "The text holds a hidden sign that turns the direction of reading."),
        ("Ask.", "Pida\x00esto", "The text holds characters that cannot be seen or read: U+0000."),
        ("Ask.", "Pida\ufeffesto", "The text holds characters that cannot be seen or read: U+FEFF."),
        ("Ask.", "Pida\ue000esto", "The text holds characters that cannot be seen or read: U+E000."),
        ("Ask.", "PÃ\xaddalo", "The text was read in a wrong encoding"),
        ("Ask.", "â€œPidaâ€\x9d", "The text was read in a wrong encoding"),
        ("Ask.", "P\ufffddalo", "The text was read in a wrong encoding"),
        ("Ask.", "  ", "The text is empty."),
        ("Ask.", "x" * 5001, "The text has 5001 characters; 5000 is the most."),
        ("Ask.", "Pida " * 60, "The text has 299 characters, the source 4."),
        ("Call {phone}.", "Llame.", "The text lost {phone}."),
        ("Call.", "Llame a {phone}.", "The source has no {phone}."),
        ("Call {phone}.", "Llame a {phone }.", "The text lost {phone}."),
        ("Call {phone}.", "Llame a {phone} {.", "A brace stands alone"),
        (PHONE, "Llame o escriba a help@city.example.", "The number 2135550123 is missing."),
        (PHONE, "Llame al 213-555-0132 o escriba a help@city.example.", "The source has no number 2135550132."),
        (PHONE, "Llame al 213-555-0123.", "The e-mail help@city.example is missing."),
        ("Call.", "Llame al 213-555-0132.", "The source has no number 2135550132."),
        ("See https://city.example/a", "Vea https://city.example/b", "The address https://city.example/a is missing."),
        ("See.", "Vea www.trap.example", "The source has no address www.trap.example."),
        ("Ask.", "Pida\nesto", "The text has line breaks and its source has none."),
    ],
)
def test_bad_translations_are_refused_with_a_sentence(source, text, said):
    assert any(one.startswith(said) for one in translation_mistakes(source=source, text=tidy(text)))


def test_every_mistake_is_told_at_once():
    with pytest.raises(TextRefused) as caught:
        check_translation(source=f"{PHONE} {{name}}", text="<b>Llame</b> &amp; {other}\u202e")
    assert [one.split()[0:4] for one in caught.value.mistakes] == [
        ["The", "text", "holds", "HTML,"],
        ["The", "text", "holds", "&amp;."],
        ["The", "text", "holds", "a"],
        ["The", "text", "lost", "{name}."],
        ["The", "source", "has", "no"],
        ["The", "e-mail", "help@city.example", "is"],
        ["The", "number", "2135550123", "is"],
    ]


@pytest.mark.parametrize("text", ["<p>Ask</p>", "Ask {name", "Ask &copy;", "", "Ask\x07"])
def test_a_source_holds_plain_text_only(text):
    with pytest.raises(TextRefused):
        check_source(text)


def test_joiners_stay_and_letters_are_composed():
    assert tidy("  می\u200cتوانید\r\nn\u0303  ") == "می\u200cتوانید\nñ"


def test_hints_do_not_stop_anybody():
    assert hints(source="Ask for the paper.", text="Ask for the paper.") == ("This is the same as the source.",)
    assert hints(source="Open 9 to 17", text="Abierto de nueve a 17") == ("The source says 9 in digits.",)
    assert hints(source="Who is there?", text="Quién es") == ("The source is a question.",)
    assert hints(source="Who is there?", text="¿Quién es?") == ()


@given(st.text(max_size=200))
def test_no_text_breaks_the_guard(text):
    translation_mistakes(source="Call {phone} 311.", text=tidy(text))
    hints(source="Call {phone} 311.", text=tidy(text))
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(alphabet="{}ab_ <>&;#123", max_size=30))
def test_what_passes_has_neither_html_nor_another_place_to_fill_in(text):
    if not translation_mistakes(source="Call {a} 311.", text=tidy(text)):
        assert "{a}" in text
        assert "<a" not in text
        assert "<b" not in text
