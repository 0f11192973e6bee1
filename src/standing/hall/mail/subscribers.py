"""What the provider tells us about letters, by way of anymail's one signal."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking

from standing.hall import clock
from standing.hall.mail import actions

_KINDS = frozenset({"bounced", "rejected", "failed"})


def listen() -> None:
    """Be told of every piece of news; safe to call again."""
    tracking.connect(note_news, dispatch_uid="standing.hall.mail")


def note_news(*, event: AnymailTrackingEvent, **_: Any) -> None:
    """Note that a letter did not arrive; other news is not kept, for it would tell who reads when."""
    if event.event_type not in _KINDS:
        return
    provider_id = str(event.message_id or "")
    name = str((event.metadata or {}).get("letter", "")) or provider_id.strip("<>").partition("@")[0]
    actions.note_bounce(
        name=name,
        provider_id=provider_id,
        event=str(event.event_id or f"{event.timestamp}:{event.event_type}:{event.recipient}"),
        recipient=str(event.recipient or ""),
        kind=event.event_type,
        reason=str(event.reject_reason or ""),
        at=clock.now(),
    )
