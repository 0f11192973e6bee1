"""With the real rooms: one corrected article touches its own pages, and lists that tell its day or version."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from standing.hall import clock
from standing.hall.audit import api as audit
from standing.hall.publish import api as publish
from standing.hall.publish import queries
from standing.rooms.rights import actions
from tests.make import rights as make

HOUR = timedelta(hours=1)
LISTS = re.compile(r"(/(es|fa))?/(changes\.atom|offline\.json)|/sitemap\.xml")


@pytest.fixture
def town(db, var, settings, tmp_path):
    """A small town with two articles that do not speak of each other."""
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish"), ("fa", "Persian")]
    make.load_pack(tmp_path)
    people = make.team()
    begun = clock.now() - 10 * HOUR
    make.approved(people, "at-the-door", at=begun)
    make.approved(people, "warrants", at=begun, order=2)
    return people


def test_one_corrected_article_touches_only_its_own_pages(town):
    first = publish.publish(at=clock.now(), by=audit.SYSTEM)
    assert first.problems == ()
    disk = queries.releases()
    old = disk.read(first.release)
    assert "warrants" in "".join(old.pages)

    corrected = replace(
        make.TEXT, blocks=(*make.TEXT.blocks[:-1], replace(make.TEXT.blocks[-1], text="Call {phone_311}."))
    )
    begun = clock.now() - HOUR
    draft = actions.save_draft(slug="at-the-door", text=corrected, base=1, by=town.editor, at=begun)
    actions.submit_version(slug="at-the-door", number=draft.number, by=town.editor, at=begun)
    make.approve(town, draft, at=begun)
    report = publish.publish(at=clock.now(), by=audit.SYSTEM)

    assert report.problems == ()
    new = disk.read(report.release)
    changed = {path for path, entry in new.pages.items() if new.files[entry.file] != old.files.get(entry.file)}
    assert "/rights/at-the-door/" in changed
    assert {path for path in changed if "at-the-door" not in path and not LISTS.fullmatch(path)} == set()
    assert report.removed == 0


def test_the_stamps_of_the_rooms_leave_nothing_out(town):
    publish.publish(at=clock.now(), by=audit.SYSTEM)

    report = publish.publish(at=clock.now(), by=audit.SYSTEM, everything=True)

    assert report.surprises == ()
    assert report.problems == ()


def test_looking_again_draws_nothing(town):
    publish.publish(at=clock.now(), by=audit.SYSTEM)

    assert publish.publish(at=clock.now(), by=audit.SYSTEM).rendered == 0
