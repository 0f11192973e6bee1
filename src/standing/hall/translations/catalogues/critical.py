"""
Which words of the program a language must have before it is offered: those that families see.

The rule is mechanical, so nobody keeps a list. It starts from the pages in every language (``in_every_language``
in the ``urls.py`` of each package) and counts

- what their views say, with all the code that these use, name by name, through whatever modules;
- the templates these name, unless they stand on ``web/staff.html``, with all they extend, include or draw by a tag,
  and what the tags they use say.

The public menu counts too, and the pages that stand for an error.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module, util
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

import standing
from standing.hall.translations.catalogues.messages import Message, in_file, in_nodes
from standing.hall.translations.catalogues.reached import Name, Reached, names_in
from standing.hall.web import navigation

ROOT = Path(standing.__file__).parents[1]
_STAFF = "web/staff.html"
_NAMES = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_EXTENDS = re.compile(r"""{%\s*extends\s+["']([^"']+)["']""")
_LOADS = re.compile(r"{%\s*load\s+([a-z0-9_ ]+?)\s*%}")
_TAGS = re.compile(r"{%\s*([a-z_]+)|\|([a-z_]+)")
_ERRORS = ("404.html", "500.html", "400.html", "403.html", "405.html")


@cache
def critical() -> frozenset[tuple[str, str]]:
    """Return context and msgid of every word that families see."""
    with override(settings.LANGUAGE_CODE):
        menu = {("", str(item.label)) for item in (*navigation.public_items(), *navigation.foot_items())}
    return frozenset(menu | {message.name for found in where().values() for message in found})


@cache
def where() -> dict[Path, tuple[Message, ...]]:
    """Return what families read of each template and module, for people who look up why a word counts."""
    templates, code = _everything()
    said = {path: in_file(path) for path in templates} | {path: in_nodes(nodes) for path, nodes in code.items()}
    return {path: found for path, found in sorted(said.items()) if found}


def _everything() -> tuple[set[Path], dict[Path, list[ast.stmt]]]:
    """Return the templates and the code that the pages in every language reach, each leading to more of the other."""
    known, tags = _all_templates(), _all_tags()
    code = Reached(root=ROOT)
    templates: set[Path] = set()
    waiting = [*_ERRORS, *_templates_in(code.follow(_views()))]
    while waiting:
        name = waiting.pop()
        if name not in known or known[name] in templates or _stands_on(_STAFF, name, known):
            continue
        templates.add(known[name])
        source = known[name].read_text(encoding="utf-8")
        waiting.extend(_NAMES.findall(source))
        waiting.extend(_templates_in(code.follow(_tags_in(source, tags))))
    return templates, code.found


def _views() -> Iterator[Name]:
    """Yield the views of the pages in every language."""
    for config in apps.get_app_configs():
        if not config.name.startswith("standing.") or util.find_spec(f"{config.name}.urls") is None:
            continue
        if config.name == "standing.config":  # the root of the City's addresses, which a trustee's process cannot read
            continue
        for route in getattr(import_module(f"{config.name}.urls"), "in_every_language", ()):
            view = inspect.unwrap(route.callback)
            yield Path(inspect.getfile(view)), view.__name__


def _templates_in(texts: Iterable[str]) -> list[str]:
    return [one for one in texts if one.endswith(".html")]


def _tags_in(source: str, tags: dict[str, Path]) -> Iterator[Name]:
    """Yield the tags and filters that a template uses, as names in their modules."""
    used = {name for pair in _TAGS.findall(source) for name in pair if name}
    for library in {name for found in _LOADS.findall(source) for name in found.split()} & tags.keys():
        for name in names_in(tags[library], root=ROOT):
            if used & {name, name.rstrip("_")}:
                yield tags[library], name


def _stands_on(shell: str, name: str, known: dict[str, Path]) -> bool:
    while name in known and name != shell:
        found = _EXTENDS.search(known[name].read_text(encoding="utf-8"))
        if found is None:
            return False
        name = found[1]
    return name == shell


def _all_templates() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in _folders("templates"):
        for path in sorted(folder.rglob("*.html")):
            found.setdefault(str(path.relative_to(folder)), path)
    return found


def _all_tags() -> dict[str, Path]:
    return {path.stem: path for folder in _folders("templatetags") for path in sorted(folder.glob("[!_]*.py"))}


def _folders(name: str) -> Iterator[Path]:
    for config in apps.get_app_configs():
        if config.name.startswith("standing."):
            yield Path(config.path) / name
