"""
Tables of the guide. The database has the last word: what counsel approved cannot be changed.

Versions come from packs and are only added; each holds exactly the bytes its hash names. Counsel decides on them,
and nobody decides on a version they brought in.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.guide.rules.text import Finding

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_STAYS = "a City record of class guide, kept for ever"


class GuideVersion(models.Model):
    """What the guide says in one version: exactly these bytes."""

    number = models.PositiveIntegerField(primary_key=True, help_text=f"nobody · counts the versions · {_STAYS}")
    content = models.BinaryField(help_text=f"nobody · steps, words, papers and settings · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the text · {_STAYS}")
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
        constraints = (
            models.CheckConstraint(name="guide_version_starts_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="guide_version_has_hashes",
                condition=Q(sha256__regex=_SHA256) & Q(pack_sha256__regex=_SHA256),
            ),
        )
        triggers = (
            *append_only("guide_versions"),
            pgtrigger.Trigger(
                name="guide_version_is_its_bytes",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("last", "integer")],
                func="""
                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the text';
                    END IF;
                    LOCK TABLE guide_guideversion IN SHARE ROW EXCLUSIVE MODE;
                    SELECT max(number) INTO last FROM guide_guideversion;
                    IF NEW.number <> coalesce(last, 0) + 1 THEN
                        RAISE EXCEPTION 'versions are numbered without a gap';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Decision(models.Model):
    """What counsel decided on a version: it is in force, goes back, or is taken down. The last one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity, and the order of decisions · {_STAYS}")
    version = models.ForeignKey(
        GuideVersion, on_delete=models.PROTECT, related_name="decisions", help_text=f"nobody · on what · {_STAYS}"
    )
    finding = models.CharField(max_length=10, help_text=f"nobody · what was decided · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves which text was read · {_STAYS}")
    title = models.CharField(
        max_length=120, default="", blank=True, help_text=f"staff · in which office counsel approved · {_STAYS}"
    )
    note = models.TextField(default="", blank=True, help_text=f"staff · why, for whoever keeps the pack · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who decided · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was decided · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="decision_finding_is_known", condition=Q(finding__in=[one.value for one in Finding])
            ),
            models.CheckConstraint(
                name="decision_approves_in_an_office", condition=~Q(finding=Finding.APPROVED.value) | ~Q(title="")
            ),
            models.CheckConstraint(
                name="decision_says_why_not", condition=Q(finding=Finding.APPROVED.value) | ~Q(note="")
            ),
        )
        triggers = (
            *append_only("decisions"),
            pgtrigger.Trigger(
                name="decision_is_by_another_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "guide_guideversion%ROWTYPE"), ("latest", "timestamptz")],
                func="""
                    LOCK TABLE guide_decision IN SHARE ROW EXCLUSIVE MODE;
                    SELECT * INTO present FROM guide_guideversion WHERE number = NEW.version_id;
                    IF NEW.sha256 <> present.sha256 THEN
                        RAISE EXCEPTION 'counsel decides on exactly the text that was shown';
                    END IF;
                    IF NEW.by_id = present.brought_by_id THEN
                        RAISE EXCEPTION 'nobody decides on a version they brought in';
                    END IF;
                    SELECT max(at) INTO latest FROM guide_decision;
                    IF NEW.at < present.brought_at OR NEW.at < latest THEN
                        RAISE EXCEPTION 'a decision comes after the version and after the decisions before it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.finding}"
