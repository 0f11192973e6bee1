"""People and posts as others see them, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from standing.kernel.refusals import NotFound
from standing.rooms.roster.models import Person, Post
from standing.rooms.roster.rules import names
from standing.rooms.sites import api as sites

_NOBODY, _NO_ID = "Nobody Whose Name Is Compared", UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFact:
    """
    Where and as what somebody works, from a day up to but not including ``until_on``.

    ``site`` is a number of the register of property, empty if it is not known; ``site_name`` is what that site
    is called, or what the list said.
    """

    department: str
    site: str
    site_name: str
    work_type: str
    shift: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFact:
    """Somebody on the roster, with all posts they ever had, the latest first. Number and name go when forgotten."""

    id: UUID
    number: str
    name: str
    email: str
    posts: tuple[PostFact, ...]
    joined_on: date
    left_on: date | None
    is_forgotten: bool


def find_person(*, number: str, name: str, on: date) -> PersonFact | None:
    """
    Return somebody who is on the roster that day and whom number and name both fit; None otherwise.

    Whoever asks in vain cannot tell by the time it took whether the number is there.
    """
    row = Person.objects.filter(number=names.number_of(number)).exclude(number="").first()
    fits = names.fit(name, row.name if row is not None else _NOBODY)
    works = posts_on(on=on).filter(person=row.pk if row is not None else _NO_ID).exists()
    return facts([row])[0] if row is not None and fits and works else None


def person(*, id: UUID) -> PersonFact:
    """Return one person. :raises NotFound: if there is none"""
    return facts([found(id=id)])[0]


def found(*, id: UUID) -> Person:
    """Return the row of one person. :raises NotFound: if there is none"""
    row = Person.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such person on the roster.")
    return row


def people(
    *, on: date, department: str = "", site: str = "", work_type: str = "", shift: str = ""
) -> tuple[PersonFact, ...]:
    """Return who has a post of that sort on a day, by name."""
    asked = {"department": department, "site": site, "work_type": work_type, "shift": shift}
    posts = held(on=on).filter(**{name: value for name, value in asked.items() if value})
    return facts(Person.objects.filter(pk__in=posts.values("person")).order_by("sort_name", "pk"))


def count(*, on: date, department: str = "") -> int:
    """Return how many people a department, or the whole City, has on a day."""
    posts = held(on=on)
    if department:
        posts = posts.filter(department=department)
    return posts.values("person").distinct().count()


def held(*, on: date) -> QuerySet[Post]:
    """Return the posts that somebody holds on a day."""
    return Post.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def posts_on(*, on: date) -> QuerySet[Any, Any]:
    """Return the posts that somebody holds on a day, as values to be joined as a subquery."""
    return held(on=on).values("person_id", "department_id", "site", "work_type", "shift")


def posts_of(*, person: UUID) -> QuerySet[Post]:
    """Return the posts that a person holds or held, the latest first, without those that were taken back."""
    rows = Post.objects.filter(person=person).exclude(until_on=F("from_on"))
    return rows.order_by("-from_on", "department", "pk")


def facts(rows: Iterable[Person]) -> tuple[PersonFact, ...]:
    """Return people with their posts, in the order given, in one question more."""
    listed = list(rows)
    by_person: dict[UUID, list[Post]] = {}
    every = Post.objects.filter(person__in=[row.pk for row in listed]).exclude(until_on=F("from_on"))
    for post in every.order_by("person", "-from_on", "department"):
        by_person.setdefault(post.person_id, []).append(post)
    named = site_names({post.site for posts in by_person.values() for post in posts if post.site})
    return tuple(
        PersonFact(
            id=row.pk,
            number=row.number,
            name=row.name,
            email=row.email,
            posts=tuple(_post(post, named) for post in by_person.get(row.pk, ())),
            joined_on=row.joined_on,
            left_on=row.left_on,
            is_forgotten=row.forgotten_at is not None,
        )
        for row in listed
    )


def site_names(numbers: Iterable[str]) -> Mapping[str, str]:
    """Return what sites are called, as the register of property stands, by their numbers."""
    wanted, at = set(numbers), _AS_IT_STANDS
    if not wanted:
        return {}
    if len(wanted) <= _FEW:
        one_by_one = (sites.site(id=number, known=at) for number in wanted)
        return {fact.id: fact.name for fact in one_by_one if fact is not None}
    return {fact.id: fact.name for fact in sites.sites(department="", known=at) if fact.id in wanted}


_FEW = 20
_AS_IT_STANDS = datetime.max.replace(tzinfo=UTC)


def _post(post: Post, named: Mapping[str, str]) -> PostFact:
    return PostFact(
        department=post.department_id,
        site=post.site,
        site_name=named.get(post.site, "") or post.site_said or post.site,
        work_type=post.work_type,
        shift=post.shift,
        from_on=post.from_on,
        until_on=post.until_on,
    )
