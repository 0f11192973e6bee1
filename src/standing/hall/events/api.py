"""The door of events."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

__all__ = ["emit", "subscribe"]

E = TypeVar("E")
_SUBSCRIBERS: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_log = logging.getLogger(__name__)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Have the handler called with each event of this kind, after the deed is committed; once per handler."""
    if handler not in _SUBSCRIBERS[kind]:
        _SUBSCRIBERS[kind].append(handler)


def emit(event: object) -> None:
    """
    Tell the subscribers when the running transaction has been committed; tell nobody if it is undone.

    A subscriber that fails is logged and does not undo the deed. News can be lost when the process dies
    between commit and call: whatever must not be lost is computed from state, or done in the transaction.
    """
    for handler in tuple(_SUBSCRIBERS[type(event)]):
        transaction.on_commit(lambda handler=handler: _call(handler, event))  # type: ignore[misc]


def _call(handler: Callable[[Any], None], event: object) -> None:
    try:
        handler(event)
    except Exception:  # noqa: BLE001 - one listener's fault is not another's
        _log.exception("%s failed on %s", handler.__qualname__, type(event).__name__)
