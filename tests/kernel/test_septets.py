"""Parts of text messages, against an encoder written another way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import septets

# The alphabet again, as its table stands in the standard: sixteen rows to a column.
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
ESCAPED = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}


def septets_of(char):
    """Return the numbers of a character, or None if it has none."""
    if char in ESCAPED:
        return [0x1B, ESCAPED[char]]
    place = TABLE.find(char)
    return None if place < 0 or char == "\x1b" else [place]


def by_hand(text):
    """Return the encoding and the length of each part, counted from encoded numbers."""
    coded = [septets_of(char) for char in text]
    if all(one is not None for one in coded):
        name, alone, joined = "GSM-7", 160, 153
    else:
        name, alone, joined = "UCS-2", 70, 67
        coded = [list(char.encode("utf-16-be", "surrogatepass")[::2]) for char in text]
    whole = sum(map(len, coded))
    if whole == 0:
        return name, []
    if whole <= alone:
        return name, [whole]
    parts = [0]
    for one in coded:
        if parts[-1] + len(one) > joined:
            parts.append(0)
        parts[-1] += len(one)
    return name, parts


ALPHABET = st.sampled_from("aZ 9é€^ñá¿🙂\u200cفक한")


@given(st.one_of(st.text(max_size=400), st.text(ALPHABET, max_size=400), st.text("ab€", max_size=600)))
def test_it_counts_as_the_numbers_do(text):
    found = septets.count(text)
    name, parts = by_hand(text)

    assert (found.encoding, found.units, found.parts) == (name, sum(parts), len(parts))
    assert found.left >= 0


@given(st.text(ALPHABET, max_size=500))
def test_the_parts_are_the_text_again_and_no_character_is_cut(text):
    parts = septets.split(text)

    assert "".join(parts) == text
    assert len(parts) == septets.count(text).parts
    for part in parts:
        part.encode("utf-16-be")  # half a pair would not go


@given(st.text(max_size=300), st.text(max_size=300))
def test_more_text_never_takes_fewer_parts_in_one_encoding(first, more):
    before, after = septets.count(first), septets.count(first + more)
    if before.encoding == after.encoding:
        assert after.parts >= before.parts


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("á" * 70, "UCS-2", 1),
        ("á" * 71, "UCS-2", 2),
        ("á" * 134, "UCS-2", 2),
        ("á" * 135, "UCS-2", 3),
        ("🙂" * 35, "UCS-2", 1),
        ("🙂" * 36, "UCS-2", 2),
        ("", "GSM-7", 0),
    ],
)
def test_the_edges(text, encoding, parts):
    assert (septets.count(text).encoding, septets.count(text).parts) == (encoding, parts)


@pytest.mark.parametrize("char", "áíóú\u200cñ".replace("ñ", ""))
def test_these_are_not_in_the_alphabet_and_are_named(char):
    assert septets.count(f"ok {char}").outside == (char,)


@pytest.mark.parametrize("char", "éñ¡¿üà")
def test_these_are(char):
    assert septets.count(char).encoding == "GSM-7"


def test_an_escaped_character_is_not_cut():
    parts = septets.split("a" * 152 + "€" + "b" * 20)
    assert parts[0] == "a" * 152
    assert parts[1].startswith("€")


def test_a_pair_is_not_cut():
    parts = septets.split("á" * 66 + "🙂" + "b" * 20)
    assert parts[0] == "á" * 66


def test_the_joiner_stays_in_its_place():
    text = "می\u200cخواهم " * 20
    assert "".join(septets.split(text)) == text
