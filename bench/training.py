"""
Coverage of 5,000 and 50,000 people and five courses in one question, and 10,000 reminders planned and queued; the
short tier takes 20,000 people and 500 reminders.

Coverage is held against a bare count over the same completions; reminders against bare inserts of as many letters.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts.models import User
from standing.hall.audit.api import SYSTEM
from standing.hall.mail.models import Letter
from standing.hall.pack import api as packs
from standing.rooms.training.actions import reminding
from standing.rooms.training.models import Approval, Assignment, Edition
from standing.rooms.training.queries import courses, coverage, owing, terms

SIZES = {"short": (5_000, 20_000), "full": (5_000, 50_000)}
ROUNDS = {"short": 2, "full": 5}
LETTERS = {"short": (100, 500), "full": (1_000, 10_000)}
_TABLES = ("roster_person", "roster_post", "acknowledgements_acknowledgement", "training_completion")
_PEER = """
    SELECT edition.course_id, count(DISTINCT completion.person_id)
    FROM training_completion AS completion JOIN training_edition AS edition ON edition.id = completion.edition_id
    GROUP BY edition.course_id
"""


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield for each size how long one question takes, its ratio to the bare count, and its growth; then reminders."""
    at = clock.now()
    if packs.in_force(known=at) is None:
        packs.load_first(directory=Path(CHECKOUT / "packs" / "los-angeles"), by=SYSTEM, at=at)
    by = _prepare(at)
    took: dict[int, float] = {}
    filled = 0
    for size in SIZES[tier]:
        begun = perf_counter()
        _fill(filled, size, by=by)
        filled = size
        yield {"name": "training.fill", "n": size, "seconds": round(perf_counter() - begun, 1)}
        whole, bare, cells = [], [], 0
        for _ in range(ROUNDS[tier]):
            begun = perf_counter()
            cells = len(_ask())
            whole.append(perf_counter() - begun)
            begun = perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(_PEER)
                cursor.fetchall()
            bare.append(perf_counter() - begun)
        took[size] = min(whole)
        yield {
            "name": "training.coverage",
            "n": size,
            "courses": 5,
            "cells": cells,
            "ms": round(min(whole) * 1000, 1),
            "ratio": round(min(whole) / min(bare), 2),
            "to": "a bare count over the same completions",
        }
    small, large = SIZES[tier]
    growth = took[large] / took[small] / (large / small)
    yield {"name": "training.coverage.growth", "n": large, "ratio": round(growth, 2), "to": f"a person at {small}"}
    yield from _reminders(LETTERS[tier])


def _ask() -> tuple[coverage.Cell, ...]:
    now = clock.now()
    return coverage.cells(day=courses.today(at=now), known=now, grace_days=terms.terms(known=now).grace_days)


def _reminders(sizes: tuple[int, int]) -> Iterator[dict[str, object]]:
    each: list[float] = []
    done = 0
    for number in sizes:
        _give_mail(number - done)
        now = clock.now()
        said = terms.terms(known=now)
        begun = perf_counter()
        owing.owed(day=courses.today(at=now), known=now, grace_days=said.grace_days, days=said.reminders.days)
        plan = perf_counter() - begun
        begun = perf_counter()
        sent = reminding.send_reminders(at=now).letters
        spent = perf_counter() - begun
        bare = _bare(sent)
        done += sent
        each.append((spent - plan) / sent)
        yield {
            "name": "training.reminders",
            "n": done,
            "letters": sent,
            "plan_ms": round(plan * 1000),
            "seconds": round(spent, 1),
            "a_second": round(sent / spent),
            "ratio": round(spent / bare, 2),
            "to": "bare inserts of as many letters",
        }
    yield {
        "name": "training.reminders.growth",
        "n": sizes[-1],
        "ratio": round(each[-1] / each[0], 2),
        "to": f"a letter at {sizes[0]}",
    }


def _bare(number: int) -> float:
    """Insert as many letters one by one into a table without anything around it."""
    body = Letter.objects.order_by("-pk").values_list("body", flat=True).first() or "x"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS bare_letter (key text PRIMARY KEY, body text)")
        begun = perf_counter()
        for _ in range(number):
            cursor.execute("INSERT INTO bare_letter VALUES (%s, %s)", [uuid.uuid4().hex, body])
        return perf_counter() - begun


def _give_mail(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE roster_person SET email = number || '@bench.example' WHERE id IN (
                SELECT person.id FROM roster_person AS person
                WHERE email = '' AND (
                    SELECT count(*) FROM training_completion AS completion WHERE completion.person_id = person.id
                ) < 5
                ORDER BY number LIMIT %s
            )
            """,
            [number],
        )


def _prepare(at: datetime) -> User:
    """Approve the five courses, and make each everybody's duty by tomorrow."""
    by, _ = User.objects.get_or_create(email="bench@city.example", defaults={"name": "Bench", "joined_at": at})
    today = courses.today(at=at)
    for edition in Edition.objects.all():
        Approval.objects.create(
            edition=edition, finding="approved", sha256=edition.sha256, note="", by=by, at=max(at, edition.brought_at)
        )
        Assignment.objects.create(
            course_id=edition.course_id, days=1, from_on=today, made_by=by, made_at=at - timedelta(seconds=1)
        )
    return by


def _fill(start: int, stop: int, *, by: User) -> None:
    """Write people, posts and completions as the actions would leave them; four of five hold each course."""
    at = clock.now()
    today = courses.today(at=at)
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO roster_change (id, kind, from_on, at, by_id) "
            "VALUES (gen_random_uuid(), 'add', %s, %s, %s) RETURNING id",
            [today, at, by.pk],
        )
        change = cursor.fetchone()[0]
        cursor.execute(
            """
            INSERT INTO roster_person (id, number, name, key, sort_name, email, joined_on, changed_by_id)
            SELECT gen_random_uuid(), 'B' || n, 'Bench ' || n, 'bench ' || n, 'bench ' || n, '', %s, %s
            FROM generate_series(%s, %s) AS n
            """,
            [today - timedelta(days=400), change, start + 1, stop],
        )
        cursor.execute(
            """
            INSERT INTO roster_post
                (person_id, department_id, site, site_said, work_type, shift, from_on, opened_by_id)
            SELECT person.id, department.id, 'S' || (person.n %% 400), '',
                (ARRAY['office', 'counter', 'field'])[1 + person.n %% 3], (ARRAY['day', 'night'])[1 + person.n %% 2],
                person.joined_on, person.changed_by_id
            FROM (
                SELECT *, substr(number, 2)::integer AS n FROM roster_person WHERE changed_by_id = %s
            ) AS person
            JOIN (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places FROM city_department
            ) AS department ON department.place = person.n %% department.places
            """,
            [change],
        )
        cursor.execute(
            """
            WITH pair AS MATERIALIZED (
                SELECT person.id AS person_id, edition.id AS edition_id, text.sha256, gen_random_uuid() AS ack
                FROM roster_person AS person
                CROSS JOIN training_edition AS edition
                JOIN acknowledgements_text AS text ON text.subject = 'training:' || edition.course_id
                    AND text.edition = edition.number AND text.language = 'en'
                WHERE person.changed_by_id = %s AND hashtext(person.number || edition.course_id) %% 5 <> 0
            ), acknowledged AS (
                INSERT INTO acknowledgements_acknowledgement
                    (id, text_id, who_kind, who, "on", how, signer_name, signer_title, signer_authority, sheet_sha256,
                    recorded_at)
                SELECT ack, sha256, 'person', person_id::text, %s, 'page', '', '', '', '', %s FROM pair
            )
            INSERT INTO training_completion
                (id, person_id, edition_id, language, "on", how, score, out_of, acknowledgement_id, code_fingerprint,
                recorded_at)
            SELECT gen_random_uuid(), person_id, edition_id, 'en', %s, 'page', 5, 5, ack,
                encode(sha256(ack::text::bytea), 'hex'), %s FROM pair
            """,
            [change, today, at, today, at],
        )
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")
