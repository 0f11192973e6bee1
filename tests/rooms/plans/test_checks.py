"""Each rule passes what it should pass and stops what it should stop; the samples stand beside the rules."""

import pytest

from standing.rooms.plans.rules.checks import ALWAYS, RULES, NotReady, check_ready, findings
from standing.rooms.plans.rules.checks.plan import Finding, PlanContent, Rule, sample
from standing.rooms.plans.rules.template import Kind, RuleUse

PASS = [
    pytest.param(rule, plan, id=f"{rule.id}-{n}") for rule in RULES.values() for n, plan in enumerate(rule.should_pass)
]
FAIL = [
    pytest.param(rule, plan, id=f"{rule.id}-{n}") for rule in RULES.values() for n, plan in enumerate(rule.should_fail)
]


@pytest.mark.parametrize(("rule", "plan"), PASS)
def test_a_good_text_has_no_finding(rule: Rule, plan: PlanContent) -> None:
    assert rule.check(plan) == []


@pytest.mark.parametrize(("rule", "plan"), FAIL)
def test_a_bad_text_is_told_what_to_mend(rule: Rule, plan: PlanContent) -> None:
    found = rule.check(plan)

    assert {finding.rule for finding in found} == {rule.id}
    assert {finding.section for finding in found} == {"part"}
    assert all(finding.sentence.endswith((".", "”.")) for finding in found)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_each_rule_has_samples_of_kinds_it_can_judge(rule: Rule) -> None:
    assert rule.should_pass
    assert rule.should_fail
    kinds = {section.terms.kind for plan in (*rule.should_pass, *rule.should_fail) for section in plan.sections}
    assert kinds <= rule.kinds


def test_a_pack_turns_rules_on_but_cannot_turn_the_lasting_ones_off() -> None:
    short = sample(Kind.TEXT, {"text": "Hide the worker."}, min_words=50)

    without = findings(plan=short, uses=())
    with_length = findings(plan=short, uses=(RuleUse(id="minimum-length"),))
    soft = findings(plan=short, uses=tuple(RuleUse(id=rule, blocking=False) for rule in ALWAYS))

    assert [finding.rule for finding in without] == ["no_forbidden_words"]
    assert [finding.rule for finding in with_length] == ["minimum_length", "no_forbidden_words"]
    assert [finding.blocking for finding in soft] == [True]


def test_a_rule_looks_only_at_the_sections_it_is_given() -> None:
    short = sample(Kind.TEXT, {"text": "Two words"}, min_words=50)

    named = findings(plan=short, uses=(RuleUse(id="minimum_length", section="part"),))
    elsewhere = findings(plan=short, uses=(RuleUse(id="minimum_length", section="other"),))

    assert (len(named), len(elsewhere)) == (1, 0)


def test_advice_does_not_hold_up_a_signature_and_the_rest_does() -> None:
    advice = Finding(rule="minimum_length", section="part", sentence="Say more.", blocking=False)
    must = Finding(rule="minimum_length", section="part", sentence="Say more.")

    check_ready([advice])
    with pytest.raises(NotReady) as refusal:
        check_ready([advice, must])

    assert refusal.value.findings == (must,)
    assert str(refusal.value) == "One thing is left to mend before anybody can sign. Say more."
