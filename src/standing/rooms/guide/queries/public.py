"""What the public gets: the guide in a language, a department's liaisons, the words of a path and of a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said, State
from standing.rooms.city import api as city
from standing.rooms.city.api import DepartmentFact
from standing.rooms.guide.queries.versions import InForce, in_force
from standing.rooms.guide.rules import text as texts
from standing.rooms.guide.rules import tree as trees
from standing.rooms.guide.rules.shape import Caller, GuideTerms
from standing.rooms.guide.rules.text import PAGE
from standing.rooms.guide.rules.tree import Tree

ENGLISH = "en"
LONGEST_PATH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFact:
    """The guide in force, as it is said in a language; ``said`` has every text by the last part of its key."""

    version: int
    sha256: str
    approved_on: date
    approved_by_title: str
    terms: GuideTerms
    tree: Tree
    said: Mapping[str, Said]

    @property
    def title(self) -> Said:
        """Return what it is called."""
        return self.said["title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeNodeFact:
    """One step of the tree in force: its name, its words in the first language, where it leads."""

    id: str
    title: str
    leads_to: tuple[str, ...]
    is_record: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeFact:
    """The tree in force."""

    version: int
    sha256: str
    approved_on: date
    start: str
    nodes: tuple[TreeNodeFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFact:
    """One word of a path with what it means; ``text`` is empty for a word that the tree does not know."""

    word: str
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """Somebody to call, as public pages show it; ``number`` is empty if nobody has said it."""

    who: str
    label: Said
    number: str
    hours: Said | None
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFact:
    """What is printed of the guide in a language."""

    version: int
    approved_on: date
    approved_by_title: str
    title: Said
    rules: tuple[Said, ...]
    steps: tuple[Said, ...]
    says: tuple[Said, ...]
    says_aloud: tuple[str, ...]
    judge: Said
    contacts: tuple[ContactFact, ...]

    @property
    def is_whole(self) -> bool:
        """Test whether all of it is said in the language that was asked for."""
        said = (self.title, self.judge, *self.rules, *self.steps, *self.says, *(one.label for one in self.contacts))
        return not any(one.is_fallback for one in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiaisonFact:
    """The office of a liaison, as the public register of liaisons shows it."""

    name: str
    title: str
    phone: str
    hours: tuple[str, ...]
    is_backup: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentContacts:
    """A department with its liaisons, the primary first; nobody where the place is vacant."""

    department: DepartmentFact
    liaisons: tuple[LiaisonFact, ...]


def guide(*, language: str, at: datetime) -> GuideFact | None:
    """Return the guide in force as it is said in a language; None while there is none."""
    current = in_force(at=at)
    if current is None:
        return None
    return GuideFact(
        version=current.number,
        sha256=current.sha256,
        approved_on=current.approved_on,
        approved_by_title=current.approved_by_title,
        terms=current.terms,
        tree=trees.concrete(current.terms),
        said=_said(current, language=language, at=at),
    )


def tree(*, at: datetime) -> TreeFact | None:
    """Return the tree in force; None while there is none."""
    current = in_force(at=at)
    if current is None:
        return None
    made = trees.concrete(current.terms)
    return TreeFact(
        version=current.number,
        sha256=current.sha256,
        approved_on=current.approved_on,
        start=made.start,
        nodes=tuple(
            TreeNodeFact(
                id=node.id,
                title=node.title.text,
                leads_to=tuple(dict.fromkeys(choice.to for choice in node.choices)),
                is_record=node.is_record,
            )
            for node in made.nodes
        ),
    )


def path_words(*, path: Sequence[str], at: datetime, language: str) -> tuple[StepFact, ...]:
    """Return what each word of a path means, in a language; a word that the tree does not know stays bare."""
    current = in_force(at=at)
    keys = _keys_of_words(current.terms) if current is not None else {}
    wanted = {word: keys[word] for word in path[:LONGEST_PATH] if word in keys}
    said = _said(current, language=language, at=at, only=set(wanted.values())) if current is not None else {}
    return tuple(
        StepFact(word=word, text=said[wanted[word]].text, language=said[wanted[word]].language)
        if word in wanted
        else StepFact(word=word, text="", language=language)
        for word in path[:LONGEST_PATH]
    )


def card(*, language: str, at: datetime) -> CardFact | None:
    """Return what is printed of the guide in a language; None while there is none."""
    fact = guide(language=language, at=at)
    if fact is None:
        return None
    terms, said = fact.terms, fact.said
    return CardFact(
        version=fact.version,
        approved_on=fact.approved_on,
        approved_by_title=fact.approved_by_title,
        title=said["card:title"],
        rules=tuple(said[f"rule:{one.id}"] for one in terms.rules),
        steps=tuple(said[f"card:{one.id}"] for one in terms.card.steps),
        says=tuple(said[f"card:{one.id}"] for one in terms.card.says),
        says_aloud=tuple(one.text for one in terms.card.says),
        judge=said["card:judge"],
        contacts=contacts_of(fact),
    )


def contacts_of(fact: GuideFact) -> tuple[ContactFact, ...]:
    """Return whom to call, in the order of the pack."""
    return tuple(
        ContactFact(
            who=one.who.value,
            label=fact.said[f"contact:{one.who}"],
            number=one.number or "",
            hours=fact.said.get(f"contact:{one.who}:hours"),
            is_sample="555-01" in (one.number or ""),
        )
        for one in fact.terms.contacts
    )


def departments(*, at: datetime) -> tuple[DepartmentFact, ...]:
    """Return the departments by name."""
    return city.departments(known=at)


def liaisons_of(*, department: str, at: datetime) -> DepartmentContacts:
    """Return a department with the offices of its liaisons. :raises NotFound: if there is no such department"""
    fact = city.department(id=department, known=at)
    held = [one for one in city.appointments(at=at, known=at) if one.department == department]
    ranked = sorted(held, key=lambda one: list(city.Rank).index(one.rank))
    return DepartmentContacts(
        department=fact,
        liaisons=tuple(
            LiaisonFact(
                name=one.name,
                title=one.title,
                phone=one.office_phone,
                hours=one.hours_said,
                is_backup=one.rank is city.Rank.BACKUP,
            )
            for one in ranked
        ),
    )


def number_of(fact: GuideFact, who: Caller) -> ContactFact | None:
    """Return how somebody is called; None if the guide does not name them."""
    return next((one for one in contacts_of(fact) if one.who == who), None)


def default_language(*, at: datetime) -> str:
    """Return the language that the guide is written in."""
    pack = packs.in_force(known=at)
    return pack.info.default_language if pack is not None else ENGLISH


def names_of_languages(*, at: datetime) -> dict[str, str]:
    """Return each language's own name by its code in lower case."""
    pack = packs.in_force(known=at)
    return {one.code.lower(): one.own_name for one in pack.languages.languages} if pack is not None else {}


def _keys_of_words(terms: GuideTerms) -> dict[str, str]:
    """Return the key of the text behind each word of a path: the title of a step, or an answer."""
    found = {node.id: f"{node.id}:title" for node in terms.nodes}
    for node in terms.nodes:
        for choice in node.choices:
            if choice.word is not None:
                found.setdefault(choice.word, f"{node.id}:{choice.id}")
    return found


def _said(current: InForce, *, language: str, at: datetime, only: set[str] | None = None) -> dict[str, Said]:
    pairs = [(key.removeprefix(f"{PAGE}:"), text) for key, text in texts.texts_of(current.terms)]
    wanted = [(key, text) for key, text in pairs if only is None or key in only]
    found = translations.said(keys=[f"{PAGE}:{key}" for key, _ in wanted], language=language)
    default = default_language(at=at)
    is_other = language.lower() != default.lower()
    return {
        key: found.get(f"{PAGE}:{key}")
        or Said(
            text=text,
            language=default,
            direction=translations.direction_of(default),
            state=State.MISSING if is_other else State.SOURCE,
            is_fallback=is_other,
        )
        for key, text in wanted
    }
