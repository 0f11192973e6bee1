import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from anymail.exceptions import AnymailAPIError

from standing.hall.mail import rules
from standing.hall.mail.rules import NotALetter, State

AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)


def test_a_letter_with_a_receiver_and_a_subject_goes_through():
    rules.check_letter(key="k", to=["Ann Sample <ann@dept.example>", "b@dept.example"], subject="Ein Plan — fällig")


@pytest.mark.parametrize(
    ("key", "to", "subject"),
    [
        ("k", [], "s"),
        ("k", ["nobody"], "s"),
        ("k", "a@b.example", "s"),
        ("k", ["a@b.example"], ""),
        ("k", ["a@b.example"], "  "),
        ("", ["a@b.example"], "s"),
        ("x" * 201, ["a@b.example"], "s"),
        *[("k", ["a@b.example"], f"s{sign}Bcc: x@y.example") for sign in "\r\n\x00\u2028\x85\x0b"],
        *[("k", ["a@b.example", f"a@b.example{sign}x@y.example"], "s") for sign in "\r\n\x00"],
        ("a\nb", ["a@b.example"], "s"),
    ],
)
def test_other_letters_are_refused(key, to, subject):
    with pytest.raises(NotALetter):
        rules.check_letter(key=key, to=to, subject=subject)


@pytest.mark.parametrize(
    ("subject", "sample", "line"),
    [
        ("A plan", False, "A plan"),
        ("A plan", True, "[sample] A plan"),
        ("[sample] A plan", True, "[sample] A plan"),
        ("x" * 200, False, "x" * 200),
        ("x" * 201, False, "x" * 199 + "…"),
        ("x" * 200, True, "[sample] " + "x" * 190 + "…"),
    ],
)
def test_a_subject_is_marked_in_a_sample_and_cut_openly(subject, sample, line):
    assert rules.subject_line(subject, sample=sample) == line


def test_the_same_letter_has_the_same_name_outside_and_it_tells_nothing():
    name = rules.name_of("plans:filed:ladot")
    assert (len(name), name == rules.name_of("plans:filed:ladot"), name == rules.name_of("other")) == (32, True, False)
    assert rules.message_id(name, sender="Standing <a@city.example>") == f"<{name}@city.example>"
    assert rules.message_id(name, sender="a@city.example") == f"<{name}@city.example>"


def test_tries_come_at_growing_distances_and_end():
    tries = [rules.next_try(tries=number, at=AT) for number in range(1, 9)]
    assert tries[:2] == [AT + timedelta(minutes=2), AT + timedelta(minutes=5)]
    assert tries[:7] == sorted(set(tries[:7]))
    assert tries[7] is None


@pytest.mark.parametrize(
    ("sent", "bounced", "again", "state"),
    [
        (None, None, AT, State.WAITING),
        (None, None, None, State.FAILED),
        (AT, None, None, State.SENT),
        (AT, AT, None, State.BOUNCED),
    ],
)
def test_the_state_follows_from_what_happened(sent, bounced, again, state):
    assert rules.state_of(sent_at=sent, bounced_at=bounced, next_try_at=again) == state


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError("to somebody@dept.example"), "ConnectionRefusedError"),
        (smtplib.SMTPDataError(451, b"later, somebody@dept.example"), "SMTPDataError 451"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such person")}), "SMTPRecipientsRefused 550"),
        (smtplib.SMTPRecipientsRefused({}), "SMTPRecipientsRefused"),
        (AnymailAPIError("somebody@dept.example is unknown"), "AnymailAPIError"),
    ],
)
def test_trouble_is_a_code_and_never_the_providers_words(error, code):
    assert rules.trouble_of(error) == code
