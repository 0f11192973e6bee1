"""Gathers what anybody may read of a round, here or elsewhere, and has it checked."""

from __future__ import annotations

import json
from pathlib import Path

from standing.kernel.refusals import NotFound
from standing.rooms.aid.adapters import published
from standing.rooms.aid.queries import audit, rounds
from standing.rooms.aid.rules.verifying import Finding, Public, verify


def findings(*, round_: str, place: str = "") -> tuple[Finding, ...]:
    """
    Return what checking a round finds. ``place``: an address or a folder with its public files; empty: this database.

    :raises NotFound: if there is no such round, or its files are not there
    """
    return verify(_elsewhere(round_, place) if place else _here(round_))


def save(*, round_: str, folder: Path) -> None:
    """Write the public files of a round into a folder. :raises NotFound: if there is no such signed round"""
    found = _here(round_)
    papers = rounds.papers(round_=round_)
    if papers is None:
        raise NotFound("There is no such round, or it is not signed by both parties.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_bytes(found.manifest)
    for name, note, signer in (
        ("signature.json", papers.city_note, papers.city_signer),
        ("trustee-signature.json", papers.trustee_note, papers.trustee_signer),
    ):
        (folder / name).write_text(json.dumps({"sha256": papers.sha256, "note": note, "signer": signer}))
    (folder / "audit.json").write_text(json.dumps(found.audit))


def _here(round_: str) -> Public:
    papers, said = rounds.papers(round_=round_), audit.public(round_=round_)
    if papers is None or said is None:
        raise NotFound("There is no such round, or it is not signed by both parties.")
    return Public(manifest=papers.manifest, city_note=papers.city_note, trustee_note=papers.trustee_note, audit=said)


def _elsewhere(round_: str, place: str) -> Public:
    found = published.files(place=place, round_=round_)
    notes = {
        name: str(published.parsed(found[name], name).get("note", ""))
        for name in ("signature.json", "trustee-signature.json")
    }
    return Public(
        manifest=found["manifest.json"],
        city_note=notes["signature.json"],
        trustee_note=notes["trustee-signature.json"],
        audit=published.parsed(found["audit.json"], "audit.json"),
    )
