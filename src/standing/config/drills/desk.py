"""
A desk in Python: what the page of the desk does in a browser, and what the card table does after it.

It speaks to both parties over HTTP as tablets do. ``Visit`` is one household on its way from a name to a card, in
steps that have names, so that a fault can be tried at each of them. What it keeps between two steps is what the page
keeps for a reload: tags, the blinded token and its blinding, and no name.
"""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from standing.config.drills.traces import stretched
from standing.hall.sealed import receipts
from standing.kernel.blind import oprf, people, rsa, tokens
from standing.kernel.blind.manifest import Manifest
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.people import Adult

RECEIPT: Final = 16


class DeskRefused(RuntimeError):
    """A party refused what the desk asked: ``code`` as in its answer."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(f"{status} {code}: {sentence}")
        self.status, self.code = status, code


class NoAnswer(RuntimeError):
    """Nobody knows whether the party did it; the desk asks the same again."""


@dataclass(kw_only=True)
class Door:
    """One party as a desk reaches it, over one line that is kept open."""

    base: str
    _line: http.client.HTTPConnection | None = None

    def post(self, path: str, credential: str, asked: Mapping[str, object]) -> dict[str, Any]:
        """Ask. :raises DeskRefused: with the party's code; :raises NoAnswer: if the line broke"""
        return self._ask("POST", path, credential, json.dumps(asked))

    def get(self, path: str, credential: str = "") -> dict[str, Any]:
        """Ask for something that stands there. :raises DeskRefused: as above; :raises NoAnswer: as above"""
        return self._ask("GET", path, credential, None)

    def _ask(self, method: str, path: str, credential: str, body: str | None) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {credential}"} if credential else {}),
        }
        is_old = self._line is not None
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)
            self._line.request(method, path, body=body, headers=headers)
            answer = self._line.getresponse()
            status, said = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as trouble:
            self.close()
            if is_old:  # a line that lay idle is closed by the server, as browsers know: every request may be repeated
                return self._ask(method, path, credential, body)
            raise NoAnswer(str(trouble)) from trouble
        if status >= 500:
            raise NoAnswer(f"{status} at {path}")
        try:
            found = json.loads(said)
        except ValueError:
            found = {"code": "no-json", "sentence": said[:200].decode(errors="replace")}
        if status != 200:
            raise DeskRefused(status, str(found.get("code")), str(found.get("sentence")))
        return dict(found)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass(kw_only=True)
class Desk:
    """A group's two tables: where families are asked, and where cards are given."""

    group: str
    manifest: Manifest
    city: Door
    trustee: Door
    city_credential: str
    trustee_credential: str
    cards_credential: str
    program: str = ""

    def hidden(self, adults: Sequence[Adult]) -> list[oprf.Blinding]:
        """Spell, stretch and blind everybody of a household."""
        return [
            oprf.blind(stretched(text, round_=self.manifest.round, cost=self.manifest.cost))
            for adult in adults
            for text in people.strings(round_=self.manifest.round, adult=adult)
        ]

    def evaluated(self, party: str, elements: Sequence[bytes]) -> Evaluation:
        """Have one party evaluate, and check its proof."""
        door, credential, half = {
            "city": (self.city, self.city_credential, self.manifest.city),
            "trustee": (self.trustee, self.trustee_credential, self.manifest.trustee),
        }[party]
        path = "/aid/v1/evaluate" if party == "city" else "/trustee/v1/evaluate"
        said = door.post(path, credential, {"blinded": [spelt(one) for one in elements]})
        found = Evaluation(elements=tuple(read(one) for one in said["elements"]), proof=read(said["proof"]))
        oprf.check(public=half.public, blinded=list(elements), evaluation=found)
        return found


class Step(StrEnum):
    """What happens to a household at a desk, in order."""

    BLIND = "blind"
    ASK_CITY = "ask-city"
    ASK_TRUSTEE = "ask-trustee"
    COMBINE = "combine"
    DRAW_TOKEN = "draw-token"  # noqa: S105 - a step, no secret
    CLAIM = "claim"
    UNBLIND = "unblind"
    REDEEM = "redeem"
    HAND_OVER = "hand-over"


@dataclass(kw_only=True)
class Visit:
    """One household at a desk. ``kept`` is what outlives a reload of the page: nothing in it names anybody."""

    desk: Desk
    adults: tuple[Adult, ...]
    cents: int
    proxy: str = ""
    is_exception: bool = False
    receipt: str = field(default_factory=lambda: receipts.new_code(length=RECEIPT))
    done: list[Step] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    _hidden: list[oprf.Blinding] = field(default_factory=list)
    _answers: dict[str, Evaluation] = field(default_factory=dict)

    def go_on(self, *, until: Step = Step.HAND_OVER) -> None:
        """Take all steps that are left, up to this one. :raises DeskRefused, NoAnswer: at the step it stands at"""
        for step in Step:
            if step not in self.done:
                self.take(step)
            if step is until:
                return

    def take(self, step: Step) -> None:
        """Take one step."""
        getattr(self, f"_{step.name.lower()}")()
        if step not in self.done:
            self.done.append(step)

    def today(self) -> str:
        """Return the day in the round's time zone, which stands on a claim (ISO 8601)."""
        return datetime.now(ZoneInfo(self.desk.manifest.time_zone)).date().isoformat()

    def reload(self) -> None:
        """Lose the page: what is only in its memory is gone, and the steps since what was kept begin again."""
        self._hidden, self._answers = [], {}
        if "blinding" in self.kept:
            return
        self.done.clear()

    def appeal(self, *, reason: str) -> str:
        """Ask for an exception instead of a claim, without any tag; return the number of the appeal."""
        self.is_exception, self.cents = True, self.desk.manifest.exceptions.cents
        self.kept |= {"tags": [], "points": [], "blinding": tokens.blind(self._public(), tokens.new_nonce())}
        asked = {"reason": reason, "token": spelt(self.kept["blinding"].blinded)}
        said = self.desk.trustee.post("/trustee/v1/exceptions", self.desk.trustee_credential, asked)
        return str(said["number"])

    def hear(self, number: str) -> str:
        """Ask how an appeal stands; take the token up once it is granted. Returns the state."""
        said = self.desk.trustee.get(f"/trustee/v1/exceptions/{number}", self.desk.trustee_credential)
        if said["state"] == "granted":
            self.kept["signed"] = read(said["signature"])
            self.take(Step.UNBLIND)
        return str(said["state"])

    @property
    def token(self) -> bytes:
        """Return the token that the family carries to the card table."""
        return bytes(self.kept["token"])

    @property
    def tags(self) -> list[bytes]:
        """Return the tags of everybody in the household."""
        return list(self.kept["tags"])

    def _public(self) -> rsa.PublicKey:
        manifest = self.desk.manifest
        return rsa.read_public(manifest.exception if self.is_exception else manifest.tiers[self.cents])

    def _blind(self) -> None:
        self._hidden = self.desk.hidden(self.adults)

    def _ask_city(self) -> None:
        self._answers["city"] = self.desk.evaluated("city", [one.element for one in self._hidden])

    def _ask_trustee(self) -> None:
        self._answers["trustee"] = self.desk.evaluated("trustee", [one.element for one in self._hidden])

    def _combine(self) -> None:
        both = oprf.combine(*(self._answers[party].elements for party in ("city", "trustee")))
        self._tags = [oprf.tag_of(oprf.finalize(one, each)) for one, each in zip(self._hidden, both, strict=True)]
        self._points = [one.element for one in self._hidden]

    def _draw_token(self) -> None:
        public = self._public()
        # Written down before it is sent: after a crash the same claim is sent, and gets the same answer.
        self.kept["tags"], self.kept["points"] = self._tags, self._points
        self.kept["blinding"] = tokens.blind(public, tokens.new_nonce())
        self.kept["day"] = self.today()

    def _claim(self) -> None:
        said = self.desk.trustee.post(
            "/trustee/v1/claim",
            self.desk.trustee_credential,
            {
                "tags": [spelt(tag) for tag in self.kept["tags"]],
                "cents": self.cents,
                "token": spelt(self.kept["blinding"].blinded),
                "day": self.kept["day"],
            },
        )
        self.kept["signed"] = read(said["signature"])

    def _unblind(self) -> None:
        public, blinding = self._public(), self.kept["blinding"]
        signature = tokens.unblind(public, blinding, self.kept["signed"])
        self.kept["token"] = tokens.Token(nonce=blinding.message, signature=signature).to_bytes()

    def _redeem(self) -> None:
        self.state = self.desk.city.post(
            "/aid/v1/redeem",
            self.desk.cards_credential,
            {
                "round": self.desk.manifest.round,
                "cents": self.cents,
                "token": spelt(self.token),
                "program": self.desk.program,
                "proxy": self.proxy,
                "is_exception": self.is_exception,
                "receipt": self.receipt,
            },
        )["state"]

    def _hand_over(self) -> None:
        self.desk.city.post(
            "/aid/v1/hand-over", self.desk.cards_credential, {"program": self.desk.program, "proxy": self.proxy}
        )


def spelt(data: bytes) -> str:
    """Return bytes as they travel."""
    return base64.b64encode(data).decode()


def read(said: str) -> bytes:
    """Return bytes that travelled."""
    return base64.b64decode(said, validate=True)
