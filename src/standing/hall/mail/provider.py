"""The provider's side of the webhook: which of anymail's views reads its news."""

import re
from collections.abc import Callable

from anymail.urls import urlpatterns as anymail_addresses
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_BACKEND = re.compile(r"anymail\.backends\.(\w+)\.EmailBackend")


def news_view() -> Callable[[HttpRequest], HttpResponse] | None:
    """
    Return anymail's view for the provider in use, which asks for the shared secret.

    None without that secret (WEBHOOK_SECRET in STANDING_MAIL_OPTIONS): anybody could tell us anything.
    """
    backend = _BACKEND.fullmatch(settings.EMAIL_BACKEND)
    if backend is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return None
    wanted = f"{backend[1]}_tracking_webhook"
    return next((address.callback for address in anymail_addresses if address.name == wanted), None)
