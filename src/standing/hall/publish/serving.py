"""
Answers public pages from the disk before Django is asked: the same bytes and headers as the application's.

Only whole addresses without a question are answered, to GET and HEAD. Everything else, and everything when there
is no tree, goes on to the application. Nobody's address is looked at or written down.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any, Protocol

from standing.hall.publish.rules import SQUEEZED, SUMS, NotAPage, check_path, ending_of, file_of, is_hashed, type_of

FILE = "serving.json"
FRESH = "public, max-age=10"
FOR_EVER = "max-age=315360000, public, immutable"
ALWAYS_ASK = "no-cache"
NEVER = "no-store"
WORKER = "sw.js"
_LOOK_SECONDS = 0.25
_MOST_KEPT = 64 * 1024 * 1024
_MOST_OF_ONE = 512 * 1024
_MOST_WAYS = 256
_REASONS = {200: "200 OK", 404: "404 Not Found", 503: "503 Service Unavailable"}

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


class StartResponse(Protocol):
    """How a WSGI server takes the beginning of an answer."""

    def __call__(self, status: str, headers: Headers, exc_info: Any = None, /) -> Any:
        """Begin the answer."""


Application = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One file in one encoding, ready to be sent."""

    status: str
    headers: Headers
    not_modified: Headers
    etag: str
    modified: str
    body: list[bytes]


@dataclass(slots=True)
class Tree:
    """The release that counts, and what was read of it so far."""

    folder: Path
    headers: Headers
    status: Mapping[str, int]
    answers: dict[tuple[str, str], Answer | None] = field(default_factory=dict)
    kept: int = 0

    def answer(self, path: str, encodings: tuple[str, ...], languages: Mapping[str, str]) -> Answer | None:
        """Return the answer for an address in the best encoding that the visitor takes; None if it is no page."""
        key = (path, encodings[0])
        try:
            return self.answers[key]
        except KeyError:
            answer = self._read(path, encodings, languages)
            self._keep(key, answer)
            return answer

    def _keep(self, key: tuple[str, str], answer: Answer | None) -> None:
        size = 200 + (len(answer.body[0]) if answer is not None else 0)
        if size > _MOST_OF_ONE or answer is None:
            return
        if self.kept + size > _MOST_KEPT:
            self.answers, self.kept = {}, 0
        self.answers[key] = answer
        self.kept += size

    def _read(self, path: str, encodings: tuple[str, ...], languages: Mapping[str, str]) -> Answer | None:
        file = place_of(path)
        if not file:
            return None
        for encoding in encodings if ending_of(file) in SQUEEZED else ("",):
            try:
                with (self.folder / (file + _ENDINGS[encoding])).open("rb") as source:
                    body, known = source.read(), os.fstat(source.fileno())
            except OSError:
                continue
            return self._made(file, encoding, body, known, languages.get(path.split("/", 2)[1], languages[""]))
        return None

    def _made(self, file: str, encoding: str, body: bytes, known: os.stat_result, language: str) -> Answer:
        # As nginx makes them, so that a visitor may be answered by either.
        etag = f'"{int(known.st_mtime):x}-{known.st_size:x}"'
        modified = formatdate(int(known.st_mtime), usegmt=True)
        status = self.status.get(file, 200)
        shared: Headers = [
            *self.headers,
            ("Cache-Control", cache_control(file) if status == 200 else NEVER),
            ("Content-Language", language),
            ("ETag", etag),
        ]
        if status == 200:
            shared.append(("Last-Modified", modified))
        if ending_of(file) in SQUEEZED:
            shared.append(("Vary", "Accept-Encoding"))
        whole = [*shared, ("Content-Type", type_of(file)), ("Content-Length", str(len(body)))]
        if encoding:
            whole.append(("Content-Encoding", encoding))
        return Answer(
            status=_REASONS[status],
            headers=whole,
            not_modified=shared if status == 200 else [],
            etag=etag,
            modified=modified,
            body=[body],
        )


_ENDINGS = {"br": ".br", "gzip": ".gz", "": ""}


def place_of(path: str) -> str:
    """Return the file of an address; nothing if no page can stand there, whatever lies on the disk."""
    if path == f"/{SUMS}":
        return SUMS
    try:
        check_path(path)
    except NotAPage:
        return ""
    file = file_of(path)
    return file if "." in file.rpartition("/")[2] else ""


def cache_control(file: str) -> str:
    """Return how long a browser may keep a file without asking again."""
    if file == WORKER:
        return ALWAYS_ASK
    return FOR_EVER if is_hashed(file) else FRESH


def content(headers: Mapping[str, str], status: Mapping[str, int]) -> bytes:
    """Return what lies beside a tree for whoever serves it: the headers of all pages, and pages that mean an error."""
    return json.dumps({"headers": dict(headers), "status": dict(status)}, sort_keys=True).encode()


class TreeFirst:
    """
    A WSGI application that asks the tree before it asks another application.

    ``is_for_us`` says whether a request may be answered at all (its host, its scheme); the other application
    refuses it better. ``languages`` tells by the first part of an address which language it is, "" the others.
    """

    def __init__(
        self,
        application: Application,
        *,
        root: Path,
        languages: Mapping[str, str],
        is_for_us: Callable[[Environ], bool],
    ) -> None:
        self._application = application
        self._link = str(root / "current")
        self._languages = languages
        self._is_for_us = is_for_us
        self._tree: Tree | None = None
        self._known: tuple[int, ...] = ()
        self._look_at = 0.0
        self._ways: dict[str, tuple[str, ...]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the tree, or hand on."""
        method = environ["REQUEST_METHOD"]
        if (method == "GET" or method == "HEAD") and not environ.get("QUERY_STRING"):  # noqa: PLR1714 - the quick way
            answer = self._answer(environ)
            if answer is not None:
                if _is_known(answer, environ):
                    start_response("304 Not Modified", answer.not_modified)
                    return []
                start_response(answer.status, answer.headers)
                return answer.body if method == "GET" else []
        return self._application(environ, start_response)

    def _answer(self, environ: Environ) -> Answer | None:
        if time.monotonic() >= self._look_at:
            self._look()
        tree = self._tree
        if tree is None or not self._is_for_us(environ):
            return None
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        ways = self._ways.get(accepted)
        if ways is None:
            ways = self._way(accepted)
        return tree.answer(environ["PATH_INFO"], ways, self._languages)

    def _way(self, accepted: str) -> tuple[str, ...]:
        if len(self._ways) >= _MOST_WAYS:
            self._ways = {}
        self._ways[accepted] = encodings(accepted)
        return self._ways[accepted]

    def _look(self) -> None:
        """Notice another release. Whatever is wrong with the tree, the application answers instead."""
        self._look_at = time.monotonic() + _LOOK_SECONDS
        try:
            known = os.stat(f"{self._link}/{FILE}")  # noqa: PTH116 - this is the quick way
            mark = (known.st_ino, known.st_mtime_ns, known.st_dev)
            if mark == self._known:
                return
            folder = Path(os.path.realpath(self._link))
            said = json.loads((folder / FILE).read_bytes())
            self._tree = Tree(folder / "tree", list(said["headers"].items()), said["status"])
            self._known = mark
        except (OSError, ValueError, KeyError, AttributeError):
            self._tree, self._known = None, ()


def encodings(accepted: str) -> tuple[str, ...]:
    """Return the encodings of ours that a browser takes, the smallest first; the plain one always comes last."""
    takes: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        try:
            takes[name.strip()] = float(weight.partition("=")[2]) if "=" in weight else 1.0
        except ValueError:
            takes[name.strip()] = 0.0
    every = takes.get("*", 0.0)
    return (*(name for name in ("br", "gzip") if takes.get(name, every) > 0), "")


def _is_known(answer: Answer, environ: Environ) -> bool:
    """Test whether the browser has this very answer already."""
    if not answer.not_modified:
        return False
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags.strip() == "*" or any(tag.strip().removeprefix("W/") == answer.etag for tag in tags.split(","))
    return bool(environ.get("HTTP_IF_MODIFIED_SINCE", "") == answer.modified)
