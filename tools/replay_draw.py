#!/usr/bin/env python3
"""
Draw again from what was published, with nothing but Python 3.

    python3 replay_draw.py FOLDER     FOLDER holds manifest.json, commitment.json and result.json of a round:
                                      <trustee>/trustee/v1/rounds/<round>/manifest.json and
                                      <trustee>/apply/v1/<round>/commitment.json and result.json

It checks that both seeds are those whose hashes the manifest promised, and that they give just the published numbers.
Signatures are checked by 'standing draw replay'.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path


def main(folder: Path) -> int:
    files = {name: (folder / f"{name}.json").read_bytes() for name in ("manifest", "commitment", "result")}
    manifest, fixed, result = (json.loads(files[name]) for name in ("manifest", "commitment", "result"))
    places, wrong = manifest["draw"]["places"], []

    def check(holds: bool, sentence: str) -> None:
        print("ok   " if holds else "WRONG", sentence)
        if not holds:
            wrong.append(sentence)

    check(fixed["manifest"] == sha256(files["manifest"]).hex(), "the commitment names this manifest")
    check(result["commitment"] == sha256(files["commitment"]).hex(), "the result names this commitment")
    for party in ("city", "trustee"):
        promised = base64.b64decode(manifest["draw"][f"{party}_seed"])
        check(
            sha256(bytes.fromhex(result[f"{party}_seed"])) == promised, f"the seed of the {party} is the promised one"
        )
    check(set(fixed["entries"]) == set(places) == set(result["drawn"]), "the groups are those of the manifest")
    seed = sha256(*(bytes.fromhex(one) for one in (result["city_seed"], result["trustee_seed"], fixed["root"])))
    for group, count in sorted(fixed["entries"].items()):
        void = set(fixed["void"][group])
        live = [number for number in range(1, count + 1) if number not in void]
        ranked = sorted(live, key=lambda number: sha256(seed, f"{group}\n{number}".encode()))
        drawn = sorted(ranked[: places[group]])
        check(drawn == result["drawn"][group], f"{group}: {count} entries, {len(void)} void, {len(drawn)} drawn")
    print("The draw is what its public data gives." if not wrong else "The draw is NOT what its public data gives.")
    return 1 if wrong else 0


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
