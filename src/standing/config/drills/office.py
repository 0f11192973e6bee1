"""
The people of one party in a drill: a process that does the deeds it is told, a line of JSON each, and answers so.

``python -m standing.config.drills.office`` with the environment of the party. It calls the same actions as the
pages, and nobody's tables but its own.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    """Do what is asked on standard input until it ends."""
    import django

    django.setup()
    from django.conf import settings

    from standing.kernel.blind.refusals import BlindRefused
    from standing.kernel.refusals import Refused

    answers, sys.stdout = sys.stdout, sys.stderr  # what a command prints must not stand between two answers
    deeds = importlib.import_module(f"standing.config.drills.office_of_{settings.STANDING['role']}")
    for line in sys.stdin:
        asked = json.loads(line)
        said: dict[str, Any]
        try:
            said = {"done": getattr(deeds, asked["deed"])(**asked["given"])}
        except (Refused, BlindRefused) as refusal:
            said = {"refused": str(refusal)}
        answers.write(json.dumps(said) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
