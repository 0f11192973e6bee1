"""
Tables of plans. The database has the last word: who signed, what was filed and when cannot be changed.

Steps follow the table in ``rules/steps.py``; text moves only in a draft; a version needs two signatures of
exactly its bytes by two people; versions, answers and revisions are only ever added.
"""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.plans.rules.steps import NEXT, Step
from standing.rooms.plans.rules.template import Rank

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_STAYS = "a City record, kept as long as the plan and at least two years"


def _text_moves_only_in_draft(name: str) -> pgtrigger.Trigger:
    """Return the trigger that keeps the text of a signed, filed or accepted plan still."""
    return pgtrigger.Trigger(
        name=f"{name}_moves_only_in_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("present", "text")],
        func="""
            SELECT step INTO present FROM plans_plan WHERE id = coalesce(NEW.plan_id, OLD.plan_id);
            IF present <> 'draft' THEN
                RAISE EXCEPTION 'the text of a plan moves only in a draft, this one is %', present;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class Campaign(models.Model):
    """A campaign of the pack, so that keys can point to it. What it asks for is read from the pack."""

    id = models.CharField(primary_key=True, max_length=60, help_text=f"nobody · name in the pack · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(name="campaign_has_a_plain_id", condition=Q(id__regex=r"^[a-z0-9][a-z0-9-]*$")),
        )

    def __str__(self) -> str:
        return self.id


class Plan(models.Model):
    """A department's plan in a campaign: one text that moves through its steps, again and again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which campaign · {_STAYS}"
    )
    department = models.ForeignKey(
        "city.Department",
        to_field="id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · whose plan · {_STAYS}",
    )
    step = models.CharField(
        max_length=20,
        choices=[(step.value, step.value) for step in Step],
        default=Step.DRAFT.value,
        help_text=f"nobody · where the text stands · {_STAYS}",
    )
    started_by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who began the plan · {_STAYS}",
    )
    started_at = models.DateTimeField(help_text=f"staff · when the plan was begun · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="plan_is_one_a_department", fields=["campaign", "department"]),
            models.CheckConstraint(name="plan_step_is_known", condition=Q(step__in=[step.value for step in Step])),
        )
        triggers = (
            pgtrigger.FSM(
                name="plan_steps_follow_the_table",
                field="step",
                transitions=sorted(
                    (current.value, wanted.value) for current, after in NEXT.items() for wanted in after
                ),
            ),
            pgtrigger.Protect(name="plan_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="plan_step_rests_on_records",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("newest", "uuid"), ("finding", "text")],
                func="""
                    IF NEW.step = OLD.step OR NEW.step NOT IN ('filed', 'returned', 'accepted') THEN
                        RETURN NEW;
                    END IF;
                    SELECT v.id, r.finding INTO newest, finding
                        FROM plans_version v LEFT JOIN plans_review r ON r.version_id = v.id
                        WHERE v.plan_id = NEW.id ORDER BY v.number DESC LIMIT 1;
                    IF NEW.step = 'filed' AND (newest IS NULL OR finding IS NOT NULL) THEN
                        RAISE EXCEPTION 'a plan is filed by filing a version';
                    END IF;
                    IF NEW.step IN ('returned', 'accepted') AND finding IS DISTINCT FROM NEW.step THEN
                        RAISE EXCEPTION 'a plan is % by an answer that says so', NEW.step;
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.department_id}"


class SectionText(models.Model):
    """What stands in a section now."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="texts", help_text=f"nobody · which plan · {_STAYS}"
    )
    section = models.CharField(max_length=60, help_text=f"nobody · which section of the template · {_STAYS}")
    revision = models.PositiveIntegerField(help_text=f"nobody · counts the saves · {_STAYS}")
    value = models.JSONField(help_text=f"staff · the text, with offices' contacts · {_STAYS}")
    saved_by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who wrote it last · {_STAYS}",
    )
    saved_at = models.DateTimeField(help_text=f"staff · when it was written last · {_STAYS}")

    class Meta:
        constraints = (models.UniqueConstraint(name="section_text_is_one_a_section", fields=["plan", "section"]),)
        triggers = (_text_moves_only_in_draft("section_text"),)

    def __str__(self) -> str:
        return f"{self.section} {self.revision}"


class SectionRevision(models.Model):
    """Every text a section ever held, so that nothing written is lost."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="revisions", help_text=f"nobody · which plan · {_STAYS}"
    )
    section = models.CharField(max_length=60, help_text=f"nobody · which section · {_STAYS}")
    revision = models.PositiveIntegerField(help_text=f"nobody · counts the saves · {_STAYS}")
    value = models.JSONField(help_text=f"staff · the text at that time · {_STAYS}")
    saved_by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who wrote it · {_STAYS}",
    )
    saved_at = models.DateTimeField(help_text=f"staff · when it was written · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="section_revision_counts_up", fields=["plan", "section", "revision"]),
        )
        triggers = append_only("section_revisions")

    def __str__(self) -> str:
        return f"{self.section} {self.revision}"


class Attachment(models.Model):
    """A file beside a section; it can be taken off, and stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="attachments", help_text=f"nobody · which plan · {_STAYS}"
    )
    section = models.CharField(max_length=60, help_text=f"nobody · which section · {_STAYS}")
    file_sha256 = models.CharField(max_length=64, help_text=f"nobody · which file · {_STAYS}")
    name = models.CharField(max_length=200, help_text=f"staff · name of the file · {_STAYS}")
    added_by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who added it · {_STAYS}",
    )
    added_at = models.DateTimeField(help_text=f"staff · when it was added · {_STAYS}")
    removed_by = models.ForeignKey(
        _PERSON,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who took it off · {_STAYS}",
    )
    removed_at = models.DateTimeField(null=True, help_text=f"staff · when it was taken off · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="attachment_is_removed_by_somebody",
                condition=Q(removed_by__isnull=True, removed_at__isnull=True)
                | Q(removed_by__isnull=False, removed_at__isnull=False),
            ),
            models.CheckConstraint(name="attachment_has_a_hash", condition=Q(file_sha256__regex=_SHA256)),
            models.UniqueConstraint(
                name="attachment_is_there_once",
                fields=["plan", "section", "file_sha256"],
                condition=Q(removed_at__isnull=True),
            ),
        )
        triggers = (_text_moves_only_in_draft("attachment"),)

    def __str__(self) -> str:
        return self.file_sha256[:12]


class Certificate(models.Model):
    """A person's signature under exactly one text. ``number`` is the version that is being prepared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="certificates", help_text=f"nobody · which plan · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · for which version · {_STAYS}")
    content_sha256 = models.CharField(max_length=64, help_text=f"nobody · exactly which text · {_STAYS}")
    rank = models.CharField(
        max_length=10,
        choices=[(rank.value, rank.value) for rank in Rank],
        help_text=f"staff · in which capacity the person signed · {_STAYS}",
    )
    by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who signed · {_STAYS}",
    )
    at = models.DateTimeField(help_text=f"staff · when it was signed · {_STAYS}")
    voided_at = models.DateTimeField(null=True, help_text=f"staff · when the signature lost its text · {_STAYS}")
    voided_why = models.CharField(
        max_length=200, default="", blank=True, help_text=f"nobody · why it no longer counts · {_STAYS}"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="certificate_is_one_a_rank",
                fields=["plan", "number", "rank"],
                condition=Q(voided_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="certificates_are_of_two_people",
                fields=["plan", "number", "by"],
                condition=Q(voided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_is_voided_with_a_reason",
                condition=Q(voided_at__isnull=True, voided_why="") | (Q(voided_at__isnull=False) & ~Q(voided_why="")),
            ),
            models.CheckConstraint(
                name="certificate_rank_is_known", condition=Q(rank__in=[rank.value for rank in Rank])
            ),
            models.CheckConstraint(name="certificate_has_a_hash", condition=Q(content_sha256__regex=_SHA256)),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="certificate_says_one_thing",
                fields=["plan", "number", "content_sha256", "rank", "by", "at"],
            ),
            pgtrigger.Protect(
                name="certificate_is_voided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False),
            ),
            pgtrigger.Protect(name="certificate_stays", operation=pgtrigger.Delete),
            never_emptied("certificates_not_emptied"),
            pgtrigger.Trigger(
                name="head_signs_no_text_of_their_own",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.rank = 'head' AND EXISTS (
                        SELECT 1 FROM plans_sectiontext
                        WHERE plan_id = NEW.plan_id AND saved_by_id = NEW.by_id
                    ) THEN
                        RAISE EXCEPTION 'the head of a department signs no text of their own';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.rank} {self.content_sha256[:12]}"


class Version(models.Model):
    """What a department filed: these bytes, at that time, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="versions", help_text=f"nobody · which plan · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · counts the filings · {_STAYS}")
    content = models.BinaryField(help_text=f"staff · the filed text, with offices' contacts · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the text · {_STAYS}")
    liaison_certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="+", help_text=f"staff · the liaison's signature · {_STAYS}"
    )
    head_certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="+", help_text=f"staff · the head's signature · {_STAYS}"
    )
    filed_by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who filed it · {_STAYS}",
    )
    filed_at = models.DateTimeField(help_text=f"staff · when it was filed, by the clock of the system · {_STAYS}")
    answers = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the returned version it answers · {_STAYS}",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(name="version_numbers_count_up", fields=["plan", "number"]),
            models.CheckConstraint(name="version_number_starts_at_one", condition=Q(number__gte=1)),
        )
        triggers = (
            *append_only("versions"),
            pgtrigger.Trigger(
                name="version_is_what_two_people_signed",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[
                    ("liaison", "plans_certificate%ROWTYPE"),
                    ("head", "plans_certificate%ROWTYPE"),
                    ("before", "plans_version%ROWTYPE"),
                    ("present", "text"),
                ],
                func="""
                    SELECT step INTO present FROM plans_plan WHERE id = NEW.plan_id FOR UPDATE;
                    IF present <> 'certified' THEN
                        RAISE EXCEPTION 'only a certified text is filed, this one is %', present;
                    END IF;
                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the text';
                    END IF;
                    SELECT * INTO liaison FROM plans_certificate WHERE id = NEW.liaison_certificate_id;
                    SELECT * INTO head FROM plans_certificate WHERE id = NEW.head_certificate_id;
                    IF (liaison.rank, head.rank) IS DISTINCT FROM ('liaison', 'head')
                        OR (liaison.plan_id, liaison.number, liaison.content_sha256)
                            IS DISTINCT FROM (NEW.plan_id, NEW.number, NEW.sha256)
                        OR (head.plan_id, head.number, head.content_sha256)
                            IS DISTINCT FROM (NEW.plan_id, NEW.number, NEW.sha256)
                        OR liaison.voided_at IS NOT NULL OR head.voided_at IS NOT NULL
                        OR liaison.by_id = head.by_id
                        OR NEW.filed_at < liaison.at OR NEW.filed_at < head.at
                    THEN
                        RAISE EXCEPTION 'a version needs two signatures of exactly its text by two people';
                    END IF;
                    SELECT * INTO before FROM plans_version
                        WHERE plan_id = NEW.plan_id ORDER BY number DESC LIMIT 1;
                    IF NEW.number <> coalesce(before.number, 0) + 1 THEN
                        RAISE EXCEPTION 'versions are numbered without a gap';
                    END IF;
                    IF before.sha256 = NEW.sha256 THEN
                        RAISE EXCEPTION 'a version says something new';
                    END IF;
                    IF before.filed_at > NEW.filed_at THEN
                        RAISE EXCEPTION 'a version is filed after the one before';
                    END IF;
                    IF NEW.answers_id IS NOT NULL AND NEW.answers_id IS DISTINCT FROM before.id THEN
                        RAISE EXCEPTION 'a version answers the one before it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"


class Review(models.Model):
    """The answer to a version: accepted, or returned with comments."""

    version = models.OneToOneField(
        Version,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="review",
        help_text=f"nobody · which version · {_STAYS}",
    )
    finding = models.CharField(
        max_length=10,
        choices=[("returned", "returned"), ("accepted", "accepted")],
        help_text=f"nobody · the answer · {_STAYS}",
    )
    note = models.TextField(
        default="", blank=True, help_text=f"staff · what the reviewer says to the department · {_STAYS}"
    )
    by = models.ForeignKey(
        _PERSON,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who answered · {_STAYS}",
    )
    at = models.DateTimeField(help_text=f"staff · when it was answered · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(name="review_accepts_or_returns", condition=Q(finding__in=["returned", "accepted"])),
        )
        triggers = (
            *append_only("reviews"),
            pgtrigger.Trigger(
                name="reviewer_is_none_of_the_signers",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM plans_version v JOIN plans_plan p ON p.id = v.plan_id
                        WHERE v.id = NEW.version_id AND p.step = 'filed' AND NEW.at >= v.filed_at
                    ) THEN
                        RAISE EXCEPTION 'only a filed version is answered';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM plans_version v
                        JOIN plans_certificate c ON c.id IN (v.liaison_certificate_id, v.head_certificate_id)
                        WHERE v.id = NEW.version_id AND (c.by_id = NEW.by_id OR v.filed_by_id = NEW.by_id)
                    ) THEN
                        RAISE EXCEPTION 'nobody answers a version they signed or filed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.finding


class SectionComment(models.Model):
    """What the reviewer says about one section."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="comments", help_text=f"nobody · which answer · {_STAYS}"
    )
    section = models.CharField(max_length=60, help_text=f"nobody · which section · {_STAYS}")
    text = models.TextField(help_text=f"staff · what to change · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="section_comment_is_one_a_section", fields=["review", "section"]),
            models.CheckConstraint(name="section_comment_says_something", condition=~Q(text="")),
        )
        triggers = append_only("section_comments")

    def __str__(self) -> str:
        return self.section
