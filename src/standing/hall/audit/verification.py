"""Checking the database against its own seals, and saying which record was touched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from standing.hall.audit import queries
from standing.hall.audit.models import Checkpoint, Leaf, Record
from standing.kernel import merkle, notes
from standing.kernel.merkle import HASH_SIZE, Tree, node_hash
from standing.kernel.notes import NoteRefused, VerifierKey

_BATCH = 2000
_MOST = 100  # findings that are kept; the first ones matter
_SEARCHED = 64  # pairs of neighbours among which misplaced records are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was sealed. ``kind``: changed, removed, reordered, added, checkpoint, rolled back."""

    kind: str
    position: int | None
    record: UUID | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationFact:
    """The outcome of a check."""

    size: int
    root: str
    checkpoints: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Tell whether everything is as it was sealed."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A leaf as the database has it, and the hash that its record has today."""

    position: int
    record: UUID
    sealed: bytes
    above: bytes
    real: bytes | None


@dataclass(slots=True, kw_only=True)
class _Check:
    """What is known while the leaves go by."""

    tree: Tree = field(default_factory=Tree)
    findings: list[Finding] = field(default_factory=list)
    mismatched: list[_Row] = field(default_factory=list)
    odd: dict[int, list[_Row]] = field(
        default_factory=dict
    )  # even position → the two rows of a pair that is not as noted
    odd_values: list[bytes] = field(default_factory=list)
    odd_above: list[tuple[int, int]] = field(default_factory=list)
    whole: bool = True  # no leaf is missing so far, so roots can be compared

    def find(self, kind: str, sentence: str, *, position: int | None = None, record: UUID | None = None) -> None:
        if len(self.findings) < _MOST:
            self.findings.append(Finding(kind=kind, position=position, record=record, sentence=sentence))


def verify_database(*, expected_key: str | None = None, kept: Sequence[str] = ()) -> VerificationFact:
    """
    Recompute every leaf from its record, and compare with stored leaves, noted subtrees and signed checkpoints.

    ``expected_key``: the key that must have signed the latest checkpoint. ``kept``: signed checkpoints that were
    kept outside the database; the log must continue each of them.
    """
    check = _Check()
    signed = _open_checkpoints(check, expected_key=expected_key)
    outside = _open_kept(check, kept, keys=list({key.text(): key for _, key in signed}.values()))
    roots: dict[int, list[tuple[str, bytes]]] = {}
    for size, root in [(row.size, bytes(row.root)) for row, _ in signed]:
        roots.setdefault(size, []).append(("checkpoint", root))
    for point in outside:
        roots.setdefault(point.size, []).append(("kept checkpoint", point.root))

    good, broken = 0, False
    previous: _Row | None = None
    for row in _rows():
        _take(check, row, previous)
        previous = row
        if not check.whole or check.tree.size not in roots:
            continue
        wrong = [name for name, root in roots.pop(check.tree.size) if root != check.tree.root()]
        if wrong and not broken:
            broken = True
            _name_span(check, good, check.tree.size, wrong[0])
        elif not wrong:
            good = check.tree.size
    if previous is not None and previous.position % 2 == 0:
        check.odd[previous.position] = [previous]  # it has no neighbour yet that would tell whether it was moved
    _explain(check, signed={row.size: bytes(row.root) for row, _ in signed})
    _look_at_the_end(check, last=signed[-1][0] if signed else None, left=roots)
    return VerificationFact(
        size=check.tree.size,
        root=check.tree.root().hex(),
        checkpoints=len(signed),
        waiting=queries.count_waiting(),
        findings=tuple(check.findings),
    )


def _rows() -> Iterator[_Row]:
    after = -1
    while True:
        leaves = list(
            Leaf.objects.filter(position__gt=after)
            .order_by("position")
            .values_list("position", "record_id", "hash", "above")[:_BATCH]
        )
        if not leaves:
            return
        records = Record.objects.in_bulk([record for _, record, _, _ in leaves])
        for position, record, sealed, above in leaves:
            row = records.get(record)
            real = None if row is None else merkle.leaf_hash(queries.entry(row).canonical())
            yield _Row(position=position, record=record, sealed=bytes(sealed), above=bytes(above), real=real)
        after = leaves[-1][0]


def _take(check: _Check, row: _Row, previous: _Row | None) -> None:
    """Look at one leaf: is it the next, does it seal its record, does it go with the subtrees noted beside it."""
    expected = check.tree.size if previous is None else previous.position + 1
    if row.position != expected:
        check.whole = False
        check.find(
            "removed",
            f"The seal at position {expected} was removed, and with it its record or its place.",
            position=expected,
        )
    if row.real is None:
        check.find(
            "removed",
            f"The record at position {row.position} ({row.record}) was removed; its seal is still there.",
            position=row.position,
            record=row.record,
        )
    elif row.real != row.sealed:
        check.mismatched.append(row)
    completed = check.tree.append(row.sealed)
    if not check.whole or b"".join(completed) == row.above:
        return
    level = next(
        (
            number
            for number, value in enumerate(completed, 1)
            if row.above[(number - 1) * HASH_SIZE : number * HASH_SIZE] != value
        ),
        0,
    )
    if level == 1 and previous is not None and len(check.odd) < _SEARCHED:
        check.odd[previous.position] = [previous, row]
    if row.above:
        check.odd_values.append(row.above[:HASH_SIZE])
    check.odd_above.append((row.position + 1 - (1 << level), row.position))


def _explain(check: _Check, *, signed: dict[int, bytes]) -> None:
    """Name the records whose bytes or places are not those that were sealed."""
    sealed_at = {row.sealed: row.position for row in check.mismatched}
    for row in check.mismatched:
        place = sealed_at.get(row.real or b"")
        if place is None:
            check.find(
                "changed",
                f"The record at position {row.position} ({row.record}) was changed after it was sealed.",
                position=row.position,
                record=row.record,
            )
        else:
            _find_misplaced(check, row.record, now=row.position, sealed=place)
    if not check.odd_above:
        return
    for moves in _guesses(check):
        if _restores(moves, signed):
            for row, place in moves.items():
                _find_misplaced(check, row.record, now=row.position, sealed=place)
            return
    begin, end = min(check.odd_above, key=lambda span: (span[1] - span[0], span[0]))
    names = ", ".join(
        str(name)
        for name in Leaf.objects.filter(position__gte=begin, position__lte=min(end, begin + 3))
        .order_by("position")
        .values_list("record_id", flat=True)
    )
    check.find(
        "changed",
        f"Seals were changed or moved: what stands at positions {begin} to {end} does not give the hash noted for it "
        f"(records {names}{', …' if end > begin + 3 else ''}).",
        position=begin,
    )


def _guesses(check: _Check) -> Iterator[dict[_Row, int]]:
    """Guess which leaves stand elsewhere than they did, by trying which two of them give a hash that was noted."""
    rows = [row for pair in check.odd.values() for row in pair]
    noted = set(check.odd_values)
    pairs = [
        (left, right)
        for left in rows
        for right in rows
        if left is not right and node_hash(left.sealed, right.sealed) in noted
    ]
    for right_first in (True, False):
        moves: dict[_Row, int] = {}
        for left, right in pairs:
            if left.position % 2 and not right.position % 2:
                moves |= {left: left.position - 1, right: right.position + 1}
            elif left.position % 2 == 0 and (right_first or right.position % 2 == 0):
                moves[right] = left.position + 1
            elif right.position % 2:
                moves[left] = right.position - 1
        moves = {row: place for row, place in moves.items() if row.position != place}
        vacated = {row.position for row in moves} - set(moves.values())
        pushed = [row for row in rows if row.position in set(moves.values()) and row not in moves]
        if len(vacated) == len(pushed) == 1:
            moves[pushed[0]] = vacated.pop()
        if moves and {row.position for row in moves} == set(moves.values()):
            yield moves


def _restores(moves: dict[_Row, int], signed: dict[int, bytes]) -> bool:
    """Test whether the log gives its last signed root again once these leaves are put back."""
    back = {place: row.sealed for row, place in moves.items()}
    size = max(signed, default=0)
    tree = Tree()
    for position, sealed in enumerate(queries.leaf_hashes(upto=size)):
        tree.append(back.get(position, sealed))
    return tree.size == size and size > 0 and tree.root() == signed[size]


def _find_misplaced(check: _Check, record: UUID, *, now: int, sealed: int) -> None:
    check.find(
        "reordered",
        f"The record {record} stands at position {now}, but was sealed at position {sealed}: records were reordered.",
        position=now,
        record=record,
    )


def _name_span(check: _Check, good: int, size: int, name: str) -> None:
    check.find(
        "checkpoint",
        f"The seals do not give the root of the {name} for {size} records. Up to position {good - 1} all is as signed; "
        f"something between position {good} and position {size - 1} was changed, removed or reordered."
        if good
        else f"The seals do not give the root of the {name} for {size} records: "
        f"something between position 0 and position {size - 1} was changed, removed or reordered.",
        position=good,
    )


def _look_at_the_end(check: _Check, *, last: Checkpoint | None, left: dict[int, list[tuple[str, bytes]]]) -> None:
    """Compare the length of the log with what was signed for it."""
    size = check.tree.size
    if not check.whole:
        return
    if last is not None and size < last.size:
        record = _record_that_fits(check, bytes(last.root)) if last.size == size + 1 else None
        named = f" (record {record})" if record else ""
        check.find(
            "removed",
            f"The log was cut: it ends before position {size}{named}, "
            f"and a checkpoint was signed for {last.size} records.",
            position=size,
            record=record,
        )
    elif size > (last.size if last else 0):
        check.find(
            "checkpoint",
            f"The log has {size} leaves, but its last checkpoint was signed for {last.size if last else 0}: "
            "a checkpoint was removed, or leaves were added without one.",
            position=last.size if last else 0,
        )
    for beyond in sorted(left):
        if any(name == "kept checkpoint" for name, _ in left[beyond]):
            check.find(
                "rolled back",
                f"The log was rolled back: a checkpoint kept elsewhere speaks of {beyond} records, "
                f"and the log has {size}.",
                position=size,
            )


def _record_that_fits(check: _Check, root: bytes) -> UUID | None:
    """Return the record without a leaf that makes the log whole again, if there is one."""
    size = check.tree.size
    try:
        peaks = queries.hashes(merkle.peaks(size))
    except KeyError:
        return None
    for row in queries.unsealed()[:_BATCH]:
        tree = Tree(size=size, peaks=peaks)
        tree.append(merkle.leaf_hash(queries.entry(row).canonical()))
        if tree.root() == root:
            return row.id
    return None


def _open_checkpoints(check: _Check, *, expected_key: str | None) -> list[tuple[Checkpoint, VerifierKey]]:
    """Open every stored checkpoint with the key stored beside it."""
    opened: list[tuple[Checkpoint, VerifierKey]] = []
    for row in Checkpoint.objects.order_by("size"):
        try:
            key = notes.read_key(row.key)
            said = notes.open_note(row.note, keys=[key])
        except NoteRefused as refusal:
            check.find("checkpoint", f"The checkpoint for {row.size} records is not as it was signed. {refusal}")
            continue
        if (said.size, said.root, said.origin) != (row.size, bytes(row.root), key.name):
            check.find("checkpoint", f"The checkpoint for {row.size} records says something else than its signed text.")
            continue
        opened.append((row, key))
    if expected_key is not None and opened and opened[-1][1].text() != expected_key:
        check.find(
            "checkpoint",
            f"The latest checkpoint, for {opened[-1][0].size} records, was signed with another key than ours.",
        )
    return opened


def _open_kept(check: _Check, kept: Sequence[str], *, keys: list[VerifierKey]) -> list[notes.Checkpoint]:
    opened: list[notes.Checkpoint] = []
    for text in kept:
        try:
            opened.append(notes.open_note(text, keys=keys))
        except NoteRefused as refusal:
            check.find(
                "checkpoint", f"A checkpoint that was kept elsewhere is not signed with a key of this log. {refusal}"
            )
    return opened
