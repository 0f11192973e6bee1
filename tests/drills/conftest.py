"""A drill prints its figure at the end of the run, whichever process carried it out."""

import os
from collections.abc import Callable

import pytest


@pytest.fixture
def figure(record_property) -> Callable[[str], None]:
    """Take note of what a drill came to."""
    return lambda said: record_property("figure", said)


@pytest.fixture(scope="session")
def size() -> float:
    """How much of each drill: 1 is a few minutes for all, DRILL_SIZE=10 is ten times that."""
    return float(os.environ.get("DRILL_SIZE", "1"))


def pytest_terminal_summary(terminalreporter) -> None:
    said = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "figure" and getattr(report, "when", "") == "call"
    ]
    if said:
        terminalreporter.section("drills")
    for line in sorted(said):
        terminalreporter.write_line(line)
