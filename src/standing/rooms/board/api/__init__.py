"""The door of the board, for programs only: the public API with its description, and the data inventory."""

import json
from typing import Any

from standing.rooms.board.api.v1 import api
from standing.rooms.board.queries import PlaceFact, inventory

__all__ = ["PlaceFact", "inventory", "openapi"]


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of ``/api/v1/``."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return document
