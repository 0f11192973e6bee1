"""
Tables of rights in plain words. The database has the last word: what counsel approved cannot be changed.

Versions are only added, each holds exactly the bytes its hash names; counsel answers a version that was sent
to them, and nobody approves a text they wrote or sent; withdrawals stay on record.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.rights.rules.shape import Audience, PaperKind, Topic
from standing.rooms.rights.rules.steps import Finding

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_STAYS = "a City record, kept as long as the article and at least two years"


class Article(models.Model):
    """One subject in plain words. What it says stands in its versions; here is where it is found."""

    slug = models.CharField(primary_key=True, max_length=60, help_text=f"nobody · name in its address · {_STAYS}")
    audience = models.CharField(max_length=20, help_text=f"nobody · whom it speaks to · {_STAYS}")
    topic = models.CharField(max_length=20, help_text=f"nobody · under which situation it is found · {_STAYS}")
    order = models.PositiveSmallIntegerField(help_text=f"nobody · its place in lists · {_STAYS}")
    owner = models.CharField(max_length=64, help_text=f"nobody · code of the department that answers for it · {_STAYS}")
    critical = models.BooleanField(help_text=f"nobody · whether a language on offer must say it · {_STAYS}")
    offline = models.BooleanField(help_text=f"nobody · whether a phone keeps it for times without network · {_STAYS}")
    paper = models.CharField(max_length=20, help_text=f"nobody · what it is printed as · {_STAYS}")
    started_at = models.DateTimeField(help_text=f"nobody · when it was begun · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="article_has_a_plain_slug", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            ),
            models.CheckConstraint(
                name="article_audience_is_known", condition=Q(audience__in=[one.value for one in Audience])
            ),
            models.CheckConstraint(name="article_topic_is_known", condition=Q(topic__in=[one.value for one in Topic])),
            models.CheckConstraint(
                name="article_paper_is_known", condition=Q(paper__in=[one.value for one in PaperKind])
            ),
        )
        triggers = (pgtrigger.Protect(name="article_not_deleted", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.slug


class ArticleVersion(models.Model):
    """What an article said at some time: exactly these bytes."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, related_name="versions", help_text=f"nobody · which article · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · counts the versions · {_STAYS}")
    content = models.BinaryField(help_text=f"nobody · the text with its blocks and laws · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the text · {_STAYS}")
    pack_sha256 = models.CharField(
        max_length=64, default="", blank=True, help_text=f"nobody · the pack it came from, if from one · {_STAYS}"
    )
    restores = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the earlier version it brings back · {_STAYS}",
    )
    written_by = models.ForeignKey(
        _PERSON,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who wrote it; empty if it came with the first pack · {_STAYS}",
    )
    written_at = models.DateTimeField(help_text=f"staff · when it was written · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="article_version_counts_up", fields=["article", "number"]),
            models.CheckConstraint(name="article_version_starts_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="article_version_has_a_hash", condition=Q(sha256__regex=_SHA256)),
            models.CheckConstraint(
                name="article_version_has_a_writer", condition=Q(written_by__isnull=False) | ~Q(pack_sha256="")
            ),
        )
        triggers = (
            *append_only("article_versions"),
            pgtrigger.Trigger(
                name="article_version_is_its_bytes",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("last", "integer")],
                func="""
                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the text';
                    END IF;
                    PERFORM 1 FROM rights_article WHERE slug = NEW.article_id FOR UPDATE;
                    SELECT max(number) INTO last FROM rights_articleversion WHERE article_id = NEW.article_id;
                    IF NEW.number <> coalesce(last, 0) + 1 THEN
                        RAISE EXCEPTION 'versions are numbered without a gap';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id} {self.number}"


class Submission(models.Model):
    """The fact that a version was sent to counsel; it may be sent again after it was taken back."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="submissions", help_text=f"nobody · what · {_STAYS}"
    )
    turn = models.PositiveSmallIntegerField(help_text=f"nobody · counts how often it was sent · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who sent it · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was sent · {_STAYS}")

    class Meta:
        constraints = (models.UniqueConstraint(name="submission_counts_up", fields=["version", "turn"]),)
        triggers = (
            *append_only("submissions"),
            pgtrigger.Trigger(
                name="submission_is_of_the_newest",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "rights_articleversion%ROWTYPE"), ("last", "integer"), ("open_ones", "integer")],
                func="""
                    SELECT * INTO present FROM rights_articleversion WHERE id = NEW.version_id;
                    PERFORM 1 FROM rights_article WHERE slug = present.article_id FOR UPDATE;
                    SELECT max(number) INTO last FROM rights_articleversion WHERE article_id = present.article_id;
                    IF present.number <> last THEN
                        RAISE EXCEPTION 'only the newest version is sent to counsel';
                    END IF;
                    SELECT count(*) INTO open_ones FROM rights_submission s
                        LEFT JOIN rights_answer a ON a.submission_id = s.id
                        WHERE s.version_id = NEW.version_id AND (a.finding IS NULL OR a.finding <> 'taken-back');
                    IF open_ones > 0 THEN
                        RAISE EXCEPTION 'this version is with counsel, or was answered';
                    END IF;
                    IF NEW.at < present.written_at THEN
                        RAISE EXCEPTION 'a version is sent after it was written';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.turn}"


class Answer(models.Model):
    """How waiting ended: counsel approved or returned the version, or it was taken back."""

    submission = models.OneToOneField(
        Submission,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="answer",
        help_text=f"nobody · what was sent · {_STAYS}",
    )
    finding = models.CharField(max_length=10, help_text=f"nobody · how it ended · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves which text was read · {_STAYS}")
    title = models.CharField(
        max_length=120, default="", blank=True, help_text=f"staff · in which office counsel approved · {_STAYS}"
    )
    note = models.TextField(default="", blank=True, help_text=f"staff · what counsel says to the writers · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who answered · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was answered · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="answer_finding_is_known", condition=Q(finding__in=[one.value for one in Finding])
            ),
            models.CheckConstraint(
                name="answer_approves_in_an_office", condition=~Q(finding=Finding.APPROVED.value) | ~Q(title="")
            ),
        )
        triggers = (
            *append_only("answers"),
            pgtrigger.Trigger(
                name="answer_is_by_another_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("sent", "rights_submission%ROWTYPE"), ("present", "rights_articleversion%ROWTYPE")],
                func="""
                    SELECT * INTO sent FROM rights_submission WHERE id = NEW.submission_id;
                    SELECT * INTO present FROM rights_articleversion WHERE id = sent.version_id;
                    PERFORM 1 FROM rights_article WHERE slug = present.article_id FOR UPDATE;
                    IF NEW.sha256 <> present.sha256 THEN
                        RAISE EXCEPTION 'counsel answers exactly the text that was sent';
                    END IF;
                    IF NEW.finding <> 'taken-back' AND NEW.by_id IN (present.written_by_id, sent.by_id) THEN
                        RAISE EXCEPTION 'nobody answers a text they wrote or sent';
                    END IF;
                    IF NEW.at < sent.at THEN
                        RAISE EXCEPTION 'an answer comes after the question';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.finding


class Confirmation(models.Model):
    """The fact that counsel read an approved version again and it still holds."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    version = models.ForeignKey(
        ArticleVersion, on_delete=models.PROTECT, related_name="confirmations", help_text=f"nobody · what · {_STAYS}"
    )
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves which text was read · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who read it again · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was read again · {_STAYS}")

    class Meta:
        triggers = (
            *append_only("confirmations"),
            pgtrigger.Trigger(
                name="confirmation_is_of_an_approved_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "rights_articleversion%ROWTYPE")],
                func="""
                    SELECT * INTO present FROM rights_articleversion WHERE id = NEW.version_id;
                    IF NEW.sha256 <> present.sha256 OR NEW.by_id = present.written_by_id THEN
                        RAISE EXCEPTION 'another person confirms exactly the text that was approved';
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM rights_submission s JOIN rights_answer a ON a.submission_id = s.id
                        WHERE s.version_id = NEW.version_id AND a.finding = 'approved' AND a.at <= NEW.at
                    ) THEN
                        RAISE EXCEPTION 'only an approved text is confirmed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return str(self.version_id)


class Withdrawal(models.Model):
    """The fact that an article was taken down: every version approved until then is off the pages."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    version = models.ForeignKey(
        ArticleVersion,
        on_delete=models.PROTECT,
        related_name="withdrawals",
        help_text=f"nobody · which version was public · {_STAYS}",
    )
    reason = models.TextField(help_text=f"staff · why it was taken down · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who took it down · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was taken down · {_STAYS}")

    class Meta:
        constraints = (models.CheckConstraint(name="withdrawal_says_why", condition=~Q(reason="")),)
        triggers = append_only("withdrawals")

    def __str__(self) -> str:
        return str(self.version_id)
