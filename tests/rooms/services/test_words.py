"""Words in every script: folded, cut, and found in spite of mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.rooms.services.rules import words

KNOWN = words.synonyms(
    kinds=[("food", ["food", "comida", "banco de comida"]), ("legal", ["abogado", "وکیل"])],
    same_words=[["kids", "children", "niños"]],
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clínica", "clinica"),
        ("NIÑOS", "ninos"),
        ("Straße", "strasse"),
        ("كتاب", "کتاب"),
        ("علي", "علی"),
        ("می‌خواهم", "میخواهم"),
        ("مَدرَسَة", "مدرسه"),
        ("և", "եւ"),
        ("ёлка", "елка"),
        ("ｆｏｏｄ", "food"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_spellings_that_mean_the_same_are_the_same(one, other):
    assert words.fold(one) == words.fold(other)


def test_vowel_signs_that_carry_the_word_stay():
    assert words.fold("कानूनी") != words.fold("कनन")
    assert len(words.tokens("कानूनी मदद")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Food Bank, 90012", ["food", "bank", "90012"]),
        ("法律協助", ["法律", "律協", "協助"]),
        ("ช่วย", ["ช่", "่ว", "วย"]),
        ("변호사 상담", ["변호사", "상담"]),
        ("C-4 / it’s", ["c", "4", "it", "s"]),
        ("", []),
    ],
)
def test_texts_are_cut_into_words_and_into_pairs_where_there_are_no_spaces(text, expected):
    assert words.tokens(text) == expected


@given(st.text(max_size=80))
def test_any_text_can_be_searched_for(text):
    asked = words.tsquery(words.pieces_of(text, known=KNOWN), known=KNOWN, stands_for={})
    assert asked.count("'") % 2 == 0
    assert "\\" not in asked.replace("\\\\", "")


LETTERS = st.text("abcdefghij", min_size=4, max_size=14)


@given(LETTERS, st.data())
def test_one_wrong_letter_is_always_forgiven(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    kind = data.draw(st.sampled_from(["out", "in", "other", "swapped"]))
    wrong = {
        "out": word[:place] + word[place + 1 :],
        "in": word[:place] + "k" + word[place:],
        "other": word[:place] + "k" + word[place + 1 :],
        "swapped": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    }[kind]
    if words.is_word(wrong):
        assert set(words.stubs(wrong)) & set(words.stubs(word))
        assert words.nearest(wrong, [word]) == (word,)


def test_short_words_forgive_one_letter_and_long_ones_two():
    assert words.nearest("helth", ["health", "wealthy"]) == ("health",)
    assert words.nearest("despenza", ["despensa"]) == ("despensa",)
    assert words.nearest("immigrashon", ["immigration"]) == ("immigration",)
    assert words.nearest("rent", ["rest", "lent", "bread"]) == ("lent", "rest")


def test_phrases_of_the_pack_are_kept_together():
    assert words.pieces_of("un banco de comida", known=KNOWN) == (("un",), ("banco", "de", "comida"))


def test_a_word_of_a_kind_leads_to_the_kind_in_every_language():
    for text in ("comida", "Banco de Comida", "food"):
        assert words.kind_token("food") in words.tsquery(words.pieces_of(text, known=KNOWN), known=KNOWN, stands_for={})
    assert words.kind_token("legal") in words.tsquery((("وکیل",),), known=KNOWN, stands_for={})
    assert "'children'" in words.tsquery((("kids",),), known=KNOWN, stands_for={})


def test_nobody_can_type_a_kind():
    assert words.kind_token("food") not in words.tokens("=food")
