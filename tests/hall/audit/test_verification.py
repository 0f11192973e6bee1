import random

import pytest

from standing.hall.audit import api, commands, verification
from standing.hall.audit.models import Checkpoint, Leaf, Record
from tests.make import audit as make

SWAP = """
    UPDATE audit_leaf SET position = position + 1000000 WHERE position IN ({a}, {b});
    UPDATE audit_leaf SET position = CASE position WHEN 1000000 + {a} THEN {b} ELSE {a} END WHERE position >= 1000000;
"""


@pytest.fixture
def log(db):
    """Thirteen records under three checkpoints, and one that waits."""
    names = make.records(5)
    make.seal()
    names += make.records(4, start=5)
    make.seal()
    names += make.records(4, start=9)
    make.seal()
    make.record(99)
    return names


def found(**known):
    return [(f.kind, f.position, f.record) for f in verification.verify_database(**known).findings]


def test_a_log_that_was_let_alone_holds(log):
    last = api.latest_checkpoint()
    outcome = verification.verify_database(expected_key=make.log_key().verifier.text(), kept=[last.note])
    assert (outcome.holds, outcome.size, outcome.root, outcome.checkpoints, outcome.waiting) == (
        True,
        13,
        last.root,
        3,
        1,
    )


@pytest.mark.django_db
def test_an_empty_log_holds():
    assert verification.verify_database().holds


def test_a_changed_record_is_named(log):
    changes = ["verb = 'x'", "subject = 'x'", "actor = 'x'", "at = at + interval '1 microsecond'", "facts = '{}'"]
    for position, name in enumerate(log):
        with make.damaged(f"UPDATE audit_record SET {changes[position % 5]} WHERE id = '{name}'"):
            assert found() == [("changed", position, name)]
    assert found() == []


def test_a_removed_record_is_named(log):
    for position, name in enumerate(log):
        with make.damaged(f"DELETE FROM audit_record WHERE id = '{name}'"):
            assert found() == [("removed", position, name)]


def test_a_record_removed_with_its_seal_is_found_at_its_place(log):
    for position, name in enumerate(log[:12]):
        with make.damaged(
            f"DELETE FROM audit_leaf WHERE position = {position}; DELETE FROM audit_record WHERE id = '{name}'"
        ):
            assert found() == [("removed", position, None)]


def test_the_last_seal_removed_is_found_and_its_record_named(log):
    make.damage("DELETE FROM audit_leaf WHERE position = 12")
    assert found() == [("removed", 12, log[12])]


def test_the_last_record_removed_with_its_seal_is_found(log):
    make.damage(f"DELETE FROM audit_leaf WHERE position = 12; DELETE FROM audit_record WHERE id = '{log[12]}'")
    assert found() == [("removed", 12, None)]


@pytest.mark.parametrize(("a", "b"), [(0, 1), (4, 5), (4, 9), (2, 12), (3, 11), (5, 6)])
def test_two_seals_that_changed_records_are_named(log, a, b):
    make.damage(
        f"""
        UPDATE audit_leaf SET record_id = gen_random_uuid() WHERE position IN ({a}, {b});
        UPDATE audit_leaf SET record_id = '{log[a]}' WHERE position = {b};
        UPDATE audit_leaf SET record_id = '{log[b]}' WHERE position = {a};
        """
    )
    assert sorted(found()) == [("reordered", a, log[b]), ("reordered", b, log[a])]


def test_two_records_that_changed_places_with_their_seals_are_named(log):
    for b in range(13):
        for a in range(b):
            with make.damaged(SWAP.format(a=a, b=b)):
                named = {one for one in found() if one[0] == "reordered"}
                assert (a, b, named) == (a, b, {("reordered", a, log[b]), ("reordered", b, log[a])})


def test_pairs_that_changed_places_are_found(log):
    with make.damaged(SWAP.format(a=4, b=8) + SWAP.format(a=5, b=9)):
        assert found() != []


def test_a_record_changed_with_its_seal_is_narrowed_down_to_two(log):
    make.damage(
        f"UPDATE audit_record SET subject = 'other' WHERE id = '{log[6]}';"
        "UPDATE audit_leaf SET hash = decode(repeat('07', 32), 'hex') WHERE position = 6"
    )
    kinds = found()
    assert ("changed", 6, log[6]) in kinds
    sentences = " ".join(f.sentence for f in verification.verify_database().findings)
    assert "positions 6 to 7" in sentences
    assert "between position 5 and position 8" in sentences


def test_a_log_told_anew_without_the_key_is_caught_by_its_checkpoints(log):
    make.damage(f"UPDATE audit_record SET subject = 'other' WHERE id = '{log[6]}'")
    make.reseal_leaves()
    assert [(kind, position) for kind, position, _ in found()] == [("checkpoint", 5)]


def test_a_log_told_anew_with_the_key_is_caught_by_a_checkpoint_kept_elsewhere(log):
    kept = api.latest_checkpoint().note
    make.damage(f"UPDATE audit_record SET subject = 'other' WHERE id = '{log[6]}'")
    make.reseal_leaves()
    make.damage("DELETE FROM audit_checkpoint")
    make.sign_anew()
    assert found() == []
    assert [(kind, position) for kind, position, _ in found(kept=[kept])] == [("checkpoint", 0)]


def test_a_log_rolled_back_is_caught_by_a_checkpoint_kept_elsewhere(log):
    kept = api.latest_checkpoint().note
    make.damage(
        "DELETE FROM audit_checkpoint WHERE size = 13; DELETE FROM audit_leaf WHERE position >= 9;"
        f"DELETE FROM audit_record WHERE at >= '{Record.objects.get(id=log[9]).at.isoformat()}'"
    )
    assert found() == []
    assert found(kept=[kept]) == [("rolled back", 9, None)]


def test_a_removed_checkpoint_at_the_end_is_found(log):
    make.damage("DELETE FROM audit_checkpoint WHERE size = 13")
    assert found() == [("checkpoint", 9, None)]


@pytest.mark.parametrize(
    "change",
    [
        "note = replace(note, E'\\n9\\n', E'\\n8\\n')",
        "root = decode(repeat('00', 32), 'hex')",
        "key = 'x'",
        "note = ''",
        "note = note || ' '",
    ],
)
def test_a_changed_checkpoint_is_found(log, change):
    make.damage(f"UPDATE audit_checkpoint SET {change} WHERE size = 9")
    assert [kind for kind, _, _ in found()] == ["checkpoint"]


def test_a_checkpoint_signed_by_another_key_is_found(log):
    make.damage("DELETE FROM audit_checkpoint")
    make.sign_anew(key=make.log_key(seed=9))
    assert found() == []
    assert [kind for kind, _, _ in found(expected_key=make.log_key().verifier.text())] == ["checkpoint"]


def test_a_kept_checkpoint_of_another_log_is_refused(log):
    stranger = make.log_key(seed=9)
    kept = api.latest_checkpoint().note
    make.damage("DELETE FROM audit_checkpoint")
    make.sign_anew(key=stranger)
    assert [kind for kind, _, _ in found(kept=[kept])] == ["checkpoint"]


def test_random_bits_flipped_in_the_database_are_found(log):
    dice = random.Random(20250711)
    for _ in range(60):
        position, byte, bit = dice.randrange(13), dice.randrange(32), dice.randrange(8)
        kept = bytes(Leaf.objects.get(position=position).hash)
        flipped = kept[:byte] + bytes([kept[byte] ^ 1 << bit]) + kept[byte + 1 :]
        with make.damaged(f"UPDATE audit_leaf SET hash = decode('{flipped.hex()}', 'hex') WHERE position = {position}"):
            assert ("changed", position, log[position]) in found()
    assert found() == []


def test_the_commands_say_what_they_find(log, settings, tmp_path):
    settings.STANDING = {**settings.STANDING, "log_key_file": tmp_path / "log.key", "log_origin": make.ORIGIN}
    assert commands.verify().code == 2  # the key is lost, and none is made while there is a log
    make.keep_key(tmp_path / "log.key")
    kept = tmp_path / "kept.txt"
    kept.write_text("\n".join(commands.checkpoint().lines) + "\n")
    good = commands.verify(kept=[kept])
    assert (good.code, good.lines[0]) == (0, "13 records, 3 checkpoints: every record is as it was sealed.")
    assert commands.seal_now().lines == ("1 records sealed; the log holds 14.",)

    make.damage(f"UPDATE audit_record SET subject = 'x' WHERE id = '{log[3]}'")
    bad = commands.verify()
    assert (bad.code, bad.lines) == (
        1,
        (f"The record at position 3 ({log[3]}) was changed after it was sealed.", "The log does NOT hold."),
    )
    make.damage("DELETE FROM audit_checkpoint WHERE size = 14")
    assert commands.seal_now().code == 2
    assert commands.verify(kept=[tmp_path / "missing"]).code == 2


@pytest.mark.django_db
def test_the_first_sealing_makes_the_key(settings, tmp_path):
    settings.STANDING = {**settings.STANDING, "log_key_file": tmp_path / "k" / "log.key", "log_origin": make.ORIGIN}
    assert commands.checkpoint().code == 2
    make.record()
    assert commands.seal_now().code == 0
    assert (commands.verify().code, Checkpoint.objects.count()) == (0, 1)
