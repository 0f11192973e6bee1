"""What a slip says, however it was scanned, and what is no slip."""

import pytest

from standing.kernel.blind import slips
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.slips import Slip

SLIP = Slip(round="sample-2026", cents=30_000, is_exception=False, token=bytes(range(96)) * 3)
TEXT = SLIP.text()


@pytest.mark.parametrize("text", [TEXT, TEXT.lower(), f"  {TEXT}\r\n", f"{TEXT[:200]}\n{TEXT[200:]}"])
def test_a_slip_is_read_however_it_was_scanned(text: str) -> None:
    assert slips.read(text) == SLIP


def test_an_exception_says_so() -> None:
    text = Slip(round="spring", cents=1, is_exception=True, token=b"token").text()
    assert text.startswith("AID1.SPRING.E1.")
    assert slips.read(text).is_exception


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        TEXT.replace("AID1", "AID2"),
        TEXT.replace("30000", "0"),
        TEXT.replace("30000", "-1"),
        TEXT.replace("SAMPLE-2026", ""),
        TEXT.replace("SAMPLE-2026", "-"),
        TEXT[:-1],
        TEXT.rpartition(".")[0] + ".",
        TEXT + "1",
        TEXT + ".A",
    ],
)
def test_no_slip_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BlindRefused, match=r"Scan or copy the whole|scan or copy the whole"):
        slips.read(text)
