"""Names that are safe on any machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.files.kinds import JPEG, KINDS, PDF, TEXT, Kind, clean_name, ending_of


@pytest.mark.parametrize(
    ("given_name", "kind", "shown"),
    [
        ("Plan 2025.pdf", PDF, "Plan 2025.pdf"),
        ("../../etc/passwd.txt", TEXT, "passwd.txt"),
        ("C:\\Users\\clerk\\plan.pdf", PDF, "plan.pdf"),
        ("plan\u202efdp.exe.txt", TEXT, "planfdp-exe.txt"),
        ("plan\nSet-Cookie: x=1\r.txt", TEXT, "plan Set-Cookie- x=1.txt"),
        ("invoice.pdf.exe.pdf", PDF, "invoice-pdf-exe.pdf"),
        ("photo.JPEG", JPEG, "photo.jpg"),
        ("no ending", PDF, "no ending.pdf"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("..", TEXT, "file.txt"),
        ("", TEXT, "file.txt"),
        ("con.txt", TEXT, "file-con.txt"),
        ('a<b>:"|?*.txt', TEXT, "a-b.txt"),
        ("a\x00b\x7f.txt", TEXT, "ab.txt"),
        ("Año nuevo—plan.txt", TEXT, "Año nuevo—plan.txt"),
        ("計画.txt", TEXT, "計画.txt"),
        ("x" * 300 + ".pdf", PDF, "x" * 116 + ".pdf"),
        ("ñ" * 300 + ".pdf", PDF, "ñ" * 58 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given_name: str, kind: Kind, shown: str) -> None:
    assert clean_name(name=given_name, kind=kind) == shown


@given(st.text(max_size=400), st.sampled_from(KINDS))
def test_every_name_is_short_plain_and_ends_as_its_kind(name: str, kind: Kind) -> None:
    shown = clean_name(name=name, kind=kind)

    assert shown.endswith(kind.endings[0])
    assert len(shown.encode()) <= 120
    assert shown.isprintable()
    assert not set(shown) & set('/\\<>:"|?*')
    assert shown.count(".") == 1
    assert clean_name(name=shown, kind=kind) == shown


def test_endings_are_read_from_what_is_shown() -> None:
    assert [ending_of(name) for name in ("a.PDF", "a", ".b", "a.b/c", "a.tar.gz", "a.exe\u200b")] == [
        ".pdf",
        "",
        "",
        "",
        ".gz",
        ".exe",
    ]
