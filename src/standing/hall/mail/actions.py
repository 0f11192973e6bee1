"""All that can be done at the post office."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from standing.hall.installation import api as installation
from standing.hall.mail.models import Letter
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import Refused

_MARK = "[sample] "
_DELAYS = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes until the next try; after the last one a person looks at it."""


class NotALetter(Refused):
    """It cannot be sent as it is."""


def post_letter(*, key: str, to: Sequence[str], subject: str, body: str, about: str, at: datetime) -> bool:
    """
    This will put a message into the outbox, once for each key.

    :returns: False if this key was posted before
    :raises NotALetter: if there is nobody to write to, or an address or the subject has a line break
    """
    if not to:
        raise NotALetter("There is nobody to write to.")
    if any(sign in text for text in (*to, subject) for sign in "\r\n"):
        raise NotALetter("An address and a subject are one line each.")
    if installation.is_sample() and not subject.startswith(_MARK):
        subject = _MARK + subject
    _, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "to": list(to),
            "subject": subject[:200],
            "body": body,
            "about": about,
            "posted_at": at,
            "next_try_at": at,
        },
    )
    return is_new


def send_waiting(*, at: datetime, sender: str, most: int = 50) -> int:
    """
    This will hand over the letters whose time has come, each in its own transaction.

    A letter is locked while it is sent, so two jobs never send the same one. If the process dies between
    the provider's yes and our commit, it is sent again: it then carries the same Message-ID, by which
    receivers drop doubles, and the file mailbox writes over the same file.
    """
    sent = 0
    for _ in range(most):
        with transaction.atomic():
            letter = (
                Letter.objects.select_for_update(skip_locked=True)
                .filter(sent_at=None, next_try_at__lte=at)
                .order_by("next_try_at", "id")
                .first()
            )
            if letter is None:
                break
            sent += _send(letter, at=at, sender=sender)
    return sent


def note_bounce(*, key_hash: str, trouble: str, at: datetime) -> bool:
    """This will record that a letter came back; its address is looked at by a person."""
    for letter in Letter.objects.filter(bounced_at=None).only("id", "key").iterator():
        if message_name(letter.key) == key_hash:
            return bool(Letter.objects.filter(pk=letter.pk).update(bounced_at=at, trouble=trouble[:80]))
    return False


def send_again(*, letter: int, at: datetime) -> None:
    """This will have the job try a letter once more, now."""
    Letter.objects.filter(pk=letter).update(next_try_at=at, sent_at=None, bounced_at=None, trouble="", tries=0)


def message_name(key: str) -> str:
    """Return the name of a letter that goes out with it: the same for each try, and telling nothing."""
    return sha256_hex(key.encode())[:32]


def _send(letter: Letter, *, at: datetime, sender: str) -> bool:
    host = sender.rpartition("@")[2].strip("> ")
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=sender,
        to=letter.to,
        headers={"Message-ID": f"<{message_name(letter.key)}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 - whatever the provider's library raises, the letter waits
        later = at + timedelta(minutes=_DELAYS[letter.tries]) if letter.tries < len(_DELAYS) else None
        Letter.objects.filter(pk=letter.pk).update(
            tries=F("tries") + 1, next_try_at=later, trouble=type(error).__name__[:80]
        )
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=at, next_try_at=None, tries=F("tries") + 1, trouble="")
    return True
