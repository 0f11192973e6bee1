"""The pages and their program: what the bundle computes is what the rules take, in both directions."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from nacl.pwhash import argon2id

from standing.config import npm
from standing.hall import clock
from standing.hall.sealed.api import people
from standing.kernel.blind import oprf
from standing.kernel.blind.people import Adult, strings
from standing.rooms.draw import actions
from standing.rooms.draw.models import Application
from standing.rooms.draw.queries import draws
from standing.rooms.draw.rules import applying
from standing.rooms.trustee import api as trustee
from tests.kernel.blind import browser
from tests.kernel.blind.browser import Browser, BrowserFailed
from tests.make import accounts
from tests.make import draw as make
from tests.make.trustee import AT, GROUPS, ROUND

COST = {"memory": 64, "passes": 1, "lanes": 1}
ADULT = {"given": "Rosa", "surname": "Peña", "surname2": "", "born": "1990-02-03", "document": "", "number": ""}
OTHER = {**ADULT, "given": "Luis", "document": "passport", "number": "X-1"}
WORDS = {"people": 4, "ask_for": "Rosa", "contact": "213-555-0142", "language": "es"}


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser.opened(npm.PAGES / "apply" / "apply.js") as started:
        yield started


@pytest.fixture(autouse=True)
def _at(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def said(data):
    return base64.b64encode(data).decode()


def read(text):
    return base64.b64decode(text, validate=True)


@pytest.mark.parametrize(
    ("tongue", "said_there"), [("", "March 5, 2026, 9:00 a.m."), ("/es", "5 de marzo de 2026, 09:00")]
)
def test_families_read_the_last_moment_by_the_clock_of_the_round(held, tongue, said_there):
    for address in (f"{tongue}/apply/", f"{tongue}/apply/{ROUND}/"):
        assert said_there in Client().get(address).content.decode(), address


def answers(held, begun):
    blinded = [read(one) for one in begun["blinded"]]
    done = actions.evaluate(round_=ROUND, mark=read(begun["mark"]), blinded=blinded, work=read(begun["work"]), at=AT)
    ours = oprf.evaluate(held.city, blinded)
    both = [
        {"elements": [said(one) for one in each.elements], "proof": said(each.proof)}
        for each in (ours, done.evaluation)
    ]
    return both, done.ticket


def applied(page, held, *adults, group=GROUPS[0], words=WORDS):
    begun = page.do("begin", round=ROUND, adults=list(adults), cost=COST, bits=4)
    (city, trustee), ticket = answers(held, begun)
    manifest = json.loads(held.manifest.to_bytes())
    sealed = page.do("finish", manifest=manifest, city=city, trustee=trustee, words=words, group=group)
    asked = {
        "mark": read(begun["mark"]), "group": group, "box": read(sealed["box"]),
        "tags": [read(one) for one in sealed["tags"]], "ticket": ticket,
    }  # fmt: skip
    actions.apply(round_=ROUND, at=AT, **asked)
    return begun["code"], asked


def test_what_a_browser_sends_is_taken_in_and_opens_in_the_browser_of_the_group_alone(page, held):
    code, asked = applied(page, held, ADULT, OTHER)
    assert asked["mark"] == applying.mark_of(round_=ROUND, code=code)
    make.hold_draw(held)
    assert draws.state_of(round_=ROUND, code=code).value == "drawn"
    boxes = [said(one) for one in draws.drawn_boxes(round_=ROUND, group=GROUPS[0])]
    assert page.do("open", secret=said(held.pairs[GROUPS[0]].secret), boxes=boxes) == [WORDS]
    assert page.do("open", secret=said(held.pairs[GROUPS[1]].secret), boxes=boxes) == [None]
    opened = people.open_closed(box=read(boxes[0]), pair=held.pairs[GROUPS[0]])
    assert json.loads(opened) == WORDS


def test_an_adult_gets_the_tags_of_the_desk_and_the_rest_is_chance(page, held):
    first, second = (applied(page, held, ADULT, OTHER)[1]["tags"] for _ in range(2))
    shared = set(first) & set(second)
    assert len(shared) == 3  # two names and one document; five places are filled by chance
    salt = hashlib.sha256(f"standing aid {ROUND}".encode()).digest()[:16]
    expected = set()
    for one in (ADULT, OTHER):
        adult = Adult(**{**one, "born": date.fromisoformat(one["born"])})
        for text in strings(round_=ROUND, adult=adult):
            stretched = argon2id.kdf(32, text.encode(), salt, opslimit=1, memlimit=64 * 1024)
            hidden = oprf.blind(stretched)
            theirs = trustee.evaluate_for_applicants(round_=ROUND, blinded=[hidden.element])
            ours = oprf.evaluate(held.city, [hidden.element])
            (both,) = oprf.combine(theirs.elements, ours.elements)
            expected.add(oprf.tag_of(oprf.finalize(hidden, both)))
    assert shared == expected


def test_all_applications_are_equally_long_whatever_the_family(page, held):
    small = applied(page, held, ADULT, words={**WORDS, "contact": "x", "ask_for": ""})[1]
    large = applied(page, held, OTHER, {**OTHER, "given": "Eva"}, {**OTHER, "given": "Noa"}, {**OTHER, "given": "Leo"})[
        1
    ]
    assert {name: len(small[name]) for name in ("mark", "box", "tags")} == {
        name: len(large[name]) for name in ("mark", "box", "tags")
    }
    assert Application.objects.count() == 2


def test_a_forged_answer_stops_the_browser(page, held):
    begun = page.do("begin", round=ROUND, adults=[ADULT], cost=COST, bits=4)
    (city, trustee), _ = answers(held, begun)
    forged = {**trustee, "elements": city["elements"]}
    manifest = json.loads(held.manifest.to_bytes())
    with pytest.raises(BrowserFailed) as refused:
        page.do("finish", manifest=manifest, city=city, trustee=forged, words=WORDS, group=GROUPS[0])
    assert (refused.value.code, refused.value.about) == ("forged", "trustee")
    assert page.do("finish", manifest=manifest, city=city, trustee=trustee, words=WORDS, group=GROUPS[0])


def test_words_that_do_not_fit_are_told_and_the_application_can_be_sent_shorter(page, held):
    begun = page.do("begin", round=ROUND, adults=[ADULT], cost=COST, bits=4)
    (city, trustee), _ = answers(held, begun)
    given = {"manifest": json.loads(held.manifest.to_bytes()), "city": city, "trustee": trustee, "group": GROUPS[0]}
    assert page.do("finish", **given, words={**WORDS, "contact": "ñ" * 600}) is None
    assert page.do("finish", **given, words=WORDS)


def test_the_real_sum_of_a_browser_is_right(page, held, monkeypatch):
    monkeypatch.setattr(applying, "WORK", 15)
    begun = page.do("begin", round=ROUND, adults=[ADULT], cost=COST)
    blinded = [read(one) for one in begun["blinded"]]
    applying.check_work(round_=ROUND, mark=read(begun["mark"]), blinded=blinded, nonce=read(begun["work"]))
    applying.check_work(round_=ROUND, mark=b"", blinded=blinded, nonce=read(begun["cityWork"]))


def test_a_key_of_the_browser_opens_what_was_closed_to_it(page):
    made = page.do("newKey")
    pair = people.pair_of(read(made["secret"]))
    assert said(pair.public) == made["public"]
    box = people.close(content=json.dumps(WORDS).encode(), to=read(made["public"]), size=applying.WORDS)
    assert page.do("open", secret=made["secret"], boxes=[said(box)]) == [WORDS]


@pytest.mark.parametrize("path", ["", f"{ROUND}/", f"{ROUND}/receipt/", f"{ROUND}/group/", "group-key/"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_every_page_is_a_shell_without_a_cookie_in_each_language(held, path, language):
    answer = Client().get(f"{language}/apply/{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert f'lang="{language[1:] or "en"}"' in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy


def test_the_page_says_the_rules_the_groups_and_their_places(held):
    page = Client().get(f"/es/apply/{ROUND}/").content.decode()
    assert "Vive en la ciudad." in page
    assert "Harbor Hands" in page
    assert 'name="' not in page.split("<form")[1].split("</form>")[0].replace('name="group"', "")


def test_outside_its_days_nobody_can_write_and_a_round_without_a_draw_has_no_page(held, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.OVER)
    assert "data-draw" not in Client().get(f"/apply/{ROUND}/").content.decode()
    assert Client().get("/apply/another/").status_code == 404


def test_the_program_is_named_by_its_hash(held):
    page = Client().get(f"/apply/{ROUND}/").content.decode()
    address = page.split('<script src="')[-1].split('"')[0]
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert Client().get(address.replace(address[-10:-3], "0000000")).status_code == 404


def test_keepers_go_on_step_by_step_and_others_see_nothing(held, monkeypatch):
    make.send(held, "Ana")
    assert "Families apply now" in accounts.client_of(held.held.keeper).get("/staff/draws/").content.decode()
    monkeypatch.setattr(clock, "now", lambda: make.OVER)
    client = accounts.client_of(held.held.keeper)
    assert "Number the entries" in client.get("/staff/draws/").content.decode()
    client.post(f"/staff/draws/{ROUND}/", {"deed": "number"})
    assert "seed" in client.get("/staff/draws/").content.decode()
    wrong = client.post(f"/staff/draws/{ROUND}/", {"deed": "draw", "seed": "no"}, follow=True)
    assert "base64" in wrong.content.decode()
    client.post(f"/staff/draws/{ROUND}/", {"deed": "draw", "seed": said(held.city_seed)})
    assert "was held" in client.get("/staff/draws/").content.decode()
    assert Client().get("/staff/draws/").status_code == 302
