"""Somebody takes everything: the database, the settings, the secret key, every key file. They read nothing."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from standing.hall import clock
from standing.hall.audit import api as audit
from standing.hall.sealed.api import people
from standing.rooms.concerns.actions import investigating, keeping, naming, reporting
from standing.rooms.concerns.models import Asking, Key, Name, Report, Words, Wrap
from standing.rooms.concerns.rules import envelopes
from standing.rooms.concerns.rules.reports import AskReason, Finding, Kind
from tests import canary
from tests.make import accounts
from tests.make import concerns as make

TEXT, PLACE, REPLY = "the kingfisher at the jetty", "Marzipan Annex", "velvet umbrella on Friday"
NAME, CONTACT = "Ottoline Featherstonehaugh", "213-555-0188"
QUESTION, NOTE, FOUND, RIGHT = "which turnstile", "quokka in the ledger", "the abacus was wrong", "new gooseberry rule"
CANARIES = (TEXT, PLACE, REPLY, NAME, CONTACT, QUESTION, NOTE, FOUND, RIGHT, make.PASSPHRASE)
WRITE, REPLIES = "/concerns/write/", "/concerns/reply/"


@pytest.fixture
def story(readers, custodian, now, caplog):
    """Go through every form of the room with words that are looked for afterwards."""
    caplog.set_level(logging.DEBUG)
    client, at = Client(), clock.now()
    answer = make.post(
        client, WRITE, "concerns.send", about="O-2", text=f"I saw {TEXT}.", place=PLACE, who="named", person=NAME,
        contact=CONTACT,
    )  # fmt: skip
    assert answer.status_code == 200
    code = answer.context["receipt"].code
    report = Report.objects.get()
    desk = accounts.client_of(readers[0])
    keeper = accounts.client_of(custodian)
    base = f"/staff/concerns/{report.pk}"
    opened = desk.post(f"{base}/open/", {"password": make.PASSPHRASE})
    assert TEXT in opened.content.decode()
    for where, said in (
        ("open", {"password": f"{make.PASSPHRASE} wrong"}),
        ("about", {"classify-department": "fire", "classify-rule": "O-2", "classify-retaliation": "on"}),
        ("words", {"words-kind": "question", "words-text": f"Tell us {QUESTION}?"}),
        ("words", {"words-kind": "note", "words-text": f"There is a {NOTE}."}),
        ("words", {"words-kind": "note", "words-text": f"{NOTE}: he is undocumented."}),
        ("name", {"ask-reason": "protect"}),
        ("finding", {"finding-finding": "substantiated", "finding-text": f"We found {FOUND}."}),
        ("words", {"words-kind": "correction", "words-text": f"There is a {RIGHT}."}),
    ):
        assert desk.post(f"{base}/{where}/", said).status_code in {302, 422}
    asking = Asking.objects.get()
    assert keeper.post(f"/staff/concerns/names/{asking.pk}/", {"password": make.PASSPHRASE}).status_code == 302
    assert NAME in desk.post(f"{base}/open/", {"password": make.PASSPHRASE}).content.decode()
    told = make.post(client, REPLIES, "concerns.answer", receipt=code, text=f"It was a {REPLY}.")
    assert told.status_code == 200
    make.post(client, REPLIES, "concerns.answer", receipt=code, text=f"{REPLY}, and my code is {code}")
    keeping.send_notices(at=at)
    assert not client.cookies
    return report, code, caplog.text


def test_no_word_stays_in_tables_files_logs_or_letters(story):
    _report, code, log = story
    folder = Path(str(settings.STANDING["box_key_file"])).parent
    hits = canary.find(
        canaries=[*CANARIES, code, code.replace("-", "")],
        folder=folder,
        besides={"log": log, **canary.mails()},
    )
    assert hits == ()


def test_the_search_would_have_found_a_word_that_lies_open(readers, now):
    make.send(at=now, text=TEXT)
    Report.objects.update(rule=PLACE)
    assert {hit.where for hit in canary.find(canaries=[PLACE])} == {"table:concerns_report"}


def test_every_key_of_the_server_opens_none(story):
    """Try each secret the machines hold, as a key and as a passphrase, on every box there is."""
    _report, _code, _log = story
    file = Path(str(settings.STANDING["box_key_file"])).read_text()
    secrets = [bytes.fromhex(word) for word in file.split() if len(word) == 64]
    assert len(secrets) == 2
    guesses = [*secrets, settings.SECRET_KEY.encode()[:32], *(bytes(key.public) for key in Key.objects.all())]
    boxes = [
        *(bytes(one.box) for model in (Wrap, Words, Name) for one in model.objects.all()),
        *(bytes(one.box) for one in Asking.objects.exclude(box=None)),
        *(bytes(one.for_reporter) for one in Report.objects.all()),
    ]
    assert len(boxes) > 8
    for box in boxes:
        for guess in guesses:
            with pytest.raises((CryptoError, ValueError)):
                SealedBox(PrivateKey(guess)).decrypt(box)
    for key in Key.objects.all():
        locked = bytes(key.locked)
        for guess in guesses:
            with pytest.raises(CryptoError):
                SecretBox(guess).decrypt(locked[20:])
        for word in (settings.SECRET_KEY, *(secret.hex() for secret in secrets)):
            with pytest.raises(people.WrongPassphrase):
                people.unlock(locked=locked, passphrase=word)
    # The same attack with the passphrase that nobody keeps: it does open.
    wrap = Wrap.objects.select_related("key").first()
    mine = people.unlock(locked=bytes(wrap.key.locked), passphrase=make.PASSPHRASE)
    report = people.pair_of(people.open_closed(box=wrap.box, pair=mine, is_padded=False))
    words = Words.objects.get(report=wrap.report_id, kind=Kind.REPORT)
    assert TEXT.encode() in people.open_closed(box=words.box, pair=report)


def test_a_box_moved_to_another_report_does_not_open_there(readers, now):
    one, two = (make.row_of(make.send(at=now, text=text)) for text in ("One thing.", "Another thing."))
    mine = people.unlock(locked=bytes(Key.objects.get(person=readers[0]).locked), passphrase=make.PASSPHRASE)
    wrap = Wrap.objects.get(report=two, key__person=readers[0])
    pair = people.pair_of(people.open_closed(box=wrap.box, pair=mine, is_padded=False))
    people.open_closed(box=Words.objects.get(report=two).box, pair=pair)
    with pytest.raises(people.BoxDamaged):
        people.open_closed(box=Words.objects.get(report=one).box, pair=pair)


def test_a_tampered_box_is_told_apart_and_the_rest_opens(readers, now):
    receipt = make.send(at=now)
    report = make.row_of(receipt)
    reporting.take_reply(
        lookup=people.from_code(code=receipt.code).lookup, box=bytes(people.length_of(people.WORDS)), at=now
    )
    opened = make.open_it(report, by=readers[0], at=now)
    assert (opened.damaged, len(opened.words)) == (1, 1)


def test_the_sealed_log_proves_the_day_and_tells_no_word(readers, now):
    receipt = make.send(at=now)
    report = make.row_of(receipt)
    (record,) = audit.records_about(subject=str(report.pk))
    assert record.facts == {"proof": receipt.proof, "sealed_by": "server", "readers": 2}
    assert people.proof_of(salt=receipt.salt, text="A clerk asked for papers.") == receipt.proof
    assert people.proof_of(salt=receipt.salt, text="A clerk asked for paper.") != receipt.proof


def test_deeds_hold_ids_and_codes_only(readers, custodian, now):
    report = make.row_of(make.send(at=now, text=TEXT, name=NAME, contact=CONTACT))
    by = readers[0]
    make.open_it(report, by=by, at=now)
    investigating.classify_report(report=report.pk, department="fire", rule="O-2", retaliation=False, by=by, at=now)
    investigating.record_finding(report=report.pk, finding=Finding.CANNOT_BE_SHOWN, text=FOUND, by=by, at=now)
    naming.ask_name(report=report.pk, reason=AskReason.CORRECT, by=by, at=now)
    for record in audit.records_about(subject=str(report.pk)):
        assert all(word not in str(record.facts) for word in CANARIES)


def test_what_a_browser_sends_is_an_envelope_and_nothing_else(readers, now):
    """The words are closed before they come: the form a browser sends has no field for them."""
    pair = people.new_pair()
    given = {
        "lookup": "ab" * 32, "proof": "cd" * 32, "public": base64.b64encode(pair.public).decode(),
        "for_reporter": base64.b64encode(bytes(80)).decode(), "keys": {}, "names": {},
        "words": base64.b64encode(bytes(people.length_of(people.WORDS))).decode(), "text": TEXT,
    }  # fmt: skip
    read = envelopes.read(json.dumps(given), words=people.length_of(people.WORDS), name=people.length_of(people.NAME))
    assert TEXT not in str(read)
    for part, wrong in (("lookup", "xyz"), ("public", "AA=="), ("words", ""), ("keys", []), ("for_reporter", 7)):
        with pytest.raises(envelopes.NotAnEnvelope):
            envelopes.read(json.dumps({**given, part: wrong}), words=people.length_of(people.WORDS), name=1072)
    for text in ("", "[]", "{", "null", "[" * 100_000):
        with pytest.raises(envelopes.NotAnEnvelope):
            envelopes.read(text, words=1, name=1)
