"""Cards, every move they made, and the stock that they came from. No column is about whoever gets a card."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.cards.models.columns import KEPT, both_or_none, choices, known, link, when, who, word
from standing.rooms.cards.rules.custody import Rail, Source, VoidWhy
from standing.rooms.cards.rules.life import BOUND, FREE, LIVE, MOVES, State

_TABLE = ",".join(f"{now.value}:{then.value}" for now, then in MOVES)


class Program(models.Model):
    """A kind of card that an issuer keeps for the City, with the reserve that loads are paid from."""

    code = models.CharField(primary_key=True, max_length=20, help_text=f"nobody · names it in files · {KEPT}")
    name = word("nobody · what staff call it", length=120)
    currency = models.CharField(max_length=3, default="USD", help_text=f"nobody · currency of its cents · {KEPT}")
    rail = models.CharField(
        max_length=4, choices=choices(Rail), help_text=f"nobody · how loads travel to the issuer · {KEPT}"
    )
    source = models.CharField(
        max_length=5,
        choices=choices(Source),
        help_text=f"nobody · whose money its reserve holds; the two never share one · {KEPT}",
    )
    reserve_account = word("nobody · the reserve's account at the issuer's bank", length=17)
    reserve_routing = models.CharField(max_length=9, help_text=f"nobody · the routing number of that bank · {KEPT}")
    added_by = who("staff · who entered it")
    added_at = when("staff · when it was entered")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_program_rail_is_known", "rail", Rail),
            known("cards_program_source_is_known", "source", Source),
            # The ledger keeps one reserve for each source; a second program of a source would share it.
            models.UniqueConstraint(name="cards_program_is_one_of_a_source", fields=["source"]),
            models.CheckConstraint(
                name="cards_program_code_is_plain", condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9-]{1,19}$")
            ),
            models.CheckConstraint(name="cards_program_has_a_currency", condition=Q(currency__regex=r"^[A-Z]{3}$")),
            models.UniqueConstraint(
                name="cards_program_has_its_reserve", fields=["reserve_routing", "reserve_account"]
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_program_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="cards_program_keeps_its_code", fields=["code", "currency", "source"]),
            never_emptied("cards_programs_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return self.name


class Order(models.Model):
    """So many cards that were ordered from the issuer. Its cards are made with it, no more and no fewer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    number = models.PositiveIntegerField(help_text=f"nobody · which order of the program · {KEPT}")
    count = models.PositiveIntegerField(help_text=f"nobody · how many cards · {KEPT}")
    ordered_by = who("staff · who ordered")
    ordered_at = when("staff · when it was ordered")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_order_has_its_number", fields=["program", "number"]),
            models.CheckConstraint(name="cards_order_is_of_some", condition=Q(count__gt=0)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("cards_orders"),
            pgtrigger.Trigger(
                name="cards_order_has_its_cards",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT count(*) FROM cards_card WHERE order_id = NEW.id) <> NEW.count THEN
                        RAISE EXCEPTION 'An order has exactly as many cards as were ordered.';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class Shipment(models.Model):
    """Cards that the issuer sent, listed by proxy, and what came out of the box when it was counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    order = link("cards.Order", "nobody · which order it belongs to")
    waybill = word("nobody · number of the parcel", length=60)
    count = models.PositiveIntegerField(help_text=f"nobody · how many cards the issuer lists · {KEPT}")
    counted = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"nobody · how many were in the box · {KEPT}"
    )
    announced_by = who("staff · who entered the issuer's list")
    announced_at = when("staff · when it was entered")
    received_by = who("staff · who counted the box", null=True)
    received_at = when("staff · when it was counted", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_shipment_has_its_waybill", fields=["order", "waybill"]),
            both_or_none("cards_shipment_received_by_somebody", "received_by", "received_at"),
            both_or_none("cards_shipment_received_is_counted", "received_by", "counted"),
            models.CheckConstraint(
                name="cards_shipment_count_fits", condition=Q(counted__isnull=True) | Q(counted__lte=F("count"))
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_shipment_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="cards_shipment_keeps_its_list",
                fields=["id", "order", "waybill", "count", "announced_by", "announced_at"],
            ),
            pgtrigger.Protect(
                name="cards_shipment_is_counted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__received_at__isnull=False),
            ),
            never_emptied("cards_shipments_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the number of the parcel."""
        return self.waybill


class Card(models.Model):
    """
    A plastic card: the issuer's number for it and its last four digits, never more.

    It changes state only by the table in ``rules/life.py``, and each change adds a row to its history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    order = link("cards.Order", "nobody · the order it came with")
    shipment = link("cards.Shipment", "nobody · the parcel it came in", null=True)
    proxy = models.CharField(  # noqa: DJ001 - numbers are unique, and cards without one are many
        max_length=40, null=True, blank=True, help_text=f"nobody · the issuer's number for the card · {KEPT}"
    )
    last4 = word("nobody · the last four digits printed on it", length=4, blank=True)
    state = models.CharField(
        max_length=16,
        choices=choices(State),
        default=State.ORDERED.value,
        help_text=f"nobody · where the card stands · {KEPT}",
    )
    moves = models.PositiveIntegerField(default=1, help_text=f"nobody · how many moves it made · {KEPT}")
    consignment = link("cards.Consignment", "nobody · the consignment it lies in, or went out with", null=True)
    group = word("nobody · id of the organisation that has it", blank=True)
    obligation = word("nobody · opaque id of what is owed; tells nothing of a person", blank=True)
    replaces = link("cards.Card", "nobody · the card in whose place it came", null=True)
    is_out = models.BooleanField(
        default=False,
        help_text=f"nobody · true if an offline desk gave it out before it had money · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_card_state_is_known", "state", State),
            models.UniqueConstraint(name="cards_card_proxy_is_of_one", fields=["program", "proxy"]),
            models.UniqueConstraint(
                name="cards_card_one_live_for_an_obligation",
                fields=["obligation"],
                condition=Q(state__in=sorted(LIVE)),
            ),
            models.UniqueConstraint(name="cards_card_is_replaced_once", fields=["replaces"]),
            models.CheckConstraint(
                name="cards_card_proxy_is_no_card_number",
                condition=Q(proxy__isnull=True)
                | (Q(proxy__regex=r"^[A-Z0-9][A-Z0-9-]{2,39}$") & ~Q(proxy__regex=r"^-*([0-9]-*){12,19}$")),
            ),
            models.CheckConstraint(
                name="cards_card_proxy_comes_with_shipping",
                condition=Q(proxy__isnull=True, last4="", shipment__isnull=True, state__in=["ordered", "void"])
                | (Q(proxy__isnull=False, last4__regex=r"^[0-9]{4}$", shipment__isnull=False) & ~Q(state="ordered")),
            ),
            models.CheckConstraint(
                name="cards_card_obligation_fits_its_state",
                condition=(Q(state__in=sorted(BOUND)) & ~Q(obligation=""))
                | Q(state__in=sorted(FREE), obligation="")
                | Q(state="void"),
            ),
            models.CheckConstraint(
                name="cards_card_group_fits_its_state",
                condition=Q(state__in=["ordered", "shipped", "in_vault"], group="")
                | (Q(state__in=sorted(BOUND | {State.CONSIGNED, State.LOST_IN_CUSTODY})) & ~Q(group=""))
                | Q(state="void"),
            ),
            models.CheckConstraint(
                name="cards_card_out_is_with_a_group",
                condition=Q(is_out=False) | ~Q(group=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="cards_card_by_state", fields=["program", "state", "group"]),
            models.Index(name="cards_card_by_group", fields=["group", "state"], condition=~Q(group="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_card_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="cards_card_keeps_its_origin", fields=["id", "program", "order"]),
            never_emptied("cards_cards_not_emptied"),
            pgtrigger.Trigger(
                name="cards_card_begins_ordered",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.state <> 'ordered' OR NEW.moves <> 1 THEN
                        RAISE EXCEPTION 'A card begins as ordered.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="cards_card_moves_by_the_table",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=f"""
                    IF OLD.proxy IS NOT NULL
                        AND (NEW.proxy, NEW.last4, NEW.shipment_id)
                            IS DISTINCT FROM (OLD.proxy, OLD.last4, OLD.shipment_id) THEN
                        RAISE EXCEPTION 'The number of a card does not change.';
                    END IF;
                    IF OLD.obligation <> '' AND NEW.obligation <> OLD.obligation THEN
                        RAISE EXCEPTION 'What a card stands for does not change.';
                    END IF;
                    IF OLD.replaces_id IS NOT NULL AND NEW.replaces_id IS DISTINCT FROM OLD.replaces_id THEN
                        RAISE EXCEPTION 'Which card it replaces does not change.';
                    END IF;
                    IF NEW.state = OLD.state THEN
                        IF NEW.moves <> OLD.moves OR NEW.group <> OLD.group OR NEW.obligation <> OLD.obligation THEN
                            RAISE EXCEPTION 'A card goes to a group, and gets an obligation, by a move only.';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF NOT CONCAT(OLD.state, ':', NEW.state) = ANY (string_to_array('{_TABLE}', ',')) THEN
                        RAISE EXCEPTION 'A card does not go from % to %.', OLD.state, NEW.state;
                    END IF;
                    IF NEW.moves <> OLD.moves + 1 THEN
                        RAISE EXCEPTION 'A move of a card is counted.';
                    END IF;
                    IF NEW.state = 'consigned' AND NOT EXISTS (
                        SELECT 1 FROM cards_consignment c WHERE c.id = NEW.consignment_id
                            AND c.program_id = NEW.program_id AND c.group = NEW.group AND c.checked_by_id IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'A card goes to a group in a consignment that two people counted.';
                    END IF;
                    IF NEW.state = 'void' AND NOT EXISTS (
                        SELECT 1 FROM cards_voiding v WHERE v.card_id = NEW.id AND v.agreed_by_id IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'A card is made void by two people.';
                    END IF;
                    IF OLD.state = 'load_pending' AND NEW.state = 'void' AND EXISTS (
                        SELECT 1 FROM cards_load l WHERE l.card_id = NEW.id AND l.step <> 'refused'
                    ) THEN
                        RAISE EXCEPTION 'A card whose load the issuer has not refused is not made void.';
                    END IF;
                    IF NEW.state = 'loaded' AND NOT EXISTS (
                        SELECT 1 FROM cards_load l WHERE l.card_id = NEW.id AND l.step = 'loaded'
                    ) THEN
                        RAISE EXCEPTION 'A card is loaded when the issuer says so.';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 - the table is our own
            ),
            pgtrigger.Trigger(
                name="cards_card_move_is_written_down",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM cards_move m
                        WHERE m.card_id = NEW.id AND m.number = NEW.moves AND m.after = NEW.state
                    ) THEN
                        RAISE EXCEPTION 'Every move of a card stands in its history.';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.proxy or 'ordered'} …{self.last4}"


class Move(models.Model):
    """A move of a card: from where to where, who made it, when. Only ever added to, without a gap."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {KEPT}")
    card = link("cards.Card", "nobody · which card")
    number = models.PositiveIntegerField(help_text=f"nobody · which move of the card, counted from one · {KEPT}")
    before = models.CharField(max_length=16, blank=True, help_text=f"nobody · where it stood before · {KEPT}")
    after = models.CharField(max_length=16, choices=choices(State), help_text=f"nobody · where it went · {KEPT}")
    group = word("nobody · the organisation that had it then", blank=True)
    by = who("staff · who moved it; empty: the clockwork on the issuer's word", null=True)
    at = when("staff · when it moved")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_move_has_its_number", fields=["card", "number"]),
            known("cards_move_goes_somewhere", "after", State),
            models.CheckConstraint(
                name="cards_move_begins_once",
                condition=Q(number=1, before="", after="ordered") | (Q(number__gt=1) & ~Q(before="")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="cards_move_by_time", fields=["at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("cards_moves"),
            pgtrigger.Trigger(
                name="cards_move_follows_the_last",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.number > 1 AND NOT EXISTS (
                        SELECT 1 FROM cards_move m
                        WHERE m.card_id = NEW.card_id AND m.number = NEW.number - 1 AND m.after = NEW.before
                    ) THEN
                        RAISE EXCEPTION 'A move begins where the last one ended.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return from where to where."""
        return f"{self.before} → {self.after}"


class Voiding(models.Model):
    """One person asks to make a card void, another agrees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    card: models.OneToOneField[Any, Any] = models.OneToOneField(
        "cards.Card", on_delete=models.PROTECT, related_name="voiding", help_text=f"nobody · which card · {KEPT}"
    )
    why = models.CharField(max_length=12, choices=choices(VoidWhy), help_text=f"nobody · why, by a code · {KEPT}")
    asked_by = who("staff · who asked")
    asked_at = when("staff · when it was asked")
    agreed_by = who("staff · who agreed", null=True)
    agreed_at = when("staff · when it was agreed", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_voiding_has_a_reason", "why", VoidWhy),
            both_or_none("cards_voiding_agreed_by_somebody", "agreed_by", "agreed_at"),
            models.CheckConstraint(
                name="cards_voiding_takes_two",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_voiding_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="cards_voiding_keeps_its_words", fields=["id", "card", "asked_by", "asked_at"]),
            pgtrigger.Protect(
                name="cards_voiding_is_agreed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__agreed_at__isnull=False),
            ),
            never_emptied("cards_voidings_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return why."""
        return self.why
