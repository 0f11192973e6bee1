"""An issuer that takes files: one folder out, one folder in. Files appear whole, by renaming, or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from standing.hall import disk
from standing.rooms.cards.rules import issuer as port
from standing.rooms.cards.rules.issuer import Answer, Batch, Blocked, NotReached, ReserveMove
from standing.rooms.cards.rules.lines import WrongFile


@dataclass(slots=True)
class FileIssuer:
    """
    Lays load files, questions and blocks into ``out``, and finds results in ``in``.

    A result that cannot be read is moved to ``wrong`` and told once; what it was about is asked for.
    """

    folder: Path
    program: str
    patience: timedelta = timedelta(hours=1)
    name: str = "file"
    _taken: list[Path] = field(default_factory=list)

    def send(self, batch: Batch) -> None:
        """Lay the batch's file down under the batch's name: the same batch twice is one file."""
        self._lay(f"loads-{batch.id}.csv", port.write_batch(batch))

    def collect(self) -> Sequence[Answer]:
        """Read every result that lies there."""
        answers: list[Answer] = []
        self._taken.clear()
        for path in self._found("results-*.csv"):
            try:
                answers += port.read_answers(self._read(path))
            except WrongFile:
                self._away(path, "wrong")
                raise
            self._taken.append(path)
        return answers

    def done(self) -> None:
        """Put results away that were kept."""
        for path in self._taken:
            self._away(path, "done")
        self._taken.clear()

    def ask(self, refs: Sequence[str]) -> Sequence[Answer]:
        """Lay a question down; the answers come with the results."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(port.ASK)
        writer.writerows([ref] for ref in refs)
        content = out.getvalue().encode()
        self._lay(f"ask-{hashlib.sha256(content).hexdigest()[:24]}.csv", content)
        return ()

    def block(self, *, external_ref: str, proxy: str) -> Blocked | None:
        """Lay the block down, and look whether it was answered."""
        answer = self.folder / "in" / f"blocked-{external_ref}.csv"
        if answer.exists():
            try:
                (found,) = port.read_answers(self._read(answer))
            except (WrongFile, ValueError):
                self._away(answer, "wrong")
                raise NotReached("wrong file") from None
            return Blocked(external_ref=external_ref, proxy=proxy, balance_cents=found.amount_cents)
        out = io.StringIO(newline="")
        csv.writer(out).writerows([port.BLOCK, (external_ref, proxy, self.program)])
        self._lay(f"block-{external_ref}.csv", out.getvalue().encode())
        return None

    def moves(self, *, program: str, day: date) -> Sequence[ReserveMove] | None:
        """Read the issuer's report of a day; None while it is not there."""
        path = self.folder / "in" / f"moves-{program}-{day.isoformat()}.csv"
        return port.read_moves(self._read(path)) if path.exists() else None

    def _lay(self, name: str, content: bytes) -> None:
        try:
            disk.write_whole(self.folder / "out" / name, content)
        except OSError as error:
            raise NotReached(type(error).__name__) from None

    def _found(self, pattern: str) -> Iterator[Path]:
        yield from sorted(path for path in (self.folder / "in").glob(pattern) if path.is_file())

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise NotReached(type(error).__name__) from None

    def _away(self, path: Path, where: str) -> None:
        place = self.folder / where
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(place / f"{path.stem}-{secrets.token_hex(4)}{path.suffix}")
        except FileNotFoundError:
            return  # another run of the queue was faster
        except OSError as error:
            raise NotReached(type(error).__name__) from None
