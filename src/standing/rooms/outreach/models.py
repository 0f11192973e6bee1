"""
Tables of messages. The database has the last word: what was approved, what went out and who was told stays.

Words move only in a draft. Whoever wrote them does not approve them. Only what is approved goes out, and what
went out, to whom and in which words is only ever added.
"""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.outreach.rules.steps import NEXT, Step

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_STAYS = "a City record, kept as long as the campaign and at least two years"


def _person(why: str) -> models.ForeignKey[models.Model | None, models.Model | None]:
    return models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · {why} · {_STAYS}")


class Campaign(models.Model):
    """One thing the City says, in many channels and languages. It has no field for a place or a time of anything."""

    id = models.CharField(
        primary_key=True, max_length=60, help_text=f"nobody · short name in addresses and logs · {_STAYS}"
    )
    department = models.ForeignKey(
        "city.Department",
        to_field="id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · which department speaks · {_STAYS}",
    )
    name = models.CharField(max_length=120, help_text=f"nobody · what it is called · {_STAYS}")
    about = models.TextField(
        default="", blank=True, help_text=f"nobody · for translators, what it is meant to do · {_STAYS}"
    )
    link = models.CharField(max_length=200, help_text=f"nobody · which public page it leads to · {_STAYS}")
    kill_date = models.DateField(help_text=f"nobody · the last day on which it goes out · {_STAYS}")
    step = models.CharField(
        max_length=20,
        choices=[(step.value, step.value) for step in Step],
        default=Step.DRAFT.value,
        help_text=f"nobody · where it stands · {_STAYS}",
    )
    started_by = _person("who began it")
    started_at = models.DateTimeField(help_text=f"staff · when it was begun · {_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="outreach_campaign_has_a_plain_id", condition=Q(id__regex=r"^[a-z0-9][a-z0-9-]*$")
            ),
            models.CheckConstraint(
                name="outreach_campaign_link_is_a_path", condition=Q(link__regex=r"^/[A-Za-z0-9/_-]*$")
            ),
            models.CheckConstraint(
                name="outreach_campaign_step_is_known", condition=Q(step__in=[step.value for step in Step])
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="outreach_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, wanted.value) for now, after in NEXT.items() for wanted in after),
            ),
            pgtrigger.Protect(name="outreach_campaign_not_deleted", operation=pgtrigger.Delete),
            never_emptied("outreach_campaigns_not_emptied"),
            pgtrigger.ReadOnly(
                name="outreach_campaign_keeps_its_beginning", fields=["department", "started_by", "started_at"]
            ),
            pgtrigger.Trigger(
                name="outreach_step_rests_on_records",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF NEW.step = OLD.step THEN
                        IF OLD.step <> 'draft' THEN
                            RAISE EXCEPTION 'a campaign changes only in a draft, this one is %', OLD.step;
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF (NEW.name, NEW.about, NEW.link, NEW.kill_date)
                        IS DISTINCT FROM (OLD.name, OLD.about, OLD.link, OLD.kill_date) THEN
                        RAISE EXCEPTION 'a campaign moves or changes, not both';
                    END IF;
                    IF NEW.step = 'withdrawn' AND NOT EXISTS (
                        SELECT 1 FROM outreach_withdrawal WHERE campaign_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'a campaign is withdrawn by a withdrawal that says why';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return self.id


class ChannelText(models.Model):
    """The words of a campaign for one part of one channel, as they stand now."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="texts", help_text=f"nobody · which campaign · {_STAYS}"
    )
    channel = models.CharField(max_length=40, help_text=f"nobody · which channel · {_STAYS}")
    part = models.CharField(max_length=20, help_text=f"nobody · headline, body, script, text or alt · {_STAYS}")
    text = models.TextField(blank=True, help_text=f"nobody · the words, in the first language · {_STAYS}")
    saved_by = _person("who wrote it last")
    saved_at = models.DateTimeField(help_text=f"staff · when it was written last · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="channel_text_is_one_a_part", fields=["campaign", "channel", "part"]),
        )
        triggers = (
            pgtrigger.Trigger(
                name="channel_text_moves_only_in_draft",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("present", "text")],
                func="""
                    SELECT step INTO present FROM outreach_campaign
                        WHERE id = coalesce(NEW.campaign_id, OLD.campaign_id);
                    IF present <> 'draft' THEN
                        RAISE EXCEPTION 'words move only in a draft, this campaign is %', present;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel}:{self.part}"


class Version(models.Model):
    """The words that a second person approved: these bytes, for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="versions", help_text=f"nobody · which campaign · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · counts the approvals · {_STAYS}")
    content = models.BinaryField(help_text=f"nobody · the approved words · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the words · {_STAYS}")
    approved_by = _person("who approved it")
    approved_at = models.DateTimeField(help_text=f"staff · when it was approved · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="outreach_version_counts_up", fields=["campaign", "number"]),
            models.CheckConstraint(name="outreach_version_starts_at_one", condition=Q(number__gte=1)),
        )
        triggers = (
            *append_only("outreach_versions"),
            pgtrigger.Trigger(
                name="outreach_version_is_read_by_a_second_person",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "text"), ("last", "integer")],
                func="""
                    SELECT step INTO present FROM outreach_campaign WHERE id = NEW.campaign_id FOR UPDATE;
                    IF present <> 'draft' THEN
                        RAISE EXCEPTION 'only a draft is approved, this campaign is %', present;
                    END IF;
                    IF encode(sha256(NEW.content), 'hex') <> NEW.sha256 THEN
                        RAISE EXCEPTION 'the hash is not the hash of the words';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM outreach_channeltext
                        WHERE campaign_id = NEW.campaign_id AND saved_by_id = NEW.approved_by_id
                    ) THEN
                        RAISE EXCEPTION 'whoever wrote the words does not approve them';
                    END IF;
                    SELECT coalesce(max(number), 0) INTO last FROM outreach_version
                        WHERE campaign_id = NEW.campaign_id;
                    IF NEW.number <> last + 1 THEN
                        RAISE EXCEPTION 'versions are numbered without a gap';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"


class Outlet(models.Model):
    """A newspaper, a station, a list of partners: where messages are sent. Its contact is an office, not a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    name = models.CharField(max_length=120, unique=True, help_text=f"nobody · what it is called · {_STAYS}")
    channels = models.JSONField(help_text=f"nobody · which channels it takes · {_STAYS}")
    languages = models.JSONField(help_text=f"nobody · in which languages it speaks · {_STAYS}")
    office_email = models.EmailField(help_text=f"nobody · mailbox of the office · {_STAYS}")
    audience = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=f"nobody · how many people it says it reaches; empty if it does not say · {_STAYS}",
    )
    added_by = _person("who added it")
    added_at = models.DateTimeField(help_text=f"staff · when it was added · {_STAYS}")
    closed_at = models.DateTimeField(null=True, help_text=f"staff · when it was taken off the list · {_STAYS}")

    class Meta:
        triggers = (
            pgtrigger.Protect(name="outlet_not_deleted", operation=pgtrigger.Delete),
            never_emptied("outlets_not_emptied"),
        )

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """A message went out: which words, by which channel, to whom, when, by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="sendings", help_text=f"nobody · which words · {_STAYS}"
    )
    channel = models.CharField(max_length=40, help_text=f"nobody · which channel · {_STAYS}")
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="sendings", help_text=f"nobody · to whom · {_STAYS}"
    )
    sent_by = _person("who sent it")
    sent_at = models.DateTimeField(help_text=f"staff · when it was sent · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="sending_is_logged_once", fields=["version", "channel", "outlet", "sent_at"]),
        )
        triggers = (
            *append_only("sendings"),
            pgtrigger.Trigger(
                name="sending_is_of_the_approved_words",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("present", "text"), ("newest", "uuid"), ("since", "timestamptz")],
                func="""
                    SELECT c.step, v.approved_at INTO present, since FROM outreach_campaign c
                        JOIN outreach_version v ON v.campaign_id = c.id WHERE v.id = NEW.version_id FOR UPDATE OF c;
                    IF present <> 'approved' THEN
                        RAISE EXCEPTION 'only what is approved goes out, this campaign is %', present;
                    END IF;
                    SELECT v.id INTO newest FROM outreach_version v
                        WHERE v.campaign_id = (SELECT campaign_id FROM outreach_version WHERE id = NEW.version_id)
                        ORDER BY v.number DESC LIMIT 1;
                    IF newest <> NEW.version_id THEN
                        RAISE EXCEPTION 'only the newest words go out';
                    END IF;
                    IF NEW.sent_at < since THEN
                        RAISE EXCEPTION 'nothing goes out before it is approved';
                    END IF;
                    IF EXISTS (SELECT 1 FROM outreach_outlet WHERE id = NEW.outlet_id AND closed_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'this outlet is off the list';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.sent_at:%Y-%m-%d}"


class SentText(models.Model):
    """The exact words of a sending in one language."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    sending = models.ForeignKey(
        Sending, on_delete=models.PROTECT, related_name="texts", help_text=f"nobody · which sending · {_STAYS}"
    )
    language = models.CharField(max_length=20, help_text=f"nobody · in which language · {_STAYS}")
    texts = models.JSONField(help_text=f"nobody · the words that went out · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · proves the words · {_STAYS}")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="sent_text_is_one_a_language", fields=["sending", "language"]),
            models.CheckConstraint(name="sent_text_has_a_hash", condition=Q(sha256__regex=_SHA256)),
        )
        triggers = append_only("sent_texts")

    def __str__(self) -> str:
        return f"{self.language} {self.sha256[:12]}"


class Withdrawal(models.Model):
    """A campaign was taken back, and why."""

    campaign = models.OneToOneField(
        Campaign,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="withdrawal",
        help_text=f"nobody · which campaign · {_STAYS}",
    )
    reason = models.CharField(max_length=300, help_text=f"nobody · why, for everybody to read · {_STAYS}")
    by = _person("who took it back")
    at = models.DateTimeField(help_text=f"staff · when it was taken back · {_STAYS}")

    class Meta:
        constraints = (models.CheckConstraint(name="outreach_withdrawal_says_why", condition=~Q(reason="")),)
        triggers = append_only("withdrawals")

    def __str__(self) -> str:
        return self.campaign_id


class Told(models.Model):
    """An outlet that had the message was told that it is withdrawn."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    withdrawal = models.ForeignKey(
        Withdrawal, on_delete=models.PROTECT, related_name="told", help_text=f"nobody · which withdrawal · {_STAYS}"
    )
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · who was told · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"nobody · when the letter was posted · {_STAYS}")

    class Meta:
        constraints = (models.UniqueConstraint(name="outlet_is_told_once", fields=["withdrawal", "outlet"]),)
        triggers = append_only("told")

    def __str__(self) -> str:
        return str(self.outlet_id)
