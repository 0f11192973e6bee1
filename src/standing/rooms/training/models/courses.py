"""Courses, their editions, and what counsel decided on them. All of it is only ever added."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.training.rules.text import Finding

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_STAYS = "a City record of class courses, kept for ever"


class Course(models.Model):
    """A course, by the name that the pack gives it and that never changes."""

    id = models.CharField(primary_key=True, max_length=40, help_text=f"nobody · the name in the pack · {_STAYS}")
    first_seen_at = models.DateTimeField(help_text=f"nobody · when a pack brought it first · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="training_course_id_is_a_code", condition=Q(id__regex=r"^[a-z][a-z0-9-]*$")),
        ]
        triggers = append_only("training_courses")

    def __str__(self) -> str:
        return self.id


class Edition(models.Model):
    """Exactly these words of a course, in every language it has, with the right answers."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="editions", help_text=f"nobody · of which course · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · counts the editions of a course · {_STAYS}")
    content = models.BinaryField(help_text=f"nobody · words, questions and right answers · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the text · {_STAYS}")
    is_material = models.BooleanField(
        help_text=f"nobody · whether who took an earlier edition takes it anew · {_STAYS}"
    )
    expires = models.CharField(
        max_length=16, help_text=f"nobody · how long a completion holds: never, months:12, each-year:07-01 · {_STAYS}"
    )
    pass_percent = models.PositiveSmallIntegerField(
        help_text=f"nobody · how many of a hundred answers are right · {_STAYS}"
    )
    attempts = models.PositiveSmallIntegerField(help_text=f"nobody · tries before one reads it again · {_STAYS}")
    pack_sha256 = models.CharField(max_length=64, help_text=f"nobody · the pack it came from · {_STAYS}")
    brought_by = models.ForeignKey(
        _PERSON,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who brought the pack into force; empty for the first · {_STAYS}",
    )
    brought_at = models.DateTimeField(help_text=f"staff · when it came · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="training_edition_once_a_number", fields=["course", "number"]),
            models.CheckConstraint(
                name="training_edition_has_hashes",
                condition=Q(sha256__regex=_SHA256) & Q(pack_sha256__regex=_SHA256),
            ),
            models.CheckConstraint(
                name="training_edition_expires_by_a_rule",
                condition=Q(expires__regex=r"^(never|months:[1-9][0-9]?|each-year:[01][0-9]-[0-3][0-9])$"),
            ),
            models.CheckConstraint(
                name="training_edition_can_be_passed",
                condition=Q(pass_percent__gte=1, pass_percent__lte=100, attempts__gte=1),
            ),
        ]
        triggers = (
            *append_only("training_editions"),
            pgtrigger.Trigger(
                name="training_edition_is_its_bytes",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("last", "integer")],
                func="""
                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the text';
                    END IF;
                    LOCK TABLE training_edition IN SHARE ROW EXCLUSIVE MODE;
                    SELECT max(number) INTO last FROM training_edition WHERE course_id = NEW.course_id;
                    IF NEW.number <> coalesce(last, 0) + 1 THEN
                        RAISE EXCEPTION 'editions are numbered without a gap';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.course_id} {self.number}"


class Approval(models.Model):
    """What counsel decided on an edition: people may take it, or not any more. The last one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity, and the order of decisions · {_STAYS}")
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="approvals", help_text=f"nobody · on what · {_STAYS}"
    )
    finding = models.CharField(max_length=10, help_text=f"nobody · what was decided · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves which text was read · {_STAYS}")
    note = models.TextField(default="", blank=True, help_text=f"staff · why, for whoever keeps the pack · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who decided · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was decided · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="training_approval_finding_is_known", condition=Q(finding__in=[one.value for one in Finding])
            ),
            models.CheckConstraint(
                name="training_approval_says_why_not",
                condition=Q(finding=Finding.APPROVED.value) | ~Q(note=""),
            ),
        ]
        triggers = (
            *append_only("training_approvals"),
            pgtrigger.Trigger(
                name="training_approval_is_by_another",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "training_edition%ROWTYPE"), ("latest", "timestamptz")],
                func="""
                    LOCK TABLE training_approval IN SHARE ROW EXCLUSIVE MODE;
                    SELECT * INTO present FROM training_edition WHERE id = NEW.edition_id;
                    IF NEW.sha256 <> present.sha256 THEN
                        RAISE EXCEPTION 'counsel decides on exactly the text that was shown';
                    END IF;
                    IF NEW.by_id = present.brought_by_id THEN
                        RAISE EXCEPTION 'nobody decides on an edition they brought in';
                    END IF;
                    SELECT max(at) INTO latest FROM training_approval WHERE edition_id = NEW.edition_id;
                    IF NEW.at < present.brought_at OR NEW.at < latest THEN
                        RAISE EXCEPTION 'a decision comes after the edition and after the decisions before it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.finding}"


class Gate(models.Model):
    """How many wrong tries of number and name fell into a drawer within an hour, or came without a sum in a minute."""

    name = models.CharField(
        primary_key=True, max_length=20, help_text="nobody · the drawer, one of 4,096 · until the hour is over"
    )
    minute = models.DateTimeField(help_text="nobody · when the hour or the minute began · until the hour is over")
    used = models.PositiveIntegerField(help_text="nobody · how many tries were wrong · until the hour is over")

    def __str__(self) -> str:
        return self.name
