"""The data inventory: every column of every table, in its own words, for the public page and for the reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

_OURS = "standing."
_NEVER = re.compile(r"^## What it never keeps\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFact:
    """One column: whom it is about, why it is kept, and until when."""

    name: str
    about: str
    why: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFact:
    """One table, in a sentence, with its columns."""

    name: str
    said: str
    columns: tuple[ColumnFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFact:
    """One part of the house that has tables, and what it never keeps by its own account."""

    id: str
    name: str
    never: str
    tables: tuple[TableFact, ...]

    @property
    def columns(self) -> int:
        """Return how many columns it has in all."""
        return sum(len(table.columns) for table in self.tables)


@cache
def inventory() -> tuple[PlaceFact, ...]:
    """Return every part of the house that has tables; it cannot change while the program runs."""
    found = []
    for config in apps.get_app_configs():
        tables = tuple(_table(model) for model in config.get_models() if model.__module__.startswith(_OURS))
        if tables:
            found.append(
                PlaceFact(
                    id=config.label,
                    name=config.name.removeprefix(_OURS).replace(".", " · "),
                    never=_never(Path(config.path)),
                    tables=tables,
                )
            )
    return tuple(found)


def _table(model: type[models.Model]) -> TableFact:
    fields = (field for field in model._meta.get_fields() if isinstance(field, models.Field))  # noqa: SLF001 - Django's documented way
    return TableFact(
        name=model.__name__,
        said=(model.__doc__ or "").strip().splitlines()[0],
        columns=tuple(_column(field) for field in fields),
    )


def _column(field: models.Field[object, object]) -> ColumnFact:
    about, why, until = [*(part.strip() for part in str(field.help_text).split(" · ", 2)), "", "", ""][:3]
    return ColumnFact(name=str(field.column), about=about, why=why, until=until)


def _never(folder: Path) -> str:
    """Return what the part's own README says it never keeps; nothing where it has none."""
    readme = folder / "README.md"
    said = _NEVER.search(readme.read_text(encoding="utf-8")) if readme.exists() else None
    return " ".join(said[1].replace("`", "").split()) if said else ""
