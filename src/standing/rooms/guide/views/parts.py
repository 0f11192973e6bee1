"""What pages of the guide share: steps as they are drawn, the one-file form, words for codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.conf import settings
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.api import counsel
from standing.hall.translations.api import Said, direction_of
from standing.rooms.guide import queries
from standing.rooms.guide.queries import ContactFact, DepartmentContacts, GuideFact
from standing.rooms.guide.rules import page
from standing.rooms.guide.rules.drawings import HIGH, WIDE, drawing
from standing.rooms.guide.rules.shape import Caller, PartKind
from standing.rooms.guide.rules.tree import Choice, Node, Part

Words = str | Promise

SURE: Mapping[str, Words] = {
    "P": _("read in a primary source"),
    "N": _("reported by the press"),
    "M": _("taken from a copy of press reports"),
    "S": _("taken from a source report"),
    "L": _("general knowledge, not read again"),
    "I": _("worked out"),
    "?": _("not verified"),
}


def language_now() -> str:
    """Return the language of the page."""
    return (get_language() or settings.LANGUAGE_CODE).lower()


def assets(*, is_file: bool) -> dict[str, object]:
    """Return style and script: within the page where the policy lets them, otherwise as files of this house."""
    told: Mapping[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    is_within = is_file or (page.STYLE_HASH in told["style-src"] and page.SCRIPT_HASH in told["script-src"])
    return {
        "policy": page.FILE_POLICY if is_file else "",
        "style": _style(is_within=is_within),
        "script": _script(is_within=is_within),
    }


def _style(*, is_within: bool) -> SafeString:
    if is_within:
        return mark_safe(f"<style>{page.STYLE}</style>")  # noqa: S308 - our own file
    return format_html('<link rel="stylesheet" href="{}">', static("guide/guide.css"))


def _script(*, is_within: bool) -> SafeString:
    if is_within:
        return mark_safe(f"<script>{page.SCRIPT}</script>")  # noqa: S308 - our own file
    return format_html('<script src="{}" defer></script>', static("guide/guide.js"))


def drawn(fact: GuideFact, *, contacts: DepartmentContacts | None, first: str) -> dict[str, object]:
    """Return everything that a page of the guide shows; ``first`` is the language it is written in."""
    return {
        "fact": fact,
        "first": {"code": first, "direction": direction_of(first)},
        "approver": counsel.title_words(fact.approved_by_title),
        "said": fact.said,
        "nodes": list(nodes_of(fact, contacts)),
        "papers": [paper_of(fact, one.id) for one in fact.terms.papers],
        "rules": [fact.said[f"rule:{one.id}"] for one in fact.terms.rules],
        "checks": [fact.said[f"check:{one.id}"] for one in fact.terms.checks],
        "laws": [
            {"says": fact.said[f"law:{one.id}"], "where": one.where, "sure": SURE[one.confidence]}
            for one in fact.terms.laws
        ],
        "contacts": queries.contacts_of(fact),
        "here": contacts,
        "form": {"wide": WIDE, "high": HIGH},
    }


def nodes_of(fact: GuideFact, contacts: DepartmentContacts | None) -> Iterator[dict[str, object]]:
    """Yield the steps as they are drawn, in the order of the pack."""
    called = {one.who: one for one in queries.contacts_of(fact)}
    for node in fact.tree.nodes:
        yield {
            "id": node.id,
            "title": fact.said[node.title.key],
            "is_start": node.id == fact.tree.start,
            "is_leaf": fact.tree.is_leaf(node),
            "is_record": node.is_record,
            "has_alert": (node.is_record and node.has_alert) or _leads_to_alert(fact, node),
            "alert": f"{alert_address()}?path={node.id}",
            "parts": [_part(one, fact, called, contacts) for one in node.parts],
            "papers": [paper_of(fact, one) for one in node.papers],
            "has_checks": node.has_checks,
            "question": fact.said[node.question.key] if node.question is not None else None,
            "notes": [_part(one, fact, called, contacts) for one in node.notes],
            "choices": [_choice(one, fact) for one in node.choices],
        }


def paper_of(fact: GuideFact, id_: str) -> dict[str, object]:
    """Return one paper as it is drawn."""
    terms = next(one for one in fact.terms.papers if one.id == id_)
    words = {part: fact.said[f"paper:{id_}:{part}"] for part in ("title", "top", "foot", "means")}
    return {
        "id": id_,
        "name": terms.name,
        "drawing": mark_safe(drawing(terms)),  # noqa: S308 - every text in it was escaped
        "alt": f"{terms.name}: {words['title']}. {words['top']} {words['foot']}",
        **words,
    }


def alert_address() -> str:
    """Return where a first alert begins; the room that takes it stands above this one and is not asked."""
    return "/alert/"


def _leads_to_alert(fact: GuideFact, node: Node) -> bool:
    return fact.tree.is_leaf(node) and any(fact.tree.node(one.to).has_alert for one in node.choices)


def _part(
    part: Part, fact: GuideFact, called: Mapping[str, ContactFact], contacts: DepartmentContacts | None
) -> dict[str, object]:
    said = fact.said[part.words.key]
    contact = called.get(part.who.value) if part.who is not None else None
    return {
        "kind": part.kind.value,
        "said": said,
        "aloud": _aloud(part, said),
        "contact": contact if part.who not in {Caller.SUPERVISOR, Caller.LIAISON} else None,
        "asks_liaison": part.who is Caller.LIAISON,
        "liaisons": contacts.liaisons if contacts is not None and part.who is Caller.LIAISON else (),
    }


def _aloud(part: Part, said: Said) -> str:
    """Return what is said aloud in the first language, where the reader's words are a translation of it."""
    return "" if part.kind is not PartKind.SAY or said.is_source or said.is_fallback else part.words.text


def _choice(choice: Choice, fact: GuideFact) -> dict[str, object]:
    return {
        "to": choice.to,
        "path": ",".join(choice.path),
        "said": fact.said[choice.words.key],
        "areas": [fact.said[one.key] for one in choice.areas],
    }
