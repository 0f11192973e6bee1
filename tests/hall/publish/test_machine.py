"""Any order of writing, publishing, taking back and being killed, beside a model of what the public must see."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from standing.hall.audit import api as audit
from standing.hall.publish import actions, queries
from standing.hall.publish import api as publish
from standing.hall.publish.models import Release
from standing.hall.publish.tree import Making, Releases
from standing.kernel.refusals import NotNow
from tests.make import publish as make

PAGES = [f"/made-up/{number}/" for number in range(3)]


class Killed(BaseException):
    """The process is gone at this step; nothing that it would have done afterwards happens."""


class Person:
    """Somebody who may publish."""

    pk = "11111111-1111-4111-8111-111111111111"


@dataclass(slots=True)
class Told:
    """One release, as the model remembers it."""

    pages: dict[str, str]
    held: dict[str, set[str]] = field(default_factory=dict)
    is_back: bool = False
    is_there: bool = True


class Machine(RuleBasedStateMachine):
    """The model: what is written, and every release with what it showed and what it held back."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.opened = make.open_room()
        self.room = self.opened.__enter__()
        self.minutes = 0
        self.written: dict[str, str] = {}
        self.releases: list[Told] = []

    def teardown(self):
        self.opened.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize(text=st.sampled_from("ab"))
    def begin(self, text):
        queries.releases().tidy(keep=())
        queries.releases().switch_off()
        self.write(PAGES[0], text)

    @rule(page=st.sampled_from(PAGES), text=st.sampled_from("abcd"))
    def write(self, page, text):
        self.room.say(page, f"text {text}")
        self.written[page] = f"text {text}"

    @precondition(lambda self: len(self.written) > 1)
    @rule(page=st.sampled_from(PAGES))
    def remove(self, page):
        if page in self.written:
            self.room.forget(page)
            del self.written[page]

    @rule()
    def publish_by_the_clock(self):
        publish.publish(at=self._now(), by=audit.SYSTEM)
        held, now = self._held(), self._public()
        wanted = {}
        for page, text in self.written.items():
            if text in held.get(page, ()) and now.get(page) != text:
                wanted |= {page: now[page]} if page in now else {}
            else:
                wanted[page] = text
        self._expect(wanted, held)

    @rule(everything=st.booleans())
    def publish_by_hand(self, everything):
        publish.publish(at=self._now(), by=Person(), everything=everything)
        self._expect(dict(self.written), {})

    @rule(step=st.sampled_from(["write", "finish", "row", "switch"]))
    def be_killed_while_publishing(self, step):
        before = self._shown()
        with pytest.MonkeyPatch.context() as patch:
            kill_at(step, patch)
            try:
                publish.publish(at=self._now(), by=Person())
                was_killed = False
            except Killed:
                was_killed = True
        actions.settle(disk=queries.releases(), at=self._now())
        # Only the row decides: before it nothing happened, after it everything did.
        if was_killed and step != "switch":
            assert self._shown() == before
            self._tidied()
        else:
            self._expect(dict(self.written), {})

    @rule()
    def take_back(self):
        there = [told for told in self.releases if not told.is_back and told.is_there]
        if len(there) < 2:
            with pytest.raises(NotNow):
                publish.roll_back(by=audit.SYSTEM, at=self._now())
            return
        publish.roll_back(by=audit.SYSTEM, at=self._now())
        there[-1].is_back = True

    @rule()
    def lose_the_link(self):
        queries.releases().switch_off()
        actions.settle(disk=queries.releases(), at=self._now())
        self._tidied()

    @invariant()
    def the_public_sees_what_the_model_says(self):
        assert self._shown() == self._public()

    @invariant()
    def the_disk_holds_whole_releases_and_the_link_is_that_of_the_database(self):
        disk, now = queries.releases(), publish.current()
        assert disk.current() == (now.number if now else None)
        for number in disk.numbers():
            assert disk.damaged(number) == []

    def _standing(self):
        return [told for told in self.releases if not told.is_back]

    def _public(self):
        return self._standing()[-1].pages if self._standing() else {}

    def _held(self):
        """What may not come by itself: held by the release that counts, or taken back since."""
        standing = self._standing()
        held = {page: set(texts) for page, texts in (standing[-1].held if standing else {}).items()}
        since = self.releases[self.releases.index(standing[-1]) + 1 :] if standing else self.releases
        for told in since:
            for page, text in told.pages.items():
                if self._public().get(page) != text:
                    held.setdefault(page, set()).add(text)
        return held

    def _expect(self, pages, held):
        if self._public() != pages:
            self.releases.append(Told(pages, held))
        self._tidied()

    def _tidied(self):
        for told in [told for told in self._standing() if told.is_there][: -actions.KEPT_RUNS]:
            told.is_there = False

    def _now(self):
        self.minutes += 1
        return make.AT + timedelta(minutes=self.minutes)

    def _shown(self):
        tree = queries.releases().link / "tree"
        files = {page: tree / page[1:] / "index.html" for page in PAGES}
        return {
            page: "text " + file.read_text().partition("<p>text ")[2][:1]
            for page, file in files.items()
            if file.exists()
        }


def kill_at(step, patch):
    """Let the process end at this step, and tidy up nothing."""

    def die(*_args, **_more):
        raise Killed

    place = {"write": (Making, "write"), "finish": (Making, "finish"), "switch": (Releases, "switch")}
    patch.setattr(*place.get(step, (Release.objects, "create")), die)
    patch.setattr(Making, "give_up", lambda _self: None)
    patch.setattr(actions._Publishing, "_end", lambda *_args, **_more: None)


def test_releases_are_what_the_model_says(room, disk, monkeypatch):
    monkeypatch.setattr("standing.hall.publish.permissions.check_can_publish", lambda **_: None)
    monkeypatch.setattr("standing.hall.publish.sources.with_own", dict)  # three pages, and not fifteen more
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
