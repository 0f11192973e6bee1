"""The style and the script of the guide, which stand within its page, and the names by which a policy knows them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "static" / "guide"


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


STYLE = (_FOLDER / "guide.css").read_text(encoding="utf-8").strip()
SCRIPT = (_FOLDER / "guide.js").read_text(encoding="utf-8").strip()
STYLE_HASH = _hash_of(STYLE)
SCRIPT_HASH = _hash_of(SCRIPT)
FILE_POLICY = f"default-src 'none'; style-src {STYLE_HASH}; script-src {SCRIPT_HASH}; img-src data:"
"""What the guide as one file may do: show itself, and nothing else."""
