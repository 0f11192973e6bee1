"""The tables of the book: records, the leaves that seal them, and signed checkpoints. All of them only grow."""

import uuid

import pgtrigger
from django.db import models


def only_grows() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers that refuse to change, delete or empty."""
    return (
        pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        never_emptied(),
    )


def never_emptied() -> pgtrigger.Trigger:
    """Return the trigger that refuses TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'The table % only grows.', TG_TABLE_NAME;",
    )


class Record(models.Model):
    """One deed: who did what to which thing, when; identifiers and hashes, never free text, never an address."""

    id = models.UUIDField(
        primary_key=True,
        default=uuid.uuid4,
        editable=False,
        help_text="nobody · a random name for the record · as long as the log",
    )
    verb = models.CharField(max_length=100, help_text="nobody · what was done · as long as the log")
    subject = models.CharField(
        max_length=200, help_text="staff or nobody · the identifier of what it was done to · as long as the log"
    )
    actor = models.CharField(
        max_length=200,
        help_text="staff · who did it: the identifier of an account, 'system' or 'anonymous' · as long as the log",
    )
    at = models.DateTimeField(
        help_text="staff · when it was done; of an anonymous deed the day only · as long as the log"
    )
    facts = models.JSONField(
        default=dict, help_text="staff or nobody · identifiers, hashes, numbers and codes · as long as the log"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="record_says_what_and_who",
                condition=~models.Q(verb="") & ~models.Q(subject="") & ~models.Q(actor=""),
            ),
            models.CheckConstraint(
                name="record_anonymous_keeps_the_day_only",
                condition=~models.Q(actor="anonymous") | models.Q(at__hour=0, at__minute=0, at__second=0),
            ),
        )
        indexes = (
            models.Index(fields=("at", "id"), name="record_by_time"),
            models.Index(fields=("subject", "at"), name="record_by_subject"),
            models.Index(fields=("verb", "at"), name="record_by_verb"),
        )
        triggers = only_grows()

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Waiting(models.Model):
    """An anonymous deed of a day that is not over; it moves into the book with its whole day, in random order."""

    id = models.UUIDField(
        primary_key=True,
        default=uuid.uuid4,
        editable=False,
        help_text="nobody · a random name for the record · until its day is over",
    )
    verb = models.CharField(max_length=100, help_text="nobody · what was done · until its day is over")
    subject = models.CharField(
        max_length=200, help_text="nobody · the identifier of what it was done to · until its day is over"
    )
    day = models.DateField(help_text="somebody unknown · the day on which it was done · until that day is over")
    facts = models.JSONField(
        default=dict, help_text="nobody · identifiers, hashes, numbers and codes · until its day is over"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(name="waiting_says_what", condition=~models.Q(verb="") & ~models.Q(subject="")),
        )
        indexes = (
            models.Index(fields=("day",), name="waiting_by_day"),
            models.Index(fields=("subject",), name="waiting_by_subject"),
        )
        triggers = (
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="leaves_for_the_book",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM audit_record WHERE id = OLD.id) THEN
                        RAISE EXCEPTION 'This deed is not in the book yet.';
                    END IF;
                    RETURN OLD;
                """,
            ),
            never_emptied(),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Leaf(models.Model):
    """The seal on one record: its place in the log, its hash, and the hashes of the subtrees it completes."""

    position = models.BigIntegerField(
        primary_key=True, help_text="nobody · the place in the log, from 0, without gaps · as long as the log"
    )
    record = models.OneToOneField(
        Record,
        on_delete=models.PROTECT,
        related_name="leaf",
        help_text="nobody · which record is sealed here · as long as the log",
    )
    hash = models.BinaryField(help_text="nobody · the hash of the record's bytes · as long as the log")
    above = models.BinaryField(
        default=b"",
        help_text="nobody · the hashes of the subtrees this leaf completes, the smallest first · as long as the log",
    )

    class Meta:
        constraints = (models.CheckConstraint(name="leaf_position_from_zero", condition=models.Q(position__gte=0)),)
        triggers = (
            *only_grows(),
            # Once a statement, not once a row: a plan made while the table was empty would scan it for each row.
            pgtrigger.Trigger(
                name="leaves_no_gap",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
                declare=[("lowest", "BIGINT"), ("highest", "BIGINT"), ("many", "BIGINT")],
                func="""
                    IF EXISTS (
                        SELECT 1 FROM added WHERE octet_length(hash) <> 32 OR octet_length(above) % 32 <> 0
                    ) THEN
                        RAISE EXCEPTION 'A hash has 32 bytes.';
                    END IF;
                    SELECT min(position), max(position), count(*) INTO lowest, highest, many FROM added;
                    IF many > 0 AND (
                        highest - lowest + 1 <> many
                        OR lowest > 0 AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE position = lowest - 1)
                    ) THEN
                        RAISE EXCEPTION 'The log has no leaf before position %, or a gap after it.', lowest;
                    END IF;
                    RETURN NULL;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(self.position)


class Checkpoint(models.Model):
    """What the log looked like at one moment, signed."""

    size = models.BigIntegerField(
        primary_key=True, help_text="nobody · how many records the log held · as long as the log"
    )
    root = models.BinaryField(help_text="nobody · the hash above them · as long as the log")
    note = models.TextField(help_text="nobody · the signed text · as long as the log")
    key = models.TextField(help_text="nobody · the public key that signed it · as long as the log")
    at = models.DateTimeField(help_text="nobody · when it was signed · as long as the log")

    class Meta:
        constraints = (models.CheckConstraint(name="checkpoint_size_from_one", condition=models.Q(size__gte=1)),)
        triggers = only_grows()

    def __str__(self) -> str:
        return str(self.size)
