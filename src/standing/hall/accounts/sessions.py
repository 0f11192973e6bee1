"""When a session began and when it was last used; both are kept in the session itself."""

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from standing.hall.accounts import rules

SIGNED_IN_AT = "standing_signed_in_at"
SEEN_AT = "standing_seen_at"
SAMPLE = "standing_sample_sign_in"

_WRITE_EVERY = timedelta(minutes=1)


def begin(request: HttpRequest, *, now: datetime, sample: bool = False) -> None:
    """Note the moment of a sign-in, and whether it was a sample one."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.timestamp()
    if sample:
        request.session[SAMPLE] = True
    else:
        request.session.pop(SAMPLE, None)


def is_over(request: HttpRequest, *, now: datetime, strict: bool) -> bool:
    """Test whether the session lasted too long; one whose beginning is unknown begins now."""
    if SIGNED_IN_AT not in request.session:
        begin(request, now=now)
        return False
    return rules.is_over(
        signed_in_at=_moment(request.session[SIGNED_IN_AT]),
        seen_at=_moment(request.session.get(SEEN_AT, request.session[SIGNED_IN_AT])),
        now=now,
        strict=strict,
    )


def touch(request: HttpRequest, *, now: datetime) -> None:
    """Note that the session is in use, at most once a minute."""
    if now - _moment(request.session.get(SEEN_AT, 0)) >= _WRITE_EVERY:
        request.session[SEEN_AT] = now.timestamp()


def is_sample(request: HttpRequest) -> bool:
    """Test whether the session came from a sample sign-in."""
    return request.session.get(SAMPLE) is True


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, tz=UTC)
