"""
The rules a text must pass: one rule, one function, with the samples that show what it means.

The page of progress and the gate before a signature run the same functions, so they never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from standing.kernel.refusals import NotNow
from standing.rooms.plans.rules.checks import (
    contacts,
    contractors,
    dates,
    filled,
    languages,
    sites,
    training,
    words,
)
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, WrittenSection
from standing.rooms.plans.rules.template import RuleUse

__all__ = ["RULES", "Finding", "NotReady", "PlanContent", "Rule", "WrittenSection", "check_ready", "findings"]

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for noun in (filled, contacts, dates, languages, sites, training, contractors, words)
    for rule in noun.RULES
}

ALWAYS = ("required_sections_filled", "no_forbidden_words", "no_personal_status")
"""What holds in every city, whether or not its pack says so."""


class NotReady(NotNow):
    """The text cannot be signed yet; carries what is left to mend."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        count = len(findings)
        what = "One thing is" if count == 1 else f"{count} things are"
        super().__init__(f"{what} left to mend before anybody can sign. {findings[0].sentence}")
        self.findings = findings


def findings(*, plan: PlanContent, uses: Iterable[RuleUse]) -> tuple[Finding, ...]:
    """Return what is left to mend, in the order of the sections."""
    used = {use.id: use for use in uses}
    found: list[Finding] = []
    for rule in RULES.values():
        use = used.get(rule.id)
        if use is None and rule.id not in ALWAYS:
            continue
        named = use.named_sections if use is not None else ()
        blocking = use is None or use.blocking or rule.id in ALWAYS
        part = plan.only(named if rule.id not in ALWAYS else (), rule.kinds)
        found += [replace(finding, blocking=blocking) for finding in rule.check(part)]
    order = {section.terms.id: number for number, section in enumerate(plan.sections)}
    return tuple(sorted(found, key=lambda finding: order[finding.section]))


def check_ready(found: Iterable[Finding]) -> None:
    """Test that nothing is left that holds up a signature. :raises NotReady: with what is left."""
    left = tuple(finding for finding in found if finding.blocking)
    if left:
        raise NotReady(left)
