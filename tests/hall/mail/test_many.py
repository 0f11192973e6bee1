"""Many letters at once: each once for its key, with a handful of statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.hall.mail import api
from standing.hall.mail.models import Letter
from tests.make import mail as make


def draft(number: int, **changed: object) -> api.Draft:
    said = {"key": f"k{number}", "to": [f"p{number}@dept.example"], "subject": "Read this", "body": "b", "about": "x"}
    return api.Draft(**{**said, **changed})  # type: ignore[arg-type]


def test_each_is_posted_once_and_says_what_one_alone_would(db):
    api.post(key="k1", to=["p1@dept.example"], subject="Read this", body="first", about="x", at=make.AT)
    posted = api.post_many(drafts=[draft(0), draft(1), draft(2, is_secret=True)], at=make.AT)

    assert posted == {"k0", "k2"}
    assert dict(Letter.objects.values_list("key", "body")) == {"k0": "b", "k1": "first", "k2": "b"}
    one, other = Letter.objects.get(key="k0"), Letter.objects.get(key="k1")
    assert (one.subject, one.about, one.next_try_at, one.posted_at) == (
        other.subject, other.about, other.next_try_at, other.posted_at,
    )  # fmt: skip
    assert Letter.objects.get(key="k2").is_secret
    assert api.post_many(drafts=[draft(0), draft(2)], at=make.AT) == frozenset()
    assert api.post_many(drafts=[], at=make.AT) == frozenset()


def test_one_that_is_no_letter_stops_all(db):
    with pytest.raises(api.NotALetter):
        api.post_many(drafts=[draft(0), draft(1, to=[])], at=make.AT)
    assert Letter.objects.count() == 0


def test_a_hundred_cost_as_many_statements_as_ten(db):
    def statements(numbers: range) -> int:
        with CaptureQueriesContext(connection) as asked:
            api.post_many(drafts=[draft(number) for number in numbers], at=make.AT)
        return len(asked)

    assert statements(range(10)) == statements(range(10, 110)) < 10
