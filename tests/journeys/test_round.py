"""
A round of cash aid from end to end, as a newcomer tries it: donors' money, two groups, twenty families, one of them
twice, one lost card, one gift returned, a day that agrees to the cent, and a check that anybody can make.

Two families come to the page of the desk; eighteen more to a desk in Python, which speaks to the same doors.
"""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from standing.config.drills.desk import Desk, Door, Step, Visit
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.people import Adult
from standing.kernel.blind.slips import Slip
from standing.sample.figures import GROUPS, PROGRAM, ROUND
from tests.journeys import acts, desk, looks, server
from tests.journeys.conftest import Window
from tests.journeys.server import Site

TABLET = {"width": 820, "height": 1180}
PER_GROUP = 25  # cards that the sample gave to each group, in the order of the groups
ON_THE_TRAY, AT_ONCE = 10, 8
LOCAL = ZoneInfo("America/Los_Angeles")
BRIEF, SHORT = "brief", timedelta(seconds=75)
LOADS_TAKE = 10


def proxy(group: str, number: int) -> str:
    """Return the number on the envelope of a group's card."""
    return f"SMP-{GROUPS.index(group) * PER_GROUP + number:06d}"


def stations(site: Site) -> dict[str, str]:
    return {one.department: one.url for one in site.sign_ins if one.role == "card-station"}


def credential(link: str, name: str) -> str:
    return parse_qs(urlsplit(link).fragment)[name][0]


def tables(site: Site, page: Page, group: str) -> Desk:
    """Return a group's two tables as a desk in Python has them."""
    link = desk.links(site)[group]
    trustee = link.partition("/desk/")[0]
    data = page.request.get(f"{trustee}/trustee/v1/rounds/{ROUND}/manifest.json").body()
    return Desk(
        group=group,
        manifest=manifests.read(data),
        city=Door(base=site.base),
        trustee=Door(base=trustee),
        city_credential=credential(link, "city"),
        trustee_credential=credential(link, "trustee"),
        cards_credential=credential(stations(site)[group], "station"),
        program=PROGRAM,
    )


def adult() -> Adult:
    somebody = desk.stranger(number=True)
    return Adult(
        given=somebody.given,
        surname=somebody.surname,
        surname2="",
        born=date(1980, 1, 1),
        document="consular",
        number=somebody.number,
    )


def free_cards(at: Desk) -> list[str]:
    """Return the envelopes of a group that no family has yet."""
    listed = [proxy(at.group, number) for number in range(1, PER_GROUP + 1)]
    states = [at.city.get(f"/aid/v1/cards/{PROGRAM}/{one}", at.cards_credential)["state"] for one in listed]
    return [one for one, state in zip(listed, states, strict=True) if state == "consigned"]


def serve(at: Desk, cards: list[str], *, until: Step) -> list[Visit]:
    """Let a family for each card come to the tables of a group."""
    visits = [Visit(desk=at, adults=(adult(),), cents=200_00, proxy=card) for card in cards]
    for visit in visits:
        visit.go_on(until=until)
    return visits


def slip_of(visit: Visit) -> str:
    return Slip(round=ROUND, cents=visit.cents, is_exception=False, token=visit.token).text()


def put_on_tray(page: Page, visit: Visit) -> None:
    """Give a family its card and its code; the money waits for company."""
    page.goto("/desk/cards/")
    page.get_by_label("Slip from the first table").fill(slip_of(visit))
    page.get_by_label("Number on the card's envelope").first.fill(visit.proxy)
    page.get_by_role("button", name="Put both on the tray").click()
    expect(page.locator("[data-receipt]")).to_have_text(re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}"))
    expect(page.get_by_text("$200.00").first).to_be_visible()


def fill_tray(page: Page, visits: list[Visit]) -> None:
    """Fill the tray of a card table: nothing goes before the tenth, then all go by themselves."""
    state, first = visits[0].desk.city, visits[0]
    put_on_tray(page, first)
    assert looks.violations(page) == []
    page.goto("/desk/cards/")
    expect(page.get_by_text(re.compile("Waiting on the tray: 1 / 10"))).to_be_visible()  # it outlives the page
    assert looks.violations(page) == []
    page.get_by_label("Slip from the first table").fill(slip_of(first))
    page.get_by_label("Number on the card's envelope").first.fill(visits[1].proxy)
    page.get_by_role("button", name="Put both on the tray").click()
    expect(page.get_by_text("This slip or this card is on the tray already.")).to_be_visible()
    page.get_by_role("button", name="Close this desk").click()
    expect(page.get_by_text("Send what is on the tray before you close.")).to_be_visible()
    for visit in visits[1:-1]:
        put_on_tray(page, visit)
    credential_ = first.desk.cards_credential
    for visit in visits:
        assert state.get(f"/aid/v1/cards/{PROGRAM}/{visit.proxy}", credential_)["state"] == "consigned"
    put_on_tray(page, visits[-1])
    expect(page.get_by_text("All were sent. The money is on the cards within minutes.")).to_be_visible(timeout=30_000)
    for visit in visits:
        assert state.get(f"/aid/v1/cards/{PROGRAM}/{visit.proxy}", credential_)["state"] != "consigned"


def carry_on(page: Page) -> None:
    """Have the loads carried on until none waits; also what is left on blocked cards is asked for then."""
    for _turn in range(LOADS_TAKE):
        page.goto("/staff/cards/loads/")
        page.get_by_role("button", name="Carry on now").click()
        expect(page.get_by_text(re.compile(r"\d+ sent, \d+ settled\."))).to_be_visible()
        if page.get_by_text(re.compile(r"^0 waiting, 0 sent and not answered")).count():
            return
    raise AssertionError("Loads still wait.")


def open_station(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=2, name="Give a card")).to_be_visible()
    assert "#" not in page.url


def give_card(page: Page, slip: str, card: str) -> str:
    """Turn a slip into a card at the card table, and return the receipt code."""
    page.get_by_label("Slip from the first table").fill(slip)
    page.get_by_label("Number on the card's envelope").first.fill(card)
    page.get_by_role("button", name="Put the money on this card").click()
    return page.locator("[data-receipt]").inner_text()


def sign_short_round(treasurer: Page, keeper: Page, there: str) -> None:
    """Have a round of minutes drafted, offered and signed by both parties; its keys end as soon as it closes."""
    now = datetime.now(tz=LOCAL)
    ends = f"{now + SHORT:%Y-%m-%dT%H:%M:%S}"
    treasurer.goto("/staff/aid/draft/")
    for label, value in {
        "Code": BRIEF, "Name": "A short round", "Opens": f"{now - SHORT:%Y-%m-%dT%H:%M}", "Closes": ends,
        "Keys are destroyed": ends, "Amounts of a card": "200", "What an exception is worth": "200",
        "Exceptions at most": "1", "Groups": "\n".join(GROUPS), "Who may be helped": "Lives in the city.",
    }.items():  # fmt: skip
        treasurer.get_by_label(label, exact=True).fill(value)
    treasurer.get_by_role("button", name="Save the draft").click()
    expect(treasurer.get_by_text("The round is drafted.")).to_be_visible()
    keeper.goto(f"{there}/staff/rounds/begin/")
    keeper.get_by_label("Code of the round").fill(BRIEF)
    keeper.get_by_label("Amounts in dollars").fill("200")
    keeper.get_by_role("button", name="Make the keys").click()
    expect(keeper.get_by_text("The keys are made.")).to_be_visible()
    for name, said in (
        ("Ask the trustee for its keys", "The trustee's keys are here."),
        ("Make and sign the manifest", "The manifest is signed by the City."),
    ):
        treasurer.get_by_role("button", name=name).click()
        expect(treasurer.get_by_text(said)).to_be_visible()
    keeper.get_by_role("button", name="Fetch it from the City").click()
    keeper.get_by_label("I compared the City's key").check()
    keeper.get_by_role("button", name="Sign and open").click()
    expect(keeper.get_by_role("heading", level=1)).to_contain_text("A short round")
    treasurer.get_by_role("button", name="Ask the trustee for its signature").click()
    expect(treasurer.get_by_text("Both parties signed the round.")).to_be_visible()
    for page in (treasurer, keeper):
        expect(page.get_by_role("button", name=re.compile("^Destroy"))).to_have_count(0)


def destroy_keys(page: Page) -> None:
    """Press the button that is there once the day has come, and nowhere after."""
    button = page.get_by_role("button", name=re.compile("^Destroy the .*keys now$"))
    for _second in range(int(SHORT.total_seconds())):
        page.reload()
        if button.count():
            break
        page.wait_for_timeout(1000)
    assert looks.violations(page) == []
    button.click()
    expect(page.get_by_text(re.compile("keys are destroyed\\."))).to_be_visible()
    expect(button).to_have_count(0)


@pytest.fixture
def bank(site: Site) -> str:
    """The address of the sample's bank: two ports above the City's."""
    parts = urlsplit(site.base)
    return f"http://{parts.hostname}:{(parts.port or 0) + 2}"


def test_a_round_from_the_first_gift_to_the_check(
    window: Window, site: Site, bank: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    treasurer = acts.sign_in(window(accept_downloads=True), site, "treasurer")
    harbor, valley = GROUPS
    keeper = window()
    keeper.goto(site.person("keeper").url)
    sign_short_round(treasurer, keeper, desk.links(site)[harbor].partition("/desk/")[0])

    # Donors: one more gift, and a part of another that goes back, by two people.
    treasurer.goto("/staff/funds/decisions/propose/")
    treasurer.get_by_role("radio", name=re.compile("[Rr]eturn")).check()
    treasurer.get_by_label("Fund the money is in").select_option(label="Sample fund for families")
    treasurer.get_by_label(re.compile("^Donor")).select_option(index=1)
    treasurer.get_by_label(re.compile("Amount")).fill("20.00")
    treasurer.locator("main form button[type=submit]").first.click()
    coordinator = acts.sign_in(window(), site, "coordinator")
    coordinator.goto("/staff/funds/decisions/")
    coordinator.get_by_role("button", name="Approve").first.click()
    expect(coordinator.get_by_role("button", name="Approve")).to_have_count(0)

    # Money to the issuer, by the file that goes to the bank.
    today = datetime.now(tz=LOCAL).date()
    treasurer.goto("/staff/cards/funding/")
    treasurer.get_by_label("Reference").fill("JOURNEY-1")
    treasurer.get_by_label("Amount in dollars").fill("500.00")
    treasurer.get_by_label("Day it should arrive").fill(today.isoformat())
    treasurer.get_by_role("button", name="Book it and make the bank's file").click()
    with treasurer.expect_download() as told:
        treasurer.get_by_role("link", name=re.compile("JOURNEY-1")).click()
    told.value.save_as(tmp_path / "funding.ach")
    teller = window()
    teller.goto(f"{bank}/")
    teller.get_by_label("The funding file").set_input_files(tmp_path / "funding.ach")
    teller.get_by_role("button", name="Take it to the bank").click()
    expect(teller.get_by_role("status")).to_contain_text("JOURNEY-1: 500.00 dollars arrived")

    # A family at the first table, then at the card table.
    tablet = window(viewport=TABLET)
    here, there = (tables(site, tablet, group) for group in GROUPS)
    for one in (here, there):
        request.addfinalizer(one.city.close)
        request.addfinalizer(one.trustee.close)
    first, second, spare, *harbors = free_cards(here)
    valleys = free_cards(there)
    desk.open_desk(tablet, desk.links(site)[harbor])
    rosa = desk.stranger(number=True)
    desk.claim(tablet, rosa)
    slip = desk.slip_on(tablet)
    table = window(viewport=TABLET)
    open_station(table, stations(site)[harbor])
    assert looks.violations(table) == []
    code = give_card(table, slip.text(), first)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)
    assert looks.violations(table) == []

    # The same family at the other group; and the same slip again.
    other = window(viewport=TABLET)
    desk.open_desk(other, desk.links(site)[valley])
    desk.claim(other, rosa)
    expect(other.get_by_role("heading", level=1)).to_contain_text(
        re.compile("helped", re.IGNORECASE), timeout=desk.CODES_TAKE
    )
    table.get_by_role("link", name="Next family").click()
    table.get_by_label("Slip from the first table").fill(slip.text())
    table.get_by_label("Number on the card's envelope").first.fill(second)
    table.get_by_role("button", name="Put the money on this card").click()
    expect(table.get_by_text("This token was used already, for another card.")).to_be_visible()

    # Eighteen more, at both groups at once.
    with ThreadPoolExecutor(2) as both:
        ours = both.submit(serve, here, harbors[:ON_THE_TRAY], until=Step.UNBLIND)
        theirs = both.submit(serve, there, valleys[:AT_ONCE], until=Step.REDEEM)
        waiting, served = ours.result(), theirs.result()
    fill_tray(table, waiting)
    assert (len(waiting), len(served)) == (ON_THE_TRAY, AT_ONCE)
    table.goto("/desk/cards/")
    carry_on(treasurer)

    # Handed over; then lost, and replaced by its code alone.
    card = table.locator("section", has=table.get_by_role("heading", level=2, name="A card of your group"))
    card.get_by_label("Number on the card's envelope").fill(first)
    card.get_by_role("button", name="It is handed over").click()
    lost = table.locator("section", has=table.get_by_role("heading", level=2, name="A family lost its card"))
    for _turn in range(3):
        lost.get_by_label("Receipt code of the family").fill(code)
        lost.get_by_label("Number on the new card's envelope").fill(spare)
        lost.get_by_role("button", name="Block it and give a new card").click()
        carry_on(treasurer)
        if table.get_by_role("heading", level=2, name=spare).count():
            break
    expect(table.get_by_role("heading", level=2, name=spare)).to_be_visible()

    # The day: ledger, issuer and bank.
    carry_on(treasurer)
    (tmp_path / "statement.csv").write_bytes(teller.request.get(f"{bank}/statement?day={today}").body())
    treasurer.goto("/staff/cards/days/")
    treasurer.get_by_label("Bank statement").set_input_files(tmp_path / "statement.csv")
    treasurer.get_by_role("button", name="Take the statement").click()
    treasurer.goto(f"/staff/cards/days/{PROGRAM}/{today}/")
    treasurer.get_by_role("button", name="Ask the issuer").click()
    treasurer.get_by_role("button", name="Compare").click()
    expect(treasurer.get_by_text("Ledger, issuer and bank agree to the cent.")).to_be_visible()

    # Anybody checks the round.
    checked = subprocess.run(
        [server.COMMAND, "aid", "verify", ROUND, "--from", site.base], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr

    # The short round is over: its keys go at both offices, and a legal hold would be the only reason to wait.
    treasurer.goto(f"/staff/aid/rounds/{BRIEF}/")
    for page in (treasurer, keeper):
        destroy_keys(page)
    anybody = window()
    anybody.goto(f"/aid/{BRIEF}/")
    expect(anybody.get_by_text("Destroyed", exact=True)).to_be_visible()
