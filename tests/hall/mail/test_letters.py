import email
import email.policy
import smtplib
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, IntegrityError, connection, transaction

from standing.hall.installation import api as installation
from standing.hall.mail import actions, api, rules, tasks
from standing.hall.mail.mailbox import FileMailbox
from standing.hall.mail.models import Letter
from standing.hall.mail.rules import NotALetter, State
from tests.make import audit as make_audit
from tests.make import mail as make


class Refusing(BaseEmailBackend):
    """A provider that is not able to take anything now."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPDataError(451, b"not now")


class Dying(BaseEmailBackend):
    """A process that ends after the provider's yes."""

    def send_messages(self, email_messages):
        FileMailbox().send_messages(email_messages)
        raise KeyboardInterrupt


def use(settings, backend):
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"


@pytest.mark.django_db
def test_a_letter_is_posted_once_for_each_key():
    said = [
        api.post(key="k", to=["a@dept.example"], subject=subject, body="b", about="x", at=make.AT)
        for subject in ("first", "second")
    ]
    assert (said, list(Letter.objects.values_list("subject", flat=True))) == ([True, False], ["first"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"to": []}, {"to": ["a@dept.example\nBcc: x@y.example"]}, {"subject": "a\r\nBcc: x@y.example"}]
)
def test_what_cannot_be_sent_is_not_posted(wrong):
    with pytest.raises(NotALetter):
        make.letter(**wrong)
    assert Letter.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("sample", "subject"), [(True, "[sample] A plan is due"), (False, "A plan is due")])
def test_a_sample_says_so_in_every_subject(sample, subject):
    installation.create(is_sample=sample, at=make.AT)
    assert make.letter().subject == subject


@pytest.mark.django_db(transaction=False)
def test_a_deed_that_is_undone_posts_nothing():
    with transaction.atomic():
        make.letter()
        transaction.set_rollback(True)
    assert Letter.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [actions.SEND_SOON])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_posting_asks_for_sending_at_once():
    make.letter()
    make.letter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [actions.SEND_SOON])
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_letter_is_sent_once(mailbox):
    letter = make.letter(to=["Ann Sample <ann@dept.example>", "bo@dept.example"])
    assert (make.send(), make.send(at=make.AT + timedelta(days=9))) == (1, 0)
    (file,) = mailbox.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert file.name == f"{letter.name}.eml"
    assert {name: message[name] for name in ("To", "From", "Subject", "Message-ID", "Auto-Submitted")} == {
        "To": "Ann Sample <ann@dept.example>, bo@dept.example",
        "From": make.SENDER,
        "Subject": "A plan is due",
        "Message-ID": f"<{letter.name}@city.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert message.get_content().splitlines() == ["It is due on Friday."]
    letter.refresh_from_db()
    assert (letter.sent_at, letter.next_try_at, letter.tries, letter.trouble) == (make.AT, None, 1, "")


@pytest.mark.django_db
def test_a_letter_is_not_sent_before_its_time(mailbox):
    make.letter(at=make.AT + timedelta(minutes=1))
    assert (make.send(), make.send(at=make.AT + timedelta(minutes=1))) == (0, 1)


@pytest.mark.django_db
def test_a_provider_that_is_down_is_asked_again_at_growing_distances(settings, mailbox):
    make.letter()
    use(settings, "Refusing")
    at, tried = make.AT, []
    while (letter := Letter.objects.get()).next_try_at is not None:
        at = letter.next_try_at
        tried.append(at - make.AT)
        assert make.send(at=at - timedelta(seconds=1)) == 0
        assert make.send(at=at) == 1
    assert [gap - last for last, gap in pairwise(tried)] == list(rules.DELAYS)
    assert (letter.tries, letter.trouble, make.state_of()) == (8, "SMTPDataError 451", State.FAILED)
    assert [fact.key for fact in api.undelivered()] == ["letter-1"]

    settings.EMAIL_BACKEND = "standing.hall.mail.mailbox.FileMailbox"
    assert make.send(at=at + timedelta(days=30)) == 0  # a person looks at it
    api.send_again(letter=letter.pk, by=make_audit.SOMEBODY, at=at)
    assert (make.send(at=at), make.state_of(), api.undelivered()) == (1, State.SENT, ())


@pytest.mark.django_db
def test_one_letter_that_cannot_be_sent_does_not_hold_up_the_others(settings, mailbox):
    bad = make.letter("bad")
    Letter.objects.filter(pk=bad.pk).update(next_try_at=make.AT - timedelta(hours=1))
    settings.EMAIL_BACKEND = f"{__name__}.RefusingOne"
    make.letter("good")
    assert make.send() == 2
    assert (make.state_of("bad"), make.state_of("good")) == (State.WAITING, State.SENT)


class RefusingOne(FileMailbox):
    """A provider that dislikes one letter."""

    def send_messages(self, email_messages):
        if rules.name_of("bad") in email_messages[0].extra_headers["Message-ID"]:
            raise ValueError("no")
        return super().send_messages(email_messages)


@pytest.mark.django_db
def test_a_crash_after_the_providers_yes_sends_the_same_letter_again(settings, mailbox):
    letter = make.letter()
    use(settings, "Dying")
    with pytest.raises(KeyboardInterrupt):
        make.send()
    assert (make.state_of(), [file.name for file in mailbox.iterdir()]) == (State.WAITING, [f"{letter.name}.eml"])
    settings.EMAIL_BACKEND = "standing.hall.mail.mailbox.FileMailbox"
    assert make.send() == 0  # it is claimed: nobody else takes it at once
    assert make.send(at=make.AT + rules.DELAYS[0]) == 1
    assert (make.state_of(), [file.name for file in mailbox.iterdir()]) == (State.SENT, [f"{letter.name}.eml"])


@pytest.mark.django_db
def test_the_jobs_send_what_is_due(settings, mailbox):
    make.letter()
    tasks.send_waiting(0)
    assert make.state_of() == State.SENT
    make.letter("letter-2")
    tasks.send_soon()
    assert (make.state_of("letter-2"), len(list(mailbox.iterdir())), outbox.outbox) == (State.SENT, 2, [])


@pytest.mark.django_db
def test_the_database_keeps_the_words_of_a_letter():
    letter = make.letter()
    for change in (
        {"subject": "x"},
        {"body": "x"},
        {"to": ["x@y.example"]},
        {"key": "x"},
        {"posted_at": make.AT + timedelta(1)},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)
    Letter.objects.filter(pk=letter.pk).update(trouble="x")
    row = {"to": ["a@b.example"], "body": "", "about": "", "posted_at": make.AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(key="a", name="a", subject="a\nb", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(key="a", name="a", subject="s", sent_at=make.AT, next_try_at=make.AT, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(key="a", name="a", subject="s", bounced_at=make.AT, **row)
    assert Letter.objects.count() == 1
