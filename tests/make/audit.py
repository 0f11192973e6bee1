"""Builders for the book of deeds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction

from standing.hall.audit import actions, queries
from standing.hall.audit.actions import SealedFact
from standing.hall.audit.keys import LogKey
from standing.hall.audit.models import Checkpoint, Leaf, Record
from standing.kernel import merkle, notes
from standing.kernel.canonical import Json
from standing.kernel.merkle import Tree

AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)
ORIGIN = "log.example/standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SomebodyFact:
    """Anybody with an identifier."""

    pk: str = "0b2c1d3e-0000-4000-8000-000000000001"


SOMEBODY = SomebodyFact()


def log_key(seed: int = 0, origin: str = ORIGIN) -> LogKey:
    return LogKey(origin=origin, private=Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def record(
    number: int = 0, *, subject: str = "plan-1", verb: str = "plans.file", facts: Mapping[str, Json] | None = None
) -> UUID:
    """Write one record; each number is a second later."""
    with transaction.atomic():
        actions.record(
            verb=verb,
            subject=subject,
            by=SOMEBODY,
            at=AT + timedelta(seconds=number),
            facts={"number": number} if facts is None else facts,
        )
    row = Record.objects.filter(subject=subject, at=AT + timedelta(seconds=number)).latest("at")
    return row.id


def records(count: int, *, start: int = 0) -> list[UUID]:
    return [record(number) for number in range(start, start + count)]


def anonymous(*, day: date, number: int = 0) -> None:
    with transaction.atomic():
        actions.record_anonymous(verb="concerns.report", subject=f"report-{number}", day=day, facts={"number": number})


def seal(*, at: datetime = AT + timedelta(days=1), key: LogKey | None = None) -> SealedFact:
    return actions.seal(key=key or log_key(), at=at)


def damage(statement: str) -> None:
    """Change the tables as somebody can who owns the database: triggers off, constraints off."""
    tables = ("audit_checkpoint", "audit_leaf", "audit_record")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'audit_leaf'::regclass AND contype = 'f'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE audit_leaf DROP CONSTRAINT "{name}"')
        cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def reseal_leaves() -> None:
    """Compute every leaf anew from what the records say now, as an intruder would who knows how it is done."""
    tree = Tree()
    lines = []
    for leaf in Leaf.objects.select_related("record").order_by("position"):
        value = merkle.leaf_hash(queries.entry(leaf.record).canonical())
        above = b"".join(tree.append(value))
        lines.append(
            f"UPDATE audit_leaf SET hash = '\\x{value.hex()}', above = '\\x{above.hex()}' WHERE position = {leaf.position}"
        )
    damage(";".join(lines))


def sign_anew(*, key: LogKey | None = None) -> None:
    """Sign the log as it is now."""
    signer = key or log_key()
    leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("position")]
    root = merkle.root_of(leaves)
    note = notes.sign(
        notes.Checkpoint(origin=signer.origin, size=len(leaves), root=root), name=signer.origin, key=signer.private
    )
    Checkpoint.objects.create(size=len(leaves), root=root, note=note, key=signer.verifier.text(), at=AT)


def keep_key(path: Path, *, key: LogKey | None = None) -> None:
    """Lay a key down as a file."""
    path.touch(mode=0o600)
    path.write_bytes((key or log_key()).private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@contextmanager
def damaged(statement: str) -> Iterator[None]:
    """Damage the tables for a while."""
    with transaction.atomic():
        damage(statement)
        yield
        transaction.set_rollback(True)
