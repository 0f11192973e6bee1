"""What a piece of code reaches: names it uses, in its own module and in those it imports from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Name = tuple[Path, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Module:
    """The definitions of a module, and where its imported names come from; "" names a whole module."""

    defined: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Reached:
    """
    Follows names through the modules below ``root``, each name once; imports from elsewhere are not followed.

    ``found`` holds, for each module, the statements that were reached so far.
    """

    root: Path
    within: str = "standing"
    found: dict[Path, list[ast.stmt]] = field(default_factory=dict)
    seen: set[Name] = field(default_factory=set)

    def follow(self, start: Iterable[Name]) -> tuple[str, ...]:
        """Follow these names, and return the texts that stand in what was reached anew."""
        waiting, texts = list(start), []
        while waiting:
            path, name = waiting.pop()
            if (path, name) in self.seen:
                continue
            self.seen.add((path, name))
            module = _read(self.root, path, self.within)
            if name in module.imported:
                waiting.append(module.imported[name])
            for node in module.defined.get(name, ()):
                self.found.setdefault(path, []).append(node)
                inside = list(ast.walk(node))
                waiting.extend(self._used(path, inside, module))
                texts += [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        return tuple(texts)

    def _used(self, path: Path, inside: Iterable[ast.AST], module: _Module) -> Iterator[Name]:
        for one in inside:
            if isinstance(one, ast.Name) and one.id in module.defined:
                yield path, one.id
            elif isinstance(one, ast.Name) and one.id in module.imported:
                source, name = module.imported[one.id]
                if name:
                    yield source, name
            elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in module.imported:
                source, name = module.imported[one.value.id]
                if name:  # a door may hand on a whole module
                    source, name = _read(self.root, source, self.within).imported.get(name, (source, name))
                if not name:
                    yield source, one.attr


def names_in(path: Path, *, root: Path) -> frozenset[str]:
    """Return the names that a module defines."""
    return frozenset(_read(root, path, "standing").defined)


@cache
def _read(root: Path, path: Path, within: str) -> _Module:
    module = _Module()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == within:
            for one in node.names:
                if source := _source(root, node.module or "", one.name):
                    module.imported[one.asname or one.name] = source
        for name in _names(node):
            module.defined.setdefault(name, []).append(node)
    return module


def _source(root: Path, module: str, name: str) -> Name | None:
    """Return where an imported name is made: a module of its own, or a name in one."""
    for dotted, rest in ((f"{module}.{name}", ""), (module, name)):
        place = root.joinpath(*dotted.split("."))
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file():
                return file, rest
    return None


def _names(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return (node.name,)
    if isinstance(node, ast.Assign):
        return tuple(one.id for one in node.targets if isinstance(one, ast.Name))
    return (node.target.id,) if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else ()
