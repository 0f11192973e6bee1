"""The names of departments, for forms and lists. The hall knows no departments: the wiring hands a question in."""

from collections.abc import Callable, Sequence

Names = Sequence[tuple[str, str]]

_ask: list[Callable[[], Names]] = []


def set_departments(ask: Callable[[], Names]) -> None:
    """Say how to ask for the codes and names of all departments."""
    _ask[:] = [ask]


def departments() -> Names:
    """Return code and name of every department; none while nobody said how to ask."""
    return tuple(_ask[0]()) if _ask else ()


def name_of(code: str) -> str:
    """Return the name of a department, or its code where the name is not known."""
    return dict(departments()).get(code, code)
