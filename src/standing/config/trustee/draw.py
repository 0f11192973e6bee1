"""``standing draw``: repeat a draw from its public files, and make a group's key."""

from __future__ import annotations

import base64
import http.client
import os
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from standing.hall.sealed.api import people
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import signed
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.draw.rules import drawing

Say = Callable[[str], None]
NAMES = ("manifest.json", "commitment.json", "commitment.note", "result.json", "result.note")
_LARGEST = 64 * 1024 * 1024
_LOCAL = frozenset({"127.0.0.1", "localhost"})


def group_key(*, file: Path, say: Say) -> int:
    """
    Make the key of a group: the secret half goes into a new file that only its owner may read.

    :raises Refused: if the file is there already
    """
    pair = people.new_pair()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"{file} is there already. A key is never overwritten: choose another name.") from None
    with os.fdopen(handle, "w") as opened:
        opened.write(f"{base64.b64encode(pair.secret).decode()}\n")
    say(f"The secret half is in {file}. Keep it until the day the round's rules name, then destroy it.")
    say(f"The public half, for the rules of the round: {base64.b64encode(pair.public).decode()}")
    return 0


def replay(*, round_: str, source: str, say: Say) -> int:
    """
    Draw again from public files and compare, signatures included; 1 if anything differs, with what it is.

    ``source`` is the trustee's address, or a folder that holds the five files.
    """
    try:
        files = _from_folder(Path(source)) if Path(source).is_dir() else _from_address(source, round_)
        counts = check(round_=round_, files=files)
    except (BlindRefused, Refused) as refusal:
        say(f"✗ {refusal}")
        return 1
    say("✓ The manifest is one, and the trustee whom it names signed commitment and result.")
    say("✓ Both seeds are those whose hashes the manifest promised.")
    for group, count in counts.items():
        say(f"✓ {group}: the same {count} numbers are drawn.")
    return 0


def check(*, round_: str, files: Mapping[str, bytes]) -> Mapping[str, int]:
    """
    Return how many were drawn in each group, if everything holds.

    :raises BlindRefused: if a file is no manifest, or a signature does not hold
    :raises NotReplayed: if the draw is not what its data gives
    :raises WrongSeed: if a seed is not the promised one
    """
    found = manifests.read(files["manifest.json"])
    if found.round != round_ or found.draw is None:
        raise drawing.NotReplayed("This manifest is of another round, or has no draw.")
    for name, what in (("commitment", drawing.COMMITMENT), ("result", drawing.RESULT)):
        note = files[f"{name}.note"].decode(errors="replace")
        signed.check(files[f"{name}.json"], note, what=what, round_=round_, key=found.signers["trustee"])
    return drawing.replay(
        files["commitment.json"],
        files["result.json"],
        manifest=found.sha256,
        places=found.draw.places,
        city_seed=found.draw.city_seed,
        trustee_seed=found.draw.trustee_seed,
    )


def _from_folder(folder: Path) -> dict[str, bytes]:
    missing = [name for name in NAMES if not (folder / name).is_file()]
    if missing:
        raise NotNow(f"{folder} lacks {', '.join(missing)}.")
    return {name: (folder / name).read_bytes() for name in NAMES}


def _from_address(base: str, round_: str) -> dict[str, bytes]:
    paths = {name: f"/apply/v1/{round_}/{name}" for name in NAMES}
    paths["manifest.json"] = f"/trustee/v1/rounds/{round_}/manifest.json"
    return {name: _fetched(base, path) for name, path in paths.items()}


def _fetched(base: str, path: str) -> bytes:
    parts = urlsplit(base)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=20, context=ssl.create_default_context()
        )
    elif parts.scheme == "http" and host in _LOCAL:
        connection = http.client.HTTPConnection(host, parts.port, timeout=20)
    else:
        raise NotNow("Name the trustee's address, over https, or a folder with the files.")
    try:
        connection.request("GET", parts.path.rstrip("/") + path)
        answer = connection.getresponse()
        said = answer.read(_LARGEST + 1)
    except (OSError, http.client.HTTPException):
        raise NotNow(f"{base} does not answer.") from None
    finally:
        connection.close()
    if answer.status != 200 or len(said) > _LARGEST:
        raise NotNow(f"{path} is not published (status {answer.status}).")
    return said
