"""What can be done to the book: write a record, and seal what was written."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Protocol, TypeVar

from django.db import connection, transaction

from standing.hall.audit import entries, queries
from standing.hall.audit.keys import LogKey
from standing.hall.audit.models import Checkpoint, Leaf, Record, Waiting
from standing.kernel import merkle, notes
from standing.kernel.canonical import Json
from standing.kernel.merkle import Tree

_SEALING = 0x5354414E44  # the advisory lock of whoever seals
_BATCH = 2000
T = TypeVar("T")


class Actor(Protocol):
    """Whoever does a deed; only the identifier is written down."""

    @property
    def pk(self) -> object:
        """The identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _System:
    pk: str = "system"


SYSTEM: Actor = _System()


class NotInTransaction(RuntimeError):
    """A mistake in the program: a record is written where its deed could be kept without it."""


class LogBroken(RuntimeError):
    """The log does not end where its last checkpoint says; nothing is sealed on top of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFact:
    """What one sealing did."""

    added: int
    size: int
    note: str


def record(*, verb: str, subject: str, by: Actor, at: datetime, facts: Mapping[str, Json] | None = None) -> None:
    """
    This will write down a deed, in the transaction of the deed itself.

    :raises NotInTransaction: if no transaction is open
    :raises NotARecord: if it holds free text, or a moment without a time zone
    """
    actor = str(by.pk)
    if actor == entries.ANONYMOUS:
        raise entries.NotARecord("Nobody is called 'anonymous': such a deed is recorded without a moment")
    _check_in_transaction()
    entries.check_words(verb=verb, subject=subject, actor=actor)
    entries.check_moment(at)
    entries.check_facts(facts or {})
    Record.objects.create(verb=verb, subject=subject, actor=actor, at=at, facts=dict(facts or {}))


def record_anonymous(*, verb: str, subject: str, day: date, facts: Mapping[str, Json] | None = None) -> None:
    """
    This will write down a deed of somebody unknown, with its day only.

    It waits outside the book until that day is over everywhere on earth.

    :raises NotInTransaction: if no transaction is open
    :raises NotARecord: if it holds free text, or a moment instead of a day
    """
    _check_in_transaction()
    if isinstance(day, datetime):
        raise entries.NotARecord("An anonymous deed keeps the day only")
    entries.check_words(verb=verb, subject=subject, actor=entries.ANONYMOUS)
    entries.check_facts(facts or {})
    Waiting.objects.create(verb=verb, subject=subject, day=day, facts=dict(facts or {}))


@transaction.atomic
def seal(*, key: LogKey, at: datetime) -> SealedFact:
    """
    This will append every committed record that has no leaf yet, and sign what the log has become.

    Records of transactions that are still open come with a later sealing: what is looked for is records
    without a leaf, not records after a mark, so none is passed over.

    :raises LogBroken: if leaves or checkpoints were taken away since the last sealing
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING])
    tree, last = _take_up()
    if last is not None and last.key != key.verifier.text():
        record(verb="log.change_key", subject="log", by=SYSTEM, at=at, facts={"key": key.verifier.text()})
    _move_days_that_are_over(at=at)

    added = 0
    for batch in _in_batches(queries.unsealed().iterator(chunk_size=_BATCH)):
        Leaf.objects.bulk_create([_append(tree, row) for row in batch])
        added += len(batch)
    if not added:
        return SealedFact(added=0, size=tree.size, note=last.note if last else "")
    root = tree.root()
    note = notes.sign(notes.Checkpoint(origin=key.origin, size=tree.size, root=root), name=key.origin, key=key.private)
    Checkpoint.objects.create(size=tree.size, root=root, note=note, key=key.verifier.text(), at=at)
    return SealedFact(added=added, size=tree.size, note=note)


def _check_in_transaction() -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction("Record inside the transaction of the deed: open transaction.atomic() around both")


def _take_up() -> tuple[Tree, Checkpoint | None]:
    """
    Return the tree as it was left.

    :raises LogBroken: if it is not what the last checkpoint says
    """
    last = Checkpoint.objects.order_by("size").last()
    size = queries.size()
    if size != (last.size if last else 0):
        raise LogBroken(
            f"The log has {size} leaves and its last checkpoint speaks of {last.size if last else 0}. "
            "Run 'standing log verify'."
        )
    try:
        tree = Tree(size=size, peaks=queries.hashes(merkle.peaks(size)))
    except KeyError:
        raise LogBroken("A leaf of the log is missing. Run 'standing log verify'.") from None
    if last is not None and tree.root() != bytes(last.root):
        raise LogBroken("The leaves of the log do not give its last checkpoint. Run 'standing log verify'.")
    return tree, last


def _move_days_that_are_over(*, at: datetime) -> None:
    """Move whole days of anonymous deeds into the book, shuffled, so that neither place nor time tells their order."""
    rows = list(Waiting.objects.filter(day__lt=entries.days_over_before(at)).order_by("id"))
    secrets.SystemRandom().shuffle(rows)
    for batch in _in_batches(rows):
        Record.objects.bulk_create(
            [
                Record(
                    id=row.id,
                    verb=row.verb,
                    subject=row.subject,
                    actor=entries.ANONYMOUS,
                    at=entries.midnight(row.day),
                    facts=row.facts,
                )
                for row in batch
            ]
        )
        Waiting.objects.filter(id__in=[row.id for row in batch]).delete()


def _append(tree: Tree, row: Record) -> Leaf:
    position = tree.size
    leaf = merkle.leaf_hash(queries.entry(row).canonical())
    return Leaf(position=position, record=row, hash=leaf, above=b"".join(tree.append(leaf)))


def _in_batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch
