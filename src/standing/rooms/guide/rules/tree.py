"""The tree that a city gets: the steps of the pack under its settings. Pure: the same terms give the same tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from standing.rooms.guide.rules.shape import (
    Agencies,
    Areas,
    Caller,
    ChoiceTerms,
    GuideTerms,
    NodeTerms,
    Order,
    PartKind,
    Reporting,
    SettingsTerms,
    WhenTerms,
)

MOST_TAPS = 6
MOST_QUESTIONS = 2
_TOLD = frozenset({PartKind.DO, PartKind.SAY, PartKind.CALL, PartKind.COMPLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words with the last part of the key that translations are kept under."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of a step."""

    kind: PartKind
    words: Text
    who: Caller | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer; ``path`` is what it adds to the path, the step it leads to last."""

    words: Text
    to: str
    path: tuple[str, ...]
    areas: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step as a reader gets it."""

    id: str
    title: Text
    order: Order
    is_record: bool
    has_alert: bool
    parts: tuple[Part, ...]
    papers: tuple[str, ...]
    has_checks: bool
    question: Text | None
    asked: str
    notes: tuple[Part, ...]
    choices: tuple[Choice, ...]

    @property
    def is_instruction(self) -> bool:
        """Test whether it tells what to do; other steps only ask."""
        return any(part.kind in _TOLD for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All steps that can be reached, in the order of the pack."""

    start: str
    nodes: tuple[Node, ...]

    def node(self, id: str) -> Node:
        """Return a step. :raises KeyError: if it cannot be reached"""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)

    @property
    def records(self) -> frozenset[str]:
        """Return the steps where a path ends."""
        return frozenset(node.id for node in self.nodes if node.is_record)

    def is_leaf(self, node: Node) -> bool:
        """Test whether nothing but the record follows a step."""
        return not node.is_record and all(choice.to in self.records for choice in node.choices)


def concrete(guide: GuideTerms, settings: SettingsTerms | None = None) -> Tree:
    """Return the tree of a city: its steps under its settings, or under others."""
    under = settings if settings is not None else guide.settings
    terms = {node.id: node for node in guide.nodes}
    made = {node.id: _node(node, terms, under) for node in guide.nodes}
    reached: set[str] = set()
    waiting = [guide.start]
    while waiting:
        id_ = waiting.pop()
        if id_ in reached or id_ not in made:
            continue
        reached.add(id_)
        waiting.extend(choice.to for choice in made[id_].choices)
    return Tree(start=guide.start, nodes=tuple(made[node.id] for node in guide.nodes if node.id in reached))


def walks(tree: Tree) -> Iterator[tuple[tuple[Node, ...], tuple[Choice, ...]]]:
    """Yield every way from the first step to an end: the steps and the answers given. The tree has no circle."""
    by_id = {node.id: node for node in tree.nodes}

    def on(steps: tuple[Node, ...], given: tuple[Choice, ...]) -> Iterator[tuple[tuple[Node, ...], tuple[Choice, ...]]]:
        if not steps[-1].choices:
            yield steps, given
        for choice in steps[-1].choices:
            yield from on((*steps, by_id[choice.to]), (*given, choice))

    yield from on((by_id[tree.start],), ())


def every_setting(guide: GuideTerms) -> Iterator[SettingsTerms]:
    """Yield all settings a city could choose, its own places kept."""
    for wait, agencies, report in product((True, False), Agencies, Reporting):
        yield guide.settings.model_copy(
            update={
                "wait_for_counsel_with_judicial_warrant": wait,
                "agencies": agencies,
                "report": report,
            }
        )


def _node(node: NodeTerms, terms: dict[str, NodeTerms], under: SettingsTerms) -> Node:
    asked = terms.get(node.asks) if node.asks is not None else None
    choices = [_choice(node.id, one, under, asked="") for one in node.choices if _holds(one.when, under)]
    if asked is not None:
        choices += [_choice(asked.id, one, under, asked=asked.id) for one in asked.choices if _holds(one.when, under)]
    return Node(
        id=node.id,
        title=Text(key=f"{node.id}:title", text=node.title),
        order=node.order,
        is_record=node.record,
        has_alert=node.alert,
        parts=_parts(node, under),
        papers=node.papers,
        has_checks=node.checks,
        question=_question(node, asked),
        asked=asked.id if asked is not None else "",
        notes=_parts(asked, under) if asked is not None else (),
        choices=tuple(choices),
    )


def _question(node: NodeTerms, asked: NodeTerms | None) -> Text | None:
    if asked is not None:
        return Text(key=f"{asked.id}:title", text=asked.title)
    return Text(key=f"{node.id}:question", text=node.question) if node.question else None


def _parts(node: NodeTerms, under: SettingsTerms) -> tuple[Part, ...]:
    return tuple(
        Part(kind=one.kind, words=Text(key=f"{node.id}:{one.id}", text=one.text), who=one.who)
        for one in node.parts
        if _holds(one.when, under)
    )


def _choice(node: str, choice: ChoiceTerms, under: SettingsTerms, *, asked: str) -> Choice:
    words = [asked] if asked else []
    if choice.word is not None and choice.word != choice.to:
        words.append(choice.word)
    return Choice(
        words=Text(key=f"{node}:{choice.id}", text=choice.text),
        to=choice.to,
        path=(*words, choice.to),
        areas=tuple(
            Text(key=f"area:{one.id}", text=one.text)
            for one in under.areas
            if choice.areas is not Areas.NONE and one.public == (choice.areas is Areas.PUBLIC)
        ),
    )


def _holds(when: WhenTerms, under: SettingsTerms) -> bool:
    return all(
        wanted is None or wanted == getattr(under, name)
        for name, wanted in ((name, getattr(when, name)) for name in WhenTerms.model_fields)
    )
