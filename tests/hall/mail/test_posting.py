"""Two who post the same thing at once."""

import threading

import pytest
from django.db import connection, transaction

from standing.hall.mail import api
from standing.hall.mail.models import Letter
from tests.make import mail as make

pytestmark = pytest.mark.django_db(transaction=True, available_apps=["standing.hall.mail"])


def post(subject: str) -> bool:
    return api.post(key="k", to=["a@dept.example"], subject=subject, body="b", about="x", at=make.AT)


def together(*works) -> list[BaseException]:
    """Run each in a thread of its own; the connections are closed."""
    failures: list[BaseException] = []

    def run(work) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_two_threads_post_one_letter(committed):
    said = []
    barrier = threading.Barrier(8)

    def work() -> None:
        with transaction.atomic():
            barrier.wait()
            said.append(post("one"))

    assert together(*[work] * 8) == []
    assert (sorted(said), Letter.objects.count()) == ([False] * 7 + [True], 1)


def test_who_waits_for_a_deed_that_is_undone_posts_in_its_place(committed):
    first_posted, second_asks = threading.Event(), threading.Event()
    said = {}

    def undone() -> None:
        with transaction.atomic():
            said["first"] = post("first")
            first_posted.set()
            second_asks.wait()
            transaction.set_rollback(True)

    def done() -> None:
        first_posted.wait()
        second_asks.set()
        with transaction.atomic():
            said["second"] = post("second")

    assert together(undone, done) == []
    assert said == {"first": True, "second": True}
    assert list(Letter.objects.values_list("subject", flat=True)) == ["second"]
