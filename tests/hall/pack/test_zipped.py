"""A .zip of a pack unfolds in its folder and nowhere else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.hall.pack.validate import validate
from standing.hall.pack.zipped import NotAPackFile, unfold
from tests.make.pack import pack_files, zipped


def test_a_pack_unfolds_with_or_without_a_folder_around_it(tmp_path: Path) -> None:
    plain = unfold(content=zipped(pack_files()), into=tmp_path / "a")
    (tmp_path / "b").mkdir()
    around = {f"alder-falls/{name}": text for name, text in pack_files().items()}
    left_over = {"__MACOSX/._pack.yaml": b"x", "alder-falls/.DS_Store": b"x"}
    inside = unfold(content=zipped({**around, **left_over}), into=tmp_path / "b")

    assert inside == tmp_path / "b" / "alder-falls"
    assert validate(plain).problems == validate(inside).problems == ()


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "a/../../evil.yaml", "/evil.yaml", "..\\evil.yaml", "C:evil.yaml", "a\nb.yaml", "d/" * 9 + "x", "n" * 201]
)  # fmt: skip
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotAPackFile, match="names a place outside the pack"):
        unfold(content=zipped({name: b"x"}), into=tmp_path / "in")

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def _with_entry(entry: zipfile.ZipInfo, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, data)
    return out.getvalue()


def test_links_are_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("pack.yaml")
    entry.external_attr = 0o120777 << 16

    with pytest.raises(NotAPackFile, match="is a link"):
        unfold(content=_with_entry(entry, b"/etc/passwd"), into=tmp_path)


def test_bombs_are_refused_before_they_fill_the_disk(tmp_path: Path) -> None:
    bomb: Mapping[str, bytes] = {f"instruments/{number}.yaml": bytes(900_000) for number in range(40)}

    with pytest.raises(NotAPackFile, match="larger than 20 MB"):
        unfold(content=zipped(bomb), into=tmp_path)

    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 20 * 1024 * 1024
    with pytest.raises(NotAPackFile, match="larger than 5 MB"):
        unfold(content=bytes(5 * 1024 * 1024 + 1), into=tmp_path)
    with pytest.raises(NotAPackFile, match="at most 500 files"):
        unfold(content=zipped({f"{number}.yaml": b"" for number in range(501)}), into=tmp_path)


def test_one_huge_file_is_cut_and_then_told_about(tmp_path: Path) -> None:
    folder = unfold(content=zipped({**pack_files(), "retention.yaml": bytes(8_000_000)}), into=tmp_path)

    assert [str(one) for one in validate(folder).problems] == [
        "retention.yaml:1: file: The file is larger than 1 MB: split it."
    ]


def test_names_that_differ_in_case_only_and_files_that_are_folders_too_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAPackFile, match=r"is in the \.zip twice"):
        unfold(content=zipped({"pack.yaml": b"", "PACK.yaml": b""}), into=tmp_path / "a")
    with pytest.raises(NotAPackFile, match="cannot stand beside"):
        unfold(content=zipped({"a": b"", "a/b.yaml": b""}), into=tmp_path / "b")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=12))
def test_no_bytes_raise_anything_but_a_refusal(place: int, rubbish: bytes) -> None:
    import tempfile

    content = zipped(pack_files())
    place %= len(content)
    with tempfile.TemporaryDirectory() as folder:
        try:
            top = unfold(content=content[:place] + rubbish + content[place + len(rubbish) :], into=Path(folder))
        except NotAPackFile:
            return
        assert top.is_relative_to(folder)
