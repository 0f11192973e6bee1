"""
Tables of concerns. All words, names and keys lie in boxes that only people open; open lie a day and how far it is.

No row of a report says when within its day it came, and all rows a reporter makes carry the day of the report.
"""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.holds.triggers import refuses_deletion
from standing.hall.triggers import never_emptied
from standing.rooms.concerns.rules.reports import (
    FROM_REPORTER,
    NEXT,
    AskReason,
    Decision,
    Finding,
    Kind,
    Reason,
    SealedBy,
    State,
)

_PERSON = "accounts.User"
_KEEP = "as long as the pack says for concerns"
_COUNTED = "kept for the yearly counts, without any words"
_STAFF = "2 years after the key was retired"
_FROM_REPORTER = sorted(one.value for one in FROM_REPORTER)
_GONE = "EXISTS (SELECT 1 FROM concerns_report WHERE id = OLD.report_id AND forgotten_on IS NOT NULL)"


def _choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


def _known(name: str, field: str, kind: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [one.value for one in kind]}))


def _goes_with_its_report(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF NOT {_GONE} THEN
                RAISE EXCEPTION 'it is destroyed with its report only';
            END IF;
            RETURN OLD;
        """,
    )


def _the_last_goes_with_its_report(name: str, *, table: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            IF NOT {_GONE} AND NOT EXISTS (SELECT 1 FROM {table} WHERE report_id = OLD.report_id AND id <> OLD.id) THEN
                RAISE EXCEPTION 'the last one is destroyed with its report only';
            END IF;
            RETURN OLD;
        """,  # noqa: S608 - names of our own tables
    )


class Key(models.Model):
    """The public key of somebody who reads reports or keeps names; the private half lies under their passphrase."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"staff · names the key in boxes · {_STAFF}")
    person = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · whose key it is · {_STAFF}"
    )
    public = models.BinaryField(help_text=f"staff · what boxes are closed to · {_STAFF}")
    locked = models.BinaryField(
        null=True, help_text="staff · the private half under a passphrase; to open boxes · until the key is retired"
    )
    made_at = models.DateTimeField(help_text=f"staff · when it was made · {_STAFF}")
    retired_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it stopped to count · {_STAFF}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="key_is_one_for_each_person", fields=["person"], condition=Q(retired_at__isnull=True)
            ),
            models.UniqueConstraint(name="key_public_half_is_one", fields=["public"]),
            models.CheckConstraint(
                name="key_is_whole_or_retired", condition=Q(locked__isnull=False) ^ Q(retired_at__isnull=False)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="key_row_stays", operation=pgtrigger.Delete),
            never_emptied("keys_not_emptied"),
            pgtrigger.ReadOnly(name="key_stays_whose_it_is", fields=["id", "person", "public", "made_at"]),
            pgtrigger.Protect(
                name="key_retires_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return its short name."""
        return str(self.id)[:8]


class Report(models.Model):
    """Somebody reported something. The row stays for the counts when keys and words are destroyed."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the report in records · {_COUNTED}"
    )
    alias = models.CharField(
        max_length=60, unique=True, help_text=f"nobody · two words by chance, for staff to speak of it · {_COUNTED}"
    )
    fingerprint = models.CharField(  # noqa: DJ001 - nothing is told apart from the fingerprint of nothing
        max_length=64, unique=True, null=True, help_text=f"a reporter · finds the report of a receipt code · {_KEEP}"
    )
    public = models.BinaryField(help_text=f"nobody · what its boxes are closed to · {_COUNTED}")
    for_reporter = models.BinaryField(
        null=True, help_text=f"a reporter · its private key, closed to the receipt code; to read answers · {_KEEP}"
    )
    proof = models.CharField(
        max_length=64, help_text=f"a reporter · a salted hash that proves the day it came · {_COUNTED}"
    )
    day = models.DateField(help_text=f"a reporter · the day it came, never the hour; the clock counts · {_COUNTED}")
    sealed_by = models.CharField(
        max_length=8, choices=_choices(SealedBy), help_text=f"nobody · who closed the boxes · {_COUNTED}"
    )
    is_named = models.BooleanField(help_text=f"a reporter · whether a name lies with the custodian · {_COUNTED}")
    state = models.CharField(
        max_length=8, choices=_choices(State), default=State.NEW.value, help_text=f"nobody · how far it is · {_COUNTED}"
    )
    has_new_words = models.BooleanField(
        default=True, help_text=f"nobody · whether words came since it was last opened · {_COUNTED}"
    )
    assigned_to = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who investigates · {_KEEP}",
    )
    department = models.CharField(max_length=40, blank=True, help_text=f"a department · what it is about · {_COUNTED}")
    rule = models.CharField(max_length=40, blank=True, help_text=f"nobody · which rule it is about · {_COUNTED}")
    retaliation = models.BooleanField(
        default=False, help_text=f"a reporter · whether somebody is punished for it; to protect them · {_COUNTED}"
    )
    finding = models.CharField(
        max_length=20, blank=True, choices=_choices(Finding), help_text=f"a department · what was found · {_COUNTED}"
    )
    corrected_on = models.DateField(
        null=True, blank=True, help_text=f"a department · the day it was put right · {_COUNTED}"
    )
    closed_on = models.DateField(null=True, blank=True, help_text=f"nobody · the day it was closed · {_COUNTED}")
    reason = models.CharField(
        max_length=12, blank=True, choices=_choices(Reason), help_text=f"nobody · why it was closed · {_COUNTED}"
    )
    forgotten_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · the day keys and words were destroyed · {_COUNTED}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="concerns_report_by_state", fields=["state", "day"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            _known("concern_state_is_known", "state", State),
            _known("report_sealed_by_is_known", "sealed_by", SealedBy),
            models.CheckConstraint(
                name="report_finding_is_known", condition=Q(finding__in=["", *(one.value for one in Finding)])
            ),
            models.CheckConstraint(
                name="report_is_whole_or_forgotten",
                condition=Q(for_reporter__isnull=False, fingerprint__isnull=False, forgotten_on__isnull=True)
                | Q(
                    for_reporter__isnull=True,
                    fingerprint__isnull=True,
                    assigned_to__isnull=True,
                    forgotten_on__isnull=False,
                    closed_on__isnull=False,
                ),
            ),
            models.CheckConstraint(name="report_proof_is_a_hash", condition=Q(proof__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="report_closed_has_day_and_reason",
                condition=Q(state=State.CLOSED.value, closed_on__isnull=False) & ~Q(reason="")
                | ~Q(state=State.CLOSED.value) & Q(closed_on__isnull=True, reason=""),
            ),
            models.CheckConstraint(
                name="report_substantiated_is_put_right_before_it_closes",
                condition=~Q(state=State.CLOSED.value, finding=Finding.SUBSTANTIATED.value)
                | Q(corrected_on__isnull=False),
            ),
            models.CheckConstraint(
                name="report_closes_after_it_came", condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("day"))
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="report_states_follow_the_table",
                field="state",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="report_row_stays", operation=pgtrigger.Delete),
            never_emptied("reports_not_emptied"),
            pgtrigger.ReadOnly(
                name="report_says_what_it_said",
                fields=["id", "alias", "public", "proof", "day", "sealed_by", "is_named"],
            ),
            pgtrigger.Trigger(
                name="report_keys_stay_until_forgotten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.forgotten_on IS NOT NULL THEN
                        RAISE EXCEPTION 'what is forgotten stays forgotten';
                    END IF;
                    IF NEW.forgotten_on IS NULL AND (NEW.for_reporter IS DISTINCT FROM OLD.for_reporter
                            OR NEW.fingerprint IS DISTINCT FROM OLD.fingerprint) THEN
                        RAISE EXCEPTION 'what was sent does not change';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="report_is_not_forgotten_while_held",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__forgotten_on__isnull=True, new__forgotten_on__isnull=False),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM holds_hold WHERE lifted_at IS NULL
                        AND subject IN ('*', 'concerns', 'concerns:report', 'concerns:report:' || OLD.id::text)
                    ) THEN
                        RAISE EXCEPTION 'a legal hold is on: nothing is destroyed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return self.alias


class Wrap(models.Model):
    """The private key of a report, closed to one reader. Without one, its words are noise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the row · {_KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which report it opens · {_KEEP}"
    )
    key = models.ForeignKey(
        Key, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who opens it · {_KEEP}"
    )
    box = models.BinaryField(help_text=f"nobody · the key of the report, closed to one reader · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="wrap_is_one_for_each_reader", fields=["report", "key"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="wrap_stays_as_made", operation=pgtrigger.Update),
            never_emptied("wraps_not_emptied"),
            _the_last_goes_with_its_report("wrap_the_last_goes_with_its_report", table="concerns_wrap"),
        ]

    def __str__(self) -> str:
        """Return its short name."""
        return str(self.id)[:8]


class Words(models.Model):
    """What the reporter or the City wrote, closed to the key of the report; all boxes are equally long."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the row · {_KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · what they belong to · {_KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · their order · {_KEEP}")
    kind = models.CharField(max_length=12, choices=_choices(Kind), help_text=f"nobody · whose words · {_KEEP}")
    box = models.BinaryField(help_text=f"a reporter · the words, closed to those who may read · {_KEEP}")
    day = models.DateField(help_text=f"staff · the day; of a reporter's words the day of the report · {_KEEP}")
    written_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who wrote for the City · {_KEEP}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="words_have_their_number", fields=["report", "number"]),
            _known("words_kind_is_known", "kind", Kind),
            models.CheckConstraint(
                name="words_of_the_city_have_a_writer",
                condition=Q(kind__in=_FROM_REPORTER, written_by__isnull=True)
                | ~Q(kind__in=_FROM_REPORTER) & Q(written_by__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="words_stay_as_written", operation=pgtrigger.Update),
            never_emptied("words_not_emptied"),
            _goes_with_its_report("words_go_with_their_report"),
            refuses_deletion("words_held_stay", subject="'concerns:report:' || OLD.report_id::text"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.kind} {self.number}"


class Name(models.Model):
    """Who reports, closed to one custodian, apart from what they report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the row · {_KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which report it belongs to · {_KEEP}"
    )
    key = models.ForeignKey(
        Key, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who keeps it · {_KEEP}"
    )
    box = models.BinaryField(help_text=f"a reporter · name and contact, closed to one custodian · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="name_is_one_for_each_custodian", fields=["report", "key"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="name_stays_as_given", operation=pgtrigger.Update),
            never_emptied("names_not_emptied"),
            _the_last_goes_with_its_report("name_the_last_goes_with_its_report", table="concerns_name"),
        ]

    def __str__(self) -> str:
        """Return its short name."""
        return str(self.id)[:8]


class Asking(models.Model):
    """An investigator asked the custodian for a name, for one of few reasons; and what was decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {_KEEP}")
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · whose name is asked for · {_KEEP}"
    )
    asked_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who asked · {_KEEP}"
    )
    asked_at = models.DateTimeField(help_text=f"staff · when · {_KEEP}")
    reason = models.CharField(max_length=12, choices=_choices(AskReason), help_text=f"staff · why · {_KEEP}")
    decision = models.CharField(
        max_length=8, blank=True, choices=_choices(Decision), help_text=f"staff · what was decided · {_KEEP}"
    )
    decided_by = models.ForeignKey(
        _PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who decided · {_KEEP}",
    )
    decided_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was decided · {_KEEP}")
    key = models.ForeignKey(
        Key,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who opens it · {_KEEP}",
    )
    box = models.BinaryField(
        null=True, help_text=f"a reporter · the name, closed to the one who asked, if it was granted · {_KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            _known("asking_reason_is_known", "reason", AskReason),
            models.UniqueConstraint(name="asking_waits_once", fields=["report", "asked_by"], condition=Q(decision="")),
            models.CheckConstraint(
                name="asking_is_decided_by_another",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True, box__isnull=True)
                | ~Q(decision="")
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by_id=F("asked_by_id")),
            ),
            models.CheckConstraint(
                name="asking_refused_gives_nothing",
                condition=~Q(decision=Decision.REFUSED.value) | Q(box__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            never_emptied("askings_not_emptied"),
            pgtrigger.ReadOnly(name="asking_stays_as_asked", fields=["id", "report", "asked_by", "asked_at", "reason"]),
            _goes_with_its_report("asking_goes_with_its_report"),
        ]

    def __str__(self) -> str:
        """Return why somebody asked."""
        return self.reason


class Spent(models.Model):
    """A sum that a browser did; it counts once."""

    mark = models.CharField(
        primary_key=True, max_length=64, help_text="nobody · the hash of a sum, so that it counts once · two days"
    )
    day = models.DateField(help_text="nobody · when it can be forgotten · two days")

    def __str__(self) -> str:
        """Return its short name."""
        return self.mark[:8]


class Gate(models.Model):
    """How much came through in the minute that runs: one row for everybody together."""

    name = models.CharField(primary_key=True, max_length=20, help_text="nobody · what is counted · for ever")
    minute = models.DateTimeField(help_text="nobody · the minute that is counted · until the next one")
    used = models.PositiveIntegerField(help_text="nobody · how many in that minute · until the next one")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
