"""Asks the application itself for a page, in process: the whole way a visitor's request goes, without a cookie."""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from standing.hall import memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """An answer of the application. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    sets_cookie: bool
    content: bytes


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


def render(path: str) -> Rendered:
    """Return what the application answers to a visitor who comes for the first time."""
    language, prefix = translation.get_language(), get_script_prefix()
    set_script_prefix("/")
    try:
        # Not called as WSGI: that would tell Django that a request ended, and it might close the connection under us.
        with memory.one_drawing():
            response = _handler().get_response(WSGIRequest(_environ(path)))
            content = b"".join(response) if response.streaming else getattr(response, "content", b"")
        for close in getattr(response, "_resource_closers", ()):
            close()
    finally:
        set_script_prefix(prefix)
        if language is None:
            translation.deactivate_all()
        else:
            translation.activate(language)
    return Rendered(
        status=response.status_code,
        headers={name.lower(): value for name, value in response.items()},
        sets_cookie=bool(response.cookies),
        content=content,
    )


def _environ(path: str) -> dict[str, object]:
    origin = urlsplit(str(settings.STANDING["origin"]))
    is_secure = origin.scheme == "https"
    environ: dict[str, object] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": origin.hostname or "",
        "SERVER_PORT": str(origin.port or (443 if is_secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": origin.netloc,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": origin.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if is_secure and settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    return environ
