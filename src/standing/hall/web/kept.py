"""What somebody typed into a form that could not be taken in: all but secrets and files."""

import re
from dataclasses import dataclass

from django.http import HttpRequest

SECRET = re.compile(r"passw|secret|token|otp|credential|recovery|^code$", re.IGNORECASE)
MACHINE = re.compile(r"\A(?:[0-9a-f-]{16,}|[0-9]{0,6}|on|true|false)\Z", re.IGNORECASE)
LONG = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptField:
    """One value of a posted form."""

    key: str
    name: str
    value: str

    @property
    def label(self) -> str:
        """Return the field's name as words."""
        return re.sub(r"[-_.\[\]]+", " ", self.name).strip().capitalize()

    @property
    def is_long(self) -> bool:
        """Test whether it wants several lines."""
        return len(self.value) > LONG or "\n" in self.value

    @property
    def is_hidden(self) -> bool:
        """Test whether nobody typed it: a key, a fingerprint, a tick."""
        return MACHINE.match(self.value) is not None


def kept(request: HttpRequest) -> tuple[KeptField, ...]:
    """Return what was posted, in its order; secrets stay behind."""
    return tuple(
        KeptField(key=f"kept-{at}", name=name, value=value)
        for at, (name, value) in enumerate(
            (name, value) for name, values in request.POST.lists() for value in values if not SECRET.search(name)
        )
    )


def comes_from_here(request: HttpRequest) -> bool:
    """
    Test whether the browser itself says that the form stood on one of our pages.

    Only then may one press of a button send it again: otherwise a foreign page could fill in a form
    and let somebody else send it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
