"""Which requests the tree may answer: those to our own name, over a line that nobody listens to."""

from collections.abc import Iterable
from typing import Any

from django.http.request import split_domain_port, validate_host

_MOST_REMEMBERED = 64


class Welcome:
    """Tests whether a request is for us. What is not is left to Django, which knows what to say."""

    def __init__(self, *, hosts: Iterable[str], secure_header: tuple[str, str] | None) -> None:
        self._hosts = list(hosts)
        self._secure_header = secure_header
        self._remembered: dict[str, bool] = {}

    def __call__(self, environ: dict[str, Any]) -> bool:
        """Test one request."""
        if self._secure_header is not None and environ["wsgi.url_scheme"] != "https":
            name, value = self._secure_header
            if environ.get(name) != value:
                return False
        host = environ.get("HTTP_HOST", "")
        known = self._remembered.get(host)
        return self._ask(host) if known is None else known

    def _ask(self, host: str) -> bool:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered = {}
        domain, _port = split_domain_port(host)
        self._remembered[host] = bool(domain) and validate_host(domain, self._hosts)
        return self._remembered[host]
