"""The pages: what everybody sees without a cookie, what a browser is handed, and what staff do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.audit import commands
from standing.hall.publish.api import Page
from standing.hall.sealed.api import people
from standing.kernel.privacy import screen
from standing.rooms.concerns import api
from standing.rooms.concerns.models import Key, Report, Spent, Words
from standing.rooms.concerns.rules import aliases, channel, work
from standing.rooms.concerns.rules.channel import Level, Route, Sign
from standing.rooms.concerns.rules.reports import State
from standing.rooms.concerns.views import _ground as ground
from tests.make import accounts
from tests.make import concerns as make

WRITE, SEND, ANSWER, MAILBOX, REPLY = (f"/concerns/{name}/" for name in ("write", "send", "answer", "mailbox", "reply"))


@pytest.fixture
def visitor(town) -> Client:
    return Client(enforce_csrf_checks=True)


def write(client: Client, **changed: str):
    headers = changed.pop("headers", None)
    return make.post(client, WRITE, "concerns.send", headers=headers, **{**make.WRITTEN, **changed})


def words(answer) -> str:
    return answer.content.decode()


def leaves_nothing(answer) -> bool:
    return (
        not answer.cookies
        and "cookie" not in answer.get("Vary", "").lower()
        and answer["Cache-Control"] == "no-store"
        and answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
    )


# Everybody


@pytest.mark.parametrize("prefix", ["", "/es", "/fa"])
def test_danger_comes_first(visitor, prefix):
    answer = visitor.get(f"{prefix}/concerns/")
    page = words(answer)
    assert answer.status_code == 200
    assert not answer.cookies
    places = [page.index(part) for part in ('href="tel:911"', f'href="{prefix}/concerns/write/"')]
    assert places == sorted(places)
    assert 'href="tel:2135550158"' in page


def test_with_too_few_readers_the_form_says_so_and_names_other_ways(visitor, now):
    make.reader(at=now)
    for answer in (visitor.get(WRITE), write(visitor)):
        assert answer.status_code == 503
        assert "<form" not in words(answer).split("<main", 1)[1]
        assert 'href="tel:2135550158"' in words(answer)
    make.reader(role=Role.INSPECTOR, at=now)
    assert visitor.get(WRITE).status_code == 200


def test_a_report_without_scripts_gives_a_code_that_opens_the_mailbox(visitor, readers):
    page = visitor.get(WRITE)
    assert leaves_nothing(page)
    assert "It sees them for a moment" in words(page)
    sent = write(visitor)
    assert sent.status_code == 200
    assert leaves_nothing(sent)
    receipt = sent.context["receipt"]
    assert receipt.code in words(sent)
    assert receipt.salt in words(sent)

    opened = make.post(visitor, ANSWER, "concerns.answer", receipt=receipt.code.lower())
    assert "Nobody has opened it yet" in words(opened)
    assert leaves_nothing(opened)
    assert make.WRITTEN["text"] not in words(opened)
    told = make.post(visitor, REPLY, "concerns.answer", receipt=receipt.code, text="It was on Monday.")
    assert "Sent. Thank you." in words(told)
    assert Words.objects.count() == 2


def test_what_is_wrong_is_said_at_once_and_all_is_kept(visitor, readers):
    answer = write(visitor, about="", text="She is undocumented.", who="named")
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"about", "text"} | (set() if "who" not in answer.context["form"].fields else {"person"})
    assert "She is undocumented." in words(answer)
    assert Report.objects.count() == 0


def test_a_name_is_asked_for_only_where_somebody_keeps_it(visitor, readers, now):
    assert "person" not in visitor.get(WRITE).context["form"].fields
    make.reader(role=Role.CUSTODIAN, at=now)
    assert write(visitor, who="named", person="", contact="").status_code == 422
    assert write(visitor, who="named", person="Sample Name", contact="213-555-0177").status_code == 200
    assert Report.objects.get().is_named


def test_a_form_from_elsewhere_too_fast_or_too_old_is_refused(visitor, readers):
    assert write(visitor, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    quick = {**make.WRITTEN, "page_token": make.token("concerns.send", age=timedelta(seconds=4)), "website": ""}
    assert visitor.post(WRITE, quick, headers=make.SAME).status_code == 422
    slow = {**quick, "page_token": make.token("concerns.send", age=timedelta(hours=13))}
    assert visitor.post(WRITE, slow, headers=make.SAME).status_code == 422
    assert Report.objects.count() == 0


def test_the_same_page_sent_twice_is_one_report(visitor, readers):
    posted = {**make.WRITTEN, "page_token": make.token("concerns.send"), "website": ""}
    codes = {visitor.post(WRITE, posted, headers=make.SAME).context["receipt"].code for _ in range(2)}
    assert (len(codes), Report.objects.count()) == (1, 1)


def test_too_many_within_a_minute_wait(visitor, readers):
    answers = [write(visitor, text=f"Something happened here, number {one}.").status_code for one in range(7)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_leaving_throws_copies_away(visitor):
    answer = visitor.get("/concerns/left/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert leaves_nothing(answer)


def test_a_browser_that_says_where_it_is_tells_no_page_where_it_was(visitor, readers):
    assert visitor.get(ANSWER, headers={"sec-fetch-site": "none"})["Referrer-Policy"] == "no-referrer"
    assert visitor.get(ANSWER)["Referrer-Policy"] == "same-origin"


def test_a_code_never_stands_in_an_address(visitor, readers, now):
    receipt = make.send(at=now)
    assert receipt.code not in words(visitor.get(f"{ANSWER}?receipt={receipt.code}"))
    for path in (SEND, MAILBOX, REPLY):
        assert visitor.get(path).status_code == 405


@pytest.mark.parametrize("code", ["", "F123-4567-89AC", "F123-4567-89AB"])
def test_a_code_nobody_has_is_refused_kindly(visitor, readers, code):
    answer = make.post(visitor, ANSWER, "concerns.answer", receipt=code)
    assert answer.status_code == 422
    assert make.post(visitor, REPLY, "concerns.answer", receipt=code, text="More.").status_code == 422


# A browser that seals


@pytest.fixture
def script(monkeypatch):
    monkeypatch.setattr(ground, "script_hash", lambda: "ab" * 32)


def envelope(setup, *, text: str = "A clerk asked for papers.", code: str = "F123-4567-89AB") -> str:
    """Close a report as the script does; the script itself is tested beside the boxes."""
    import base64

    def text_of(content: bytes) -> str:
        return base64.b64encode(content).decode()

    mine, pair = people.from_code(code=code), people.new_pair()
    said = json.dumps({"text": text, "about": "O-2", "salt": mine.salt}).encode()
    return json.dumps(
        {
            "lookup": mine.lookup,
            "proof": people.proof_of(salt=mine.salt, text=text),
            "public": text_of(pair.public),
            "for_reporter": text_of(people.close(content=pair.secret, to=mine.pair.public)),
            "keys": {
                one["id"]: text_of(people.close(content=pair.secret, to=base64.b64decode(one["public"])))
                for one in setup["readers"]
            },
            "names": {},
            "words": text_of(people.close(content=said, to=pair.public, size=people.WORDS)),
        }
    )


def solved(setup) -> str:
    import base64
    import hashlib

    sum_ = setup["sum"]
    number = next(
        one
        for one in range(sum_["maxNumber"] + 1)
        if hashlib.sha256(f"{sum_['salt']}{one}".encode()).hexdigest() == sum_["challenge"]
    )
    said = {
        "algorithm": "SHA-256",
        "number": number,
        **{name: sum_[name] for name in ("challenge", "salt", "signature")},
    }
    return base64.b64encode(json.dumps(said).encode()).decode()


def send(client: Client, setup, **changed: str):
    posted = {"page_token": make.token("concerns.send"), "sum": solved(setup), "envelope": envelope(setup), **changed}
    return client.post(SEND, posted, headers=make.SAME)


def test_what_a_browser_closed_is_taken_in_and_opens(visitor, readers, script, now):
    page = visitor.get(WRITE)
    setup = json.loads(page.context["setup"])
    assert "ab" * 32 in words(page)
    answer = send(visitor, setup)
    assert answer.status_code == 200
    assert leaves_nothing(answer)
    report = Report.objects.get()
    opened = make.open_it(report, by=readers[0], at=clock.now())
    assert (opened.proof_fits, opened.report.sealed_by) == (True, "browser")

    lookup = people.from_code(code="F123-4567-89AB").lookup
    box = visitor.post(MAILBOX, {"lookup": lookup, "page_token": make.token("concerns.answer")}, headers=make.SAME)
    assert box.json()["proof"] == report.proof
    assert "F123" not in words(box)
    reply = {"lookup": lookup, "box": "AAAA", "page_token": make.token("concerns.answer")}
    assert visitor.post(REPLY, reply, headers=make.SAME).status_code == 422
    reply["box"] = json.loads(envelope(setup))["words"]
    assert visitor.post(REPLY, reply, headers=make.SAME).status_code == 200
    assert Words.objects.filter(report=report).count() == 2


def test_a_sum_counts_once_and_must_be_done(visitor, readers, script):
    setup = json.loads(visitor.get(WRITE).context["setup"])
    assert send(visitor, setup, sum="").status_code == 422
    assert send(visitor, setup, sum="bm90aGluZw==").status_code == 422
    assert Report.objects.count() == 0
    assert send(visitor, setup).status_code == 200
    again = send(visitor, setup, envelope=envelope(setup, code="F123-4567-89AB"))
    assert again.status_code == 422
    assert again.json()["setup"]["sum"]["challenge"] != setup["sum"]["challenge"]
    assert Spent.objects.count() == 1


def test_a_browser_is_told_when_the_readers_changed(visitor, readers, script, now):
    setup = json.loads(visitor.get(WRITE).context["setup"])
    make.reader(role=Role.INSPECTOR, at=now)
    answer = send(visitor, setup)
    assert answer.status_code == 409
    assert len(answer.json()["setup"]["readers"]) == 3
    assert send(visitor, answer.json()["setup"]).status_code == 200


@pytest.mark.parametrize("broken", ["", "{}", '{"lookup": 1}', "x" * 300_000])
def test_what_is_no_envelope_is_refused(visitor, readers, script, broken):
    setup = json.loads(visitor.get(WRITE).context["setup"])
    assert send(visitor, setup, envelope=broken).status_code in {413, 422}
    assert Report.objects.count() == 0


def test_without_the_script_there_is_only_the_other_way(visitor, readers, monkeypatch):
    monkeypatch.setattr(ground, "script_hash", lambda: "")
    page = words(visitor.get(WRITE))
    assert "data-setup" not in page
    assert "seal.js" not in page


# The honest label


ROUTE = {
    "is_onion": False, "is_encrypted": True, "is_signed_in": False, "is_city_network": False, "gives_name": False,
    "server_seals": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "level", "sign"),
    [
        ({}, Level.CONFIDENTIAL, Sign.USUAL_WEB),
        ({"is_onion": True}, Level.ANONYMOUS, Sign.ONION),
        ({"is_onion": True, "is_encrypted": False}, Level.ANONYMOUS, Sign.ONION),
        ({"is_onion": True, "gives_name": True}, Level.IDENTIFIED, Sign.GIVES_NAME),
        ({"is_signed_in": True}, Level.IDENTIFIED, Sign.SIGNED_IN),
        ({"is_encrypted": False}, Level.IDENTIFIED, Sign.NOT_ENCRYPTED),
        ({"is_city_network": True}, Level.CONFIDENTIAL, Sign.CITY_NETWORK),
        ({"server_seals": True}, Level.CONFIDENTIAL, Sign.SERVER_SEALS),
    ],
)
def test_the_label_says_what_others_can_know(changed, level, sign):
    meter = channel.measure(Route(**{**ROUTE, **changed}))
    assert meter.level is level
    assert sign in meter.signs


def test_the_label_is_made_of_the_way_that_was_taken(visitor, readers):
    here = {"host": "127.0.0.1"}
    assert "confidential, not anonymous" in words(visitor.get(WRITE, headers=here))
    assert "This connection is not locked." not in words(visitor.get(WRITE, headers=here))
    assert "This connection is not locked." in words(visitor.get(WRITE))
    assert "You are on a City network" in words(visitor.get(WRITE, REMOTE_ADDR="10.1.2.3"))
    assert "You are on a City network" not in words(visitor.get(WRITE, REMOTE_ADDR="203.0.113.9"))
    signed_in = accounts.client_of(accounts.person(role=Role.EDITOR))
    assert "You are signed in here" in words(signed_in.get(WRITE))


# The proof


def test_the_proof_holds_once_the_day_is_sealed(visitor, readers, now, tmp_path, settings):
    settings.STANDING = {**settings.STANDING, "log_key_file": tmp_path / "log.key"}
    receipt = make.send(at=clock.now() - timedelta(days=3))
    posted = {"proof": receipt.proof.upper()}
    before = make.post(visitor, "/concerns/proof/", "concerns.proof", **posted)
    assert "It waits to be sealed" in words(before)
    commands.seal_now()
    after = make.post(visitor, "/concerns/proof/", "concerns.proof", **posted)
    assert after.context["found"].holds
    assert receipt.proof in after.context["found"].canonical
    assert make.post(visitor, "/concerns/proof/", "concerns.proof", proof="ef" * 32).status_code == 422
    assert make.post(visitor, "/concerns/proof/", "concerns.proof", proof="x").status_code == 422


# Staff


def test_staff_open_with_a_passphrase_and_nothing_of_it_is_kept(readers, now):
    report = make.row_of(make.send(at=clock.now(), text="Sealed words here."))
    client = accounts.client_of(readers[0])
    closed = client.get(f"/staff/concerns/{report.pk}/")
    assert "Sealed words here." not in words(closed)
    wrong = client.post(f"/staff/concerns/{report.pk}/open/", {"password": "not it, not it at all"})
    assert wrong.status_code == 422
    assert "not it, not it at all" not in words(wrong)
    opened = client.post(f"/staff/concerns/{report.pk}/open/", {"password": make.PASSPHRASE})
    assert "Sealed words here." in words(opened)
    assert make.PASSPHRASE not in words(opened)
    assert opened["Cache-Control"] == "no-store"
    assert make.PASSPHRASE not in str(dict(client.session))
    assert "Sealed words here." not in words(client.get(f"/staff/concerns/{report.pk}/"))


def test_the_list_shows_names_of_two_words_and_no_text(readers, now):
    report = make.row_of(make.send(at=clock.now(), text="Sealed words here."))
    client = accounts.client_of(readers[0])
    page = words(client.get("/staff/concerns/"))
    assert report.alias in page
    assert "Sealed words here." not in page
    for query in ("?state=new", "?state=closed", "?mine=1", "?late=1", "?state=nonsense"):
        assert client.get(f"/staff/concerns/{query}").status_code == 200


def test_a_deed_that_is_refused_keeps_what_was_typed(readers, now):
    report = make.row_of(make.send(at=clock.now()))
    client = accounts.client_of(readers[0])
    client.post(f"/staff/concerns/{report.pk}/open/", {"password": make.PASSPHRASE})
    base = f"/staff/concerns/{report.pk}"
    said = {"words-kind": "question", "words-text": "Is he undocumented?"}
    answer = client.post(f"{base}/words/", {**said, "words-text": "He is undocumented, is he not?"})
    assert answer.status_code == 422
    assert "He is undocumented, is he not?" in words(answer)
    assert client.post(f"{base}/close/", {"close-reason": "finished"}).status_code == 422
    assert client.post(f"{base}/assign/", {"assign-to": str(readers[1].pk)}).status_code == 302
    assert client.post(f"{base}/close/", {"close-reason": "outside"}).status_code == 302
    assert Report.objects.get().state == State.CLOSED


def test_who_has_no_key_is_led_to_make_one(readers, now):
    make.send(at=clock.now())
    new = accounts.person(role=Role.INSPECTOR)
    client = accounts.client_of(new)
    assert "Make your key" in words(client.get("/staff/concerns/"))
    page = client.post(
        "/staff/concerns/key/", {"deed": "make", "make-new_password": "short", "make-again_password": "x"}
    )
    assert page.status_code == 422
    good = {"deed": "make", "make-new_password": make.PASSPHRASE, "make-again_password": make.PASSPHRASE}
    assert client.post("/staff/concerns/key/", good).status_code == 302
    renewed = {"deed": "renew", "renew-password": make.PASSPHRASE}
    assert client.post("/staff/concerns/key/", renewed).status_code == 302
    assert Key.objects.filter(person=new).count() == 2
    changed = {
        "deed": "change", "change-old_password": "wrong wrong wrong", "change-new_password": "another good phrase 1",
        "change-again_password": "another good phrase 1",
    }  # fmt: skip
    assert client.post("/staff/concerns/key/", changed).status_code == 422
    assert client.post("/staff/concerns/key/", {**changed, "change-old_password": make.PASSPHRASE}).status_code == 302


def test_counsel_places_and_lifts_a_hold_on_the_page(readers, now):
    report = make.row_of(make.send(at=clock.now()))
    client = accounts.client_of(readers[1])
    base = f"/staff/concerns/{report.pk}"
    said = {"hold-reason": "A case began.", "hold-order": "Letter 7"}
    assert client.post(f"{base}/hold/", {**said, "deed": "place"}).status_code == 302
    assert "A legal hold is on." in words(client.get(f"{base}/"))
    assert client.post(f"{base}/hold/", {**said, "deed": "lift"}).status_code == 302
    assert "Place a legal hold" in words(client.get(f"{base}/"))


def test_how_much_waits_is_told_to_whom_it_waits_for(readers, custodian, now):
    make.send(at=now, name="Sample Name", contact="213-555-0177")
    nobody = api.WaitingFact(with_new_words=0, near_or_late=0, askings=0, needs_key=False)
    assert api.waiting_for(by=readers[0], at=now) == replace(nobody, with_new_words=1)
    assert api.waiting_for(by=readers[1], at=now + timedelta(days=25)).near_or_late == 1
    assert api.waiting_for(by=custodian, at=now) == nobody
    assert api.waiting_for(by=accounts.person(role=Role.EDITOR), at=now) == nobody
    assert api.waiting_for(by=accounts.person(role=Role.INSPECTOR), at=now).needs_key


def test_pages_that_are_published_and_a_town_without_a_channel(town, now, visitor):
    assert [page.path for page in api.published_pages(now)] == ["/concerns/"]
    assert all(isinstance(page, Page) for page in api.published_pages(now))
    make.load_town(town, at=now, desk="", version="2")
    assert list(api.published_pages(clock.now())) == []
    assert visitor.get("/concerns/").status_code == 200
    assert visitor.get(WRITE).status_code == 404


def test_sums_and_aliases(now):
    challenge = work.challenge(key="k", most=300, at=now)
    assert work.check(solved({"sum": challenge}), key="k", at=now)
    with pytest.raises(work.NoWork):
        work.check(solved({"sum": challenge}), key="k", at=now + timedelta(hours=1))
    assert aliases.how_many() > 10_000
    assert all(len(aliases.draw().split()) == 2 for _ in range(20))
    assert screen(aliases.draw()) == ()
