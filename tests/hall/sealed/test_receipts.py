"""Receipt codes: written down, read out, typed again."""

import re
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.sealed import api
from standing.hall.sealed.receipts import LETTERS

STILL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def test_codes_are_in_groups_and_each_is_another():
    codes = {api.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(re.fullmatch(rf"[{LETTERS}]{{4}}(-[{LETTERS}]{{4}}){{2}}", code) for code in codes)
    assert {api.tidy(code) for code in codes} == codes


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " "), lambda code: f"  {code} ",
     lambda code: code.replace("-", "–"), lambda code: code.replace("0", "o").replace("1", "l"),
     lambda code: code.replace("0", "O").replace("1", "i"), lambda code: code.translate(PERSIAN),
     lambda code: code.translate(WIDE), "\u200f".join],
)  # fmt: skip
def test_a_code_is_known_however_it_is_typed(typed):
    for code in [api.new_code() for _ in range(20)]:
        assert api.tidy(typed(code)) == code
        assert api.fingerprint(typed(code)) == api.fingerprint(code)


@STILL
@given(data=st.data())
def test_one_wrong_letter_or_two_exchanged_are_always_found(data):
    letters = list(api.code_for(secret=data.draw(st.text(max_size=5))).replace("-", ""))
    for place, letter in enumerate(letters):
        for other in set(LETTERS) - {letter}:
            with pytest.raises(api.NotACode):
                api.tidy("".join([*letters[:place], other, *letters[place + 1 :]]))
    for one, two in combinations(range(12), 2):
        if letters[one] != letters[two]:
            swapped = list(letters)
            swapped[one], swapped[two] = letters[two], letters[one]
            with pytest.raises(api.NotACode):
                api.tidy("".join(swapped))


@pytest.mark.parametrize("typed", ["", "-", "7QK4", "7QK4-M2XD-91TP-0", "U" * 12, "<script>", "🙂" * 12, "\0" * 12])
def test_what_is_no_code_is_refused_kindly(typed):
    with pytest.raises(api.NotACode, match="12 letters"):
        api.fingerprint(typed)


def test_one_secret_has_one_code_and_only_with_this_key(key_file):
    mine = api.code_for(secret="page one")

    assert api.code_for(secret="page one") == mine
    assert api.code_for(secret="page two") != mine
    kept = api.fingerprint(mine)
    key_file.unlink()
    assert api.code_for(secret="page one") != mine
    assert api.fingerprint(mine) != kept


def test_a_fingerprint_does_not_tell_the_code():
    code = api.new_code()
    assert re.fullmatch(r"[0-9a-f]{64}", api.fingerprint(code))
    assert code not in api.fingerprint(code).upper()
