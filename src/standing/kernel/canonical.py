"""One way to write a value as bytes, so that equal values have equal hashes."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """
    Return the value as UTF-8 JSON with sorted keys and no white space.

    Equal to RFC 8785 for what it accepts; fractions are refused, for their spelling differs between
    programs.

    :raises TypeError: if something in it has no single spelling
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of the bytes, in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _check(value: object) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key must be text: {key!r}")
            _check(item)
        return
    if isinstance(value, list | tuple):
        for item in value:
            _check(item)
        return
    raise TypeError(f"No single spelling for {type(value).__name__}: give text or whole numbers")
