"""Funds and the ledger: accounts with running balances, entries, legs, days and rounds that are closed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.funds.rules.chart import CODES, MOST_CENTS, NOT_IN_A_CLOSED_ROUND, WORD, Code, Kind, Source

PERSON = "accounts.User"
KEPT = "as long as the pack says for aid money"
_LOCK = "hashtext('funds.days')"
_NO_WORD = Q(round="") | Q(round__regex=WORD)


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def values(words: type[StrEnum]) -> list[str]:
    """Return what a column of such words may hold."""
    return [word.value for word in words]


def who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a column that names somebody of the staff; None stands for a job of the system."""
    return models.ForeignKey(
        PERSON, null=null, blank=null, on_delete=models.PROTECT, related_name="+", help_text=f"{about} · {KEPT}"
    )


def money(about: str) -> models.BigIntegerField[int, int]:
    """Return a column of whole cents."""
    return models.BigIntegerField(help_text=f"{about} · {KEPT}")


def word(about: str, *, length: int = 64) -> models.CharField[str, str]:
    """Return a column for a code that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {KEPT}")


class Fund(models.Model):
    """Money that is kept together because it may be used for the same: one source, one restriction."""

    id = models.CharField(primary_key=True, max_length=40, help_text=f"nobody · short name of the fund · {KEPT}")
    name = models.CharField(max_length=120, help_text=f"nobody · what the fund is called · {KEPT}")
    source = models.CharField(
        max_length=5, choices=one_of(Source), help_text=f"nobody · City money or donors' money, never both · {KEPT}"
    )
    round = word("nobody · only for this round; empty: for any")
    organisation = word("nobody · only for this community group; empty: for any")
    use = word("nobody · only for this use, a code; empty: for all aid", length=40)
    opened_by = who("staff · who opened it")
    opened_at = models.DateTimeField(help_text=f"staff · when it was opened · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_fund_id_is_plain", condition=Q(id__regex=r"^[a-z0-9][a-z0-9-]{0,39}$")),
            models.CheckConstraint(name="funds_fund_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="funds_fund_source_is_known", condition=Q(source__in=values(Source))),
            models.CheckConstraint(name="funds_fund_round_is_a_code", condition=_NO_WORD),
            models.CheckConstraint(
                name="funds_fund_organisation_is_a_code",
                condition=Q(organisation="") | Q(organisation__regex=WORD),
            ),
        ]
        # A restriction is a promise to those who gave under it: it is never changed, only another fund opened.
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("funds_funds")

    def __str__(self) -> str:
        """Return what staff call it."""
        return self.name


class Account(models.Model):
    """
    An account of the chart and what it holds now.

    The balance is kept by the database when a leg is written, so that two who spend the last cent at once wait for
    each other. No account ever falls below zero on its own side.
    """

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    code = models.PositiveSmallIntegerField(
        choices=[(code.value, code.name.lower()) for code in Code],
        help_text=f"nobody · kind of account by its number in the chart · {KEPT}",
    )
    source = models.CharField(
        max_length=5, choices=one_of(Source), help_text=f"nobody · City money or donors' money · {KEPT}"
    )
    fund = models.ForeignKey(
        Fund,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · which fund the money belongs to · {KEPT}",
    )
    round = word("nobody · round the money is allocated for")
    organisation = word("nobody · community group the money is allocated to")
    donor = models.ForeignKey(
        "funds.Donor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"donor · to whom the money is owed back · {KEPT}",
    )
    balance = models.BigIntegerField(
        default=0, help_text=f"nobody · sum of its legs in cents, debit positive; kept by the database · {KEPT}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="funds_account_is_one",
                fields=["code", "source", "fund", "round", "organisation", "donor"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="funds_account_code_is_of_the_chart", condition=Q(code__in=CODES)),
            models.CheckConstraint(name="funds_account_source_is_known", condition=Q(source__in=values(Source))),
            models.CheckConstraint(
                name="funds_account_belongs_to_a_fund_or_none",
                condition=Q(code__range=(200, 299), fund__isnull=False)
                | (~Q(code__range=(200, 299)) & Q(fund__isnull=True)),
            ),
            models.CheckConstraint(
                name="funds_account_only_allocated_has_a_round",
                condition=(Q(code=Code.ALLOCATED.value) & Q(round__regex=WORD) & Q(organisation__regex=WORD))
                | (~Q(code=Code.ALLOCATED.value) & Q(round="", organisation="")),
            ),
            models.CheckConstraint(
                name="funds_account_only_owed_back_has_a_donor",
                condition=Q(code=Code.PAYABLE.value, source=Source.DONOR.value, donor__isnull=False)
                | (~Q(code=Code.PAYABLE.value, source=Source.DONOR.value) & Q(donor__isnull=True)),
            ),
            models.CheckConstraint(
                name="funds_account_never_below_zero",
                condition=(Q(code__range=(200, 299)) & Q(balance__lte=0))
                | (~Q(code__range=(200, 299)) & Q(balance__gte=0)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="funds_account_by_allocation", fields=["round", "organisation", "code"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="funds_account_stays", operation=pgtrigger.Delete),
            never_emptied("funds_accounts_not_emptied"),
            pgtrigger.Trigger(
                name="funds_account_begins_empty",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF NEW.balance <> 0 THEN
                    RAISE EXCEPTION 'An account begins with nothing.';
                END IF;
                IF NEW.fund_id IS NOT NULL
                   AND NEW.source <> (SELECT source FROM funds_fund WHERE id = NEW.fund_id) THEN
                    RAISE EXCEPTION 'City money and donors'' money never share a fund.';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="funds_account_moves_by_legs",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # Depth two: the change comes from the trigger of a leg, not from somebody's own UPDATE.
                func="""
                IF pg_trigger_depth() < 2
                   OR (NEW.id, NEW.code, NEW.source, NEW.round, NEW.organisation)
                      <> (OLD.id, OLD.code, OLD.source, OLD.round, OLD.organisation)
                   OR NEW.fund_id IS DISTINCT FROM OLD.fund_id OR NEW.donor_id IS DISTINCT FROM OLD.donor_id THEN
                    RAISE EXCEPTION 'What an account holds is changed only by the legs of an entry.';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return its number and what it belongs to."""
        return f"{self.code} {self.source} {self.fund_id or ''}".rstrip()


class ClosedDay(models.Model):
    """A day whose books are closed: no entry bears it, nor a day before it, from then on."""

    day = models.DateField(primary_key=True, help_text=f"nobody · the City's own day · {KEPT}")
    closed_by = who("staff · who closed it", null=True)
    closed_at = models.DateTimeField(help_text=f"staff · when it was closed · {KEPT}")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("funds_closeddays"),
            pgtrigger.Trigger(
                name="funds_closedday_waits",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # Entries that are being written hold the lock together; closing waits until they are done.
                func=f"PERFORM pg_advisory_xact_lock({_LOCK}); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return self.day.isoformat()


class ClosedRound(models.Model):
    """A round that is over: nothing is allocated or loaded for it any more."""

    round = models.CharField(primary_key=True, max_length=64, help_text=f"nobody · which round · {KEPT}")
    closed_by = who("staff · who closed it")
    closed_at = models.DateTimeField(help_text=f"staff · when it was closed · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_closedround_is_a_code", condition=Q(round__regex=WORD)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("funds_closedrounds"),
            pgtrigger.Trigger(
                name="funds_closedround_waits",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"PERFORM pg_advisory_xact_lock({_LOCK}); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        """Return the round."""
        return self.round


_WHOLE = """
    SELECT INTO entry * FROM funds_entry WHERE id = {entry};
    SELECT INTO written, total count(*), coalesce(sum(cents), 0) FROM funds_leg WHERE entry_id = {entry};
    IF written < 2 THEN
        RAISE EXCEPTION 'Entry % has fewer than two legs.', {entry};
    END IF;
    IF total <> 0 THEN
        RAISE EXCEPTION 'The legs of entry % sum to % cents, not to zero.', {entry}, total;
    END IF;
    IF written <> entry.leg_count THEN
        RAISE EXCEPTION 'Entry % has % legs, not the % it was written with.', {entry}, written, entry.leg_count;
    END IF;
"""
_AS_IT_MUST_BE = """
    IF NEW.reverses_id IS NOT NULL THEN
        IF EXISTS (SELECT FROM funds_entry WHERE id = NEW.reverses_id AND reverses_id IS NOT NULL) THEN
            RAISE EXCEPTION 'A reversal is not reversed.';
        END IF;
        IF EXISTS (
            SELECT FROM funds_leg WHERE entry_id IN (NEW.id, NEW.reverses_id)
            GROUP BY account_id HAVING sum(cents) <> 0
        ) THEN
            RAISE EXCEPTION 'Entry % does not undo entry % leg by leg.', NEW.id, NEW.reverses_id;
        END IF;
    END IF;
    IF NEW.kind = 'gift' AND NOT EXISTS (SELECT FROM funds_gift WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'Entry % books a gift that nobody gave.', NEW.id;
    END IF;
    IF NEW.kind IN ('return', 'redirect')
       AND NOT EXISTS (SELECT FROM funds_decision WHERE entry_id = NEW.id AND step = 'approved') THEN
        RAISE EXCEPTION 'Entry % needs the decision of two people.', NEW.id;
    END IF;
    RETURN NULL;
"""
_DECLARE = [("entry", "funds_entry%ROWTYPE"), ("written", "bigint"), ("total", "numeric")]


class Entry(models.Model):
    """Something that happened to the money, on one day, with two legs or more. Never changed; undone by another."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · number of the entry · {KEPT}")
    kind = models.CharField(max_length=12, choices=one_of(Kind), help_text=f"nobody · what happened · {KEPT}")
    source = models.CharField(
        max_length=5, choices=one_of(Source), help_text=f"nobody · City money or donors' money · {KEPT}"
    )
    reference = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text=f"nobody · the event it was written for, so that it is written once; never a family · {KEPT}",
    )
    day = models.DateField(help_text=f"nobody · the City's own day in whose books it stands · {KEPT}")
    round = word("nobody · round it belongs to; empty: none")
    leg_count = models.PositiveSmallIntegerField(help_text=f"nobody · how many legs it was written with · {KEPT}")
    reverses = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
        help_text=f"nobody · the entry it undoes · {KEPT}",
    )
    posted_by = who("staff · who posted it; empty: a job of the system", null=True)
    posted_at = models.DateTimeField(help_text=f"staff · when it was posted · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="funds_entry_reference_is_once", fields=["reference"], condition=~Q(reference="")
            ),
            models.CheckConstraint(name="funds_entry_kind_is_known", condition=Q(kind__in=values(Kind))),
            models.CheckConstraint(name="funds_entry_source_is_known", condition=Q(source__in=values(Source))),
            models.CheckConstraint(
                name="funds_entry_kind_fits_its_source",
                condition=(~Q(kind=Kind.GIFT.value) | Q(source=Source.DONOR.value))
                & (~Q(kind=Kind.CITY_MONEY.value) | Q(source=Source.CITY.value)),
            ),
            models.CheckConstraint(name="funds_entry_round_is_a_code", condition=_NO_WORD),
            models.CheckConstraint(
                name="funds_entry_reversal_names_what_it_undoes",
                condition=Q(kind=Kind.REVERSAL.value, reverses__isnull=False)
                | (~Q(kind=Kind.REVERSAL.value) & Q(reverses__isnull=True)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="funds_entry_by_day", fields=["day", "id"]),
            models.Index(name="funds_entry_by_round", fields=["round", "kind"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("funds_entries"),
            pgtrigger.Trigger(
                name="funds_entry_on_an_open_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                PERFORM pg_advisory_xact_lock_shared({_LOCK});
                IF EXISTS (SELECT FROM funds_closedday WHERE day >= NEW.day) THEN
                    RAISE EXCEPTION 'The books of % are closed.', NEW.day USING CONSTRAINT = 'funds_entry_day_is_open';
                END IF;
                IF NEW.kind IN {NOT_IN_A_CLOSED_ROUND}
                   AND EXISTS (SELECT FROM funds_closedround WHERE round = NEW.round) THEN
                    RAISE EXCEPTION 'Round % is closed.', NEW.round USING CONSTRAINT = 'funds_entry_round_is_open';
                END IF;
                RETURN NEW;
                """,  # noqa: S608 - two constants of the program
            ),
            pgtrigger.Trigger(
                name="funds_entry_is_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=_DECLARE,
                func=_WHOLE.format(entry="NEW.id") + _AS_IT_MUST_BE,
            ),
        ]

    def __str__(self) -> str:
        """Return its number and kind."""
        return f"{self.pk} {self.kind}"


class Leg(models.Model):
    """One side of an entry: cents to the debit of an account, or with a minus to its credit."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="legs", help_text=f"nobody · of which entry · {KEPT}"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="legs", help_text=f"nobody · which account · {KEPT}"
    )
    cents = money("nobody · how much, debit positive")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="funds_leg_account_is_once", fields=["entry", "account"]),
            models.CheckConstraint(
                name="funds_leg_is_an_amount",
                condition=~Q(cents=0) & Q(cents__range=(-MOST_CENTS, MOST_CENTS)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("funds_legs"),
            pgtrigger.Trigger(
                name="funds_leg_moves_its_account",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                UPDATE funds_account SET balance = balance + NEW.cents
                 WHERE id = NEW.account_id
                   AND source = (SELECT source FROM funds_entry WHERE id = NEW.entry_id);
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'City money and donors'' money never stand in one entry.';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="funds_leg_leaves_its_entry_whole",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=_DECLARE,
                func=_WHOLE.format(entry="NEW.entry_id") + "RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        """Return the amount."""
        return str(self.cents)
