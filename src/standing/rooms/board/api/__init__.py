"""The door of the board, for programs only: the public API and its description."""

import json
from typing import Any

from standing.rooms.board.api.v1 import api

__all__ = ["openapi"]


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of ``/api/v1/``."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return document
