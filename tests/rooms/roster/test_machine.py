"""Lists and hands change a roster in any order, beside a plain model that is counted again to the person."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from standing.kernel.refusals import NotNow
from standing.rooms.roster import api
from standing.rooms.roster.actions import editing, imports
from standing.rooms.roster.actions.editing import PostWords
from standing.rooms.roster.models import Change, Person, Post
from tests.make import roster as make

NUMBERS = ("A1", "A2", "A3")
NAMES = ("Ana Ba", "Ben Ce", "Cam De")
DEPARTMENTS = ("streets", "clerk")
WORK = ("", "office", "counter")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NUMBERS), st.sampled_from(DEPARTMENTS), st.sampled_from(WORK), st.booleans()
    ),
    max_size=6,
    unique_by=lambda row: row[:2],
)  # fmt: skip


class Roster(RuleBasedStateMachine):
    """``people`` is who stands on the roster now: name, and sort of work by department. ``days`` holds past states."""

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self):
        """Roll each run back."""
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.by, self.at = make.personnel(), make.AT
        self.people, self.days, self.done = {}, {}, []

    @property
    def day(self):
        return self.at.date()

    def changed(self, people, undo):
        """Note a change that works: what was before, and how it is taken back."""
        self.done.append((self.day, deepcopy(self.people), undo))
        self.people = people

    @rule()
    def next_day(self):
        self.at += timedelta(days=1)

    @rule(
        rows=ROWS,
        names=st.lists(st.sampled_from(NAMES), min_size=3, max_size=3),
        only=st.sampled_from(("", *DEPARTMENTS)),
    )
    def bring(self, rows, names, only):
        """A list comes, with mistakes in some rows."""
        named = dict(zip(NUMBERS, names, strict=True))
        rows = [row for row in rows if not only or row[1] == only]
        wrong = {number for number, _, _, is_wrong in rows if is_wrong}
        content = make.listed(
            ("A9", "", "", "clerk", "", "", ""),  # a list needs a row; this one is left out
            *(
                (number, named[number], "", "nowhere" if bad else where, "", work, "")
                for number, where, work, bad in rows
            ),
        )
        expected = deepcopy(self.people)
        said = {}
        for number, where, work, _ in rows:
            if number not in wrong:
                said.setdefault(number, {})[where] = work
        for number in list(expected):
            if number in wrong:
                continue
            for where in list(expected[number][1]):
                if (not only or where == only) and where not in said.get(number, {}):
                    del expected[number][1][where]
        for number, posts in said.items():
            ours = expected.setdefault(number, ["", {}])
            ours[0] = named[number]
            for where, work in posts.items():
                ours[1][where] = work or ours[1].get(where, "")
        expected = {number: one for number, one in expected.items() if one[1]}
        found = make.take_in(content, by=self.by, at=self.at, department=only)
        self.changed(expected, lambda: imports.undo_import(import_id=found.pk, by=self.by, at=self.at))
        again = make.bring(content, by=self.by, at=self.at, department=only)
        assert not make.told(again).keys() & {"joins", "moves", "leaves", "changed"}

    @rule(number=st.sampled_from(NUMBERS), name=st.sampled_from(NAMES), where=st.sampled_from(DEPARTMENTS))
    def add(self, number, name, where):
        def deed():
            return editing.add_person(
                number=number,
                name=name,
                email="",
                post=PostWords(department=where),
                on=self.day,
                by=self.by,
                at=self.at,
            )

        if number in self.people:
            with pytest.raises(NotNow, match="under the number"):
                deed()
            return
        key = deed()
        self.changed(self.people | {number: [name, {where: ""}]}, self.taking_back(key))

    @rule(
        number=st.sampled_from(NUMBERS),
        where=st.sampled_from(DEPARTMENTS),
        to=st.sampled_from(DEPARTMENTS),
        work=st.sampled_from(WORK),
    )
    def move(self, number, where, to, work):
        number = self.somebody(number)
        where = where if number and where in self.people[number][1] else min(self.people[number][1]) if number else ""
        if not number:
            return
        person, expected = Person.objects.get(number=number), deepcopy(self.people)
        post = Post.objects.get(person=person, department=where, until_on__isnull=True)

        def deed():
            editing.move_person(
                person=person.pk,
                from_post=post.pk,
                post=PostWords(department=to, work_type=work),
                on=self.day,
                by=self.by,
                at=self.at,
            )

        posts = expected[number][1]
        if to != where and to in posts:
            with pytest.raises(NotNow, match="in that department already"):
                deed()
            return
        is_so = to == where and posts[where] == work
        deed()
        del posts[where]
        posts[to] = work
        if not is_so:
            self.changed(expected, self.taking_back(person.pk))

    @rule(number=st.sampled_from(NUMBERS), where=st.sampled_from((None, *DEPARTMENTS)))
    def end(self, number, where):
        number = self.somebody(number)
        if not number:
            return
        where = where if where in self.people[number][1] else None
        person, expected = Person.objects.get(number=number), deepcopy(self.people)
        post = Post.objects.get(person=person, department=where, until_on__isnull=True) if where else None
        editing.end_posts(person=person.pk, post=post.pk if post else None, on=self.day, by=self.by, at=self.at)
        posts = expected[number][1]
        for gone in [where] if where else list(posts):
            del posts[gone]
        if not posts:
            del expected[number]
        self.changed(expected, self.taking_back(person.pk))

    @rule()
    def take_back(self):
        """The last change goes, from the day on which it was made."""
        if not self.done:
            return
        day, before, undo = self.done.pop()
        undo()
        self.people = before
        for past in self.days:
            if past >= day:
                self.days[past] = deepcopy(before)

    @rule()
    def take_two_back(self):
        self.take_back()
        self.take_back()

    def somebody(self, number):
        """Return that number if it is on the roster, else one that is, empty if none."""
        return number if number in self.people else min(self.people, default="")

    def taking_back(self, key):
        change = Person.objects.get(pk=key).changed_by_id
        return lambda: editing.undo_change(person=key, change=change, by=self.by, at=self.at)

    @invariant()
    def it_reconciles_to_the_person(self):
        if not hasattr(self, "people"):
            return
        self.days[self.day] = deepcopy(self.people)
        stands = {
            number: [name, {post[0]: post[2] for post in posts}] for number, (name, _, posts) in make.standing().items()
        }
        assert stands == self.people
        for day, people in list(self.days.items())[-2:]:
            assert api.count(on=day) == len(people)
            for where in DEPARTMENTS:
                assert api.count(on=day, department=where) == sum(where in posts for _, posts in people.values())
            held = {(row["person_id"], row["department_id"]) for row in api.posts_on(on=day)}
            assert len(held) == sum(len(posts) for _, posts in people.values())
        assert Change.objects.filter(undone_at__isnull=True).count() == len(self.done)


@pytest.mark.django_db
def test_any_order_of_lists_and_hands_reconciles_to_the_person(town):
    run_state_machine_as_test(Roster, settings=settings(max_examples=6, stateful_step_count=12, deadline=None))
