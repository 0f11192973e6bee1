"""What this room reads from a pack: a file a campaign, and the rows that keys need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.plans import actions
from standing.rooms.plans.rules.checks import RULES
from standing.rooms.plans.rules.template import PlansFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    files = parsed.get("plans")
    if not isinstance(files, Mapping):
        return
    duties, clauses, kinds = _law(parsed.get("instruments")), _clauses(parsed), _kinds(parsed.get("evidence"))
    seen: set[str] = set()
    for name, file in sorted(files.items()):
        if not isinstance(file, PlansFile):
            continue
        if file.campaign.id in seen:
            yield Fault(file=name, path=("campaign", "id"), sentence=f"Two campaigns are called {file.campaign.id}.")
        seen.add(file.campaign.id)
        if duties is not None and file.campaign.obligation not in duties:
            yield Fault(
                file=name,
                path=("campaign", "obligation"),
                sentence=f"No instrument of this pack has the obligation {file.campaign.obligation}.",
            )
        if kinds is not None and file.campaign.evidence not in kinds:
            yield Fault(
                file=name,
                path=("campaign", "evidence"),
                sentence=f"evidence.yaml has no kind {file.campaign.evidence}.",
            )
        yield from _check_sections(name, file, clauses)
        yield from _check_rules(name, file)


def _check_sections(name: str, file: PlansFile, clauses: frozenset[str] | None) -> Iterator[Fault]:
    for number, section in enumerate(file.template.sections):  # that their ids differ, the reader has seen
        path: tuple[str | int, ...] = ("template", "sections", number)
        for place, clause in enumerate(section.clauses):
            if clauses is not None and clause not in clauses:
                yield Fault(
                    file=name,
                    path=(*path, "clauses", place),
                    sentence=f"No instrument of this pack has the clause {clause}.",
                )


def _check_rules(name: str, file: PlansFile) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, use in enumerate(file.template.rules):
        path: tuple[str | int, ...] = ("template", "rules", number)
        rule = RULES.get(use.id)
        if rule is None:
            yield Fault(
                file=name, path=path, sentence=f"There is no rule {use.id}. Known are: {', '.join(sorted(RULES))}."
            )
            continue
        if use.id in seen:
            yield Fault(
                file=name, path=path, sentence=f"The rule {use.id} stands here twice; name its sections in one place."
            )
        seen.add(use.id)
        for section_id in use.named_sections:
            section = file.template.section(section_id)
            if section is None:
                yield Fault(file=name, path=path, sentence=f"The template has no section {section_id}.")
            elif section.kind not in rule.kinds:
                yield Fault(
                    file=name,
                    path=path,
                    sentence=f"The rule {use.id} cannot judge a section of the kind {section.kind.value}.",
                )


def _law(files: object) -> frozenset[str] | None:
    """Return the ids of all duties; nothing if the instruments have mistakes of their own."""
    return _ids(files, "obligations")


def _clauses(parsed: Parsed) -> frozenset[str] | None:
    return _ids(parsed.get("instruments"), "clauses")


def _ids(files: object, part: str) -> frozenset[str] | None:
    if not isinstance(files, Mapping):
        return None
    return frozenset(one.id for file in files.values() for one in getattr(file, part, ()))


def _kinds(file: object) -> frozenset[str] | None:
    kinds = getattr(file, "kinds", None)
    return frozenset(kind.id for kind in kinds) if kinds is not None else None


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.name_campaigns(
        campaigns=[file.campaign.id for file in pack.many(PlansFile)], sha256=pack.sha256, by=by, at=at
    )


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:  # noqa: ARG001  # effects are told at a moment
    earlier = {file.campaign.id: file for file in old.many(PlansFile)} if old is not None else {}
    later = {file.campaign.id: file for file in new.many(PlansFile)}
    for campaign, file in later.items():
        before = earlier.get(campaign)
        subject = f"plans:{campaign}"
        if before is None:
            yield Effect(subject=subject, sentence=f"The campaign “{file.campaign.name}” appears.")
        elif before.template != file.template:
            yield Effect(
                subject=subject,
                sentence=(
                    f"The template of “{file.campaign.name}” changes: "
                    "signatures under texts that are not filed yet are asked for again."
                ),
                before=before.template.version,
                after=file.template.version,
            )
    for campaign, file in earlier.items():
        if campaign not in later:
            yield Effect(
                subject=f"plans:{campaign}",
                sentence=f"The campaign “{file.campaign.name}” ends; what was filed stays on record.",
            )


SECTIONS = (
    Section(
        name="plans",
        files="plans/*.yaml",
        model=PlansFile,
        many=True,
        required=False,
        about="Campaigns that ask every department for a plan: template, sections, rules.",
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
