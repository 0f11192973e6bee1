"""What is said of a service beside the fields that are checked one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields

from standing.kernel.canonical import Json, canonical, sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is said of a service beside its checked fields."""

    description: str = ""
    url: str = ""
    email: str = ""
    application_process: str = ""
    interpretation_services: str = ""
    categories: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    department: str = ""
    do_not_list: bool = False
    do_not_call: bool = False

    @property
    def sha256(self) -> str:
        """Return the hash of what was shown, to notice when somebody else changed it."""
        plain: dict[str, Json] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            plain[field.name] = list(value) if isinstance(value, tuple) else value
        return sha256_hex(canonical(plain))

    @property
    def texts(self) -> tuple[str, ...]:
        """Return every text in it."""
        return (
            self.description,
            self.application_process,
            self.interpretation_services,
            *self.documents,
            *self.areas,
            *self.access,
        )
