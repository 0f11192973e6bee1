"""
Which words of the program a language must have before it is offered: those that families see.

The rule is mechanical, so nobody keeps a list. A package counts when it has pages in every language
(``in_every_language`` in its ``urls.py``). Of such a package count

- the templates that stand on ``web/public.html``, and all they include, extend or draw by a tag;
- its public code: modules whose path has a part called ``public``, the tags those templates load, and, of other
  modules of the package, the names that public code imports, with what these use themselves.

The public navigation counts too, and the pages that stand for an error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module, util
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from standing.hall.translations.catalogues.messages import Message, in_file, in_names
from standing.hall.web import navigation

_SHELL = "web/public.html"
_NAMES = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_EXTENDS = re.compile(r"""{%\s*extends\s+["']([^"']+)["']""")
_TAGS = re.compile(r"{%\s*([a-z_]+)")
_DRAWS = re.compile(r"""inclusion_tag\(\s*["']([^"']+)["'][^)]*\)\s*\ndef\s+([a-z_]+)""")
_LOADS = re.compile(r"{%\s*load\s+([a-z0-9_ ]+?)\s*%}")
_ERRORS = ("404.html", "500.html", "400.html", "403.html", "405.html")


@cache
def critical() -> frozenset[tuple[str, str]]:
    """Return context and msgid of every word that families see."""
    with override(settings.LANGUAGE_CODE):
        menu = {("", str(item.label)) for item in (*navigation.public_items(), *navigation.foot_items())}
    return frozenset(menu | {message.name for found in where().values() for message in found})


@cache
def public_files() -> tuple[Path, ...]:
    """Return the templates and modules that families read."""
    return tuple(sorted({*_templates(), *_modules()}))


def where() -> dict[Path, tuple[Message, ...]]:
    """Return what families read of each file, for people who look up why a word counts."""
    whole = {path: in_file(path) for path in public_files()}
    parts = {path: in_names(path, names) for path, names in _imported().items() if path not in whole}
    return {path: found for path, found in sorted({**whole, **parts}.items()) if found}


@cache
def _packages() -> tuple[Path, ...]:
    """Return the folders of the packages that have pages in every language."""
    return tuple(_found_packages())


def _found_packages() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if not config.name.startswith("standing.") or util.find_spec(f"{config.name}.urls") is None:
            continue
        if getattr(import_module(f"{config.name}.urls"), "in_every_language", None):
            yield Path(config.path)


@cache
def _templates() -> tuple[Path, ...]:
    return tuple(_found_templates())


def _found_templates() -> Iterator[Path]:
    known, drawn = _all_templates(), _drawn_by_tags()
    waiting = [name for name, path in known.items() if _is_in(path) and _stands_on_the_shell(name, known)]
    waiting += [name for name in _ERRORS if name in known]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        source = known[name].read_text(encoding="utf-8")
        waiting.extend(_NAMES.findall(source))
        waiting.extend(drawn[tag] for tag in _TAGS.findall(source) if tag in drawn)
        yield known[name]


def _is_in(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _packages())


def _stands_on_the_shell(name: str, known: dict[str, Path]) -> bool:
    while name in known and name != _SHELL:
        found = _EXTENDS.search(known[name].read_text(encoding="utf-8"))
        if found is None:
            return False
        name = found[1]
    return name == _SHELL


def _all_templates() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("standing."):
            folder = Path(config.path) / "templates"
            for path in sorted(folder.rglob("*.html")):
                found.setdefault(str(path.relative_to(folder)), path)
    return found


def _drawn_by_tags() -> dict[str, str]:
    return {
        tag: template
        for config in apps.get_app_configs()
        if config.name.startswith("standing.")
        for path in sorted((Path(config.path) / "templatetags").glob("*.py"))
        for template, tag in _DRAWS.findall(path.read_text(encoding="utf-8"))
    }


@cache
def _modules() -> tuple[Path, ...]:
    return tuple(_found_modules())


def _found_modules() -> Iterator[Path]:
    loaded = {name for path in _templates() for name in _loads(path.read_text(encoding="utf-8"))}
    for folder in _packages():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if any("public" in part.split("_") for part in parts) or (
                parts[0] == "templatetags" and parts[-1] in loaded
            ):
                yield path


def _loads(source: str) -> set[str]:
    return {name for found in _LOADS.findall(source) for name in found.split()}


def _imported() -> dict[Path, set[str]]:
    """Return the names that public code imports from other modules of its package."""
    found: dict[Path, set[str]] = {}
    for path in _modules():
        package = next(folder for folder in _packages() if path.is_relative_to(folder))
        root = package.parents[len(package.parts) - package.parts.index("standing") - 1]
        dotted = ".".join(package.relative_to(root).parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{dotted}."):
                source = root.joinpath(*(node.module or "").split("."))
                file = source.with_suffix(".py") if source.with_suffix(".py").is_file() else source / "__init__.py"
                found.setdefault(file, set()).update(one.name for one in node.names)
    return {path: names for path, names in found.items() if path.is_file()}
