"""What changed between two texts, and two people's changes in one."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.diffs import Clash, Merged, Piece, compare, merge

PARAGRAPHS = st.lists(st.sampled_from(["Tell.", "Ask the clerk.", "Write it.", "Wait.", ""]), max_size=7)
TEXTS = PARAGRAPHS.map("\n".join) | PARAGRAPHS.map("\n\n".join) | st.text("ab \n", max_size=12)


def test_one_changed_word_is_one_removed_and_one_added() -> None:
    assert compare("Tell the clerk at once.", "Tell the liaison at once.") == (
        Piece(kind="same", text="Tell the "),
        Piece(kind="removed", text="clerk "),
        Piece(kind="added", text="liaison "),
        Piece(kind="same", text="at once."),
    )


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != two.kind for one, two in itertools.pairwise(pieces))


def test_a_very_long_change_is_shown_whole() -> None:
    before, after = "a " * 3000, "b " * 3000

    assert compare(before, after) == (
        Piece(kind="removed", text=before),
        Piece(kind="added", text=after),
    )


def test_changes_in_two_paragraphs_come_together() -> None:
    merged = merge("One.\n\nTwo.", "One, mine.\n\nTwo.", "One.\n\nTwo.\n\nThree, theirs.")

    assert merged == Merged(text="One, mine.\n\nTwo.\n\nThree, theirs.")
    assert not merged.conflicts


def test_one_edits_the_last_paragraph_and_the_other_adds_one() -> None:
    assert merge("One.", "One, mine.", "One.\n\nTwo.") == Merged(text="One, mine.\n\nTwo.")


def test_two_changes_of_one_paragraph_are_both_kept_and_reported() -> None:
    merged = merge("One.\n\nTwo.", "Mine.\n\nTwo.", "Theirs.\n\nTwo.")

    assert merged == Merged(
        text="Mine.\n\nTheirs.\n\nTwo.",
        clashes=(Clash(base="One.", mine="Mine.", theirs="Theirs."),),
    )
    assert merged.conflicts


def test_words_that_come_to_stand_side_by_side_stay_words() -> None:
    assert merge("Tell.\n", "Tell.\nWait.", "Ask.") == Merged(text="Ask.\n\nWait.")


def test_a_paragraph_that_stood_twice_is_not_lost_when_each_removes_another_copy() -> None:
    merged = merge("Tell.\nWait.\nTell.", "Wait.\nTell.", "Tell.\nWait.")

    assert merged.conflicts
    assert merged.text == "Wait.\nTell.\n\nTell.\nWait."


def test_a_paragraph_one_removed_and_the_other_rewrote_is_kept_and_reported() -> None:
    merged = merge("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.\n\nTwo, better.\n\nThree.")

    assert merged.conflicts
    assert "Two, better." in merged.text


@given(TEXTS, TEXTS)
def test_who_changes_alone_gets_that_text(base: str, changed: str) -> None:
    assert merge(base, changed, base) == Merged(text=changed)
    assert merge(base, base, changed) == Merged(text=changed)
    assert merge(base, changed, changed) == Merged(text=changed)


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_that_somebody_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)

    written = (set(mine.split()) | set(theirs.split())) - set(base.split())
    kept_by_both = {line.strip() for line in mine.splitlines()} & {line.strip() for line in theirs.splitlines()}
    assert written <= set(merged.text.split())
    assert kept_by_both - {""} <= {line.strip() for line in merged.text.splitlines()}
    for clash in merged.clashes:
        assert clash.mine in merged.text
        assert clash.theirs in merged.text


@given(TEXTS, TEXTS, TEXTS)
def test_the_same_places_clash_whoever_comes_first(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    assert [(clash.base, clash.mine, clash.theirs) for clash in one.clashes] == [
        (clash.base, clash.theirs, clash.mine) for clash in other.clashes
    ]
    if not one.conflicts:
        assert one == other
