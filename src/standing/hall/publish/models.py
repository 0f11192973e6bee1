"""What was published when. The pages themselves lie on the disk; here stands which release counts."""

from typing import ClassVar

import pgtrigger
from django.db import models

_ROLLED_BACK_ONCE = pgtrigger.Condition(
    "(OLD.rolled_back_at IS NOT NULL AND (NEW.rolled_back_at IS DISTINCT FROM OLD.rolled_back_at"
    " OR NEW.rolled_back_by IS DISTINCT FROM OLD.rolled_back_by))"
)


class Run(models.Model):
    """One time that somebody, or the clock, had pages published. It may make several releases, or none."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · names the run · for good")
    started_at = models.DateTimeField(help_text="nobody · when it began · for good")
    ended_at = models.DateTimeField(null=True, help_text="nobody · when it ended, empty while it goes on · for good")
    by = models.CharField(
        max_length=64, help_text="staff · the account that asked for it, or 'system' · for good, as the log"
    )
    is_whole = models.BooleanField(
        default=False, help_text="nobody · whether every page was made anew, changed or not · for good"
    )
    total = models.PositiveIntegerField(default=0, help_text="nobody · how many pages are to be made · for good")
    done = models.PositiveIntegerField(default=0, help_text="nobody · how many of them are made · for good")
    outcome = models.CharField(
        max_length=12,
        default="running",
        help_text="nobody · running, done, stopped (the machine) or failed (a fault) · for good",
    )
    problems = models.JSONField(
        default=list, help_text="nobody · pages that were not taken, with the reason of each · for good"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="run_outcome_is_known",
                condition=models.Q(outcome__in=["running", "done", "stopped", "failed"]),
            ),
            models.CheckConstraint(
                name="run_ends_when_it_is_over",
                condition=models.Q(outcome="running", ended_at=None)
                | (~models.Q(outcome="running") & models.Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return when it began, and how it stands."""
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.outcome}"


class Release(models.Model):
    """The public pages as they stood together. The one with the highest number that was not rolled back counts."""

    number = models.PositiveIntegerField(primary_key=True, help_text="nobody · names the release · for good")
    run = models.ForeignKey(
        Run,
        on_delete=models.PROTECT,
        related_name="releases",
        help_text="nobody · which run made it; a run is rolled back as one · for good",
    )
    base = models.PositiveIntegerField(
        null=True, help_text="nobody · the release that it was made on top of · for good"
    )
    manifest_sha256 = models.CharField(
        max_length=64, help_text="nobody · the hash of the list of all its files · for good"
    )
    pages = models.PositiveIntegerField(help_text="nobody · how many pages it has · for good")
    files = models.PositiveIntegerField(help_text="nobody · how many files · for good")
    size = models.PositiveBigIntegerField(help_text="nobody · how many bytes · for good")
    written = models.PositiveIntegerField(help_text="nobody · how many pages are new or different · for good")
    removed = models.PositiveIntegerField(help_text="nobody · how many pages are gone · for good")
    languages = models.JSONField(
        default=dict, help_text="nobody · how many pages there are in each language · for good"
    )
    changed = models.JSONField(
        default=list, help_text="nobody · addresses of pages that changed, the first two hundred · for good"
    )
    at = models.DateTimeField(help_text="nobody · when it was published · for good")
    by = models.CharField(
        max_length=64, help_text="staff · the account that published it, or 'system' · for good, as the log"
    )
    rolled_back_at = models.DateTimeField(null=True, help_text="nobody · when it was taken back · for good")
    rolled_back_by = models.CharField(
        max_length=64, blank=True, help_text="staff · the account that took it back · for good, as the log"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="release_manifest_is_a_hash", condition=models.Q(manifest_sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="release_rolled_back_by_somebody",
                condition=models.Q(rolled_back_at=None, rolled_back_by="")
                | (models.Q(rolled_back_at__isnull=False) & ~models.Q(rolled_back_by="")),
            ),
            models.CheckConstraint(
                name="release_stands_on_an_earlier_one",
                condition=models.Q(base=None) | models.Q(base__lt=models.F("number")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="release_stays_as_it_was",
                fields=[
                    "number", "run", "base", "manifest_sha256", "pages", "files", "size", "written", "removed",
                    "languages", "changed", "at", "by",
                ],
            ),
            pgtrigger.Protect(
                name="release_rolled_back_for_good", operation=pgtrigger.Update, condition=_ROLLED_BACK_ONCE
            ),
            pgtrigger.Protect(name="release_is_never_removed", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="release_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return its number."""
        return f"release {self.number}"
