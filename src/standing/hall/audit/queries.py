"""What can be asked of the book."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload
from uuid import UUID

from django.db.models import Max, QuerySet

from standing.hall.audit import entries
from standing.hall.audit.entries import Entry
from standing.hall.audit.models import Checkpoint, Leaf, Record, Waiting
from standing.kernel import merkle
from standing.kernel.canonical import Json
from standing.kernel.merkle import HASH_SIZE, Node
from standing.kernel.refusals import NotFound

_BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFact:
    """One record. ``day_only``: somebody unknown did it, and only the day is true of ``at``."""

    id: UUID
    verb: str
    subject: str
    actor: str
    at: datetime
    day_only: bool
    facts: Mapping[str, Json]
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointFact:
    """One signed checkpoint."""

    size: int
    root: str
    note: str
    key: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionFact:
    """The proof that a record is in the log: ``holds`` tells whether the path leads to the signed root."""

    record: UUID
    canonical: str
    position: int
    leaf: str
    path: tuple[str, ...]
    size: int
    root: str
    note: str
    holds: bool


def entry(row: Record) -> Entry:
    """Return a record as it is sealed."""
    return Entry(id=row.id, verb=row.verb, subject=row.subject, actor=row.actor, at=row.at, facts=row.facts)


def unsealed() -> QuerySet[Record]:
    """Return the records without a leaf, in the order in which they are sealed."""
    return Record.objects.filter(leaf__isnull=True).order_by("at", "id")


def size() -> int:
    """Return how many leaves the log has."""
    last: int | None = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def hashes(nodes: Sequence[Node]) -> list[bytes]:
    """
    Return the hashes of complete subtrees, all in one question.

    :raises KeyError: if the leaf that completes one of them is not there
    """
    rows = {
        position: bytes(leaf) + bytes(above)
        for position, leaf, above in Leaf.objects.filter(position__in={node.last_leaf for node in nodes}).values_list(
            "position", "hash", "above"
        )
    }
    found: list[bytes] = []
    for node in nodes:
        piece = rows[node.last_leaf][node.level * HASH_SIZE : (node.level + 1) * HASH_SIZE]
        if len(piece) != HASH_SIZE:
            raise KeyError(node)
        found.append(piece)
    return found


def path(cover: merkle.Cover) -> tuple[bytes, ...]:
    """Return the path of a proof from the subtrees it needs."""
    nodes = [node for group in cover for node in group]
    known = dict(zip(nodes, hashes(nodes), strict=True))
    return merkle.prove(cover, known.__getitem__)


def consistency_path(*, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the log of the old size is the beginning of the newer one."""
    return path(merkle.consistency_cover(old=old, new=new))


def latest_checkpoint() -> CheckpointFact | None:
    """Return the newest signed checkpoint, if the log holds anything."""
    row = Checkpoint.objects.order_by("size").last()
    return None if row is None else _checkpoint(row)


def latest_checkpoints(*, count: int) -> tuple[CheckpointFact, ...]:
    """Return the newest checkpoints, the newest first."""
    return tuple(_checkpoint(row) for row in Checkpoint.objects.order_by("-size")[:count])


def checkpoints(*, upto: int) -> Iterator[CheckpointFact]:
    """Go through the checkpoints up to a size, the oldest first, a batch at a time."""
    after = 0
    while batch := list(Checkpoint.objects.filter(size__gt=after, size__lte=upto).order_by("size")[:_BATCH]):
        yield from (_checkpoint(row) for row in batch)
        after = batch[-1].size


def sealed_records(*, upto: int) -> Iterator[tuple[int, Entry]]:
    """
    Go through the sealed records and their positions from the first on, a batch at a time.

    Two plain questions a batch rather than a join, whose plan depends on what the database thinks of the tables.
    """
    for begin in range(0, upto, _BATCH):
        end = min(begin + _BATCH, upto)
        places = Leaf.objects.filter(position__gte=begin, position__lt=end).order_by("position")
        pairs = list(places.values_list("position", "record_id"))
        rows = Record.objects.in_bulk([name for _, name in pairs])
        yield from ((position, entry(rows[name])) for position, name in pairs if name in rows)


def leaf_hashes(*, upto: int) -> Iterator[bytes]:
    """Go through the stored leaf hashes from the first on, a batch at a time."""
    for begin in range(0, upto, _BATCH):
        end = min(begin + _BATCH, upto)
        rows = Leaf.objects.filter(position__gte=begin, position__lt=end).order_by("position")
        yield from (bytes(leaf) for leaf in rows.values_list("hash", flat=True))


def records_about(*, subject: str) -> tuple[RecordFact, ...]:
    """Return everything recorded about one thing, the oldest first; unsealed and waiting records too."""
    rows = Record.objects.filter(subject=subject).select_related("leaf").order_by("at", "id")
    waiting = Waiting.objects.filter(subject=subject).order_by("day", "id")
    found = [_fact(row) for row in rows] + [_waiting(row) for row in waiting]
    return tuple(sorted(found, key=lambda fact: fact.at))


def get_record(*, record_id: UUID) -> RecordFact:
    """
    Return one record.

    :raises NotFound: if there is none of this name
    """
    row = Record.objects.filter(id=record_id).select_related("leaf").first()
    if row is not None:
        return _fact(row)
    waiting = Waiting.objects.filter(id=record_id).first()
    if waiting is None:
        raise NotFound("There is no such record.")
    return _waiting(waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordList(Sequence[RecordFact]):
    """The records of the book that a question asks for, the newest first; read a page at a time."""

    verb: str = ""
    subject: str = ""
    begin: datetime | None = None
    end: datetime | None = None

    def __len__(self) -> int:
        return self._rows().count()

    @overload
    def __getitem__(self, part: int) -> RecordFact: ...
    @overload
    def __getitem__(self, part: slice) -> tuple[RecordFact, ...]: ...
    def __getitem__(self, part: int | slice) -> RecordFact | tuple[RecordFact, ...]:
        """Return one page, or one record."""
        rows = self._rows().select_related("leaf").order_by("-at", "-id")
        return tuple(_fact(row) for row in rows[part]) if isinstance(part, slice) else _fact(rows[part])

    def _rows(self) -> QuerySet[Record]:
        rows = Record.objects.all()
        if self.verb:
            rows = rows.filter(verb=self.verb)
        if self.subject:
            rows = rows.filter(subject=self.subject)
        if self.begin is not None:
            rows = rows.filter(at__gte=self.begin)
        if self.end is not None:
            rows = rows.filter(at__lt=self.end)
        return rows


def count_waiting() -> int:
    """Return how many records are committed but not sealed yet, anonymous ones of today included."""
    return unsealed().count() + Waiting.objects.count()


def inclusion(*, record_id: UUID) -> InclusionFact | None:
    """
    Return the proof that a record is under the latest checkpoint; None while it waits to be sealed.

    :raises NotFound: if there is no record of this name
    """
    row = Record.objects.filter(id=record_id).select_related("leaf").first()
    if row is None and not Waiting.objects.filter(id=record_id).exists():
        raise NotFound("There is no such record.")
    last = Checkpoint.objects.order_by("size").last()
    if row is None or last is None or not hasattr(row, "leaf") or row.leaf.position >= last.size:
        return None
    data = entry(row).canonical()
    leaf, root = merkle.leaf_hash(data), bytes(last.root)
    steps: tuple[bytes, ...] = ()
    try:
        steps = path(merkle.inclusion_cover(index=row.leaf.position, size=last.size))
    except KeyError:
        holds = False
    else:
        holds = merkle.verify_inclusion(leaf=leaf, index=row.leaf.position, size=last.size, path=steps, root=root)
    return InclusionFact(
        record=row.id,
        canonical=data.decode(),
        position=row.leaf.position,
        leaf=leaf.hex(),
        path=tuple(step.hex() for step in steps),
        size=last.size,
        root=root.hex(),
        note=last.note,
        holds=holds,
    )


def _checkpoint(row: Checkpoint) -> CheckpointFact:
    return CheckpointFact(size=row.size, root=bytes(row.root).hex(), note=row.note, key=row.key, at=row.at)


def _fact(row: Record) -> RecordFact:
    return RecordFact(
        id=row.id,
        verb=row.verb,
        subject=row.subject,
        actor=row.actor,
        at=row.at,
        day_only=row.actor == entries.ANONYMOUS,
        facts=row.facts,
        position=row.leaf.position if hasattr(row, "leaf") else None,
    )


def _waiting(row: Waiting) -> RecordFact:
    return RecordFact(
        id=row.id,
        verb=row.verb,
        subject=row.subject,
        actor=entries.ANONYMOUS,
        at=entries.midnight(row.day),
        day_only=True,
        facts=row.facts,
        position=None,
    )
