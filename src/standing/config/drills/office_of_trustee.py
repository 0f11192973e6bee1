"""What the trustee's people do in a drill."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from standing.config import from_zero
from standing.config.trustee import commands
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.kernel.blind import manifest as manifests
from standing.rooms.draw import actions as draw
from standing.rooms.trustee import actions, queries
from standing.rooms.trustee.models import Appeal, Key

_KEEPERS = ("drill-keeper@trustee.example", "drill-second@trustee.example")


def prepare(*, pack: str) -> None:  # noqa: ARG001 - the trustee knows no city
    """Make the tables and the keepers."""
    from_zero.migrate()
    call_command("collectstatic", verbosity=0, interactive=False)
    at = clock.now()
    with transaction.atomic():
        installation.create(is_sample=True, at=at)
        for email in _KEEPERS:
            User.objects.create(email=email, name="Sample Keeper", joined_at=at)
            accounts.grant_role(email=email, role=Role.KEEPER, department="", by=audit.SYSTEM, at=at)


def begin_round(*, round_: str, amounts: list[int], has_draw: bool) -> None:
    """Make the trustee's keys."""
    actions.begin_round(round_=round_, amounts=amounts, has_draw=has_draw, by=_keeper(), at=clock.now())


def open_round(*, data: str, note: str) -> str:
    """Check and sign what the City signed."""
    return actions.open_round(data=base64.b64decode(data), note=note, by=_keeper(), at=clock.now())


def add_desk(*, round_: str, group: str, name: str, evaluations: int, claims: int) -> str:
    """Let a desk ask; return its credential."""
    return actions.add_desk(
        round_=round_, group=group, name=name, evaluations_a_day=evaluations, claims_a_day=claims,
        by=_keeper(), at=clock.now(),
    )  # fmt: skip


def grant_exception(*, number: str) -> str:
    """Have the ombudsman and the supervisor of another group say yes; return how the appeal stands then."""
    at = clock.now()
    row = Appeal.objects.select_related("desk", "round").get(number=number)
    other = next(one for one in manifests.read(bytes(row.round.manifest)).groups if one != row.desk.group)
    email = f"drill-{other}@group.example"
    if not User.objects.filter(email=email).exists():
        with transaction.atomic():
            User.objects.create(email=email, name="Sample Supervisor", joined_at=at)
            accounts.grant_role(email=email, role=Role.HEAD, department=other, by=audit.SYSTEM, at=at)
    for by in (_keeper(), User.objects.get(email=email)):
        state = actions.approve_exception(appeal=row.pk, by=by, at=at)
    return str(state)


def number_entries(*, round_: str, at: str) -> str:
    """Number the applications of a round, and sign that."""
    return draw.number_entries(round_=round_, by=_keeper(), at=datetime.fromisoformat(at))


def draw_places(*, round_: str, seed: str, at: str) -> dict[str, int]:
    """Draw with the City's seed; return how many each group got."""
    moment = datetime.fromisoformat(at)
    return draw.draw_places(round_=round_, city_seed=base64.b64decode(seed), by=_keeper(), at=moment)


def night(*, at: str) -> None:
    """Do what is done after midnight of that day."""
    moment = datetime.fromisoformat(at)
    actions.rewrite_tags(by=audit.SYSTEM, at=moment)
    actions.forget_replies(by=audit.SYSTEM, at=moment)
    actions.recycle_wal(at=moment)
    _ship()


def destroy_keys(*, round_: str, at: str) -> int:
    """Destroy the keys on their day, and end the WAL as each night does."""
    moment = datetime.fromisoformat(at)
    number = actions.destroy_keys(round_=round_, by=audit.SYSTEM, at=moment)
    actions.recycle_wal(at=moment)
    _ship()
    return number


def share(*, round_: str) -> str:
    """Open the share, as whoever seized box and key can. :raises NotNow: if it was destroyed"""
    return queries.secret_of(round_=round_, purpose="share").hex()


def boxes(*, round_: str) -> list[str]:
    """Return the sealed secrets as they lie in the database, in hex."""
    kept = Key.objects.filter(round=round_).values_list("box", flat=True)
    return [bytes(box).hex() for box in kept if box is not None]


def ask(*, sql: str) -> list[list[Any]]:
    """Return what a seizer's question to the database gives; bytes in hex."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [[_plain(value) for value in row] for row in cursor.fetchall()]


def keep_order() -> None:
    """Do wrong: number the tags as they lie, as somebody might who wants a nicer table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS tags_in_order (number bigserial, tag bytea UNIQUE)")
        cursor.execute(
            "INSERT INTO tags_in_order (tag) SELECT tag FROM trustee_tag ORDER BY ctid ON CONFLICT DO NOTHING"
        )


def ordered_columns() -> list[list[str]]:
    """Return each column beside a column of tags, by which somebody could put them in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(a.table_name), quote_ident(a.column_name) FROM information_schema.columns a"
            " JOIN information_schema.columns b USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND b.column_name = 'tag' AND b.data_type = 'bytea'"
            " AND a.column_name NOT IN ('tag', 'round_id') ORDER BY 1, 2"
        )
        return [list(row) for row in cursor.fetchall()]


def _ship() -> None:
    if settings.STANDING["ship_to"]:
        commands.ship(say=lambda _line: None)


def _keeper() -> User:
    return User.objects.get(email=_KEEPERS[0])


def _plain(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value if value is None else str(value)
