"""The answer to "may I?": a pure function of the rulebook, what is told, and the rules that a court suspended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from standing.rooms.rulebook.rules.book import Act, Answer, Branch, Place, RulebookFile, Told, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What somebody who asked is told, and why."""

    act: str
    answer: Answer
    rules: tuple[str, ...]
    say: str
    say_of: str
    """Whose words these are: the condition that decided, or empty for the act itself."""
    do: tuple[Verb, ...]
    decided_by: str
    """The condition that decided; empty if none did."""
    open: tuple[str, ...] = ()
    """Conditions nobody could tell, each of which could change the answer."""
    suspended: tuple[str, ...] = ()
    """Rules of the answer that a court order suspended."""


def may(*, act: Act, told: Mapping[str, Told], suspended: Collection[str] = ()) -> Verdict:
    """
    Return what is told.

    The first condition that holds decides. One that nobody can tell makes the answer "ask counsel", with what is
    right meanwhile. So does a rule of the answer that a court suspended; an order to comply is never weakened.
    """
    unknown: list[Branch] = []
    chosen: Act | Branch = act
    for branch in act.unless:
        said = told.get(branch.when, Told.NO)
        if said is Told.YES:
            chosen = branch
            break
        if said is Told.UNKNOWN:
            unknown.append(branch)
    decided = chosen.when if isinstance(chosen, Branch) else ""
    lifted = tuple(name for name in chosen.rules if name in suspended)
    open_ = tuple(one.when for one in unknown if one.answer is not chosen.answer)
    is_settled = chosen.answer is Answer.COMPLY or not (open_ or lifted)
    rules = [*chosen.rules, *(name for one in unknown if one.when in open_ for name in one.rules)]
    return Verdict(
        act=act.id,
        answer=chosen.answer if is_settled else Answer.ASK,
        rules=chosen.rules if is_settled else tuple(dict.fromkeys(rules)),
        say=chosen.say,
        say_of=decided,
        do=chosen.do if is_settled else _meanwhile(chosen.do),
        decided_by=decided,
        open=() if is_settled else open_,
        suspended=lifted,
    )


def _meanwhile(do: tuple[Verb, ...]) -> tuple[Verb, ...]:
    """Return what is right until counsel has answered: refer comes into it."""
    if Verb.REFER in do:
        return do
    return (*(one for one in do if one is Verb.DECLINE), Verb.REFER, *(one for one in do if one is not Verb.DECLINE))


def wrong_scenarios(book: RulebookFile) -> Iterator[tuple[Place, str]]:
    """Find the stories that these rules answer otherwise than counsel expects."""
    for place, story in enumerate(book.scenarios):
        act = book.act(story.act)
        if act is None:
            yield ("scenarios", place, "act"), f"The rulebook has no act {story.act}."
            continue
        strange = sorted(story.told.keys() - {one.when for one in act.unless})
        if strange:
            yield ("scenarios", place, "told"), f"{strange[0]} changes nothing for {act.id}."
            continue
        verdict = may(act=act, told=story.told)
        if verdict.answer is not story.answer:
            yield (
                ("scenarios", place, "answer"),
                f"The rules answer {verdict.answer.value}, and {story.answer.value} is expected.",
            )
        if missing := [name for name in story.rules if name not in verdict.rules]:
            yield ("scenarios", place, "rules"), f"The answer does not rest on {missing[0]}."
