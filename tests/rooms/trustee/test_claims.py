"""A household is helped once, whichever desk it comes to, and nothing says who it was."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from standing.hall.audit.models import Record
from standing.kernel.blind import rsa, tokens
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotAllowed
from standing.rooms.trustee import actions
from standing.rooms.trustee.models import Reply, Tag, Tally
from standing.rooms.trustee.rules.asking import AlreadyHelped, AnotherDay, Closed, Misread, OverQuota
from tests import canary
from tests.make import trustee as make
from tests.make.trustee import AT, CENTS, DAY


def test_a_household_is_helped_once_at_whichever_desk(held):
    token = make.help_household(held, "Ana", "Luis")
    assert tokens.verify_token(rsa.read_public(held.manifest.tiers[CENTS]), token)

    for adults in (("Ana", "Luis"), ("Luis",), ("Ana", "Somebody else")):
        with pytest.raises(AlreadyHelped):
            make.help_household(held, *adults, desk=1)
    assert Tag.objects.count() == 2
    assert make.help_household(held, "Somebody else", desk=1)


def test_a_refusal_writes_no_tag_and_is_counted(held):
    make.help_household(held, "Ana")
    with pytest.raises(AlreadyHelped):
        make.help_household(held, "Ana", "New")
    assert Tag.objects.count() == 1
    tally = Tally.objects.get()
    assert (tally.evaluations, tally.claims, tally.refusals) == (3, 1, 1)


def test_a_token_is_worth_its_own_amount_only(held):
    token = make.help_household(held, "Ana", cents=CENTS)
    assert not tokens.verify_token(rsa.read_public(held.manifest.tiers[50_000]), token)


def test_the_same_claim_again_gets_the_same_answer_until_midnight(held):
    tags = make.tags_of(held, "Ana")
    hidden = tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), tokens.new_nonce())
    asked = {"credential": held.desks[0], "cents": CENTS, "blinded_token": hidden.blinded}

    first = actions.claim(**asked, tags=tags, drawn_on=make.day_of(AT), at=AT)
    assert actions.claim(**asked, tags=tags, drawn_on=make.day_of(AT), at=AT) == first
    assert Tally.objects.get().claims == 1
    with pytest.raises(Misread, match="another household"):
        actions.claim(**asked, tags=make.tags_of(held, "Other"), drawn_on=make.day_of(AT), at=AT)

    actions.forget_replies(by=make.accounts.SYSTEM, at=AT + DAY)
    assert Reply.objects.count() == 0
    with pytest.raises(AlreadyHelped):
        actions.claim(**asked, tags=tags, drawn_on=make.day_of(AT + DAY), at=AT + DAY)


def test_a_token_of_another_day_is_not_signed_for_another_household(held):
    """Its first household has the token already; after the night nobody but the desk knows that."""
    hidden = tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), tokens.new_nonce())
    asked = {"credential": held.desks[0], "cents": CENTS, "blinded_token": hidden.blinded}
    first, today = make.tags_of(held, "Ana"), date(2026, 3, 2)
    signed = actions.claim(**asked, tags=first, drawn_on=today, at=AT)
    actions.forget_replies(by=make.accounts.SYSTEM, at=AT + DAY)

    with pytest.raises(AnotherDay, match="Draw a new one"):
        actions.claim(**asked, tags=make.tags_of(held, "Eva", at=AT + DAY), drawn_on=today, at=AT + DAY)

    assert Tag.objects.count() == len(first)
    for wrong in (today - DAY, today + DAY):  # the tablet's clock is wrong
        fresh = {**asked, "blinded_token": tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), b"n" * 32).blinded}
        with pytest.raises(AnotherDay):
            actions.claim(**fresh, tags=make.tags_of(held, "Eva"), drawn_on=wrong, at=AT)
    fine = {
        **asked,
        "blinded_token": tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), tokens.new_nonce()).blinded,
    }
    assert actions.claim(**fine, tags=make.tags_of(held, "Eva"), drawn_on=today, at=AT) != signed


def test_quotas_are_counted_by_desk_and_local_day(db):
    held = make.open_round(evaluations=3, claims=1)
    make.help_household(held, "Ana")
    with pytest.raises(OverQuota, match="households"):
        make.help_household(held, "Bea")
    with pytest.raises(OverQuota, match="checks"):
        make.tags_of(held, "Cora", "Dora")
    assert make.help_household(held, "Bea", desk=1)
    assert make.help_household(held, "Cora", at=AT + DAY)


@pytest.mark.parametrize("at", [AT - timedelta(seconds=1), AT + 30 * DAY])
def test_a_round_answers_only_while_it_is_open(held, at):
    with pytest.raises(Closed):
        make.tags_of(held, "Ana", at=at)
    assert make.tags_of(held, "Ana", at=AT)


def test_a_stranger_and_a_revoked_desk_get_nothing(held):
    with pytest.raises(NotAllowed):
        actions.evaluate(credential="made up", blinded=[b"x" * 32], at=AT)
    assert make.tags_of(held, "Ana")
    from standing.rooms.trustee.models import Desk

    desk = Desk.objects.get(group="harbor-hands")
    actions.revoke_desk(desk=desk.pk, by=held.keeper, at=AT)
    with pytest.raises(NotAllowed):
        make.tags_of(held, "Ana")
    assert make.tags_of(held, "Ana", desk=1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tags": []}, Misread),
        ({"tags": [b"short"]}, Misread),
        ({"tags": [b"a" * 32, b"a" * 32]}, Misread),
        ({"cents": 1}, Misread),
        ({"blinded_token": b"\x00" * 256}, BlindRefused),
        ({"blinded_token": b"\xff" * 256}, BlindRefused),
        ({"blinded_token": b""}, BlindRefused),
    ],
)
def test_what_is_no_claim_is_refused_and_leaves_nothing(held, changed, said):
    hidden = tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), tokens.new_nonce())
    asked = {"tags": [b"t" * 32], "cents": CENTS, "blinded_token": hidden.blinded, "drawn_on": make.day_of(AT)}
    with pytest.raises(said):
        actions.claim(credential=held.desks[0], at=AT, **asked | changed)
    assert Tag.objects.count() == Reply.objects.count() == 0
    assert actions.claim(credential=held.desks[0], at=AT, **asked)


def test_two_desks_with_one_household_at_the_same_instant_make_one_token(committed):
    held = committed
    for number in range(25):
        adults = [
            make.tags_of(held, f"Ana {number}", f"Luis {number}", desk=desk)[:: -1 if desk else 1] for desk in (0, 1)
        ]
        ready, outcomes = threading.Barrier(2), []

        def go(desk, tags, ready=ready, outcomes=outcomes):
            hidden = tokens.blind(rsa.read_public(held.manifest.tiers[CENTS]), tokens.new_nonce())
            ready.wait()
            try:
                actions.claim(
                    credential=held.desks[desk],
                    tags=tags,
                    cents=CENTS,
                    blinded_token=hidden.blinded,
                    drawn_on=make.day_of(AT),
                    at=AT,
                )
                outcomes.append("helped")
            except AlreadyHelped:
                outcomes.append("already")
            finally:
                close_old_connections()
                connection.close()

        threads = [threading.Thread(target=go, args=(desk, adults[desk])) for desk in (0, 1)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(outcomes) == ["already", "helped"]
    assert Tag.objects.count() == 50


def test_the_database_itself_refuses_a_tag_twice_or_changed(held):
    make.help_household(held, "Ana")
    tag = bytes(Tag.objects.get().tag)
    for sql, given in (
        ("INSERT INTO trustee_tag (round_id, tag) VALUES (%s, %s)", [make.ROUND, tag]),
        ("UPDATE trustee_tag SET tag = %s", [b"other" * 6 + b"xx"]),
    ):
        with pytest.raises((IntegrityError, Exception)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, given)
    assert bytes(Tag.objects.get().tag) == tag


def test_after_the_rewrite_rows_stand_in_the_order_of_tags_and_carry_one_mark(held):
    for number in range(40):
        make.help_household(held, f"Adult {number}")

    def stored():
        with connection.cursor() as cursor:
            cursor.execute("SELECT tag, xmin::text FROM trustee_tag ORDER BY ctid")
            return [(bytes(tag), mark) for tag, mark in cursor.fetchall()]

    before = stored()
    assert [tag for tag, _ in before] != sorted(tag for tag, _ in before)  # or this proves nothing
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the night is a transaction of its own
    assert actions.rewrite_tags(by=make.accounts.SYSTEM, at=AT) == 40
    after = stored()
    assert [tag for tag, _ in after] == sorted(tag for tag, _ in before)
    assert len({mark for _, mark in after}) == 1


def test_no_name_no_tag_and_no_token_stands_anywhere_but_the_tags_in_their_table(held, settings):
    adults = ("Zephyrine Quillmoor 1980-02-03", "A 012-345-678")
    token = make.help_household(held, *adults)
    tags = [bytes(one) for one in Tag.objects.values_list("tag", flat=True)]

    assert canary.find(canaries=adults, besides=canary.mails()) == ()
    facts = "".join(str(one) for one in Record.objects.values_list("facts", flat=True))
    for secret in (*tags, token.nonce, token.signature, held.desks[0].encode()):
        assert secret.hex() not in facts
        places = {
            where for where, content in canary.dump().items() if secret in content or secret.hex().encode() in content
        }
        assert places <= {"table:trustee_tag"}
