"""
The hash tree of RFC 6962: a list that only grows, and short proofs of what it holds.

A tree over n leaves is never stored as a tree. Whoever appends keeps one hash a level (``Tree``); each
subtree that is complete never changes again and may be written down beside the leaf that completed it.
A proof first names the complete subtrees it needs (``inclusion_cover``, ``consistency_cover``), so that
all of them can be fetched at once, and is then folded from their hashes (``prove``).
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree: the leaves from ``number << level`` up to ``(number + 1) << level``."""

    level: int
    number: int

    @property
    def last_leaf(self) -> int:
        """The position of the leaf that completes it."""
        return ((self.number + 1) << self.level) - 1


Cover = tuple[tuple[Node, ...], ...]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf; the first byte keeps leaves apart from nodes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(peaks: Sequence[bytes]) -> bytes:
    """Return the one hash above complete subtrees that stand side by side, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    above = peaks[-1]
    for peak in reversed(peaks[:-1]):
        above = node_hash(peak, above)
    return above


class Tree:
    """A growing tree, kept as the hashes of its complete subtrees: at most one for each level."""

    __slots__ = ("_peaks", "_size")

    def __init__(self, *, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """
        Take up a tree where it was left.

        :raises ValueError: if the subtrees cannot be those of a tree of this size
        """
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves does not stand on {len(peaks)} complete subtrees")
        self._size = size
        self._peaks = list(peaks)

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._size

    def append(self, leaf: bytes) -> tuple[bytes, ...]:
        """Add a leaf by its hash; return the hashes of the subtrees it completes, the smallest first."""
        completed: list[bytes] = []
        above = leaf
        rest = self._size
        while rest & 1:
            above = node_hash(self._peaks.pop(), above)
            completed.append(above)
            rest >>= 1
        self._peaks.append(above)
        self._size += 1
        return tuple(completed)

    def root(self) -> bytes:
        """Return the root hash."""
        return fold(self._peaks)


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root above these leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def completed_by(position: int) -> tuple[Node, ...]:
    """Return the subtrees, other than the leaf itself, that the leaf at this position completes; the smallest first."""
    count = position + 1
    levels = (count & -count).bit_length() - 1
    return tuple(Node(level, position >> level) for level in range(1, levels + 1))


def peaks(size: int) -> tuple[Node, ...]:
    """Return the complete subtrees on which a tree of this size stands, the largest first."""
    return _cover(0, size)


def inclusion_cover(*, index: int, size: int) -> Cover:
    """
    Return the subtrees whose hashes prove that a leaf is in the tree, one group for each step of the path.

    :raises ValueError: if the tree has no such leaf
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has none at {index}")
    spans: list[tuple[int, int]] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _left_part(end - begin)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return tuple(_cover(*span) for span in reversed(spans))


def consistency_cover(*, old: int, new: int) -> Cover:
    """
    Return the subtrees whose hashes prove that the tree of the old size is the beginning of the newer one.

    :raises ValueError: if the sizes are not in order
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {old} leaves is not the beginning of one of {new}")
    if old == 0:
        return ()
    spans: list[tuple[int, int]] = []
    begin, end = 0, new
    while old < end:
        middle = begin + _left_part(end - begin)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    if begin:  # else the old root itself stands here, and whoever checks has it
        spans.append((begin, end))
    return tuple(_cover(*span) for span in reversed(spans))


def prove(cover: Cover, hash_of: Callable[[Node], bytes]) -> tuple[bytes, ...]:
    """Return the path of a proof, from the hashes of the subtrees it named."""
    return tuple(fold([hash_of(node) for node in group]) for group in cover)


def verify_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Test whether the path leads from this leaf hash at this position to the root of a tree of this size."""
    if not 0 <= index < size or not _well_formed((leaf, root, *path)):
        return False
    place, last, above = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            above = node_hash(step, above)
            place, last = _climb(place, last)
        else:
            above = node_hash(above, step)
        place, last = place >> 1, last >> 1
    return last == 0 and above == root


def verify_consistency(*, old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Test whether the path shows that the tree with the old root is the beginning of the one with the new root."""
    if not 0 <= old <= new or not _well_formed((old_root, new_root, *path)):
        return False
    if old in {0, new}:
        return not path and old_root == (new_root if old else EMPTY_ROOT)
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    above_old = above_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            above_old, above_new = node_hash(step, above_old), node_hash(step, above_new)
            place, last = _climb(place, last)
        else:
            above_new = node_hash(above_new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and above_old == old_root and above_new == new_root


def _climb(place: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the last node of a row has no neighbour."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _well_formed(hashes: Sequence[bytes]) -> bool:
    return all(len(item) == HASH_SIZE for item in hashes)


def _left_part(count: int) -> int:
    """Return the largest power of two below the count: how many leaves stand on the left."""
    return 1 << ((count - 1).bit_length() - 1)


def _cover(begin: int, end: int) -> tuple[Node, ...]:
    """Cut a span that stands under one node into complete subtrees, the largest first."""
    nodes: list[Node] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append(Node(level, begin >> level))
        begin += 1 << level
    return tuple(nodes)
