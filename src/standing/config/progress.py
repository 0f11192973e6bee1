"""What a person sees while something long is done: a bar in a terminal, plain lines anywhere else."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from standing.config import interrupts

_WIDTH = 30
_EXPECTED_STATEMENTS = 25_000  # of the sample of Los Angeles; a smaller city simply ends sooner
_EVERY_SECONDS = 0.1

Execute = Callable[..., Any]
Wrapper = Callable[[Execute, str, Any, bool, dict[str, Any]], Any]


class Lines:
    """Prints one line at a time, above the bar if there is one."""

    def __call__(self, line: str) -> None:
        """Print a line at once: whoever reads a pipe or a log wants to see it now."""
        print(f"\r\033[K{line}" if _is_terminal() else line, flush=True)


@contextmanager
def bar(*, expected: int = _EXPECTED_STATEMENTS) -> Iterator[Wrapper]:
    """Give a wrapper for the database that moves a bar with each statement, as ``steps`` does."""
    with steps(expected=expected) as step:

        def count_statement(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            interrupts.check()
            step()
            return execute(sql, params, many, context)

        yield count_statement


@contextmanager
def steps(*, expected: int) -> Iterator[Callable[[], None]]:
    """
    Give what moves a bar one step on; without a terminal nothing is drawn.

    How many steps there will be is a guess, so the bar stops short of its end until the work is done.
    """
    count, drawn, began = 0, 0.0, time.monotonic()
    draws = _is_terminal()

    def draw(share: float) -> None:
        filled = int(_WIDTH * share)
        text = f"  [{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%}  {time.monotonic() - began:3.0f} s"
        sys.stdout.write(f"\r\033[K{text[: shutil.get_terminal_size().columns - 1]}")
        sys.stdout.flush()

    def step() -> None:
        nonlocal count, drawn
        count += 1
        now = time.monotonic()
        if draws and now - drawn > _EVERY_SECONDS:
            drawn = now
            draw(min(count / expected, 0.99))

    try:
        yield step
        if draws:
            draw(1.0)
    finally:
        if draws:
            sys.stdout.write("\n")
            sys.stdout.flush()


def _is_terminal() -> bool:
    return sys.stdout.isatty()
