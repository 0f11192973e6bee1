"""
Throws generated requests at an API and holds every answer against the document of the API.

Bounded and seeded: the same requests each time, so that a fault is found again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import hypothesis
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


def operations(document: Mapping[str, Any], *, app: Any) -> list[tuple[str, Any]]:
    """Return each operation of an API by a name, ready for ``throw``."""
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document)))
    schema.app = app
    return [(found.ok().label, found.ok()) for found in schema.get_all_operations()]


def throw(
    operation: Any,
    *,
    app: Any,
    examples: int = 25,
    known: Mapping[str, Iterable[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    checks: Iterable[Callable[..., Any]] = CHECKS,
) -> int:
    """
    Call one operation with generated parameters, and return how often.

    ``known`` holds values for parts of the path that lead somewhere, so that not every answer is a 404.
    """
    seen = 0
    wanted = tuple(checks)
    values = {name: tuple(found) for name, found in (known or {}).items()}

    @hypothesis.seed(20250711)
    @hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(), pick=hypothesis.strategies.integers(0, 3))
    def once(case: Any, pick: int) -> None:
        nonlocal seen
        seen += 1
        for name, found in values.items():
            if case.path_parameters and name in case.path_parameters and pick and found:
                case.path_parameters[name] = found[pick % len(found)]
        case.call_and_validate(app=app, headers=dict(headers or {}), checks=list(wanted))

    with _one_connection():
        once()
    return seen


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the connection of the test, with all that it did not commit, from one request to the next."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
