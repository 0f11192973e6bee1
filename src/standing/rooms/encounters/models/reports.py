"""Reports: drafts, versions, what is sealed, and who opened it."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.encounters.models._columns import COUNTED, KEEP, choices, goes_with_its_report, person
from standing.rooms.encounters.models.alerts import Alert
from standing.rooms.encounters.rules.alerts import Kind
from standing.rooms.encounters.rules.report import ReportState


class Report(models.Model):
    """The full report of what an alert told of. Its words stand in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the report · {COUNTED}")
    number = models.CharField(max_length=20, unique=True, help_text=f"nobody · what staff call it · {COUNTED}")
    alert = models.OneToOneField(
        Alert, on_delete=models.PROTECT, related_name="report", help_text=f"nobody · the alert · {COUNTED}"
    )
    department = models.CharField(max_length=64, help_text=f"nobody · whose property · {COUNTED}")
    department_class = models.CharField(max_length=20, help_text=f"nobody · for the public counts · {COUNTED}")
    district = models.CharField(max_length=40, blank=True, help_text=f"nobody · council district · {COUNTED}")
    site = models.CharField(max_length=16, help_text=f"nobody · the site · {COUNTED}")
    site_name = models.CharField(max_length=200, help_text=f"nobody · what the register called it then · {COUNTED}")
    kind = models.CharField(max_length=20, choices=choices(Kind), help_text=f"nobody · what was seen · {COUNTED}")
    seen_at = models.DateTimeField(help_text=f"nobody · when · {COUNTED}")
    opened_at = models.DateTimeField(help_text=f"nobody · when the alert was confirmed · {COUNTED}")
    state = models.CharField(
        max_length=8, choices=choices(ReportState), default=ReportState.OPEN.value,
        help_text=f"nobody · whether work goes on · {COUNTED}",
    )  # fmt: skip
    versions = models.PositiveSmallIntegerField(
        default=0, help_text=f"nobody · how many versions were handed in · {COUNTED}"
    )
    submitted_at = models.DateTimeField(null=True, help_text=f"nobody · when the first came · {COUNTED}")
    forgotten_on = models.DateField(null=True, help_text=f"nobody · the day its words were deleted · {COUNTED}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="encounters_report_by_time", fields=["-seen_at", "-number"]),
            models.Index(name="encounters_report_by_office", fields=["department", "-seen_at"]),
            models.Index(name="encounters_report_by_state", fields=["state", "-seen_at"]),
            models.Index(name="encounters_report_by_site", fields=["site", "-seen_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="report_state_is_known", condition=Q(state__in=[one.value for one in ReportState])
            ),
            models.CheckConstraint(
                name="report_has_versions_or_none",
                condition=Q(versions=0, submitted_at=None) | Q(versions__gt=0, submitted_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="report_is_of_what_it_was",
                fields=[
                    "id", "number", "alert", "department", "department_class", "district", "site", "site_name", "kind",
                    "seen_at", "opened_at",
                ],
            ),
            pgtrigger.Protect(
                name="report_stays_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__forgotten_on__isnull=False),
            ),
            pgtrigger.Protect(name="report_row_stays", operation=pgtrigger.Delete),
            never_emptied("report_is_never_emptied"),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class Draft(models.Model):
    """What is written of one section and not handed in; it is deleted when a version takes it over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · binds the box · until handed in")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text="nobody · the report · until handed in"
    )
    section = models.CharField(max_length=20, help_text="nobody · which part · until handed in")
    box = models.BinaryField(help_text="nobody · the answers, sealed · until handed in")
    saved_at = models.DateTimeField(help_text="staff · when · until handed in")
    saved_by = person("staff · who wrote it · until handed in")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="draft_is_one_a_section", fields=["report", "section"])
        ]

    def __str__(self) -> str:
        """Return its section."""
        return self.section


class Version(models.Model):
    """A report as it was handed in. A correction is one more version; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · binds the box · {KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the report · {KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of versions · {KEEP}")
    box = models.BinaryField(help_text=f"nobody · every answer and the reason of a correction, sealed · {KEEP}")
    at = models.DateTimeField(help_text=f"staff · when it was handed in · {KEEP}")
    by = person(f"staff · who handed it in · {KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="reportversion_has_its_number", fields=["report", "number"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*goes_with_its_report("reportversion")]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class Restricted(models.Model):
    """Names, badges and plates of officers, and staff who saw it: sealed, for counsel and the Inspector General."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"officers · binds the box · {KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the report · {KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of entries · {KEEP}")
    box = models.BinaryField(help_text=f"officers · who they were, sealed; for counsel and the Inspector · {KEEP}")
    at = models.DateTimeField(help_text=f"staff · when it was sealed · {KEEP}")
    by = person(f"staff · who sealed it · {KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="restricted_has_its_number", fields=["report", "number"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*goes_with_its_report("restricted")]

    def __str__(self) -> str:
        """Return its number; nothing of what it holds."""
        return str(self.number)


class Attachment(models.Model):
    """A document or photograph in the restricted store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the file · {KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the report · {KEEP}"
    )
    is_photo = models.BooleanField(help_text=f"nobody · photograph or document · {KEEP}")
    media_type = models.CharField(max_length=60, help_text=f"nobody · what it is · {KEEP}")
    size = models.PositiveIntegerField(help_text=f"nobody · how large · {KEEP}")
    box = models.BinaryField(help_text=f"nobody · its name and why it is kept, sealed · {KEEP}")
    at = models.DateTimeField(help_text=f"staff · when it was added · {KEEP}")
    by = person(f"staff · who added it · {KEEP}")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*goes_with_its_report("attachment")]

    def __str__(self) -> str:
        """Return what it is."""
        return self.media_type


class Reading(models.Model):
    """Somebody opened what is sealed: who, what, when, and the purpose they typed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · binds the box · for good")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text="nobody · the report · for good"
    )
    what = models.CharField(max_length=50, help_text="nobody · the sealed part, or which file · for good")
    at = models.DateTimeField(help_text="staff · when · for good")
    by = person("staff · who opened it · for good")
    box = models.BinaryField(help_text="staff · the purpose, sealed · for good")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="encounters_reading_by_report", fields=["report", "-at"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("readings")]

    def __str__(self) -> str:
        """Return what was opened."""
        return self.what


class Camera(models.Model):
    """An export of a camera that a report names; it is the number of a file, and tells of nobody."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the row · {KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the report · {KEEP}"
    )
    camera = models.CharField(max_length=40, help_text=f"nobody · number of a camera export · {KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="camera_is_named_once", fields=["report", "camera"])
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="encounters_camera_by_number", fields=["camera"])]

    def __str__(self) -> str:
        """Return its number."""
        return self.camera
