"""Donors, gifts, receipts, allocations, returns, redirects and the close of a round."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.hall.holds import api as holds
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, deciding, donors, gifts, posting
from standing.rooms.funds.models import Decision, Donor, DonorContact, DonorKind, Fund, Gift, Receipt, VoidedBecause
from standing.rooms.funds.queries import giving
from standing.rooms.funds.rules.amounts import cents_of, dollars, plain
from standing.rooms.funds.rules.chart import Code, Source
from standing.rooms.funds.rules.legs import DayClosed, NotEnough
from standing.rooms.funds.rules.sharing import pro_rata
from standing.rooms.funds.rules.totals import FundTotals, merged
from tests.make import accounts
from tests.make import funds as make
from tests.make.funds import AT, DAY, GROUP, ROUND, key

CONSENT = {"consent_sha256": "a" * 64, "consent_on": DAY}
LATER = AT + timedelta(days=1100)


@pytest.fixture
def fund(by):
    return make.fund(by=by)


@pytest.fixture
def second(db):
    return accounts.person(role=Role.TREASURER)


def holds_(code, fund="", **more):
    return funds.balance_of(account=key(code, fund, **more))


def refuses(sql, *, says):
    run("SELECT 1")
    run_only("SET CONSTRAINTS ALL DEFERRED")
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        run(sql)


def run_only(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Pure rules


@given(st.integers(0, 10**13), st.dictionaries(st.integers(), st.integers(1, 10**13), min_size=1), st.randoms())
def test_shares_sum_exactly_are_fair_to_a_cent_and_know_no_order(cents, weights, chance):
    shares = pro_rata(cents, weights=weights)
    total = sum(weights.values())
    assert sum(shares.values()) == cents
    assert all(
        cents * weights[who] // total <= share <= -(-cents * weights[who] // total) for who, share in shares.items()
    )
    pairs = list(weights.items())
    chance.shuffle(pairs)
    assert pro_rata(cents, weights=dict(pairs)) == shares


def test_nobody_has_no_share_and_a_rest_needs_somebody():
    assert pro_rata(0, weights={}) == {}
    assert pro_rata(5, weights={"a": 1, "b": 0, "c": -4}) == {"a": 5}
    for cents, weights in ((5, {}), (-1, {"a": 1})):
        with pytest.raises(ValueError, match=r"rest|nobody"):
            pro_rata(cents, weights=weights)


@pytest.mark.parametrize(
    ("text", "cents"),
    [("1", 100), ("1.5", 150), ("$1,250.50", 125_050), (" 0.07 ", 7), ("1,25", None), ("1.234", None), ("-1", None),
     ("", None), ("1e5", None), ("9" * 19, None)],
)  # fmt: skip
def test_amounts_are_read_without_fractions_of_a_cent(text, cents):
    assert cents_of(text) == cents


@given(st.integers(0, 10**13))
def test_an_amount_comes_back_from_the_way_it_is_shown(cents):
    assert cents_of(dollars(cents)) == cents_of(plain(cents)) == cents
    assert dollars(-cents - 1).startswith("-$")


def cell(fund, gifts, *, source=Source.DONOR, cents=100):
    return FundTotals(source=source, fund=fund, name=fund, gifts=gifts, given=cents, free=cents)


def test_cells_under_twenty_gifts_are_merged_and_never_shown_alone():
    cells = [cell("a", 50), cell("b", 30), cell("c", 19), cell("d", 2), cell("city", 0, source=Source.CITY)]
    shown = merged(cells)
    assert [(one.fund, one.gifts, one.funds) for one in shown] == [
        ("a", 50, 1),
        ("b", 30, 1),
        ("", 21, 2),
        ("city", 0, 1),
    ]
    assert [one.gifts for one in merged([cell("a", 50), cell("b", 30), cell("c", 19)])] == [50, 49]
    assert merged([cell("a", 19)]) == ()
    assert [one.gifts for one in merged([cell("a", 20)])] == [20]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10**6)), max_size=8))
def test_no_merged_page_shows_fewer_than_twenty_gifts_in_a_cell(numbers):
    cells = [cell(f"f{place}", number, cents=cents) for place, (number, cents) in enumerate(numbers)]
    shown = merged(cells)
    assert all(one.gifts >= 20 for one in shown)
    if shown:
        assert sum(one.given for one in shown) == sum(one.given for one in cells)


# Donors and their contact


@pytest.mark.django_db
def test_donors_are_numbered_and_a_name_may_be_missing(by):
    first, second = make.donor(by=by), make.donor(by=by, shown_as="")
    assert [row.number for row in Donor.objects.order_by("number")] == [1, 2]
    donors.change_donor(donor=second, kind=DonorKind.PERSON, shown_as="  Sample   Giver ", by=by, at=AT)
    assert Donor.objects.get(pk=second).shown_as == "Sample Giver"
    with pytest.raises(Refused, match="does not keep"):
        donors.enter_donor(kind=DonorKind.PERSON, shown_as="He is undocumented", by=by, at=AT)
    refuses("UPDATE funds_donor SET number = 9", says="annot")
    refuses("DELETE FROM funds_donor", says="annot|violates")
    assert first != second


@pytest.mark.django_db
def test_a_contact_is_forgotten_on_its_day_unless_it_is_held_or_they_gave_again(by, fund):
    said = {"name": "Sample Person", "email": "a@sample.example", "phone": "213-555-0111"}
    ids = [make.donor(by=by) for _ in range(3)]
    end = donors.earliest_end(donor=ids[0], at=AT)
    for donor in ids:
        donors.keep_contact(donor=donor, **said, keep_until=end, by=by, at=AT)
    hold = holds.place(subject=f"funds:donor:{ids[1]}", reason="A court asked.", order="order 1", by=by, at=AT)
    make.gift(100, donor=ids[2], by=by, at=AT + timedelta(days=700))
    assert donors.forget_contacts(at=AT) == 0
    assert donors.forget_contacts(at=AT + timedelta(days=732)) == 1
    assert set(DonorContact.objects.values_list("donor", flat=True)) == {ids[1], ids[2]}
    refuses("DELETE FROM funds_donorcontact", says="legal hold")
    holds.lift(hold=hold.id, reason="It is over.", by=by, at=LATER)
    assert donors.forget_contacts(at=AT + timedelta(days=3_000)) == 2
    assert Donor.objects.count() == 3
    assert Record.objects.filter(verb="funds.forget_contact").count() == 3
    for wrong in ({"name": " "}, {"email": "none"}, {"keep_until": end - timedelta(days=1)}):
        with pytest.raises(Refused):
            donors.keep_contact(donor=ids[0], **({**said, "keep_until": end} | wrong), by=by, at=AT)


# Gifts and receipts


@pytest.mark.django_db
def test_a_gift_is_booked_once_for_each_reference(by, fund):
    donor = make.donor(by=by)
    gift = make.gift(500, donor=donor, bank_reference="wire 1", by=by)
    assert make.gift(500, donor=donor, bank_reference=" wire  1", by=by) == gift
    for wrong in ({"cents": 501}, {"donor": make.donor(by=by)}):
        with pytest.raises(NotNow, match="another gift"):
            make.gift(**({"cents": 500, "donor": donor, "bank_reference": "wire 1"} | wrong), by=by)
    assert (holds_(Code.BANK), holds_(Code.FREE, "general")) == (500, 500)
    run("SELECT 1")
    make.fund("treasury", source=Source.CITY, by=by)
    with pytest.raises(Refused, match="City money"):
        make.gift(500, fund="treasury", by=by)
    with pytest.raises(Refused, match="donors' money"):
        gifts.record_city_money(fund="general", cents=1, reference="x", day=DAY, by=by, at=AT)
    with pytest.raises(NotFound):
        make.gift(500, fund="none", by=by)


@pytest.mark.django_db
def test_a_promise_is_fulfilled_by_gifts_of_its_donor_and_can_be_taken_back(by, fund):
    donor = make.donor(by=by)
    said = {"donor": donor, "fund": "general", "pledged_on": DAY, "by": by, "at": AT}
    pledge = gifts.record_pledge(cents=1_000, due_on=DAY, **said)
    make.gift(300, donor=donor, pledge=pledge, by=by)
    with pytest.raises(Refused, match="no such promise"):
        make.gift(300, pledge=pledge, by=by)
    (fact,) = giving.pledges(donor=donor)
    assert (fact.came, fact.open) == (300, 700)
    gifts.withdraw_pledge(pledge=pledge, day=DAY, by=by, at=AT)
    assert giving.pledges(donor=donor)[0].open == 0
    with pytest.raises(NotNow):
        gifts.withdraw_pledge(pledge=pledge, day=DAY, by=by, at=AT)
    for wrong in ({"cents": 0}, {"due_on": DAY - timedelta(days=1)}, {"pledged_on": DAY + timedelta(days=1)}):
        with pytest.raises(Refused):
            gifts.record_pledge(**({"cents": 5, "due_on": None} | said | wrong))
    refuses("UPDATE funds_pledge SET cents = 5", says="annot")


@pytest.mark.django_db
def test_receipts_have_no_gap_and_a_wrong_one_is_voided_and_stays(by, fund):
    gift, other = make.gift(100, by=by), make.gift(200, by=by)
    assert [gifts.issue_receipt(gift=one.pk, by=by, at=AT) for one in (gift, gift, other)] == [1, 1, 2]
    gifts.void_receipt(number=1, because=VoidedBecause.MISTAKE, by=by, at=AT)
    with pytest.raises(NotNow):
        gifts.void_receipt(number=1, because=VoidedBecause.MISTAKE, by=by, at=AT)
    assert gifts.issue_receipt(gift=gift.pk, by=by, at=AT) == 3
    columns = "number, gift_id, shown_as, issued_on, issued_by_id, issued_at, voided_because"
    insert = f"INSERT INTO funds_receipt ({columns}) SELECT %s, gift_id, '', issued_on, issued_by_id, issued_at, '' FROM funds_receipt WHERE number = 2"
    refuses(insert % 9, says="without gaps")
    refuses(insert % 4, says="funds_receipt_one_holds")
    refuses("UPDATE funds_receipt SET shown_as = 'x'", says="annot")
    refuses("UPDATE funds_receipt SET voided_because = '' WHERE number = 1", says="annot")
    refuses("UPDATE funds_receipt SET voided_because = 'mistake' WHERE number = 2", says="voided_by_somebody")
    refuses("DELETE FROM funds_receipt", says="annot")
    refuses("TRUNCATE funds_receipt", says="never emptied")
    assert list(Receipt.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db
def test_a_gift_that_bounced_is_undone_with_its_receipt_while_its_money_is_there(by, fund, second):
    gift = make.gift(100, by=by)
    number = gifts.issue_receipt(gift=gift.pk, by=by, at=AT)
    gifts.undo_gift(gift=gift.pk, day=DAY, by=by, at=AT)
    assert Receipt.objects.get(pk=number).voided_because == "gift-undone"
    assert giving.totals(at=AT)[0].gifts == 0
    with pytest.raises(NotNow, match="undone"):
        gifts.undo_gift(gift=gift.pk, day=DAY, by=by, at=AT)
    with pytest.raises(NotNow, match="receipt"):
        gifts.issue_receipt(gift=gift.pk, by=by, at=AT)
    returned = make.gift(100, by=by)
    make.gift(100, by=by)
    found = deciding.propose_return(fund="general", donor=returned.donor_id, cents=60, by=by, at=AT)
    deciding.approve_decision(decision=found, day=DAY, by=second, at=AT)
    with pytest.raises(NotEnough):
        gifts.undo_gift(gift=returned.pk, day=DAY, by=by, at=AT)
    refuses("UPDATE funds_gift SET cents = 5", says="annot")
    refuses("DELETE FROM funds_gift", says="annot|violates")
    columns = "id, donor_id, fund_id, cents, received_on, bank_reference, entry_id, entered_by_id, entered_at"
    load = make.post((key(Code.BANK), 5), (key(Code.FREE, "general"), -5), by=by).number
    refuses(
        f"INSERT INTO funds_gift ({columns}) SELECT gen_random_uuid(), donor_id, fund_id, 5, received_on, 'x', {load},"
        f" entered_by_id, entered_at FROM funds_gift LIMIT 1",
        says="not what its entry booked",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.VAULT])
def test_only_treasurers_move_money(by, fund, role):
    other = accounts.person(role=role)
    gift = make.gift(100, by=by)
    for deed in (
        lambda: make.donor(by=other),
        lambda: make.gift(5, donor=gift.donor_id, by=other),
        lambda: gifts.open_fund(id="new", name="New", source=Source.DONOR, by=other, at=AT),
        lambda: gifts.issue_receipt(gift=gift.pk, by=other, at=AT),
        lambda: gifts.undo_gift(gift=gift.pk, day=DAY, by=other, at=AT),
        lambda: allocating.allocate(fund="general", round=ROUND, organisation=GROUP, cents=1, day=DAY, by=other, at=AT),
        lambda: allocating.close_round(round=ROUND, day=DAY, by=other, at=AT),
        lambda: deciding.propose_return(fund="general", donor=gift.donor_id, cents=1, by=other, at=AT),
        lambda: posting.undo_entry(number=gift.entry_id, day=DAY, by=other, at=AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert holds_(Code.BANK) == 100


# Allocations


@pytest.mark.django_db
def test_a_restricted_fund_goes_where_it_was_given_for(by):
    gifts.open_fund(id="only", name="Only", source=Source.DONOR, round=ROUND, organisation=GROUP, by=by, at=AT)
    make.gift(100, fund="only", by=by)
    said = {"fund": "only", "round": ROUND, "organisation": GROUP, "cents": 60, "day": DAY, "by": by, "at": AT}
    for wrong in ({"round": "round-2"}, {"organisation": "others"}, {"cents": 101}, {"cents": 0}, {"fund": "none"}):
        with pytest.raises(Refused):
            allocating.allocate(**(said | wrong))
    allocating.allocate(**said)
    allocating.release(**(said | {"cents": 20}))
    assert (holds_(Code.FREE, "only"), holds_(Code.ALLOCATED, "only")) == (60, 40)
    with pytest.raises(NotEnough):
        allocating.release(**(said | {"cents": 41}))
    for wrong in ({"id": "Not OK"}, {"name": " "}, {"round": "a b"}, {"id": "only"}):
        with pytest.raises(Refused):
            gifts.open_fund(**({"id": "new", "name": "New", "source": Source.DONOR, "by": by, "at": AT} | wrong))


# Returns and redirects


@pytest.mark.django_db
def test_money_is_returned_by_two_people_and_never_more_than_the_donors_part(by, fund, second):
    gift = make.gift(600, by=by)
    make.gift(400, by=by)
    said = {"fund": "general", "donor": gift.donor_id, "by": by, "at": AT}
    for wrong in ({"cents": 601}, {"cents": 0}, {"cents": 5, "donor": None}, {"cents": 5, "from_owed": True}):
        with pytest.raises(Refused):
            deciding.propose_return(**(said | wrong))
    first, other = (deciding.propose_return(cents=400, **said) for _ in range(2))
    with pytest.raises(NotAllowed, match="Somebody else"):
        deciding.approve_decision(decision=first, day=DAY, by=by, at=AT)
    with pytest.raises(NotAllowed):
        deciding.approve_decision(decision=first, day=DAY, by=accounts.person(role=Role.AUDITOR), at=AT)
    entry = deciding.approve_decision(decision=first, day=DAY, by=second, at=AT)
    assert (entry.cents, holds_(Code.BANK)) == (400, 600)
    with pytest.raises(NotEnough):
        deciding.approve_decision(decision=other, day=DAY, by=second, at=AT)
    deciding.refuse_decision(decision=other, by=by, at=AT)
    with pytest.raises(NotNow):
        deciding.refuse_decision(decision=first, by=second, at=AT)
    assert giving.shares_in(fund="general")[gift.donor_id] == 200
    run("SELECT 1")


@pytest.mark.django_db
def test_a_redirect_needs_consent_and_carries_the_donors_part_with_it(by, fund, second):
    make.fund("other", by=by)
    make.fund("treasury", source=Source.CITY, by=by)
    gift = make.gift(600, by=by)
    said = {"fund": "general", "donor": gift.donor_id, "cents": 250, "to_fund": "other", "by": by, "at": AT, **CONSENT}
    for wrong in (
        {"to_fund": "general"},
        {"to_fund": "treasury"},
        {"consent_sha256": ""},
        {"consent_on": DAY + timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            deciding.propose_redirect(**(said | wrong))
    found = deciding.propose_redirect(**said)
    deciding.approve_decision(decision=found, day=DAY, by=second, at=AT)
    assert giving.shares_in(fund="general") == {gift.donor_id: 350}
    assert giving.shares_in(fund="other") == {gift.donor_id: 250}
    totals = {fact.fund: fact for fact in giving.totals(at=AT)}
    assert (totals["general"].redirected_out, totals["other"].redirected_in) == (250, 250)
    assert all(fact.came == fact.went for fact in totals.values())


@pytest.mark.django_db
def test_raw_sql_cannot_decide_alone_change_a_proposal_or_book_another_amount(by, fund, second):
    gift = make.gift(600, by=by)
    deciding.propose_return(fund="general", donor=gift.donor_id, cents=100, by=by, at=AT)
    alone = f"UPDATE funds_decision SET step = 'approved', decided_by_id = proposed_by_id, decided_at = now(), entry_id = {gift.entry_id}"
    refuses(alone, says="funds_decision_by_a_second_person")
    refuses(
        f"UPDATE funds_decision SET step = 'approved', decided_by_id = '{second.pk}', decided_at = now(),"
        f" entry_id = {gift.entry_id}",
        says="does not move what was decided",
    )
    refuses("UPDATE funds_decision SET step = 'approved'", says="funds_decision_by_a_second_person")
    refuses("UPDATE funds_decision SET cents = 1", says="annot")
    refuses("UPDATE funds_decision SET act = 'redirect'", says="annot|consent")
    deciding.refuse_decision(decision=Decision.objects.get().pk, by=by, at=AT)
    refuses("UPDATE funds_decision SET step = 'proposed', decided_by_id = NULL, decided_at = NULL", says="annot")
    refuses("DELETE FROM funds_decision", says="annot")
    refuses("TRUNCATE funds_decision", says="never emptied")


# The close of a round


@pytest.mark.django_db
def test_the_rest_of_a_round_is_owed_back_pro_rata_and_paid_by_two_people(by, second):
    make.fund(by=by, round=ROUND)
    make.fund("any", by=by)
    make.fund("treasury", source=Source.CITY, round=ROUND, by=by)
    given_ = [make.gift(cents, by=by) for cents in (100, 100, 100)]
    make.money(77, fund="treasury", source=Source.CITY, by=by)
    make.allocated(500, fund="any", by=by)
    make.load(101, by=by)
    allocating.allocate(fund="general", round=ROUND, organisation=GROUP, cents=200, day=DAY, by=by, at=AT)
    funds.fund_reserve(source=Source.DONOR, cents=200, reference="w", day=DAY, by=by, at=AT)
    make.load(500 - 101 + 100, reference="last", by=by)
    fact = allocating.close_round(round=ROUND, day=DAY, by=by, at=AT)
    assert fact.released == 100
    assert fact.owed_in_all == 200 + 77
    shares = sorted(fact.owed["general", gift.donor_id] for gift in given_)
    assert shares == [66, 67, 67]
    assert holds_(Code.FREE, "any") == 0
    for deed in (make.load, lambda cents, by: make.allocated(cents, fund="any", by=by)):
        with pytest.raises((DayClosed, NotEnough)):
            deed(1, by=by)
    with pytest.raises(NotNow, match="closed already"):
        allocating.close_round(round=ROUND, day=DAY, by=by, at=AT)
    with pytest.raises(NotNow, match="Nothing came back"):
        allocating.settle_round(round=ROUND, day=DAY, by=by, at=AT)
    funds.unload_cards(load_reference="last", cents=10, reference="late", day=DAY, by=by, at=AT)
    assert allocating.settle_round(round=ROUND, day=DAY, by=by, at=AT).released == 10
    assert allocating.settle_round is not None
    found = deciding.propose_return(fund="general", donor=given_[0].donor_id, cents=66, from_owed=True, by=by, at=AT)
    funds.return_reserve(source=Source.DONOR, cents=100, reference="back", day=DAY, by=by, at=AT)
    deciding.approve_decision(decision=found, day=DAY, by=second, at=AT)
    city = deciding.propose_return(fund="treasury", donor=None, cents=77, from_owed=True, by=by, at=AT)
    deciding.approve_decision(decision=city, day=DAY, by=second, at=AT)
    assert holds_(Code.BANK, source=Source.CITY) == 0
    assert all(fact.came == fact.went for fact in giving.totals(at=AT))
    run("SELECT 1")


@pytest.mark.django_db
def test_a_round_nobody_knows_or_that_is_open_is_not_closed_or_settled(by, fund):
    with pytest.raises(NotNow, match="Nothing was booked"):
        allocating.close_round(round="none", day=DAY, by=by, at=AT)
    with pytest.raises(NotNow, match="not closed"):
        allocating.settle_round(round=ROUND, day=DAY, by=by, at=AT)
    with pytest.raises(Refused):
        allocating.close_round(round="a b", day=DAY, by=by, at=AT)


@pytest.mark.django_db
def test_what_the_public_reads_of_few_gifts_is_nothing(by, fund):
    for number in range(20):
        if number == 19:
            assert funds.fund_totals(at=AT) == ()
        make.gift(100 + number, by=by)
    (shown,) = funds.fund_totals(at=AT)
    assert (shown.fund, shown.gifts, shown.given) == ("general", 20, sum(range(100, 120)))
    assert Gift.objects.count() == 20
    assert Fund.objects.count() == 1
