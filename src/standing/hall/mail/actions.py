"""All that can be done at the post office."""

from collections.abc import Sequence
from datetime import datetime

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from procrastinate.contrib.django import app as jobs

from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.mail import rules
from standing.hall.mail.models import Bounce, Letter
from standing.hall.mail.rules import Draft
from standing.kernel.refusals import NotFound, NotNow

SEND_SOON = "mail.send_soon"
_AT_ONCE = 500
"""Letters in one statement."""


@transaction.atomic
def post_letter(
    *, key: str, to: Sequence[str], subject: str, body: str, about: str, at: datetime, is_secret: bool = False
) -> bool:
    """
    This will put a message into the outbox, once for each key, and ask the job to send it after commit.

    :returns: False if this key was posted before
    :raises NotALetter: if there is nobody to write to, or an address or the subject has a line break
    """
    rules.check_letter(key=key, to=to, subject=subject)
    _, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "name": rules.name_of(key),
            "to": list(to),
            "subject": rules.subject_line(subject, sample=installation.is_sample()),
            "body": body,
            "is_secret": is_secret,
            "about": about,
            "posted_at": at,
            "next_try_at": at,
        },
    )
    if is_new:
        jobs.configure_task(SEND_SOON).defer()
    return is_new


@transaction.atomic
def post_letters(*, drafts: Sequence[Draft], at: datetime) -> frozenset[str]:
    """
    This will put many messages into the outbox with a handful of statements, each once for its key.

    :returns: the keys that were not posted before
    :raises NotALetter: if one of them is none; then nothing is posted
    """
    for draft in drafts:
        rules.check_letter(key=draft.key, to=draft.to, subject=draft.subject)
    asked = {draft.key: draft for draft in drafts}
    there = set(Letter.objects.filter(key__in=asked).values_list("key", flat=True))
    is_sample = installation.is_sample()
    # A key that another transaction posts meanwhile is left as that one wrote it.
    Letter.objects.bulk_create(
        (
            Letter(
                key=key,
                name=rules.name_of(key),
                to=list(draft.to),
                subject=rules.subject_line(draft.subject, sample=is_sample),
                body=draft.body,
                is_secret=draft.is_secret,
                about=draft.about,
                posted_at=at,
                next_try_at=at,
            )
            for key, draft in asked.items()
            if key not in there
        ),
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )
    if fresh := asked.keys() - there:
        jobs.configure_task(SEND_SOON).defer()
    return frozenset(fresh)


def send_waiting(*, at: datetime, sender: str, most: int = 20, connection: BaseEmailBackend | None = None) -> int:
    """This will send the letters that are due at one moment; returns how many were tried."""
    tried = 0
    while tried < most and send_next(at=at, sender=sender, connection=connection):
        tried += 1
    return tried


def send_next(*, at: datetime, sender: str, connection: BaseEmailBackend | None = None) -> bool:
    """
    This will send the letter that has waited longest; False if none is due.

    Two transactions. The first claims the letter and says when it is tried again, so that a process that dies
    costs one try and no letter. The second holds the row while the provider is spoken to, so that nobody else
    takes it however long that lasts. If the process dies between the provider's yes and our note of it, the
    letter goes out again with the same Message-ID, by which receivers drop doubles; the file mailbox writes over
    the same file.
    """
    claimed = _claim(at=at)
    if claimed is None:
        return False
    _send(claimed=claimed, at=at, sender=sender, connection=connection)
    return True


@transaction.atomic
def note_bounce(
    *, name: str, provider_id: str, event: str, recipient: str, kind: str, reason: str, at: datetime
) -> bool:
    """
    This will record that a letter did not arrive, so that a person looks at its address.

    :returns: False if no such letter is known, or this news was noted before
    """
    letter = Letter.objects.select_for_update().filter(name=name).first() if name else None
    if letter is None and provider_id:
        letter = Letter.objects.select_for_update().filter(provider_id=provider_id).first()
    if letter is None:
        return False
    _, is_new = Bounce.objects.get_or_create(
        letter=letter,
        event=event[:200],
        defaults={
            "recipient": recipient if recipient in letter.to else "",
            "kind": kind,
            "reason": reason[:20],
            "noted_at": at,
        },
    )
    if not is_new:
        return False
    letter.bounced_at = letter.bounced_at or at
    _note_sent(letter, at=at)
    audit.record(
        verb="mail.note_bounce",
        subject=letter.name,
        by=audit.SYSTEM,
        at=at,
        facts={"kind": kind, "reason": reason[:20]},
    )
    return True


@transaction.atomic
def send_again(*, letter: int, by: audit.Actor, at: datetime) -> None:
    """
    This will have the job try a letter once more, now.

    :raises NotFound: if there is no such letter
    :raises NotNow: if it is waiting to be sent anyway, did not come back, or what it said is no longer kept
    """
    row = Letter.objects.select_for_update().filter(pk=letter).first()
    if row is None:
        raise NotFound("There is no such letter.")
    if row.next_try_at is not None:
        raise NotNow("This letter is waiting to be sent already.")
    if row.emptied_at is not None:
        raise NotNow("What this letter said is no longer kept. A new one must be asked for.")
    if row.sent_at is not None and row.bounced_at is None:
        raise NotNow("This letter was sent and did not come back.")
    Letter.objects.filter(pk=letter).update(next_try_at=at, sent_at=None, bounced_at=None, trouble="", tries=0)
    audit.record(verb="mail.send_again", subject=row.name, by=by, at=at)
    jobs.configure_task(SEND_SOON).defer()


@transaction.atomic
def purge_letters(*, at: datetime, most: int = 1000) -> int:
    """
    This will forget what letters said and to whom they went, once that may be forgotten; returns how many.

    After two years only key, name and times stay, so that no key is posted twice. A secret that could not be
    sent is forgotten when its link has expired.
    """
    rows = Letter.objects.select_for_update(skip_locked=True).order_by("id")
    secrets = list(
        rows.filter(is_secret=True, emptied_at=None, posted_at__lte=at - rules.SECRET_KEPT).values_list(
            "pk", flat=True
        )[:most]
    )
    Letter.objects.filter(pk__in=secrets).update(body="", emptied_at=at, next_try_at=None)
    old = list(rows.filter(posted_at__lte=at - rules.KEPT).exclude(to=[]).values_list("pk", flat=True)[:most])
    Bounce.objects.filter(letter__in=old).delete()
    Letter.objects.filter(pk__in=old).update(
        to=[],
        subject="",
        body="",
        about="",
        provider_id="",
        trouble="",
        bounced_at=None,
        next_try_at=None,
        emptied_at=Coalesce("emptied_at", Value(at)),
    )
    if secrets or old:
        audit.record(
            verb="mail.purge_letters",
            subject="letters",
            by=audit.SYSTEM,
            at=at,
            facts={
                "letters": len(old),
                "posted_until": (at - rules.KEPT).isoformat(),
                "secrets": len(secrets),
                "secrets_posted_until": (at - rules.SECRET_KEPT).isoformat(),
            },
        )
    return len(set(secrets) | set(old))


@transaction.atomic(durable=True)
def _claim(*, at: datetime) -> Letter | None:
    """Take the next letter: nobody else gets it before the moment of its next try."""
    letter = (
        Letter.objects.select_for_update(skip_locked=True)
        .filter(sent_at=None, next_try_at__lte=at)
        .order_by("next_try_at", "id")
        .first()
    )
    if letter is not None:
        letter.tries += 1
        letter.next_try_at = rules.next_try(tries=letter.tries, at=at)
        letter.trouble = "unheard of"
        letter.save(update_fields=["tries", "next_try_at", "trouble"])
    return letter


@transaction.atomic(durable=True)
def _send(*, claimed: Letter, at: datetime, sender: str, connection: BaseEmailBackend | None) -> None:
    """Hand a claimed letter to the provider, and note the answer."""
    letter = (
        Letter.objects.select_for_update()
        .filter(pk=claimed.pk, tries=claimed.tries, sent_at=None, emptied_at=None)
        .first()
    )
    if letter is None:
        return  # it was forgotten, came back, or was claimed anew since
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=sender,
        to=letter.to,
        headers={"Message-ID": rules.message_id(letter.name, sender=sender), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    message.metadata = {"letter": letter.name}  # type: ignore[attr-defined]  # anymail hands it back with its news
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 - whatever the provider's library raises, the letter waits
        letter.trouble = rules.trouble_of(error)
        letter.save(update_fields=["trouble"])
        return
    letter.provider_id = _provider_id(message)
    _note_sent(letter, at=at)


def _note_sent(letter: Letter, *, at: datetime) -> None:
    """Note that the provider has it; a secret is forgotten at this moment."""
    letter.sent_at = letter.sent_at or at
    letter.next_try_at = None
    letter.trouble = ""
    if letter.is_secret:
        letter.body, letter.emptied_at = "", letter.emptied_at or at
    letter.save(update_fields=["sent_at", "next_try_at", "trouble", "provider_id", "bounced_at", "body", "emptied_at"])


def _provider_id(message: EmailMessage) -> str:
    """Return what anymail says the provider calls the message, if it is one name."""
    said = getattr(getattr(message, "anymail_status", None), "message_id", None)
    return said[:200] if isinstance(said, str) else ""
