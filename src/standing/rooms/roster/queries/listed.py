"""The roster as people look through it: filters, pages, and lines for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from standing.hall.accounts.api import User
from standing.rooms.roster import permissions
from standing.rooms.roster.models import Change, Person, Post
from standing.rooms.roster.queries import pack
from standing.rooms.roster.rules import names

PAGE = 50
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody looks for on the roster."""

    words: str = ""
    department: str = ""
    work_type: str = ""
    shift: str = ""
    is_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person with the posts they hold, or held last, as far as the reader may see them."""

    row: Person
    posts: Sequence[Post]


def visible_to(*, by: User) -> QuerySet[Person]:
    """Return the people whom somebody may see: all, or those with a post in their departments; never forgotten ones."""
    every = Person.objects.filter(forgotten_at__isnull=True)
    read = permissions.departments_read(by=by)
    if read is None:
        return every
    return every.filter(pk__in=Post.objects.filter(until_on__isnull=True, department__in=read).values("person"))


def found(*, filters: Filters, within: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people who fit, by name."""
    rows = within.filter(left_on__isnull=filters.is_here)
    posts = Post.objects.filter(until_on__isnull=True) if filters.is_here else Post.objects.all()
    asked = {"department": filters.department, "work_type": filters.work_type, "shift": filters.shift}
    if chosen := {name: value for name, value in asked.items() if value}:
        rows = rows.filter(pk__in=posts.filter(**chosen).values("person"))
    for word in filters.words.split()[:_MOST_WORDS]:
        folded = names.sort_of(word)
        at_site = posts.filter(Q(site__iexact=word) | Q(site_said__icontains=word)).values("person")
        fits = Q(number__istartswith=names.number_of(word)) | Q(pk__in=at_site)
        rows = rows.filter(fits | Q(sort_name__contains=folded) if folded else fits)
    return rows.order_by("sort_name", "pk")


def lines(rows: Iterable[Person], *, by: User) -> tuple[Line, ...]:
    """Return people with their posts, in one question more; a department's own people see its posts only."""
    listed = list(rows)
    held = Post.objects.filter(person__in=[row.pk for row in listed], until_on__isnull=True)
    read = permissions.departments_read(by=by)
    if read is not None:
        held = held.filter(department__in=read)
    posts: dict[UUID, list[Post]] = {}
    for post in held.order_by("department"):
        posts.setdefault(post.person_id, []).append(post)
    return tuple(Line(row=row, posts=posts.get(row.pk, ())) for row in listed)


def counts(*, within: QuerySet[Person]) -> Mapping[str, int]:
    """Return how many people each department has now, of those somebody may see."""
    rows = Post.objects.filter(until_on__isnull=True, person__in=within.values("pk"))
    found = rows.values_list("department").annotate(number=Count("person", distinct=True)).order_by("department")
    return dict(found)


def export(*, rows: QuerySet[Person], by: User, at: datetime, is_sample: bool) -> Iterator[tuple[str, ...]]:
    """Yield the names of the columns, then a line for each post; the same columns come in again."""
    ground = pack.ground(known=at)
    mark = ("yes",) if is_sample else ()
    columns = ("employee number", "name", "e-mail", "department", "site", "work type", "shift", "since")
    yield (*columns, *(("sample",) if is_sample else ()))
    chunk: list[Person] = []
    for row in rows.iterator(chunk_size=1000):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _export(chunk, ground, by, mark)
            chunk = []
    yield from _export(chunk, ground, by, mark)


_CHUNK = 1000


def _export(chunk: Sequence[Person], ground: pack.Ground, by: User, mark: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for line in lines(chunk, by=by):
        for post in line.posts:
            yield (
                line.row.number,
                line.row.name,
                line.row.email,
                ground.departments.get(post.department_id, post.department_id),
                post.site_said or post.site,
                ground.terms.work_types.get(post.work_type, post.work_type),
                ground.terms.shifts.get(post.shift, post.shift),
                post.from_on.isoformat(),
                *mark,
            )


def last_change(row: Person) -> Change | None:
    """Return the change that made a person stand as they do; None if that was taken back."""
    if row.changed_by_id is None:
        return None
    return Change.objects.select_related("by", "brought_by").get(pk=row.changed_by_id)
