"""The reference pages that are made from the code, so that they cannot drift from it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from standing.config import environment, wiring
from standing.hall.accounts.access import Who
from standing.hall.accounts.api import CITY_ROLES, DEPARTMENT_ROLES, Role
from standing.hall.pack import api as packs
from standing.rooms.board.api import inventory, openapi
from standing.rooms.services.rules import hsds_profile

FOLDER = environment.CHECKOUT / "docs" / "reference"
_SOURCE = environment.CHECKOUT / "src" / "standing"
_NOTE = "<!-- Made by `make docs`. Change the code it is made from, not this page. -->\n\n"
Say = Callable[[str], None]


def write(*, say: Say) -> int:
    """Write every generated page that is missing or stale."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in _pages():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            say(f"wrote {path.relative_to(environment.CHECKOUT)}")
    return 0


def check(*, say: Say) -> int:
    """Return 1 and name the pages that differ from what the code says today."""
    stale = [path for path, text in _pages() if not path.exists() or path.read_text() != text]
    for path in stale:
        say(f"{path.relative_to(environment.CHECKOUT)} is stale: run 'make docs' and commit it.")
    return 1 if stale else 0


def _pages() -> Iterator[tuple[Path, str]]:
    yield FOLDER / "settings.md", _settings()
    yield FOLDER / "permissions.md", _permissions()
    yield FOLDER / "data-inventory.md", _inventory()
    yield FOLDER / "glossary.md", _glossary()
    yield FOLDER / "pack.md", _NOTE + packs.reference_markdown()
    yield FOLDER / "pack.schema.json", json.dumps(packs.json_schema(), indent=2, ensure_ascii=False) + "\n"
    yield FOLDER / "hsds-profile.md", hsds_profile.markdown()
    yield FOLDER / "openapi.json", json.dumps(openapi(), indent=2, ensure_ascii=False) + "\n"


def _settings() -> str:
    rows = [
        f"| `{setting.name}`{' (secret)' if setting.secret else ''} | {setting.meaning} | {setting.unset} |"
        for setting in environment.TABLE
    ]
    return (
        _NOTE + "# Settings\n\nSettings come from the environment. A missing or malformed one stops the start with a "
        "sentence that says what to do.\nNone of them makes Standing less secure.\n\n"
        "| name | what it means | when it is unset |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"
    )


def _permissions() -> str:
    by_name = {name: access for table in wiring.ROUTES for name, access in table.items()}
    addresses = dict(_addresses(get_resolver().url_patterns))
    lines = [
        _NOTE + "# Who may open what\n",
        "The same table is enforced by the server and walked by the tests.",
        "A route that is not in it answers 404, and so does every route to a person outside its scope.",
        "Whether a thing exists is not told.",
        "*see* is GET and HEAD; *do* is every other method.",
        "*own* counts for the department of the role only; *city* for every department.\n",
        f"Roles of a department: {_names(DEPARTMENT_ROLES)}.",
        f"Roles of the city: {_names(CITY_ROLES)}.\n",
        "| route | address | see | do |",
        "| --- | --- | --- | --- |",
    ]
    for name in sorted(by_name, key=lambda name: (addresses.get(name, ""), name)):
        access = by_name[name]
        lines.append(f"| {name} | `{addresses.get(name, '')}` | {_who(access.see)} | {_who(access.do)} |")
    lines += ["", "## What each role may do", ""]
    for role in Role:
        may_do = sorted(name for name, access in by_name.items() if role in access.do.own or role in access.do.city)
        lines.append(f"- **{role}**: {', '.join(may_do) if may_do else 'changes nothing.'}")
    return "\n".join(lines) + "\n"


def _who(who: Who) -> str:
    if who.public:
        return "everybody"
    if who.signed_in:
        return "everybody signed in"
    parts = []
    if who.own:
        parts.append(f"own: {_names(who.own)}")
    if who.city:
        parts.append(f"city: {_names(who.city)}")
    return "; ".join(parts) or "nobody"


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(role.value for role in roles))


def _addresses(patterns: list[URLPattern | URLResolver], path: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        here = path + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, here, f"{space}{each.namespace}:" if each.namespace else space)
        else:
            yield f"{space}{each.name}", here


def _inventory() -> str:
    lines = [
        _NOTE + "# Data inventory\n",
        "Every column of every table of Standing: whom it is about, why it is kept, and until when.",
        "There is no column for immigration status, nationality, place of birth, A-number or social security number.",
        "A test keeps it so.",
        "The law that fixes how long is in the pack (`retention.yaml`), with counsel's approval or the lack of it.\n",
    ]
    for place in inventory():
        lines.append(f"## {place.name}\n")
        for table in place.tables:
            lines += [
                f"### {table.name}\n",
                table.said + "\n",
                "| column | about | why | until |",
                "| --- | --- | --- | --- |",
            ]
            lines += [f"| {one.name} | {one.about} | {one.why} | {one.until} |" for one in table.columns]
            lines.append("")
    return "\n".join(lines)


def _glossary() -> str:
    words: dict[str, tuple[str, str]] = {}
    for readme in sorted(_SOURCE.rglob("README.md")):
        found = re.search(r"^## Words\n(.*?)(?=^## |\Z)", readme.read_text(), re.DOTALL | re.MULTILINE)
        for word, meaning in (
            re.findall(r"\*([^*]+)\*\s*(.*?)(?= · \*|\n\*|\n- \*|\n\n|\Z)", found[1], re.DOTALL) if found else ()
        ):
            words[word.strip()] = (" ".join(meaning.split()).strip(" ·:,"), readme.parent.name)
    lines = [
        _NOTE + "# Glossary\n",
        "One word for one thing, in code, page and law.\n",
        "| word | meaning | room |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {word} | {meaning} | {room} |"
        for word, (meaning, room) in sorted(words.items(), key=lambda item: item[0].lower())
    ]
    return "\n".join(lines) + "\n"
