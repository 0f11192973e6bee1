"""Letters, and what became of them."""

from django.db import models


class Letter(models.Model):
    """One message to one or more people; its key makes sure that it is posted once."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · names the row · two years")
    key = models.CharField(
        max_length=200, unique=True, help_text="nobody · what the message is for, so that it is posted once · two years"
    )
    to = models.JSONField(help_text="staff · office addresses it goes to · two years (Gov. Code 34090)")
    subject = models.CharField(max_length=200, help_text="nobody · what it is about, neutral words · two years")
    body = models.TextField(help_text="staff · what it says · two years (Gov. Code 34090)")
    about = models.CharField(max_length=200, help_text="nobody · what it speaks of, as an id · two years")
    posted_at = models.DateTimeField(help_text="nobody · when it was posted · two years")
    next_try_at = models.DateTimeField(null=True, help_text="nobody · when the job tries (again), empty: never · two years")
    tries = models.PositiveSmallIntegerField(default=0, help_text="nobody · how often it was tried · two years")
    sent_at = models.DateTimeField(null=True, help_text="nobody · when the provider took it · two years")
    bounced_at = models.DateTimeField(null=True, help_text="staff · when it came back · two years")
    trouble = models.CharField(
        max_length=80, blank=True, help_text="nobody · a code that says why it was not sent or came back · two years"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="letter_subject_is_one_line",
                condition=~models.Q(subject__contains="\n") & ~models.Q(subject__contains="\r"),
            ),
        )
        indexes = (models.Index(name="letter_waiting", fields=["next_try_at"], condition=models.Q(sent_at=None)),)

    def __str__(self) -> str:
        return self.key
