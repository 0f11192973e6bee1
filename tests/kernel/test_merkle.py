from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import merkle
from standing.kernel.merkle import Node

# The test tree of RFC 6962's reference implementation: its leaves, and the root after each of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(1, 200)


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(f"leaf {number}".encode()) for number in range(count)]


def naive_root(hashes: list[bytes]) -> bytes:
    """The definition, word for word."""
    if not hashes:
        return merkle.EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return merkle.node_hash(naive_root(hashes[:middle]), naive_root(hashes[middle:]))


def lookup(hashes: list[bytes]):
    return lambda node: naive_root(hashes[node.number << node.level : (node.number + 1) << node.level])


def flip(data: bytes, bit: int) -> bytes:
    bit %= len(data) * 8
    return data[: bit // 8] + bytes([data[bit // 8] ^ (1 << bit % 8)]) + data[bit // 8 + 1 :]


def test_the_tree_of_the_reference_has_its_roots():
    tree = merkle.Tree()
    assert tree.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    grown = []
    for leaf in LEAVES:
        tree.append(merkle.leaf_hash(bytes.fromhex(leaf)))
        grown.append(tree.root().hex())
    assert grown == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_the_reference_paths_are_ours(index, size, path):
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    proof = merkle.prove(merkle.inclusion_cover(index=index, size=size), lookup(hashes))
    assert [step.hex() for step in proof] == path


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_the_reference_consistency_paths_are_ours(old, new, path):
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    proof = merkle.prove(merkle.consistency_cover(old=old, new=new), lookup(hashes))
    assert [step.hex() for step in proof] == path


@given(st.integers(0, 300))
def test_growing_gives_the_root_of_the_definition(count):
    hashes = leaves(count)
    assert merkle.root_of(hashes) == naive_root(hashes)


@given(st.integers(0, 200), st.integers(0, 100))
def test_a_tree_is_taken_up_where_it_was_left(first, more):
    hashes = leaves(first + more)
    tree = merkle.Tree(size=first, peaks=[lookup(hashes)(node) for node in merkle.peaks(first)])
    for leaf in hashes[first:]:
        tree.append(leaf)
    assert (tree.size, tree.root()) == (first + more, naive_root(hashes))


def test_a_tree_is_not_taken_up_on_the_wrong_subtrees():
    with pytest.raises(ValueError, match="does not stand on"):
        merkle.Tree(size=5, peaks=[merkle.EMPTY_ROOT])


@given(sizes)
def test_a_leaf_names_the_subtrees_it_completes(count):
    hashes = leaves(count)
    tree = merkle.Tree()
    for position, leaf in enumerate(hashes):
        completed = tree.append(leaf)
        nodes = merkle.completed_by(position)
        assert [node.last_leaf for node in nodes] == [position] * len(nodes)
        assert list(completed) == [lookup(hashes)(node) for node in nodes]


@given(sizes, st.data())
def test_inclusion_is_proved_and_nothing_else_is(size, data):
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.prove(merkle.inclusion_cover(index=index, size=size), lookup(hashes))
    proof = {"leaf": hashes[index], "index": index, "size": size, "path": path, "root": naive_root(hashes)}
    assert merkle.verify_inclusion(**proof)

    bit = data.draw(st.integers(0, 32 * 8 - 1))
    assert not merkle.verify_inclusion(**proof | {"leaf": flip(hashes[index], bit)})
    assert not merkle.verify_inclusion(**proof | {"root": flip(proof["root"], bit)})
    for place, step in enumerate(path):
        wrong = (*path[:place], flip(step, bit), *path[place + 1 :])
        assert not merkle.verify_inclusion(**proof | {"path": wrong})
        assert not merkle.verify_inclusion(**proof | {"path": (*path[:place], *path[place + 1 :])})
    assert not merkle.verify_inclusion(**proof | {"path": (*path, hashes[0])})
    other = data.draw(st.integers(0, size * 2))
    if other != index:
        assert not merkle.verify_inclusion(**proof | {"index": other})


@given(sizes, st.data())
def test_consistency_is_proved_and_nothing_else_is(new, data):
    old = data.draw(st.integers(0, new))
    hashes = leaves(new)
    path = merkle.prove(merkle.consistency_cover(old=old, new=new), lookup(hashes))
    proof = {
        "old": old,
        "new": new,
        "path": path,
        "old_root": naive_root(hashes[:old]),
        "new_root": naive_root(hashes),
    }
    assert merkle.verify_consistency(**proof)

    bit = data.draw(st.integers(0, 32 * 8 - 1))
    assert not merkle.verify_consistency(**proof | {"old_root": flip(proof["old_root"], bit)})
    if old:
        assert not merkle.verify_consistency(**proof | {"new_root": flip(proof["new_root"], bit)})
    for place, step in enumerate(path):
        wrong = (*path[:place], flip(step, bit), *path[place + 1 :])
        assert not merkle.verify_consistency(**proof | {"path": wrong})
        assert not merkle.verify_consistency(**proof | {"path": (*path[:place], *path[place + 1 :])})
    assert not merkle.verify_consistency(**proof | {"path": (*path, hashes[0])})


@given(st.integers(2, 120), st.data())
def test_a_fork_is_not_consistent(new, data):
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    hashes = leaves(new)
    forked = [*hashes[:changed], merkle.leaf_hash(b"another story"), *hashes[changed + 1 :]]
    for story in (hashes, forked):
        path = merkle.prove(merkle.consistency_cover(old=old, new=new), lookup(story))
        assert not merkle.verify_consistency(
            old=old, new=new, path=path, old_root=naive_root(hashes[:old]), new_root=naive_root(forked)
        )


@given(sizes)
def test_a_tree_stands_on_subtrees_side_by_side(size):
    nodes = merkle.peaks(size)
    assert nodes[0].number == 0
    assert nodes[-1].last_leaf == size - 1
    assert all(left.last_leaf + 1 == right.number << right.level for left, right in pairwise(nodes))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_path_leads_to_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="has none at"):
        merkle.inclusion_cover(index=index, size=size)
    assert not merkle.verify_inclusion(leaf=merkle.EMPTY_ROOT, index=index, size=size, path=(), root=merkle.EMPTY_ROOT)


def test_a_longer_tree_is_no_beginning():
    with pytest.raises(ValueError, match="not the beginning"):
        merkle.consistency_cover(old=4, new=3)
    assert not merkle.verify_consistency(old=4, new=3, path=(), old_root=merkle.EMPTY_ROOT, new_root=merkle.EMPTY_ROOT)


def test_hashes_of_another_length_prove_nothing():
    assert not merkle.verify_inclusion(leaf=b"", index=0, size=1, path=(), root=b"")


def test_leaves_and_nodes_are_kept_apart():
    left, right = leaves(2)
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    assert Node(1, 0).last_leaf == 1
