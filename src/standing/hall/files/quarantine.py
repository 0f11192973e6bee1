"""Cleans a file in a process of its own, so that a hostile one can exhaust only that.

The child gets no database, no files and little memory: ``python -m standing.hall.files.quarantine``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Sequence

from standing.hall.files import kinds, marks
from standing.hall.files.cleaning import Cleaned, clean
from standing.hall.files.kinds import NotWhatItSays, TooLarge

_MEMORY = 1_500_000_000
_SECONDS = 30
_FILES = 64
_CODE = {"NotWhatItSays": NotWhatItSays, "TooLarge": TooLarge}


def clean_apart(
    *, content: bytes, name: str, as_sound: bool = False, blurred: Sequence[marks.Mark] | None = None
) -> Cleaned:
    """
    Return the file written anew by a child process; ``blurred``: a photograph, with these parts made unreadable.

    :raises TooLarge: if it is larger than what is kept, also when unfolded
    :raises NotWhatItSays: if it is of no kind that is kept, or not what its name says
    """
    if len(content) > kinds.LIMIT:
        raise TooLarge("The file is larger than 10 MB.")
    places = None if blurred is None else [mark.as_list() for mark in blurred]
    request = json.dumps({"name": name, "as_sound": as_sound, "blurred": places}).encode() + b"\n" + content
    try:
        done = subprocess.run(  # our own module, no shell
            [sys.executable, "-I", "-m", "standing.hall.files.quarantine"],
            input=request,
            capture_output=True,
            timeout=2 * _SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise TooLarge("The file takes too long to check.") from None
    head, newline, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not newline:
        raise TooLarge("The file cannot be checked: it is damaged or too large once unfolded.")
    answer = json.loads(head)
    if refusal := answer.get("refused"):
        raise _CODE[refusal](answer["sentence"])
    return Cleaned(content=body, kind=kinds.by_media_type(answer["media_type"]))


def _limit() -> None:
    limits = [
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MEMORY),
    ]
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # this system has no such limit; the time-out still holds
            continue


def _child() -> None:
    _limit()
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    answer: dict[str, str]
    body = b""
    try:
        asked = json.loads(head)
        cleaned = clean(content=content, name=asked["name"], as_sound=asked["as_sound"])
        if asked["blurred"] is not None:
            places = [marks.Mark.from_list(place) for place in asked["blurred"]]
            cleaned = marks.blur(cleaned, places)
        answer, body = {"media_type": cleaned.kind.media_type}, cleaned.content
    except (NotWhatItSays, TooLarge) as refusal:
        answer = {"refused": type(refusal).__name__, "sentence": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _child()
