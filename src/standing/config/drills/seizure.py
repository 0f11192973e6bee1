"""
``standing drill seizure``: play a round with made-up families, take everything from both parties, and search it.

What is true, who came and which card they got, is known to this process alone. It lies in no folder that is searched.
The last line says whether anything was found; the report says, too, what would be found while the keys live.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from standing.config import postgres
from standing.config.drills import families, linking, rounds, searching
from standing.config.drills.desk import Visit
from standing.config.drills.families import Family
from standing.config.drills.linking import Link
from standing.config.drills.needles import Needles
from standing.config.drills.parties import Party, PartyRefused, pair
from standing.config.drills.play import BATCH, Play
from standing.config.drills.rounds import AMOUNTS, GROUPS
from standing.config.drills.searching import Content, Search
from standing.config.drills.traces import Traces, stretched
from standing.kernel.blind import oprf, people
from standing.kernel.blind.ristretto import Scalar

if TYPE_CHECKING:
    from standing.config.drills.browser import Tablet

Say = Callable[[str], None]
ROUND: Final = "drill"
_SEED: Final = 20260302
_QUIET: Final = 4
_TESTED: Final = 25
_PLACES: Final = 500
_SHOWN: Final = 40
_PASSPHRASE: Final = "quillem vortand hobrisk tesmay"  # noqa: S105 - of a drill
_AFTER: Final = "after destruction"
TABLETS: Final = "tablets"
BY_PAGE: Final = 2
"""How many families of each group come to the page of the desk in a browser; the others to a desk in Python."""


@dataclass(kw_only=True)
class Report:
    """The lines of the report, and whether one of them is a finding."""

    say: Say
    lines: list[str] = field(default_factory=list)
    findings: int = 0
    missing: int = 0

    def line(self, text: str) -> None:
        """Say a line."""
        self.lines.append(text)
        self.say(text)

    def check(self, holds: bool, text: str) -> None:
        """Say whether something holds; if it does not, the drill fails."""
        self.findings += not holds
        self.line(f"{'✓' if holds else '✗'} {text}")

    def not_shown(self, text: str) -> None:
        """Say what was not tried: it is neither right nor wrong."""
        self.missing += 1
        self.line(f"– not shown: {text}")

    def end(self) -> None:
        """Say in one line what came out."""
        found = f"{self.findings} findings." if self.findings else "Nothing was found that must not be there."
        self.line(f"{found} Not shown: {self.missing}." if self.missing else found)


def run(
    *,
    families: int,
    report: Path | None,
    browser: int = BY_PAGE,
    plant: Collection[str] = (),
    say: Say,
    step: Callable[[], None] = lambda: None,
    prepared: Path | None = None,
    seed: int = _SEED,
) -> int:
    """
    Play the round, seize, search, and return 0 if nothing was found, otherwise 1.

    ``browser`` families of each group come to the page of the desk in Chromium; where there is none, the report says
    so. ``step`` is called about ``steps_of(families)`` times on the way. ``plant`` does wrong on purpose, in one or
    more of these ways: ``name``, ``log``, ``key``, ``order``. ``prepared`` is a folder with both parties' empty
    databases (``parties.prepare``), so that many drills need not make them anew.
    """
    if families < 2 * BATCH * len(GROUPS):
        say(f"A drill needs {2 * BATCH * len(GROUPS)} families at least: cards wait until {BATCH} tokens are there.")
        return 2
    told = Report(say=say)
    with tempfile.TemporaryDirectory(prefix="standing-drill-") as folder, pair(Path(folder), prepared=prepared) as both:
        drill = _Drill(*both, folder=Path(folder), told=told, random=Random(seed), plant=plant, step=step)
        with drill.ends:
            drill.carry_out(families, by_page=browser)
    told.end()
    if report is not None:
        report.write_text("\n".join(told.lines) + "\n")
    return 1 if told.findings else 0


def steps_of(families: int) -> int:
    """Return about how many steps a drill has: each family twice, and each place that is searched."""
    return 2 * families + _PLACES


class _Drill:
    def __init__(
        self,
        city: Party,
        trustee: Party,
        *,
        folder: Path,
        told: Report,
        random: Random,
        plant: Collection[str],
        step: Callable[[], None],
    ) -> None:
        self.city, self.trustee, self.step = city, trustee, step
        self.folder, self.told, self.random, self.plant = folder, told, random, plant
        self.before = {**searching.snapshot(city.var), **searching.snapshot(trustee.var)}
        self.at = datetime.now().astimezone()
        self.tablets: list[Tablet] = []
        self.ends = ExitStack()

    def carry_out(self, count: int, *, by_page: int) -> None:
        told = self.told
        self.opened = rounds.open_round(
            city=self.city, trustee=self.trustee, round_=ROUND, cards_each=count + count // 4 + 20, desks_each=2
        )
        self.ends.callback(self.opened.close)
        self.gone = [*self._keys_that_end(), *map(bytes.fromhex, self.trustee.do("boxes", round_=ROUND))]
        self.play = Play(opened=self.opened, city=self.city, trustee=self.trustee, random=self.random, step=self.step)
        self.truth = self.play.truth
        self.search = Search(
            truth=self.truth, desks=self.opened.desks, costs={ROUND: self.opened.manifest.cost}, step=self.step
        )
        known = families.invent(self.random, count + _TESTED)
        coming, strangers = known[:count], known[count:]
        half = count // 2
        self._take_tablets(by_page)
        self._work_the_morning(coming[:half], by_page, waits=coming[half], leaves=strangers[0])
        self._plant()
        told.line(f"Mid-day, before anything is written anew ({len(self.truth.visits)} families were helped):")
        self._midday()
        self._search("mid-day")
        self._night(1)
        self._work_the_afternoon(coming[half:-_QUIET])
        self.play.help_in_quiet(coming[-_QUIET:])
        told.line("Before the second night:")
        self._quiet()
        self._count()
        self._night(2)
        told.line("After the nightly rewrite and the recycling of the WAL:")
        self._links(fails=True)
        self._books()
        self._names(strangers, alive=True)
        self._destroy()
        told.line("After the destruction of the keys:")
        self._names(strangers, alive=False)
        self._search(_AFTER)

    def _take_tablets(self, by_page: int) -> None:
        """Give each group a tablet for its first table, if there is a browser to be had."""
        if not by_page:
            self.told.not_shown("no family came to the page of the desk.")
            return
        try:
            from standing.config.drills import browser
        except ImportError:
            self.told.not_shown("no family came to the page of the desk, because Playwright is not installed here.")
            return
        if absent := browser.missing():
            self.told.not_shown(f"no family came to the page of the desk, because there is no {absent}.")
            return
        self.tablets = [
            browser.Tablet(desk=desk, folder=self.folder / TABLETS / desk.group, passphrase=_PASSPHRASE)
            for desk in self.opened.desks[: len(GROUPS)]
        ]

    def _work_the_morning(self, coming: list[Family], by_page: int, *, waits: Family, leaves: Family) -> None:
        """
        Let some families come to the page of each group.

        At one group the network goes: a household waits, closed, until the afternoon. At another, a family that was
        typed goes away.
        """
        if not self.tablets:
            self.play.work_a_day(coming)
            return
        from standing.config.drills import browser

        first, *_others, last = self.tablets
        turns = [tablet for tablet in self.tablets for _ in range(by_page)][1:]  # one of the first group's waits
        pages = {family.number: (tablet.desk, tablet.claim) for family, tablet in zip(coming, turns, strict=False)}
        with browser.switched_on(self.tablets, at=self.at):
            first.keep(Visit(desk=first.desk, adults=waits.adults, cents=AMOUNTS[0]))
            last.forget(leaves)
            self.play.work_a_day(coming, pages=pages)
        self.truth.typed += [waits, leaves]

    def _work_the_afternoon(self, coming: list[Family]) -> None:
        """Make the claim that waited; then the desks are taken off the tablets."""
        if not self.tablets:
            self.play.work_a_day(coming)
            return
        from standing.config.drills import browser

        first = self.tablets[0]
        # Both parties had their night; the day by the clock is the same, and the trustee signs for no other.
        with browser.switched_on(self.tablets, at=self.at):
            self.play.work_a_day(coming, pages={coming[0].number: (first.desk, first.claim_what_waits)})
            for tablet in self.tablets:
                tablet.remove()

    # The days that are not at desks.

    def _parties(self) -> tuple[Party, Party]:
        return self.city, self.trustee

    def _night(self, days: int) -> None:
        at = (self.at + timedelta(days=days)).isoformat()
        if "order" in self.plant:
            self.trustee.do("keep_order")
        for party in self._parties():
            party.do("night", at=at)
        backup = self.folder / f"backup-{days}"
        self.city.do("back_up", folder=str(backup))
        if "key" in self.plant and (self.city.apart).is_dir():
            shutil.copytree(self.city.apart, backup / "apart")

    def _destroy(self) -> None:
        at = (self.at + timedelta(days=31)).isoformat()
        for party in self._parties():
            number = party.do("destroy_keys", round_=ROUND, at=at)
            self.told.check(number > 0, f"the {party.role} destroyed {number} keys")

    def _keys_that_end(self) -> list[bytes]:
        """Return what the secrets of the round are closed with, at both parties, from the files as they are."""
        files = [path for party in self._parties() for path in party.apart.iterdir()]
        return [bytes.fromhex(line) for path in files for line in path.read_text().splitlines()[1:]]

    def _plant(self) -> None:
        who = self.truth.helped[0].adults[0]
        if "name" in self.plant:
            self.city.do("plant", kind="came today", text=f"{who.given} {who.surname}")
        if "log" in self.plant:
            with self.city.said.open("a") as log:
                log.write(f"WARNING desk: no answer for {people.strings(round_=ROUND, adult=who)[0]}\n")

    # What is found.

    def _books(self) -> None:
        self.city.do("load")
        books = self.city.do("books")
        self.told.check(books["legs"] == 0, "the legs of all entries sum to nothing")
        given = [one for one in self.truth.visits if one.proxy]
        self.told.check(
            books["tokens"] == len(given), f"{books['tokens']} tokens for {len(given)} families with a card"
        )
        self.told.check(
            books["loaded"] == sum(one.cents for one in given),
            f"{books['loaded']} cents on cards, and tokens are worth {books['token_cents']}",
        )

    def _count(self) -> None:
        truth = self.truth
        self.told.check(not truth.twice, "no household was helped twice")
        self.told.check(min(truth.batches) >= BATCH, f"{len(truth.batches)} batches of {min(truth.batches)} or more")
        self.told.line(
            f"  {len(truth.helped)} families helped, {truth.refused} of them came twice and were refused,"
            f" {truth.appeals} got an exception of two people;"
            f" {len(truth.quiet)} in a quiet hour"
        )

    def _orders(self) -> Iterator[tuple[str, dict[str, int]]]:
        """Yield each order in which tags lie at the trustee, with what it is."""
        for name, by in (("rows as they lie (ctid)", "ctid"), ("who wrote them (xmin)", "xmin::text::bigint, ctid")):
            listed = self.trustee.do("ask", sql=f"SELECT tag FROM trustee_tag ORDER BY {by}")  # noqa: S608 - two constants
            yield name, linking.places([row[0] for row in listed])
        for table, column in self.trustee.do("ordered_columns"):
            listed = self.trustee.do("ask", sql=f"SELECT tag FROM {table} ORDER BY {column}")  # noqa: S608 - names from the catalogue
            yield f"column {table}.{column}", linking.places([row[0] for row in listed])
        yield "where they first stand in the WAL", self._in_wal()

    def _in_wal(self) -> dict[str, int]:
        folder = postgres.place(self.trustee.var).data / "pg_wal"
        wal = b"".join(path.read_bytes() for path in sorted(folder.glob("0*")) if path.is_file())
        tags = [tag for one in self.truth.visits for tag in one.tags[:1]]
        sample = tags if len(tags) <= 400 else self.random.sample(tags, 400)
        return {tag.hex(): at for tag in sample if (at := wal.find(tag)) >= 0}

    def _card_order(self) -> dict[str, int]:
        listed = self.city.do(
            "ask", sql="SELECT c.proxy FROM cards_load l JOIN cards_card c ON c.id = l.card_id ORDER BY l.ctid"
        )
        return linking.places([row[0] for row in listed])

    def _links(self, *, fails: bool) -> list[Link]:
        cards, found = self._card_order(), []
        firsts = {one.tags[0].hex(): one.proxy for one in self.truth.visits if one.proxy and one.tags}
        for number, (name, tags) in enumerate(self._orders()):
            found.append(linking.link(name, tags=tags, cards=cards, truth=firsts, seed=_SEED + number))
        for one in found:
            if fails:
                self.told.check(not one.is_above_chance, str(one))
            else:
                self.told.line(f"  {one}")
        return found

    def _quiet(self) -> None:
        """Say what an hour gives away in which hardly anybody came, and how small the day's cells are."""
        firsts = {one.tags[0].hex(): one.proxy for one in self.truth.quiet}
        _name, tags = next(self._orders())
        right, of = linking.guessed(tags=tags, cards=self._card_order(), truth=firsts)
        self.told.line(
            f"  in a quiet hour, cards given at once: {right} of {of} tags lead to their card until the night"
        )
        cells = Counter((one.desk.cards_credential, one.cents) for one in self.truth.visits if one.proxy)
        self.told.line(
            f"  amount and desk on a day: {len(cells)} cells, the smallest has {min(cells.values())} families"
        )

    def _midday(self) -> None:
        self._links(fails=False)
        cards = self._card_order()
        firsts = {one.tags[0].hex(): one.proxy for one in self.truth.visits if one.proxy and one.tags}
        _name, tags = next(self._orders())
        right, of = linking.guessed(tags=tags, cards=cards, truth=firsts)
        most = linking.most_by_chance(of, at_least=BATCH)
        self.told.check(
            right <= most,
            f"whoever takes both at noon leads {right} of {of} tags to their card; batches of {BATCH} allow {most:.0f}",
        )

    def _search(self, when: str) -> None:
        """Search everything that each of them has."""
        is_after = when == _AFTER
        for party, traces in (
            (self.city, self.search.not_at_the_city()),
            (self.trustee, self.search.not_at_the_trustee(after_nights=is_after)),
        ):
            for secret in self.gone if is_after else ():
                traces.add_bytes("a destroyed key", secret)
            copies = [*self.folder.glob("backup-*")] if party.role == "city" else []
            self._tell(f"{when}, the {party.role}", searching.of_party(party, known=self.before, copies=copies), traces)
        books = self.city.do("issuer_books")
        self._tell(f"{when}, the issuer", searching.of_issuer(books), self.search.not_at_the_issuer())
        loaded = {one.proxy for one in self.truth.visits if one.proxy}
        written = json.dumps(books)
        knows = sum(one in written for one in loaded)
        self.told.check(
            knows == len(loaded),
            f"  the issuer knows {knows} of {len(loaded)} cards and what each got: so this can fail",
        )
        if self.tablets:
            self._search_tablets(when)

    def _tell(self, where: str, contents: Content, traces: Traces) -> None:
        found = self.search.through(contents, traces)
        for hit in found.hits[:_SHOWN]:
            self.told.line(f"  FOUND {hit.what} in {hit.where} ({hit.how})")
        self.told.check(not found.hits, f"{where}: {found}")

    def _search_tablets(self, when: str) -> None:
        """Search all that the browsers of the desks wrote. A desk's codes are there while it works."""
        root, desks = self.folder / TABLETS, [tablet.desk for tablet in self.tablets]
        passphrases = {tablet.passphrase for tablet in self.tablets}
        absent = self.search.not_on_tablets(theirs=desks, passphrases=passphrases)
        self._tell(f"{when}, the tablets", searching.of_folder(root, who="tablets", known={}), absent)
        codes = Traces()
        for code in {code for desk in desks for code in searching.codes_of(desk)}:
            codes.add_bytes(code, code.encode())
        found, of = self._on_tablets(codes), len(codes)
        if when == _AFTER:
            self.told.line(
                f"  taken off the tablets, {found} of {of} codes of desks still lie in what their browsers have not"
                " freed yet: take them back at both parties"
            )
        else:
            self.told.check(found == of, f"  {found} of {of} codes of desks lie on their own tablets: so this can fail")
        nonces = searching.nonces_of(self.truth.by_page)
        found, of = self._on_tablets(nonces), len(nonces)
        means = (
            "the trustee's answers to them are gone, so they lead to no tag"
            if when == _AFTER
            else "with the trustee's answers of the day they lead from a tag to a card, until the night"
        )
        self.told.line(f"  of {of} tokens that they drew, {found} lie there with what was sent for them: {means}")

    def _on_tablets(self, traces: Traces) -> int:
        """Return how many of these lie on the tablets."""
        found = self.search.through(searching.of_folder(self.folder / TABLETS, who="tablets", known={}), traces)
        return len({hit.what for hit in found.hits})

    def _names(self, strangers: list[Family], *, alive: bool) -> None:
        """Guess of fifty names whether they were helped, with what each party alone has, and with both."""
        told = self.told
        helped = self.random.sample(self.truth.helped, _TESTED)
        shares = {}
        for party in self._parties():
            with suppress(PartyRefused):
                shares[party.role] = Scalar(bytes.fromhex(party.do("share", round_=ROUND)))
        told.check(bool(shares) == alive, "both shares are there to be seized" if alive else "no share opens any more")
        names = [(one, True) for one in helped] + [(one, False) for one in strangers]
        for who, theirs in (("the City alone", ["city"]), ("the trustee alone", ["trustee"])):
            held = b"".join(
                content for party in self._parties() if party.role in theirs for content in self._held(party)
            )
            right = self._guessed(names, [shares[one] for one in theirs if one in shares], held)
            told.check(
                right * 2 == len(names),
                f"{who}{'' if alive else ', keys destroyed,'} tells {right} of {len(names)}: a coin",
            )
        held = b"".join(content for party in self._parties() for content in self._held(party))
        right = self._guessed(names, list(shares.values()), held)
        if alive:
            told.check(
                right == len(names), f"with both live keys, {right} of {len(names)} names are told: so this can fail"
            )
            told.line("  While the keys live, both parties together can say of any one name whether it was helped.")
        else:
            told.check(right * 2 == len(names), f"both together, keys destroyed, tell {right} of {len(names)}: a coin")

    def _held(self, party: Party) -> Iterator[bytes]:
        for table, column in party.do("ask", sql=_BYTES):
            for row in party.do("ask", sql=f"SELECT {column} FROM {table}"):  # noqa: S608 - names from the catalogue
                if row[0]:
                    yield bytes.fromhex(row[0]) + b"\n"

    def _guessed(self, names: list[tuple[Family, bool]], shares: list[Scalar], held: bytes) -> int:
        """Say of each name whether it was helped, as somebody with these shares would, and count who is right."""
        right = 0
        for family, was_helped in names:
            made: dict[bytes, str] = {}
            for adult in family.adults:
                for text in people.strings(round_=ROUND, adult=adult):
                    slow = stretched(text, round_=ROUND, cost=self.opened.manifest.cost)
                    made.update(dict.fromkeys(_made_of(slow, shares), ""))
            right += any(True for _ in Needles(made).found(held)) == was_helped
        return right


_BYTES: Final = (
    "SELECT quote_ident(table_name), quote_ident(column_name) FROM information_schema.columns"
    " WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1, 2"
)


def _made_of(slow: bytes, shares: list[Scalar]) -> Iterator[bytes]:
    """Yield all that these shares make of a stretched string: its point, each half, and the tag if both are there."""
    with Scalar((1).to_bytes(32, "little")) as one:
        hidden = oprf.blind(slow, scalar=one)
    yield hidden.element
    halves = [oprf.evaluate_unproven(share, hidden.element) for share in shares]
    for half in halves:
        yield half
        yield oprf.tag_of(oprf.finalize(hidden, half))
    if len(halves) > 1:
        [both] = oprf.combine(*([half] for half in halves))
        yield oprf.tag_of(oprf.finalize(hidden, both))
