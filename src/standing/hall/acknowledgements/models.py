"""Texts and acknowledgements. The database has the last word: both are only ever added."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.acknowledgements.rules import How, Kind
from standing.hall.triggers import append_only, never_emptied

_SHA256 = r"^[0-9a-f]{64}$"
_KEEP = "class acknowledgements: 5 years after it holds no longer"


class Text(models.Model):
    """Words exactly as they were shown, under the hash of their bytes."""

    sha256 = models.CharField(primary_key=True, max_length=64, help_text=f"nobody · names the words · {_KEEP}")
    subject = models.CharField(max_length=100, help_text=f"nobody · what the text is · {_KEEP}")
    edition = models.PositiveIntegerField(help_text=f"nobody · counts the editions of a subject · {_KEEP}")
    language = models.CharField(max_length=20, help_text=f"nobody · in which language · {_KEEP}")
    title = models.CharField(max_length=300, help_text=f"nobody · what it is called · {_KEEP}")
    body = models.TextField(help_text=f"nobody · the words themselves · {_KEEP}")
    is_material = models.BooleanField(
        help_text=f"nobody · whether it says something else, so that it is acknowledged anew · {_KEEP}"
    )
    kept_at = models.DateTimeField(help_text=f"nobody · since when it is there · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="ack_text_has_a_hash", condition=Q(sha256__regex=_SHA256)),
            models.CheckConstraint(name="ack_text_editions_start_at_one", condition=Q(edition__gte=1)),
            models.UniqueConstraint(
                name="ack_text_once_an_edition_and_language", fields=["subject", "edition", "language"]
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("ack_texts"),
            pgtrigger.Trigger(
                name="ack_text_is_its_bytes",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the text';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.edition} {self.language}"


class Acknowledgement(models.Model):
    """Somebody took note of one text on one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    text = models.ForeignKey(
        Text, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · exactly which words · {_KEEP}"
    )
    who_kind = models.CharField(max_length=8, help_text=f"staff or firms · person, firm or account · {_KEEP}")
    who = models.CharField(max_length=64, help_text=f"staff or firms · whose, by an id and no name · {_KEEP}")
    on = models.DateField(help_text=f"staff or firms · the day, to prove that they were told by then · {_KEEP}")
    how = models.CharField(max_length=8, help_text=f"nobody · by page, link, kiosk, paper or account · {_KEEP}")
    signer_name = models.CharField(
        max_length=120,
        default="",
        blank=True,
        help_text="signers of firms · who spoke for the firm, so that it can be bound by it · "
        "until the contract ended and 5 years, then taken out",
    )
    signer_title = models.CharField(
        max_length=120, default="", blank=True, help_text="signers of firms · their office · as their name"
    )
    signer_authority = models.CharField(
        max_length=300, default="", blank=True, help_text="signers of firms · that they may sign · as their name"
    )
    sheet_sha256 = models.CharField(
        max_length=64, default="", blank=True, help_text=f"nobody · the signed sheet of paper, by its hash · {_KEEP}"
    )
    recorded_at = models.DateTimeField(help_text=f"staff or firms · when it was recorded · {_KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="ack_by_who", fields=["who_kind", "who"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ack_once_a_day", fields=["who_kind", "who", "text", "on"]),
            models.CheckConstraint(name="ack_kind_is_known", condition=Q(who_kind__in=[kind.value for kind in Kind])),
            models.CheckConstraint(name="ack_way_is_known", condition=Q(how__in=[how.value for how in How])),
            models.CheckConstraint(
                name="ack_sheet_is_a_hash", condition=Q(sheet_sha256="") | Q(sheet_sha256__regex=_SHA256)
            ),
            models.CheckConstraint(
                name="ack_only_firms_have_signers",
                condition=Q(who_kind="firm") | Q(signer_name="", signer_title="", signer_authority=""),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="ack_stays", operation=pgtrigger.Delete),
            never_emptied("acks_not_emptied"),
            pgtrigger.ReadOnly(
                name="ack_says_what_it_said",
                fields=["id", "text", "who_kind", "who", "on", "how", "sheet_sha256", "recorded_at"],
            ),
            pgtrigger.Protect(
                name="ack_signer_is_only_taken_out",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.signer_name <> '' OR NEW.signer_title <> '' OR NEW.signer_authority <> ''"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who_kind} {self.who} on {self.on}"
