"""The books for other programs: an own strict reader, and bean-check as a second opinion."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.hall import clock
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import allocating, deciding
from standing.rooms.funds.rules import exports
from standing.rooms.funds.rules.amounts import cents_of
from standing.rooms.funds.rules.chart import WORD, AccountKey, Code, Source
from tests.make import accounts
from tests.make import funds as make
from tests.make.funds import AT, DAY, ROUND

_ACCOUNT = r"(?:Assets|Liabilities|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
_OPEN = re.compile(rf"(\d{{4}}-\d\d-\d\d) open ({_ACCOUNT}) USD")
_ENTRY = re.compile(r'(\d{4}-\d\d-\d\d) \* "[a-z-]+" ""')
_LEG = re.compile(rf"  ({_ACCOUNT})  (-?)(\d+\.\d\d) USD")
_META = re.compile(r'  [a-z]+: (?:\d+|"(?:[^"\\]|\\.)*")')
_BALANCE = re.compile(rf"(\d{{4}}-\d\d-\d\d) balance ({_ACCOUNT})  (-?)(\d+\.\d\d) USD")
_OTHER = re.compile(r'(?:;.*|option "[a-z_]+" "[^"]*"|)')


def read(text):
    """Read the export line by line; nothing unknown is let through. Return what each account holds."""
    opened, holds, entry, checked = {}, defaultdict(int), None, {}

    def end():
        assert entry is None or sum(entry) == 0
        assert entry is None or len(entry) > 1

    for line in text.splitlines():
        if found := _OPEN.fullmatch(line):
            assert found[2] not in opened
            opened[found[2]] = found[1]
        elif found := _ENTRY.fullmatch(line):
            end()
            entry, day = [], found[1]
        elif found := _LEG.fullmatch(line):
            cents = int(f"{found[2]}{cents_of(found[3])}")
            assert opened[found[1]] <= day
            holds[found[1]] += cents
            entry.append(cents)
        elif found := _BALANCE.fullmatch(line):
            checked[found[2]] = int(f"{found[3]}{cents_of(found[4])}")
        else:
            assert _META.fullmatch(line) or _OTHER.fullmatch(line), line
    end()
    assert checked == holds
    return holds


@pytest.fixture
def books(by, monkeypatch):
    """Return a browser of somebody who may take the files, with a full round behind it."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    make.fund("bound", round=ROUND, by=by)
    make.fund("free-2026", by=by)
    make.fund("treasury", source=Source.CITY, by=by)
    gift = make.gift(10_007, fund="bound", by=by)
    make.gift(20_000, fund="bound", by=by, received_on=DAY - timedelta(days=3))
    make.allocated(5_000, fund="free-2026", by=by)
    make.allocated(700, fund="treasury", source=Source.CITY, organisation="Group.B:7", by=by)
    make.load(1_234, reference='odd "quoted\\" load', by=by)
    make.load(600, organisation="Group.B:7", by=by)
    fee = funds.record_fee(fund="bound", cents=7, paid_from=Code.BANK, reference="fee", day=DAY, by=by, at=AT)
    funds.reverse_entry(number=fee.number, day=DAY, by=by, at=AT)
    allocating.close_round(round=ROUND, day=DAY, by=by, at=AT)
    second = make.treasurer()
    found = deciding.propose_return(fund="bound", donor=gift.donor_id, cents=500, from_owed=True, by=by, at=AT)
    deciding.approve_decision(decision=found, day=DAY, by=second, at=AT)
    client = accounts.client_of(by)

    def take(name):
        return b"".join(client.get(f"/staff/funds/{name}").streaming_content).decode("utf-8-sig")

    return take


@pytest.mark.django_db
def test_the_beancount_text_is_read_by_a_strict_reader_and_agrees_with_the_trial_balance(books):
    holds = read(books("books.beancount"))
    assert sum(holds.values()) == 0
    told = sorted(fact.cents for fact in funds.trial_balance(at=AT))
    assert sorted(holds.values()) == told
    assert holds["Assets:Cards-Loaded:Donors"] == 1_234
    assert "Sample Foundation" not in books("books.beancount")


@pytest.mark.django_db
def test_bean_check_finds_nothing_to_say(books, tmp_path):
    beside = shutil.which("bean-check", path=str(Path(sys.executable).parent)) or shutil.which("bean-check")
    if beside is None:
        pytest.skip("bean-check is not installed here; 'make test' brings it with the developers' packages")
    path = tmp_path / "books.beancount"
    path.write_text(books("books.beancount"), encoding="utf-8")
    said = subprocess.run([beside, str(path)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")
    path.write_text(path.read_text(encoding="utf-8").replace("12.34 USD", "12.35 USD", 1), encoding="utf-8")
    assert subprocess.run([beside, str(path)], capture_output=True, check=False).returncode != 0


@pytest.mark.django_db
def test_the_trial_balance_as_csv_has_equal_sums(books):
    rows = list(csv.DictReader(io.StringIO(books("trial-balance.csv"))))
    assert rows[-1]["account"] == "sum"
    assert rows[-1]["debit"] == rows[-1]["credit"]
    assert sum(cents_of(row["debit"]) for row in rows[:-1]) == cents_of(rows[-1]["debit"])


_words = st.text("aAxX0-._:", min_size=1, max_size=6).filter(re.compile(WORD).fullmatch)


@settings(deadline=None)  # the first draw is slow on a busy machine
@given(st.tuples(_words, _words), st.tuples(_words, _words))
def test_two_accounts_never_get_one_name_and_every_name_is_one(one, other):
    def name(words):
        key = AccountKey(
            code=Code.ALLOCATED, source=Source.DONOR, fund="general", round=words[0], organisation=words[1]
        )
        return exports.account_name(key, {})

    assert re.fullmatch(_ACCOUNT, name(one))
    assert (name(one) == name(other)) == (one == other)
