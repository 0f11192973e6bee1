"""Letters, and what became of them."""

import pgtrigger
from django.db import models

_ANYTHING_BUT_LESS = pgtrigger.Condition(
    """((NEW.body <> OLD.body AND NEW.body <> '')
    OR (NEW.subject <> OLD.subject AND NEW.subject <> '')
    OR (NEW.about <> OLD.about AND NEW.about <> '')
    OR (NEW."to" <> OLD."to" AND NEW."to" <> '[]'::jsonb)
    OR (NEW.emptied_at IS NULL AND (OLD.emptied_at IS NOT NULL OR NEW.body <> OLD.body OR NEW.subject <> OLD.subject
        OR NEW.about <> OLD.about OR NEW."to" <> OLD."to")))"""
)


class Letter(models.Model):
    """One message to one or more people. Its key makes sure that it is posted once; its words are never rewritten."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · names the row · for good")
    key = models.CharField(
        max_length=200,
        unique=True,
        help_text="nobody · what the message is for (ids, no address), so that it is never posted twice · for good",
    )
    name = models.CharField(
        max_length=32, unique=True, help_text="nobody · the name it carries outside, made from its key · for good"
    )
    to = models.JSONField(help_text="staff · office addresses it goes to · two years (Gov. Code 34090)")
    subject = models.CharField(max_length=200, help_text="nobody · what it is about, neutral words · two years")
    body = models.TextField(
        help_text="staff · what it says · two years (Gov. Code 34090); a secret: until it is sent, at most three days"
    )
    is_secret = models.BooleanField(
        default=False,
        help_text="nobody · whether it carries a link that opens an account, so nobody else reads it · for good",
    )
    emptied_at = models.DateTimeField(
        null=True, help_text="nobody · when what it says was taken out for good · for good"
    )
    about = models.CharField(max_length=200, help_text="nobody · what it speaks of, as an id · two years")
    posted_at = models.DateTimeField(help_text="nobody · when it was posted · for good")
    next_try_at = models.DateTimeField(
        null=True, help_text="nobody · when the job tries (again), empty: never · until it is sent or given up"
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="nobody · how often it was tried · for good")
    sent_at = models.DateTimeField(null=True, help_text="nobody · when the provider took it · for good")
    provider_id = models.CharField(
        max_length=200,
        blank=True,
        help_text="nobody · what the provider calls it, for bounces come with it · two years",
    )
    bounced_at = models.DateTimeField(null=True, help_text="staff · when it first came back · two years")
    trouble = models.CharField(
        max_length=80, blank=True, help_text="nobody · a code that says why the last try failed · two years"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="letter_subject_is_one_line",
                condition=~models.Q(subject__contains="\n") & ~models.Q(subject__contains="\r"),
            ),
            models.CheckConstraint(
                name="letter_sent_is_not_tried_again",
                condition=models.Q(sent_at=None) | models.Q(next_try_at=None),
            ),
            models.CheckConstraint(
                name="letter_bounced_was_sent", condition=models.Q(bounced_at=None) | ~models.Q(sent_at=None)
            ),
            models.CheckConstraint(
                name="letter_emptied_says_nothing",
                condition=models.Q(emptied_at=None) | models.Q(body="", next_try_at=None),
            ),
            models.CheckConstraint(
                name="letter_sent_keeps_no_secret",
                condition=models.Q(is_secret=False) | models.Q(sent_at=None) | ~models.Q(emptied_at=None),
            ),
        )
        indexes = (
            models.Index(name="letter_waiting", fields=["next_try_at", "id"], condition=models.Q(sent_at=None)),
            models.Index(name="letter_by_provider_id", fields=["provider_id"], condition=~models.Q(provider_id="")),
            models.Index(
                name="letter_secret_kept", fields=["posted_at"], condition=models.Q(is_secret=True, emptied_at=None)
            ),
            models.Index(name="letter_by_time", fields=["-posted_at", "-id"]),
        )
        triggers = (
            pgtrigger.ReadOnly(name="name_stays", fields=["key", "name", "is_secret", "posted_at"]),
            pgtrigger.Protect(name="words_stay_or_go", operation=pgtrigger.Update, condition=_ANYTHING_BUT_LESS),
            pgtrigger.Protect(name="row_stays", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.key


class Bounce(models.Model):
    """One message from the provider that a letter did not arrive."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · names the row · two years")
    letter = models.ForeignKey(
        Letter,
        on_delete=models.PROTECT,
        related_name="bounces",
        help_text="nobody · which letter did not arrive · two years",
    )
    event = models.CharField(
        max_length=200, help_text="nobody · what the provider calls this news, so that it is noted once · two years"
    )
    recipient = models.CharField(
        max_length=254, blank=True, help_text="staff · which of the letter's addresses it was · two years"
    )
    kind = models.CharField(max_length=20, help_text="nobody · bounced, rejected or failed · two years")
    reason = models.CharField(max_length=20, blank=True, help_text="nobody · the provider's code for why · two years")
    noted_at = models.DateTimeField(help_text="nobody · when we heard of it · two years")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="bounce_is_noted_once", fields=["letter", "event"]),
            models.CheckConstraint(
                name="bounce_has_a_kind", condition=models.Q(kind__in=["bounced", "rejected", "failed"])
            ),
        )
        triggers = (pgtrigger.Protect(name="stays", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"
