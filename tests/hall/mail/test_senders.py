"""Senders that are slow, many, or killed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from standing.hall.mail import rules
from standing.hall.mail.mailbox import FileMailbox
from standing.hall.mail.models import Letter
from standing.hall.mail.rules import State
from tests.hall.mail.test_posting import together
from tests.make import mail as make

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["standing.hall.mail"])


class Slow(FileMailbox):
    """A provider that takes longer than the distance to the next try."""

    asked, may_answer = threading.Event(), threading.Event()
    calls = 0

    def send_messages(self, email_messages):
        Slow.calls += 1
        self.asked.set()
        assert self.may_answer.wait(20)
        return super().send_messages(email_messages)


def test_a_letter_is_not_taken_by_another_while_the_provider_is_slow(committed, settings, mailbox):
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    make.letter()

    def work() -> None:
        try:
            make.send()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert Slow.asked.wait(20)
    assert make.state_of() == State.WAITING
    assert make.send(at=make.AT + timedelta(days=1)) == 0  # due again long ago, and still in work
    Slow.may_answer.set()
    thread.join()
    assert make.send(at=make.AT + timedelta(days=1)) == 0
    assert (Slow.calls, make.state_of(), Letter.objects.get().tries, len(list(mailbox.iterdir()))) == (
        1,
        State.SENT,
        1,
        1,
    )


def test_a_killed_process_leaves_one_message(committed, settings, mailbox):
    letter = make.letter()
    names = {"DATABASE_URL": _url(), "STANDING_VAR": str(settings.STANDING["var"]), "MAILBOX": str(mailbox)}
    killed = subprocess.run([sys.executable, "-c", KILLED], env={**os.environ, **names}, timeout=60, check=False)
    assert (killed.returncode, make.state_of()) == (-signal.SIGKILL, State.WAITING)
    assert [file.name for file in mailbox.iterdir()] == [f"{letter.name}.eml"]

    assert make.send(at=make.AT + rules.DELAYS[0]) == 1
    assert [file.name for file in mailbox.iterdir()] == [f"{letter.name}.eml"]
    letter.refresh_from_db()
    assert (make.state_of(), letter.tries) == (State.SENT, 2)


KILLED = """
import os, signal, django
django.setup()
from django.conf import settings
settings.STANDING["mail_dir"] = os.environ["MAILBOX"]
from standing.hall.mail import actions
from standing.hall.mail.mailbox import FileMailbox
from tests.make import mail as make

class Dying(FileMailbox):
    def send_messages(self, email_messages):
        super().send_messages(email_messages)
        os.kill(os.getpid(), signal.SIGKILL)

actions.send_next(at=make.AT, sender=make.SENDER, connection=Dying())
"""


def _url() -> str:
    """Return the address of this run's own database."""
    said = connection.settings_dict
    words = {key: said[key] for key in ("HOST", "PORT", "PASSWORD") if said[key]}
    query = urlencode({key.lower(): value for key, value in words.items()})
    return f"postgresql://{said['USER']}@/{said['NAME']}?{query}"


def test_senders_at_once_send_each_letter_once(committed, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Counting"
    Counting.seen.clear()
    for number in range(40):
        make.letter(f"letter-{number}")
    assert together(*[partial(make.send, most=99)] * 4) == []
    assert (len(Counting.seen), len(set(Counting.seen))) == (40, 40)
    assert Letter.objects.filter(sent_at=None).count() == 0


class Counting(BaseEmailBackend):
    """Remembers what was handed over."""

    seen: list[str] = []

    def send_messages(self, email_messages):
        self.seen.extend(message.extra_headers["Message-ID"] for message in email_messages)
        return len(email_messages)
