"""
Ctrl-C, a closed terminal and ``kill``, while something long is done.

Python drops an exception that a signal raises inside a finalizer, and with it the wish to stop. So the wish
is written down as well, and whatever takes long asks for it at each step.
"""

import signal
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_wishes: list[int] = []


def stop_on_signals() -> None:
    """Have the first signal end the work in order wherever it is; impatience changes nothing."""

    def stop(number: int, _frame: object) -> NoReturn:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        _wishes.append(number)
        raise KeyboardInterrupt

    for number in SIGNALS:
        signal.signal(number, stop)


def check() -> None:
    """Go no further once a signal came. :raises KeyboardInterrupt: if one did"""
    if _wishes:
        raise KeyboardInterrupt
