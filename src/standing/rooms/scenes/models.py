"""
Tables of the scene log. Entries are added and never changed; the names of federal supervisors lie in sealed boxes.

There is no column for a resident, for somebody who was arrested, or for words about either.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.holds.triggers import refuses_deletion
from standing.hall.triggers import append_only, never_emptied
from standing.rooms.scenes.rules.scenes import Credentials, Identified, Medical, Origin

_PERSON = "accounts.User"
_KEEP = "as long as the class scenes says"


def _choices(kind: type[Origin | Identified | Credentials | Medical]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


def _known(name: str, column: str, kind: type[Origin | Identified | Credentials | Medical]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{column}__in": [one.value for one in kind]}))


class Scene(models.Model):
    """Officers came to a scene of federal immigration enforcement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    year = models.PositiveSmallIntegerField(help_text=f"nobody · half of its number · {_KEEP}")
    number = models.PositiveIntegerField(help_text=f"nobody · the other half of its number · {_KEEP}")
    recorded_at = models.DateTimeField(help_text=f"staff · when it was first written down · {_KEEP}")
    recorded_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who wrote it down · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="scene_has_its_number", fields=["year", "number"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("scenes")]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04d}"


class Account(models.Model):
    """One entry about a scene: the first, or a correction that counts from then on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · binds the box · {_KEEP}")
    scene = models.ForeignKey(
        Scene, on_delete=models.PROTECT, related_name="accounts", help_text=f"nobody · which scene · {_KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of entries · {_KEEP}")
    division = models.CharField(max_length=40, help_text=f"staff · which division of the police came · {_KEEP}")
    started_at = models.DateTimeField(help_text=f"nobody · when it began · {_KEEP}")
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · when it ended · {_KEEP}")
    day = models.DateField(help_text=f"nobody · the local day it began; counts · {_KEEP}")
    origin = models.CharField(
        max_length=10, choices=_choices(Origin), help_text=f"nobody · a call or an officer's own eyes · {_KEEP}"
    )
    identified = models.CharField(
        max_length=10, choices=_choices(Identified), help_text=f"an official · whether a name was given · {_KEEP}"
    )
    credentials = models.CharField(
        max_length=12, choices=_choices(Credentials), help_text=f"an official · whether they were checked · {_KEEP}"
    )
    box = models.BinaryField(
        null=True,
        help_text="an official · name and badge of the federal supervisor, sealed; read with a purpose that is "
        "recorded · until the keeping time of the pack is over",
    )
    has_name = models.BooleanField(help_text=f"an official · whether name or badge was sealed · {_KEEP}")
    videos = models.JSONField(default=list, help_text=f"staff · ids of body-worn videos, to keep them · {_KEEP}")
    is_kept = models.BooleanField(help_text=f"nobody · whether the videos are marked to be kept · {_KEEP}")
    medical = models.CharField(
        max_length=10, choices=_choices(Medical), help_text=f"nobody · whether help was called, not for whom · {_KEEP}"
    )
    medical_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · when help was called · {_KEEP}")
    reports = models.JSONField(default=list, help_text=f"nobody · numbers of reports of the public · {_KEEP}")
    nobody_reported = models.BooleanField(help_text=f"nobody · whether nobody wanted to report · {_KEEP}")
    is_doubtful = models.BooleanField(help_text=f"nobody · doubt that they were officers at all · {_KEEP}")
    correction = models.CharField(
        max_length=40, default="", blank=True, help_text=f"nobody · why it was corrected, a code · {_KEEP}"
    )
    written_at = models.DateTimeField(help_text=f"staff · when · {_KEEP}")
    written_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who · {_KEEP}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="account_by_day", fields=["-day", "scene"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="account_has_its_number", fields=["scene", "number"]),
            _known("account_origin_is_known", "origin", Origin),
            _known("account_identified_is_known", "identified", Identified),
            _known("account_credentials_are_known", "credentials", Credentials),
            _known("account_medical_is_known", "medical", Medical),
            models.CheckConstraint(
                name="account_correction_says_why",
                condition=Q(number=1, correction="") | (Q(number__gt=1) & ~Q(correction="")),
            ),
            models.CheckConstraint(
                name="account_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="account_medical_has_its_time",
                condition=Q(medical=Medical.CALLED, medical_at__isnull=False)
                | (~Q(medical=Medical.CALLED) & Q(medical_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="account_name_is_there_only_if_given", condition=Q(has_name=False) | Q(identified=Identified.GIVEN)
            ),
            models.CheckConstraint(
                name="account_box_only_with_a_name", condition=Q(box__isnull=True) | Q(has_name=True)
            ),
            models.CheckConstraint(name="account_keeps_named_videos", condition=Q(is_kept=False) | ~Q(videos=[])),
            models.CheckConstraint(
                name="account_reports_or_nobody", condition=Q(nobody_reported=False) | Q(reports=[])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="account_stays", operation=pgtrigger.Delete),
            never_emptied("account_is_never_emptied"),
            pgtrigger.ReadOnly(name="account_says_what_it_said", exclude=["box"]),
            pgtrigger.Trigger(
                name="account_box_is_only_forgotten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.box IS NOT NULL AND NEW.box IS DISTINCT FROM OLD.box THEN
                        RAISE EXCEPTION 'what is sealed does not change';
                    END IF;
                    RETURN NEW;
                """,
            ),
            refuses_deletion(
                "account_held_is_not_forgotten",
                subject="'scenes:scene:' || OLD.scene_id::text",
                operation=pgtrigger.UpdateOf("box"),  # type: ignore[no-untyped-call]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.number}"


class Finding(models.Model):
    """What the Inspector General found about a scene. The last one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {_KEEP}")
    scene = models.ForeignKey(
        Scene, on_delete=models.PROTECT, related_name="findings", help_text=f"nobody · which scene · {_KEEP}"
    )
    codes = models.JSONField(default=list, help_text=f"staff · what was wanting, in codes · {_KEEP}")
    note = models.CharField(max_length=300, default="", blank=True, help_text=f"nobody · in words; screened · {_KEEP}")
    found_at = models.DateTimeField(help_text=f"staff · when · {_KEEP}")
    found_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who · {_KEEP}"
    )

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("scene_findings")]

    def __str__(self) -> str:
        return ", ".join(self.codes) or "nothing wanting"


class Report(models.Model):
    """A monthly report as it was made: its exact bytes."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {_KEEP}")
    month = models.CharField(max_length=7, help_text=f"nobody · which month · {_KEEP}")
    number = models.PositiveSmallIntegerField(help_text=f"nobody · made for the first time or anew · {_KEEP}")
    body = models.BinaryField(help_text=f"staff · the report, canonical JSON; no names · {_KEEP}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · its fingerprint · {_KEEP}")
    rules_version = models.CharField(max_length=20, help_text=f"nobody · by which rules · {_KEEP}")
    known_at = models.DateTimeField(help_text=f"staff · when it was made; later entries are not in it · {_KEEP}")
    made_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who made it · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="scene_report_has_its_number", fields=["month", "number"]),
            models.CheckConstraint(
                name="scene_report_month_is_one", condition=Q(month__regex=r"^\d{4}-(0[1-9]|1[0-2])$")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("scene_reports")]

    def __str__(self) -> str:
        return f"{self.month} {self.number}"


class Handing(models.Model):
    """A report was given to the body that hears it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {_KEEP}")
    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, related_name="handing", help_text=f"nobody · which report · {_KEEP}"
    )
    given_on = models.DateField(help_text=f"nobody · the day it was heard · {_KEEP}")
    noted_at = models.DateTimeField(help_text=f"staff · when that was noted · {_KEEP}")
    noted_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who noted it · {_KEEP}"
    )

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("scene_handings")]

    def __str__(self) -> str:
        return f"{self.report_id} on {self.given_on}"


class Draw(models.Model):
    """A sample of the Inspector General: fixed first, drawn when the days are over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    first = models.DateField(help_text=f"nobody · first day of the scenes to draw from · {_KEEP}")
    last = models.DateField(help_text=f"nobody · last day of them · {_KEEP}")
    size = models.PositiveSmallIntegerField(help_text=f"nobody · how many are drawn · {_KEEP}")
    commitment = models.CharField(max_length=64, help_text=f"nobody · hash of the seed, fixed first · {_KEEP}")
    sealed_seed = models.BinaryField(help_text=f"nobody · the seed until it is told · {_KEEP}")
    committed_at = models.DateTimeField(help_text=f"staff · when the seed was fixed · {_KEEP}")
    committed_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who fixed it · {_KEEP}"
    )
    seed = models.CharField(max_length=64, default="", blank=True, help_text=f"nobody · the seed, told · {_KEEP}")
    scenes = models.JSONField(default=list, help_text=f"nobody · the scenes that were drawn · {_KEEP}")
    pool = models.JSONField(default=list, help_text=f"nobody · the scenes that were drawn from · {_KEEP}")
    drawn_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was drawn · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="draw_has_days", condition=Q(first__lte=F("last"))),
            models.CheckConstraint(
                name="draw_tells_its_seed_when_drawn",
                condition=Q(seed="", drawn_at__isnull=True) | (~Q(seed="") & Q(drawn_at__isnull=False)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="draw_stays", operation=pgtrigger.Delete),
            never_emptied("draw_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="draw_is_fixed",
                fields=["id", "first", "last", "size", "commitment", "sealed_seed", "committed_at", "committed_by"],
            ),
            pgtrigger.Protect(
                name="draw_is_drawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__drawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
