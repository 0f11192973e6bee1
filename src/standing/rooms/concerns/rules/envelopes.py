"""What a browser sends: an envelope of boxes as JSON. Everything about its form is checked; its content cannot be."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from uuid import UUID

from standing.kernel.refusals import Refused
from standing.rooms.concerns.rules.reports import Envelope, SealedBy

KEY, SEALED_KEY = 32, 80
_HEX = re.compile(r"[0-9a-f]{64}")
_MOST_KEYS = 40


class NotAnEnvelope(Refused):
    """It has not the form of an envelope."""


def read(text: str, *, words: int, name: int) -> Envelope:
    """
    Return the envelope; ``words`` and ``name`` are how long their boxes must be.

    :raises NotAnEnvelope: if it is none
    """
    given = _object(text)
    return Envelope(
        lookup=hexadecimal(given.get("lookup")),
        proof=hexadecimal(given.get("proof")),
        public=box(given.get("public"), KEY),
        for_reporter=box(given.get("for_reporter"), SEALED_KEY),
        keys=_boxes(given.get("keys"), SEALED_KEY),
        words=box(given.get("words"), words),
        names=_boxes(given.get("names"), name),
        sealed_by=SealedBy.BROWSER,
    )


def hexadecimal(value: object) -> str:
    """Return a hash as it is written. :raises NotAnEnvelope: if it is none"""
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise NotAnEnvelope("What was sent has a part of the wrong form.")
    return value


def box(value: object, length: int) -> bytes:
    """Return a box of just this length. :raises NotAnEnvelope: if it is none"""
    try:
        content = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != length:
        raise NotAnEnvelope("What was sent has a part of the wrong length.")
    return content


def _object(text: str) -> Mapping[str, object]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise NotAnEnvelope("What was sent is no envelope.")
    return given


def _boxes(value: object, length: int) -> dict[UUID, bytes]:
    if not isinstance(value, dict) or len(value) > _MOST_KEYS:
        raise NotAnEnvelope("What was sent is closed for nobody.")
    try:
        return {UUID(name): box(content, length) for name, content in value.items()}
    except ValueError:
        raise NotAnEnvelope("What was sent is closed for somebody unknown.") from None
