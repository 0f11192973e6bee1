from datetime import timedelta

import pytest
from anymail.signals import AnymailTrackingEvent, tracking

from standing.hall.audit import api as audit
from standing.hall.mail import api
from standing.hall.mail.models import Bounce, Letter
from standing.hall.mail.rules import State
from standing.kernel.refusals import NotFound, NotNow
from tests.make import audit as make_audit
from tests.make import mail as make


def news(letter, **words):
    said = {"event_type": "bounced", "event_id": "e1", "recipient": "clerk@ladot.example", "reject_reason": "invalid"}
    return AnymailTrackingEvent(**said | {"metadata": {"letter": letter.name}} | words)


def tell(event):
    tracking.send(sender=object, event=event, esp_name="Provider")


@pytest.mark.django_db
@pytest.mark.parametrize("known_by", ["metadata", "provider", "message-id"])
def test_a_letter_that_comes_back_is_noted_once(mailbox, known_by):
    letter = make.letter()
    make.send()
    Letter.objects.filter(pk=letter.pk).update(provider_id="p-1")
    words = {
        "metadata": {},
        "provider": {"metadata": {}, "message_id": "p-1"},
        "message-id": {"metadata": {}, "message_id": f"<{letter.name}@city.example>"},
    }
    event = news(letter) if known_by == "metadata" else news(letter, **words[known_by])
    tell(event)
    tell(event)
    bounce = Bounce.objects.get()
    assert (bounce.letter_id, bounce.kind, bounce.reason, bounce.recipient) == (
        letter.pk,
        "bounced",
        "invalid",
        "clerk@ladot.example",
    )
    (fact,) = api.undelivered(about=letter.about)
    assert (fact.state, fact.bounces[0].reason, api.undelivered(about="other")) == (State.BOUNCED, "invalid", ())
    (deed,) = audit.records_about(subject=letter.name)
    assert (deed.verb, deed.actor, deed.facts) == (
        "mail.note_bounce",
        "system",
        {"kind": "bounced", "reason": "invalid"},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{"event_type": "opened"}, {"event_type": "clicked"}, {"event_type": "delivered"}])
def test_who_reads_a_letter_is_not_kept(mailbox, words):
    letter = make.letter()
    make.send()
    tell(news(letter, **words))
    assert (Bounce.objects.count(), make.state_of(), audit.records_about(subject=letter.name)) == (0, State.SENT, ())


@pytest.mark.django_db
def test_news_of_a_letter_nobody_knows_is_dropped(mailbox):
    letter = make.letter()
    tell(news(letter, metadata={"letter": "f" * 32}))
    tell(news(letter, metadata=None, message_id=None))
    tell(news(letter, metadata={}, message_id=""))
    assert Bounce.objects.count() == 0


@pytest.mark.django_db
def test_an_address_that_is_not_of_the_letter_is_not_kept(mailbox):
    letter = make.letter()
    make.send()
    tell(news(letter, recipient="stranger@elsewhere.example"))
    assert Bounce.objects.get().recipient == ""


@pytest.mark.django_db
def test_a_letter_is_sent_again_when_somebody_asks(mailbox):
    letter = make.letter()
    with pytest.raises(NotNow):
        api.send_again(letter=letter.pk, by=make_audit.SOMEBODY, at=make.AT)
    with pytest.raises(NotFound):
        api.send_again(letter=letter.pk + 1, by=make_audit.SOMEBODY, at=make.AT)
    make.send()
    tell(news(letter))
    api.send_again(letter=letter.pk, by=make_audit.SOMEBODY, at=make.AT)
    assert make.state_of() == State.WAITING
    assert (make.send(), make.state_of(), Bounce.objects.count(), len(list(mailbox.iterdir()))) == (1, State.SENT, 1, 1)
    assert {deed.verb for deed in audit.records_about(subject=letter.name)} == {"mail.note_bounce", "mail.send_again"}


@pytest.mark.django_db
def test_letters_that_did_not_arrive_come_first(mailbox):
    for number in range(3):
        make.letter(f"letter-{number}", at=make.AT + timedelta(seconds=number))
    make.send(at=make.AT + timedelta(minutes=1))
    tell(news(Letter.objects.get(key="letter-0")))
    make.letter("letter-3", at=make.AT + timedelta(seconds=3))
    keys = {state: [fact.key for fact in api.LetterList(state=state)[0:9]] for state in (None, *State)}
    assert keys == {
        None: ["letter-0", "letter-3", "letter-2", "letter-1"],
        State.WAITING: ["letter-3"],
        State.SENT: ["letter-2", "letter-1"],
        State.BOUNCED: ["letter-0"],
        State.FAILED: [],
    }
    assert (api.LetterList().count(), len(api.LetterList(about="nothing"))) == (4, 0)
