"""Finds what the program says: in templates and in code. Needs nothing of the system, and gives what xgettext gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

_TRANSLATE = re.compile(
    r"""^\s*trans(?:late)?\s+(?P<said>"[^"]*"|'[^']*')(?:\s+.*?context\s+(?P<context>"[^"]*"|'[^']*'))?"""
)
_BLOCK = re.compile(r"^\s*blocktrans(?:late)?(?:\s|$)")
_CONTEXT = re.compile(r"""\scontext\s+("[^"]*"|'[^']*')""")
_PLURAL = re.compile(r"^\s*plural\s*$")
_END = re.compile(r"^\s*endblocktrans(?:late)?\s*$")
_CONSTANT = re.compile(r"""_\(("[^"]*"|'[^']*')\)""")
_FORMAT = re.compile(r"%\([A-Za-z0-9_]+\)[sd]|%[sd]")
_PLAIN = frozenset({"gettext", "gettext_lazy", "gettext_noop", "_"})
_MANY = frozenset({"ngettext", "ngettext_lazy"})
_IN_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
_MANY_IN_CONTEXT = frozenset({"npgettext", "npgettext_lazy"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something the program says; ``plural`` is empty where it is said of one thing only."""

    said: str
    plural: str = ""
    context: str = ""
    line: int = 0

    @property
    def name(self) -> tuple[str, str]:
        """Return by what a catalogue knows it."""
        return self.context, self.said

    @property
    def is_format(self) -> bool:
        """Test whether something is put into it with percent signs."""
        return bool(_FORMAT.search(self.said))


def in_template(source: str) -> Iterator[Message]:
    """Yield what a template says."""
    waiting = iter(Lexer(source).tokenize())
    for token in waiting:
        if token.token_type is TokenType.BLOCK:
            if _BLOCK.match(token.contents):
                yield from _constants(token)
                yield _block(token, waiting)
                continue
            if found := _TRANSLATE.match(token.contents):
                yield Message(
                    said=_bare(found["said"]), context=_bare(found["context"] or "''"), line=token.lineno or 0
                )
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from _constants(token)


def in_code(source: str) -> Iterator[Message]:
    """Yield what a module says."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (found := _call(node)):
            yield found


def in_file(path: Path) -> tuple[Message, ...]:
    """Return what a file says, in its order."""
    source = path.read_text(encoding="utf-8")
    found = in_code(source) if path.suffix == ".py" else in_template(source)
    return tuple(sorted((one for one in found if one.said), key=lambda one: one.line))


def in_nodes(nodes: Iterable[ast.AST]) -> tuple[Message, ...]:
    """Return what some statements of a module say."""
    found = {one for node in nodes for each in ast.walk(node) if isinstance(each, ast.Call) and (one := _call(each))}
    return tuple(sorted((one for one in found if one.said), key=lambda one: (one.line, one.said)))


def _constants(token: Token) -> Iterator[Message]:
    for found in _CONSTANT.finditer(token.contents):
        yield Message(said=_bare(found[1]), line=token.lineno or 0)


def _block(opening: Token, rest: Iterator[Token]) -> Message:
    singular: list[str] = []
    plural: list[str] = []
    part = singular
    for token in rest:
        if token.token_type is TokenType.BLOCK:
            if _END.match(token.contents):
                break
            if _PLURAL.match(token.contents):
                part = plural
        elif token.token_type is TokenType.VAR:
            part.append(f"%({token.contents})s")
        elif token.token_type is TokenType.TEXT:
            part.append(token.contents.replace("%", "%%"))
    context = _CONTEXT.search(opening.contents)
    one, many = "".join(singular), "".join(plural)
    if "trimmed" in list(smart_split(opening.contents)):
        one, many = trim_whitespace(one), trim_whitespace(many)
    return Message(said=one, plural=many, context=_bare(context[1]) if context else "", line=opening.lineno or 0)


def _bare(quoted: str) -> str:
    return quoted[1:-1].replace("%", "%%")


def _call(node: ast.Call) -> Message | None:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    words = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None for one in node.args]
    match name, words:
        case name, [str(said), *_] if name in _PLAIN:
            return Message(said=said, line=node.lineno)
        case name, [str(said), str(plural), *_] if name in _MANY:
            return Message(said=said, plural=plural, line=node.lineno)
        case name, [str(context), str(said), *_] if name in _IN_CONTEXT:
            return Message(said=said, context=context, line=node.lineno)
        case name, [str(context), str(said), str(plural), *_] if name in _MANY_IN_CONTEXT:
            return Message(said=said, plural=plural, context=context, line=node.lineno)
        case _:
            return None
