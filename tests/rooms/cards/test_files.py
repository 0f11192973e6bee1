"""Files of the bank and the issuer: what is written is read again, and what is wrong is told with its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel.refusals import NotNow
from standing.rooms.cards.rules import bai2, bankcsv, camt053, issuer, nacha
from standing.rooms.cards.rules.bank import BankLine, Format, Statement, guess
from standing.rooms.cards.rules.issuer import Answer, Batch, LoadOrder, MoveKind, ReserveMove, Standing
from standing.rooms.cards.rules.lines import LARGEST, WrongFile
from standing.rooms.cards.rules.nacha import Credit, Sender
from tests.make.cards import CITY_BANK, ROUTING

MADE = datetime(2026, 2, 12, 9, 30, tzinfo=UTC)
DAY = date(2026, 2, 12)
WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=15).filter(lambda said: said != "CONTROL")
TEXTS = st.text("ABC abc 019.-", max_size=30).map(lambda said: " ".join(said.split()))
CENTS = st.integers(-(10**11), 10**11)


@st.composite
def statements(draw):
    lines = tuple(
        BankLine(reference=draw(WORDS), cents=cents, code="195" if cents >= 0 else "495", text=draw(TEXTS))
        for cents in draw(st.lists(CENTS, max_size=6))
    )
    opening = draw(CENTS)
    return Statement(
        account=draw(st.text("0123456789", min_size=1, max_size=12)),
        day=draw(st.dates(date(2000, 1, 1), date(2068, 1, 1))),
        currency="USD",
        opening_cents=opening,
        closing_cents=opening + sum(line.cents for line in lines),
        lines=lines,
    )


FILES = st.lists(statements(), min_size=1, max_size=4, unique_by=lambda one: (one.account, one.day))


def plain(found):
    return sorted(
        (
            one.account,
            one.day,
            one.opening_cents,
            one.closing_cents,
            [(line.reference, line.cents, line.text) for line in one.lines],
        )
        for one in found
    )


@settings(deadline=None, max_examples=60)
@given(FILES)
def test_bai2_and_csv_come_back_as_they_were_written(made):
    written = bai2.write(made, sender="SAMPLEBANK", receiver="CITY", made=MADE)
    assert plain(bai2.read(written)) == plain(made)
    assert guess(written) is Format.BAI2
    assert plain(bankcsv.read(bankcsv.write(made))) == plain(made)
    assert guess(bankcsv.write(made)) is Format.CSV


BAI = [
    "01,SAMPLEBANK,CITY,260212,0930,1,,,2/",
    "02,CITY,SAMPLEBANK,1,260212,,USD,2/",
    "03,900100200,USD,010,100000,,,015,130000,,/",
    "16,195,50000,Z,,FUND-1,WIRE IN",
    "16,495,20000,Z,,S-1,LOADS",
    "88,of the day",
    "49,300000,5/",
    "98,300000,1,7/",
    "99,300000,1,9/",
]


def bai(**changed):
    lines = [changed.get(f"l{number}", line) for number, line in enumerate(BAI, start=1)]
    return "\r\n".join(line for line in lines if line is not None).encode()


def test_a_bai2_statement_is_read():
    (found,) = bai2.read(bai())
    assert (found.account, found.day, found.opening_cents, found.closing_cents) == ("900100200", DAY, 1000_00, 1300_00)
    assert [(one.reference, one.cents) for one in found.lines] == [("FUND-1", 500_00), ("S-1", -200_00)]
    assert found.lines[1].text == "LOADS of the day"


@pytest.mark.parametrize("funds", ["Z", "", "0", "V,260213,", "S,1,2,3", "D,2,1,100,2,300"])
def test_every_way_to_say_when_money_is_there_is_passed_over(funds):
    (found,) = bai2.read(bai(l4=f"16,195,50000,{funds},BANKREF,FUND-1,WIRE IN"))
    assert (found.lines[0].reference, found.lines[0].text) == ("FUND-1", "WIRE IN")


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ({"l4": "16,195,5x000,Z,,FUND-1,WIRE IN"}, {4, 7, 8, 9}),
        ({"l4": "16,999,50000,Z,,FUND-1,WIRE IN"}, {4, 7}),
        ({"l5": None}, {6, 7, 8}),
        ({"l7": "49,300001,5/"}, {7}),
        ({"l7": "49,300000,6/"}, {7}),
        ({"l8": "98,300000,2,7/"}, {8}),
        ({"l9": "99,300000,1,8/"}, {9}),
        ({"l9": None}, {8}),
        ({"l2": None}, {2}),
        ({"l3": "03,900100200,USD,010,100000,,,015,130001,,/"}, {7, 8, 9}),
        ({"l3": "03,900100200,USD,010,100000,,/"}, {7, 8, 9}),
        ({"l2": "02,CITY,SAMPLEBANK,1,26-02-12,,USD,2/"}, {2}),
        ({"l1": "01,SAMPLEBANK/"}, {1}),
        ({"l6": "77,what"}, {6}),
        ({"l1": "88,nothing before"}, {1}),
        ({"l3": "03,900100200,USD,010,100000,,,015,130000,,"}, {3}),
    ],
)
def test_each_mistake_of_a_bai2_file_is_told_with_its_line(changed, lines):
    with pytest.raises(WrongFile) as told:
        bai2.read(bai(**changed))
    found = {one.line for one in told.value.mistakes}
    assert found <= lines | {0}
    assert found & lines


CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<Stmt><Acct><Id><Othr><Id>900100200</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-12</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-12</Dt></Dt></Bal>
<Ntry><NtryRef>B1</NtryRef><Amt Ccy="USD">500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<NtryDtls><TxDtls><Refs><EndToEndId>FUND-1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
<Ntry><NtryRef>S-1</NtryRef><Amt Ccy="USD">200.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>
<Ntry><NtryRef>P-1</NtryRef><Amt Ccy="USD">9.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>
"""


def test_a_camt_statement_is_read_and_what_is_not_booked_left_out():
    (found,) = camt053.read(CAMT.encode())
    assert (found.account, found.day, found.opening_cents, found.closing_cents) == ("900100200", DAY, 1000_00, 1300_00)
    assert [(one.reference, one.cents) for one in found.lines] == [("FUND-1", 500_00), ("S-1", -200_00)]
    assert guess(CAMT.encode()) is Format.CAMT053


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("500.00", "500.005", 6),
        ("500.00", "NaN", 6),
        ("500.00", "-500.00", 6),
        ("<CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK", "<Sts><Cd>BOOK", 8),
        ("1300.00", "1300.01", 3),
        ("CLBD", "XXXX", 3),
        ("</Stmt>", "", 10),
        ("camt.053", "camt.054", 1),
        ('<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE Document [<!ENTITY a 'b'>]>", 1),
        ("500.00</Amt>", "500.00</Amt><Amt", 6),
    ],
)
def test_each_mistake_of_a_camt_file_is_told_with_its_line(before, after, line):
    assert before in CAMT
    with pytest.raises(WrongFile) as told:
        camt053.read(CAMT.replace(before, after, 1).encode())
    assert line in {one.line for one in told.value.mistakes}


READERS = [bai2.read, bankcsv.read, camt053.read, issuer.read_batch, issuer.read_answers, issuer.read_moves]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"%PDF-1.7\n01,A,B,260212,0930,1,,,2/",
        b"PK\x03\x04" + b"account,day\n",
        b"\x1f\x8b\x08\x00",
        b"MZ\x90",
        b"\x89PNG\r\n",
        b"account,day\x00,currency\n",
        b"<html><body>01,</body></html>",
        b"a" * (LARGEST + 1),
        b"\xff\xfe0\x001\x00",
        b'"unclosed',
    ],
)
def test_what_is_something_else_is_refused_with_a_sentence(read, content):
    with pytest.raises(WrongFile) as told:
        read(content)
    assert str(told.value)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(READERS), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_a_reader(read, content):
    try:
        read(content)
    except WrongFile as told:
        if not told.mistakes:
            raise


def test_every_mistake_of_a_csv_statement_is_told_at_once():
    content = (
        "account,day,currency,kind,reference,amount_cents,text\r\n"
        "1,2026-02-12,USD,opening,,ten,\r\n"
        "1,12.2.2026,USD,booking,A,5,\r\n"
        "1,2026-02-12,EUR,booking,A,5,\r\n"
        "1,2026-02-12,USD,sold,A,5,\r\n"
        "1,2026-02-12,USD,closing\r\n"
    )
    with pytest.raises(WrongFile) as told:
        bankcsv.read(content.encode())
    assert [one.line for one in told.value.mistakes] == [6]
    with pytest.raises(WrongFile) as told:
        bankcsv.read(content.replace("closing\r\n", "closing,,5,\r\n").encode())
    assert [one.line for one in told.value.mistakes][:4] == [2, 3, 4, 5]


# -- the funding file


def parse(content):
    """Read a NACHA file by its columns, independently of what wrote it."""
    lines = content.decode("ascii").split("\r\n")
    assert lines.pop() == ""
    assert all(len(line) == 94 for line in lines)
    assert len(lines) % 10 == 0
    kinds = [line[0] for line in lines]
    body = [line for line in lines if set(line) != {"9"}]
    assert kinds[: len(body)] == ["1", "5", *["6"] * (len(body) - 4), "8", "9"]
    head, batch, *entries, total, end = body
    assert head[1:3] == "01"
    assert head[34:37] == "094"
    assert head[37:39] == "10"
    assert head[39] == "1"
    assert batch[1:4] == "220"
    assert batch[50:53] == "CCD"
    hashed = sum(int(entry[3:11]) for entry in entries) % 10**10
    cents = sum(int(entry[29:39]) for entry in entries)
    assert (int(total[4:10]), int(total[10:20]), int(total[20:32]), int(total[32:44])) == (
        len(entries),
        hashed,
        0,
        cents,
    )
    assert (int(end[1:7]), int(end[7:13]), int(end[13:21])) == (1, len(lines) // 10, len(entries))
    assert (int(end[21:31]), int(end[31:43]), int(end[43:55])) == (hashed, 0, cents)
    traces = [entry[79:94] for entry in entries]
    assert traces == sorted(set(traces))
    assert all(one.startswith(batch[79:87]) for one in traces)
    return [
        (entry[3:12], entry[12:29].strip(), int(entry[29:39]), entry[39:54].strip(), entry[54:76].strip())
        for entry in entries
    ], batch[69:75]


ROUTINGS = st.integers(0, 99_999_999).map(lambda n: f"{n:08d}{nacha.check_digit(f'{n:08d}')}")
CREDITS = st.builds(
    Credit,
    routing=ROUTINGS,
    account=st.text("0123456789", min_size=1, max_size=17),
    cents=st.integers(1, nacha.LARGEST_CENTS),
    reference=WORDS,
    receiver=st.text("ABC DEF", min_size=1, max_size=22).map(str.strip).filter(bool),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(CREDITS, min_size=1, max_size=25))
def test_a_funding_file_holds_what_was_paid_and_its_totals(credits):
    content = nacha.write(sender=CITY_BANK, credits=credits, made=MADE, settles=date(2026, 2, 13))
    entries, settles = parse(content)
    assert entries == [(one.routing, one.account, one.cents, one.reference, one.receiver) for one in credits]
    assert settles == "260213"


GOOD = Credit(routing=ROUTING, account="900100200", cents=100, reference="FUND-1", receiver="RESERVE")


@pytest.mark.parametrize(
    ("credit", "said"),
    [
        ({"routing": "110000001"}, "routing"),
        ({"account": "9" * 18}, "account"),
        ({"cents": 0}, "amount"),
        ({"cents": nacha.LARGEST_CENTS + 1}, "amount"),
        ({"reference": "fund 1"}, "reference"),
        ({"receiver": "Réserve"}, "receiver"),
    ],
)
def test_what_does_not_fit_the_columns_is_not_written(credit, said):
    from dataclasses import replace

    assert nacha.write(sender=CITY_BANK, credits=[GOOD], made=MADE, settles=DAY)
    with pytest.raises(NotNow, match=said):
        nacha.write(sender=CITY_BANK, credits=[replace(GOOD, **credit)], made=MADE, settles=DAY)


def test_a_sender_that_is_wrong_is_told_everything_at_once():
    said = nacha.faults(Sender(bank_routing="1", bank_name="", company="é", company_id=""), [])
    assert len(said) == 5


# -- the issuer's files

ORDERS = st.lists(
    st.builds(
        LoadOrder,
        external_ref=WORDS,
        proxy=WORDS,
        amount_cents=st.integers(1, 10**9),
        currency=st.just("USD"),
        program=st.just("P-1"),
    ),
    max_size=10,
    unique_by=lambda one: one.external_ref,
)


@settings(deadline=None)
@given(ORDERS)
def test_a_batch_comes_back_as_it_was_written(orders):
    assert issuer.read_batch(issuer.write_batch(Batch(id="B", program="P-1", orders=tuple(orders)))) == tuple(orders)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Answer,
            external_ref=WORDS,
            proxy=WORDS,
            amount_cents=st.integers(0, 10**9),
            standing=st.sampled_from(Standing),
            code=WORDS,
            settlement=WORDS,
        ),
        max_size=10,
    )
)
def test_answers_come_back_as_they_were_written(answers):
    assert issuer.read_answers(issuer.write_answers(answers, batch="B")) == tuple(answers)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            ReserveMove,
            external_ref=WORDS,
            kind=st.sampled_from(MoveKind),
            amount_cents=CENTS,
            settlement=WORDS,
            day=st.dates(),
        ),
        max_size=10,
    )
)
def test_a_report_comes_back_as_it_was_written(moves):
    assert issuer.read_moves(issuer.write_moves(moves, program="P")) == tuple(moves)


WRITTEN = issuer.write_answers(
    [
        Answer(external_ref=f"L-{n}", proxy="PX-1", amount_cents=100 * n, standing=Standing.LOADED, settlement="S")
        for n in (1, 2, 3)
    ],
    batch="B",
)


@pytest.mark.parametrize(
    "content",
    [
        WRITTEN[:-40],
        WRITTEN.replace(b"L-2", b"L-9"),
        WRITTEN.replace(b",200,", b",201,"),
        b"\r\n".join(WRITTEN.split(b"\r\n")[:2] + WRITTEN.split(b"\r\n")[3:]),
        WRITTEN + WRITTEN,
        WRITTEN.replace(b"CONTROL,3", b"CONTROL,4"),
        WRITTEN.replace(b",600,", b",601,"),
        WRITTEN.replace(b"loaded", b"loadad"),
    ],
)
def test_a_result_that_was_cut_or_changed_on_the_way_is_refused(content):
    assert len(issuer.read_answers(WRITTEN)) == 3
    with pytest.raises(WrongFile):
        issuer.read_answers(content)
