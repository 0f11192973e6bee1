"""A small good pack, whole and as files, and ways to write it down."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, str] = {
    "pack.yaml": """\
format: 1
id: alder-falls
version: "1"
name: Alder Falls
place: Alder Falls, California
time_zone: America/Los_Angeles
default_language: en
city_name: the Town of Alder Falls
disclaimer: An invented town.
maintainers:
  - Office of the Town Clerk
""",
    "calendars.yaml": """\
calendars:
  - id: city
    name: Town holidays
    holidays:
      - {rule: fixed, name: New Year's Day, month: 1, day: 1, observed: nearest}
      - {rule: nth, name: Labor Day, month: 9, weekday: monday, n: 1}
      - {rule: last, name: Memorial Day, month: 5, weekday: monday, first_year: 1971}
      - rule: dates
        name: Founders' Day
        dates: [2025-08-08, 2026-08-07]
    extra:
      - 2025-11-28
""",
    "languages.yaml": """\
languages:
  - {code: en, own_name: English, english_name: English, tier: 1}
  - {code: no, own_name: norsk, english_name: Norwegian, tier: 2}
  - {code: ar, own_name: العربية, english_name: Arabic, direction: rtl, tier: 2}
""",
    "thresholds.yaml": """\
at_risk_days: 5
evidence_expiring_days: 30
reminder_days: [7, 3, 1, 0, -1]
weekly_after: true
small_count: 11
counsel_approval: needed
""",
    "retention.yaml": """\
classes:
  - id: plans
    records: Preparedness plans and their versions
    keep: for ever
    authority: Gov. Code 34090
    counsel_approval: needed
""",
}


def pack_files(**changed: str) -> dict[str, bytes]:
    """Return the files of a good pack; ``pack="..."`` puts another text for pack.yaml."""
    texts = {**FILES, **{f"{name}.yaml": text for name, text in changed.items()}}
    return {name: text.encode() for name, text in texts.items()}


def write_pack(directory: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """Write a pack into a folder and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in (pack_files() if files is None else files).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return directory


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
