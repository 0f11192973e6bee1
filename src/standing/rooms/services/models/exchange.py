"""What comes in from other directories, what it changed, and which records were found to be the same."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.services.models._columns import STAYS, known, one_of, short
from standing.rooms.services.rules.exchange import IMPORT_NEXT, ImportStep, Kind, Twin, Verdict

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_UNTIL_APPLIED = "until the import is applied or dropped"


def _person(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        _PERSON,
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"{about} · {STAYS}",
    )


class Import(models.Model):
    """A file from another directory: read, looked at, applied or dropped, and taken back if need be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {STAYS}")
    file_name = short("nobody · what the file was called", length=120, keep=STAYS)
    size = models.PositiveBigIntegerField(help_text=f"nobody · how large it was · {STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file · {STAYS}")
    trusts_dates = models.BooleanField(
        default=False, help_text=f"nobody · whether the days of checking in the file count · {STAYS}"
    )
    step = models.CharField(
        max_length=10,
        choices=one_of(ImportStep),
        default=ImportStep.WAITING.value,
        help_text=f"nobody · where it stands · {STAYS}",
    )
    sentence = models.TextField(
        blank=True, default="", help_text=f"nobody · why it could not be read or applied · {STAYS}"
    )
    rows = models.PositiveIntegerField(default=0, help_text=f"nobody · how many rows were read so far · {STAYS}")
    problems = models.PositiveIntegerField(default=0, help_text=f"nobody · how many mistakes were found · {STAYS}")
    counts = models.JSONField(
        default=dict, blank=True, help_text=f"nobody · rows by table: new, changed, same, wrong · {STAYS}"
    )
    left_out = models.JSONField(
        default=list, blank=True, help_text=f"nobody · files and fields that are not kept, and how often · {STAYS}"
    )
    uploaded_by = _person("staff · who brought the file")
    uploaded_at = models.DateTimeField(help_text=f"staff · when it was brought · {STAYS}")
    applied_by = _person("staff · who applied it", null=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was applied · {STAYS}")
    undone_by = _person("staff · who took it back", null=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("import_step_is_known", "step", ImportStep),
            models.CheckConstraint(name="import_file_is_a_hash", condition=Q(sha256__regex=_SHA256)),
            models.CheckConstraint(
                name="import_applied_by_somebody",
                condition=Q(applied_by__isnull=True, applied_at__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_undone_after_applied",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__gte=models.F("applied_at")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="import_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in IMPORT_NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="import_stays", operation=pgtrigger.Delete),
            never_emptied("import_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.file_name


class ImportPart(models.Model):
    """A piece of the file, in the database because the job may run on another machine than the upload."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_UNTIL_APPLIED}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {_UNTIL_APPLIED}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · which piece · {_UNTIL_APPLIED}")
    content = models.BinaryField(help_text=f"an office · the bytes, a public directory · {_UNTIL_APPLIED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="importpart_once", fields=["of", "number"]),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class ImportRow(models.Model):
    """A row of the file as it was understood, and what applying it would do."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {_UNTIL_APPLIED}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {_UNTIL_APPLIED}"
    )
    table = short("nobody · which table", length=40, keep=_UNTIL_APPLIED)
    row_id = models.UUIDField(help_text=f"nobody · id of the record in the file · {_UNTIL_APPLIED}")
    owner_id = models.UUIDField(null=True, blank=True, help_text=f"nobody · what it hangs on · {_UNTIL_APPLIED}")
    file = short("nobody · file in the ZIP", length=120, keep=_UNTIL_APPLIED)
    line = models.PositiveIntegerField(help_text=f"nobody · line or object in the file · {_UNTIL_APPLIED}")
    data = models.JSONField(help_text=f"an office · the fields, as a public directory gives them · {_UNTIL_APPLIED}")
    verdict = models.CharField(
        max_length=8,
        choices=one_of(Verdict),
        blank=True,
        default="",
        help_text=f"nobody · what applying it would do · {_UNTIL_APPLIED}",
    )
    twin_id = models.UUIDField(
        null=True, blank=True, help_text=f"nobody · a record of ours that looks like it · {_UNTIL_APPLIED}"
    )
    twin = models.CharField(
        max_length=8,
        choices=one_of(Twin),
        blank=True,
        default="",
        help_text=f"nobody · what staff said about the two · {_UNTIL_APPLIED}",
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="importrow_by_record", fields=["of", "table", "row_id"]),
            models.Index(name="importrow_by_owner", fields=["of", "table", "owner_id"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("importrow_verdict_is_known", "verdict", Verdict, or_empty=True),
            known("importrow_twin_is_known", "twin", Twin, or_empty=True),
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return f"{self.file} {self.line}"


class ImportProblem(models.Model):
    """A mistake in the file: where it stands, and what to do about it. Holds a short piece of the file at most."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {_UNTIL_APPLIED}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {_UNTIL_APPLIED}"
    )
    file = short("nobody · file in the ZIP", length=120, keep=_UNTIL_APPLIED)
    line = models.PositiveIntegerField(help_text=f"nobody · line or object in the file · {_UNTIL_APPLIED}")
    table = short("nobody · which table", length=40, keep=_UNTIL_APPLIED)
    field = short("nobody · which column", length=100, keep=_UNTIL_APPLIED)
    sentence = models.TextField(help_text=f"nobody · what is wrong · {_UNTIL_APPLIED}")
    is_judged = models.BooleanField(
        default=False,
        help_text=f"nobody · whether it was found beside the directory, not in the file alone · {_UNTIL_APPLIED}",
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="importproblem_by_import", fields=["of", "id"])]

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


class ImportChange(models.Model):
    """What an import made of one record, so that it can be taken back."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {STAYS}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which import · {STAYS}"
    )
    table = short("nobody · which table", length=40, keep=STAYS)
    row_id = models.UUIDField(help_text=f"nobody · which record · {STAYS}")
    before = models.JSONField(null=True, blank=True, help_text=f"an office · the fields before, public · {STAYS}")
    after = models.JSONField(null=True, blank=True, help_text=f"an office · the fields after, public · {STAYS}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="importchange_by_import", fields=["of", "id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="importchange_says_something", condition=Q(before__isnull=False) | Q(after__isnull=False)
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("importchange")

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.table} {self.row_id}"


class Merge(models.Model):
    """Two records were found to be one, or a merge was taken back. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {STAYS}")
    kind = models.CharField(max_length=12, choices=one_of(Kind), help_text=f"nobody · what kind of record · {STAYS}")
    kept_id = models.UUIDField(help_text=f"nobody · the record that stands for both · {STAYS}")
    gone_id = models.UUIDField(help_text=f"nobody · the record that leads to it · {STAYS}")
    moved = models.JSONField(
        default=list, blank=True, help_text=f"nobody · which details moved, so that they can move back · {STAYS}"
    )
    takes_back = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the merge that this one takes back · {STAYS}",
    )
    by = _person("staff · who decided")
    at = models.DateTimeField(help_text=f"staff · when it was decided · {STAYS}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="merge_by_record", fields=["kind", "gone_id"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("merge_kind_is_known", "kind", Kind),
            models.CheckConstraint(name="merge_joins_two", condition=~Q(kept_id=models.F("gone_id"))),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("merge")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.kind} {self.gone_id}"


class NotTheSame(models.Model):
    """Somebody looked at two records that resemble each other and found two."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {STAYS}")
    kind = models.CharField(max_length=12, choices=one_of(Kind), help_text=f"nobody · what kind of record · {STAYS}")
    one_id = models.UUIDField(help_text=f"nobody · the record with the lower id · {STAYS}")
    other_id = models.UUIDField(help_text=f"nobody · the record with the higher id · {STAYS}")
    by = _person("staff · who decided")
    at = models.DateTimeField(help_text=f"staff · when it was decided · {STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("notthesame_kind_is_known", "kind", Kind),
            models.CheckConstraint(name="notthesame_in_order", condition=Q(one_id__lt=models.F("other_id"))),
            models.UniqueConstraint(name="notthesame_said_once", fields=["kind", "one_id", "other_id"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("notthesame")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.one_id} {self.other_id}"
