"""A round of a drill, begun as every round is: drafted, offered, made, signed by both, and its desks opened."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from standing.config.drills.desk import Desk, Door
from standing.config.drills.parties import Party
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.manifest import Cost, Manifest

PROGRAM = "DRILL-CARDS"
GROUPS = ("harbor-hands", "valley-kitchen")
AMOUNTS = (200_00, 300_00)


@dataclass(kw_only=True)
class Opened:
    """An open round: its desks, and the cards each group has in its box."""

    city: Party
    trustee: Party
    manifest: Manifest
    desks: list[Desk]
    cards: dict[str, list[str]] = field(default_factory=dict)

    def close(self) -> None:
        """Hang up at both parties."""
        for desk in self.desks:
            desk.city.close()
            desk.trustee.close()


def open_round(
    *,
    city: Party,
    trustee: Party,
    round_: str,
    cards_each: int,
    groups: Sequence[str] = GROUPS,
    amounts: Sequence[int] = AMOUNTS,
    cost: Cost | None = None,
    desks_each: int = 1,
    exceptions: int = 5,
    budget: int = 0,
    places: Mapping[str, int] | None = None,
    boxes: Mapping[str, str] | None = None,
) -> Opened:
    """
    Fund it, buy its cards, have it signed, and open the desks of its groups.

    With ``places`` families apply to it themselves, sealed to the public keys in ``boxes`` (base64), and a draw
    decides.
    """
    light = cost or Cost(memory=64, passes=1)
    city.do("fund", round_=round_, groups=list(groups), cents=budget or cards_each * max(amounts))
    given = city.do("stock_cards", groups=list(groups), each=cards_each)
    city.do(
        "draft_round", round_=round_, groups=list(groups), amounts=list(amounts),
        memory=light.memory, passes=light.passes, most=exceptions,
        places=dict(places or {}), boxes=dict(boxes or {}),
    )  # fmt: skip
    trustee.do("begin_round", round_=round_, amounts=list(amounts), has_draw=bool(places))
    there = Door(base=trustee.base)
    offer = there.get(f"/trustee/v1/rounds/{round_}/offer.json")
    made = city.do("take_offer", round_=round_, data=json.dumps(offer))
    trustee.do("open_round", data=made["data"], note=made["note"])
    signature = there.get(f"/trustee/v1/rounds/{round_}/signature.json")
    city.do("take_signature", round_=round_, data=json.dumps(signature))
    there.close()
    found = manifests.read(base64.b64decode(made["data"]))
    desks = [
        _desk(city, trustee, found, group=group, name=f"Table {number + 1}")
        for number in range(desks_each)
        for group in groups
    ]
    return Opened(city=city, trustee=trustee, manifest=found, desks=desks, cards=given)


def _desk(city: Party, trustee: Party, manifest: Manifest, *, group: str, name: str) -> Desk:
    ours = city.do("add_desks", round_=manifest.round, group=group, name=name)
    theirs = trustee.do(
        "add_desk", round_=manifest.round, group=group, name=name, evaluations=1_000_000, claims=100_000
    )
    return Desk(
        group=group,
        manifest=manifest,
        city=Door(base=city.base),
        trustee=Door(base=trustee.base),
        city_credential=ours["intake"],
        trustee_credential=theirs,
        cards_credential=ours["cards"],
        program=PROGRAM,
    )
