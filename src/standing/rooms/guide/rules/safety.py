"""
What must be true of every guide, under every setting. A pack that breaks one of these is refused.

Every path ends in the record; no circle; few taps; an order of a judge or in an emergency is complied with;
and no words tell anybody to block, hide, mislead, destroy, warn or alter, or give consent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standing.rooms.guide.rules import tree as trees
from standing.rooms.guide.rules.forbidden import sentence_of
from standing.rooms.guide.rules.shape import AreaTerms, Caller, GuideTerms, LineTerms, NodeTerms, Order, PartKind
from standing.rooms.guide.rules.tree import MOST_QUESTIONS, MOST_TAPS, Node, Tree

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong, and where it stands, counted from the guide inwards."""

    path: Place
    sentence: str


def faults(guide: GuideTerms, *, language: str = "en") -> tuple[Wrong, ...]:
    """Return everything that is wrong with a guide; nothing for a good one."""
    found = list(_names(guide))
    if not found:
        for settings in trees.every_setting(guide):
            found.extend(_tree_faults(guide, trees.concrete(guide, settings)))
    found.extend(_words(guide, language))
    return tuple(dict.fromkeys(found))


def worded(guide: GuideTerms) -> Iterator[tuple[str, Place, str]]:
    """Yield everything a reader gets, each with the last part of its key and its place."""
    yield "title", ("title",), guide.title
    yield "lead", ("lead",), guide.lead
    yield from _lines("rule", ("rules",), guide.rules)
    for place, node in enumerate(guide.nodes):
        yield from _of_node(node, ("nodes", place))
    yield from _lines("area", ("settings", "areas"), guide.settings.areas)
    yield from _of_contacts(guide)
    for place, paper in enumerate(guide.papers):
        for part in ("title", "top", "foot", "means"):
            yield f"paper:{paper.id}:{part}", ("papers", place, part), getattr(paper, part)
    yield from _lines("check", ("checks",), guide.checks)
    yield "card:title", ("card", "title"), guide.card.title
    yield "card:judge", ("card", "judge"), guide.card.judge
    yield from _lines("card", ("card", "steps"), guide.card.steps)
    yield from _lines("card", ("card", "says"), guide.card.says)
    for place, law in enumerate(guide.laws):
        yield f"law:{law.id}", ("laws", place, "says"), law.says


def _lines(name: str, path: Place, lines: Iterable[AreaTerms | LineTerms]) -> Iterator[tuple[str, Place, str]]:
    for place, line in enumerate(lines):
        yield f"{name}:{line.id}", (*path, place, "text"), line.text


def _of_contacts(guide: GuideTerms) -> Iterator[tuple[str, Place, str]]:
    for place, contact in enumerate(guide.contacts):
        yield f"contact:{contact.who}", ("contacts", place, "label"), contact.label
        if contact.hours:
            yield f"contact:{contact.who}:hours", ("contacts", place, "hours"), contact.hours


def _of_node(node: NodeTerms, place: Place) -> Iterator[tuple[str, Place, str]]:
    yield f"{node.id}:title", (*place, "title"), node.title
    for number, part in enumerate(node.parts):
        yield f"{node.id}:{part.id}", (*place, "parts", number, "text"), part.text
    if node.question:
        yield f"{node.id}:question", (*place, "question"), node.question
    for number, choice in enumerate(node.choices):
        yield f"{node.id}:{choice.id}", (*place, "choices", number, "text"), choice.text


def _words(guide: GuideTerms, language: str) -> Iterator[Wrong]:
    for _key, place, text in worded(guide):
        if found := sentence_of(text, language=language):
            yield Wrong(path=place, sentence=found)


def _names(guide: GuideTerms) -> Iterator[Wrong]:
    keys = Counter(key for key, _place, _text in worded(guide))
    seen: set[str] = set()
    for key, here, _text in worded(guide):
        if keys[key] > 1 and key in seen:
            yield Wrong(path=here, sentence=f"Two texts are called {key}: give each a name of its own.")
        seen.add(key)
    nodes, papers = {node.id: node for node in guide.nodes}, {paper.id for paper in guide.papers}
    called = {contact.who for contact in guide.contacts}
    if guide.start not in nodes:
        yield Wrong(path=("start",), sentence=f"The guide has no step {guide.start}.")
    for place, node in enumerate(guide.nodes):
        for number, choice in enumerate(node.choices):
            if choice.to not in nodes:
                where: Place = ("nodes", place, "choices", number, "to")
                yield Wrong(path=where, sentence=f"The guide has no step {choice.to}.")
        if node.asks is not None and (node.asks not in nodes or nodes[node.asks].asks or node.asks == node.id):
            yield Wrong(path=("nodes", place, "asks"), sentence=f"{node.asks} is no step whose question can be asked.")
        for number, paper in enumerate(node.papers):
            if paper not in papers:
                where = ("nodes", place, "papers", number)
                yield Wrong(path=where, sentence=f"The guide has no paper {paper}.")
        yield from _calls(node, ("nodes", place), called)


def _calls(node: NodeTerms, place: Place, called: set[Caller]) -> Iterator[Wrong]:
    for number, part in enumerate(node.parts):
        where: Place = (*place, "parts", number, "who")
        if (part.kind is PartKind.CALL) != (part.who is not None):
            yield Wrong(path=where, sentence="A call names who is called, and nothing else does.")
        elif part.who is not None and part.who not in called:
            yield Wrong(path=where, sentence=f"contacts does not say how {part.who.value} is called.")


def _tree_faults(guide: GuideTerms, tree: Tree) -> Iterator[Wrong]:
    places = {node.id: ("nodes", place) for place, node in enumerate(guide.nodes)}
    if circle := _circle(tree):
        yield Wrong(path=places[circle], sentence=f"From {circle} one comes back to {circle}: a path goes on.")
        return
    for node in tree.nodes:
        yield from _node_faults(node, tree, places[node.id])
    for wanted in (Order.JUDGE, Order.EMERGENCY):
        if not any(node.order is wanted for node in tree.nodes):
            yield Wrong(path=("nodes",), sentence=f"No step that can be reached says what to do on order: {wanted}.")
    if not any(node.has_alert for node in tree.nodes if node.is_record):
        yield Wrong(path=("nodes",), sentence="No path ends in a record with an alert.")
    yield from _lengths(tree, places)


def _node_faults(node: Node, tree: Tree, place: Place) -> Iterator[Wrong]:
    if node.is_record and node.choices:
        yield Wrong(path=place, sentence=f"{node.id} is the record: nothing comes after it.")
    if not node.is_record and not node.choices:
        yield Wrong(path=place, sentence=f"{node.id} ends without the record: every path ends in it.")
    if node.is_record and not node.is_instruction:
        yield Wrong(path=place, sentence=f"{node.id} is the record and does not say what to write down.")
    if tree.is_leaf(node) and not node.is_instruction:
        yield Wrong(path=place, sentence=f"{node.id} says nothing to do before the record.")
    if len(node.choices) > 1 and node.question is None and node.is_instruction:
        yield Wrong(path=(*place, "question"), sentence=f"{node.id} has several answers and no question.")
    if node.order is Order.NONE:
        return
    if not any(part.kind is PartKind.COMPLY for part in node.parts):
        yield Wrong(path=place, sentence=f"{node.id} is about an order and has no line of the kind comply.")
    if node.choices and not tree.is_leaf(node):
        yield Wrong(path=place, sentence=f"{node.id} is about an order: after it comes the record and nothing else.")


def _lengths(tree: Tree, places: dict[str, tuple[str, int]]) -> Iterator[Wrong]:
    for steps, given in trees.walks(tree):
        leaf = steps[-2] if len(steps) > 1 else steps[-1]
        if len(given) - 1 > MOST_TAPS:
            yield Wrong(
                path=places[leaf.id], sentence=f"{leaf.id} is {len(given) - 1} taps away; {MOST_TAPS} are most."
            )
        asked = next((place for place, node in enumerate(steps) if node.is_instruction), len(steps))
        if asked > MOST_QUESTIONS:
            yield Wrong(
                path=places[steps[asked - 1].id],
                sentence=f"{asked} questions come before anything is said to do; {MOST_QUESTIONS} are most.",
            )


def _circle(tree: Tree) -> str:
    """Return a step that leads back to itself; nothing if there is none."""
    leads = {node.id: {choice.to for choice in node.choices} for node in tree.nodes}
    while free := [id_ for id_, to in leads.items() if not to & leads.keys()]:
        for id_ in free:
            del leads[id_]
    if not leads:
        return ""
    id_, seen = next(iter(leads)), list[str]()
    while id_ not in seen:
        seen.append(id_)
        id_ = next(iter(sorted(leads[id_] & leads.keys())))
    return id_
