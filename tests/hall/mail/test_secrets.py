"""Letters that open something, and letters that are old."""

import email
import email.policy
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from standing.hall import clock
from standing.hall.audit import api as audit
from standing.hall.mail import actions, api, queries, rules, tasks
from standing.hall.mail.models import Bounce, Letter
from standing.hall.mail.rules import State
from standing.kernel.refusals import NotNow
from tests.hall.mail.test_bounces import news, tell
from tests.make import audit as make_audit
from tests.make import mail as make

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/set/abc-def\n"


def text_of(file):
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_content()


def purges():
    return [deed.facts for deed in audit.records_about(subject="letters")]


@pytest.mark.parametrize(("secret", "kept"), [(True, ("", make.AT)), (False, (LINK, None))])
def test_a_secret_is_forgotten_once_it_is_sent(mailbox, secret, kept):
    letter = make.letter(body=LINK, secret=secret)
    assert letter.body == LINK
    make.send()
    letter.refresh_from_db()
    (file,) = mailbox.iterdir()
    assert text_of(file).strip() == LINK.strip()
    assert ((letter.body, letter.emptied_at), letter.subject, make.state_of()) == (kept, "A plan is due", State.SENT)


@pytest.mark.parametrize(("secret", "shown"), [(True, ""), (False, LINK)])
def test_nobody_else_reads_a_secret_not_even_before_it_is_sent(secret, shown):
    letter = make.letter(body=LINK, secret=secret)
    assert queries.read_letter(name=letter.name).body == shown


def test_a_secret_that_came_back_is_not_sent_again(mailbox):
    letter = make.letter(body=LINK, secret=True)
    make.send()
    tell(news(letter))
    (fact,) = api.undelivered()
    assert (fact.state, fact.can_be_sent_again) == (State.BOUNCED, False)
    with pytest.raises(NotNow):
        api.send_again(letter=letter.pk, by=make_audit.SOMEBODY, at=make.AT)


def test_news_that_is_faster_than_our_note_forgets_the_secret_too():
    letter = make.letter(body=LINK, secret=True)
    tell(news(letter))
    letter.refresh_from_db()
    assert (letter.body, letter.next_try_at, make.state_of()) == ("", None, State.BOUNCED)


def test_a_secret_that_cannot_be_sent_is_forgotten_when_its_link_has_expired():
    make.letter("secret", body=LINK, secret=True)
    make.letter("other", body=LINK)
    assert actions.purge_letters(at=make.AT + rules.SECRET_KEPT - timedelta(seconds=1)) == 0
    assert (purges(), Letter.objects.get(key="secret").body) == ([], LINK)

    assert actions.purge_letters(at=make.AT + rules.SECRET_KEPT) == 1
    assert actions.purge_letters(at=make.AT + rules.SECRET_KEPT) == 0
    assert (make.state_of("secret"), make.state_of("other")) == (State.FAILED, State.WAITING)
    assert [letter.body for letter in Letter.objects.order_by("key")] == [LINK, ""]
    assert [(fact["letters"], fact["secrets"]) for fact in purges()] == [(0, 1)]


def test_after_two_years_only_key_name_and_times_are_left(mailbox):
    old, young = make.letter("old"), make.letter("young", at=make.AT + timedelta(seconds=1))
    make.send(at=make.AT + timedelta(seconds=1))
    tell(news(old))
    at = make.AT + rules.KEPT
    assert actions.purge_letters(at=at - timedelta(seconds=1)) == 0
    assert Bounce.objects.count() == 1

    assert [actions.purge_letters(at=at), actions.purge_letters(at=at)] == [1, 0]
    left, whole = Letter.objects.get(key="old"), Letter.objects.get(key="young")
    assert (left.to, left.subject, left.body, left.about, left.provider_id) == ([], "", "", "", "")
    assert (left.name, left.posted_at, left.sent_at, left.emptied_at) == (
        rules.name_of("old"),
        make.AT,
        make.AT + timedelta(seconds=1),
        at,
    )
    assert (whole.to, whole.body, whole.emptied_at) == (young.to, young.body, None)
    assert (Bounce.objects.count(), api.undelivered()) == (0, ())
    assert purges() == [
        {
            "letters": 1,
            "posted_until": make.AT.isoformat(),
            "secrets": 0,
            "secrets_posted_until": (at - rules.SECRET_KEPT).isoformat(),
        }
    ]
    assert api.post(key="old", to=["a@b.example"], subject="s", body="b", about="x", at=at) is False


def test_forgetting_goes_on_part_by_part():
    for number in range(5):
        make.letter(f"letter-{number}")
    at = make.AT + rules.KEPT
    assert [actions.purge_letters(at=at, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_the_job_forgets_what_is_old_today():
    make.letter("old", at=clock.now() - rules.KEPT)
    make.letter("young", at=clock.now() - timedelta(days=1))
    tasks.purge_letters(0)
    assert [(letter.key, bool(letter.body)) for letter in Letter.objects.order_by("key")] == [
        ("old", False),
        ("young", True),
    ]


def test_the_database_lets_words_go_and_never_come_back():
    letter = make.letter()
    row = Letter.objects.filter(pk=letter.pk)
    for change in ({"body": ""}, {"subject": ""}, {"to": []}, {"about": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)  # without saying that it was emptied
    row.update(body="", to=[], emptied_at=make.AT, next_try_at=None)
    for change in ({"body": "x"}, {"to": ["a@b.example"]}, {"emptied_at": None}, {"next_try_at": make.AT}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    assert (row.get().body, row.get().subject) == ("", "A plan is due")
