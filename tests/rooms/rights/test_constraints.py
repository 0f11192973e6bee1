"""What the database refuses whoever writes: going round the actions changes nothing that was said."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from standing.rooms.rights.models import Answer, Article, ArticleVersion, Confirmation, Submission, Withdrawal
from tests.make import rights as make

pytestmark = pytest.mark.usefixtures("town")


def refused(act, match: str) -> None:
    with pytest.raises((DatabaseError, IntegrityError), match=match), transaction.atomic():
        act()


@pytest.mark.parametrize("model", [ArticleVersion, Submission, Answer])
def test_what_was_written_stays(people, model):
    make.approved(people)
    rows = model.objects.all()
    refused(lambda: rows._raw_delete("default"), "Cannot update or delete")
    refused(rows.get().save, "Cannot update or delete")
    refused(lambda: Article.objects.all()._raw_delete("default"), "Cannot delete")


@pytest.mark.parametrize("table", ["articleversion", "submission", "answer", "confirmation", "withdrawal"])
def test_no_table_is_emptied(people, table):
    make.approved(people)

    def empty():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE rights_{table} CASCADE")

    refused(empty, "never emptied")


def test_the_hash_is_the_hash_of_the_bytes(people):
    version = make.draft(people)
    refused(
        lambda: ArticleVersion.objects.create(
            article=version.article, number=2, content=b"{}", sha256="0" * 64, written_by=people.editor,
            written_at=make.AT,
        ),
        "not the hash",
    )  # fmt: skip


def test_versions_are_numbered_without_a_gap(people):
    version = make.draft(people)
    refused(
        lambda: ArticleVersion.objects.create(
            article=version.article, number=3, content=version.content, sha256=version.sha256,
            written_by=people.editor, written_at=make.AT,
        ),
        "without a gap",
    )  # fmt: skip


def test_a_version_has_a_writer_or_a_pack(people):
    version = make.draft(people)
    refused(
        lambda: ArticleVersion.objects.create(
            article=version.article, number=2, content=version.content, sha256=version.sha256, written_at=make.AT
        ),
        "has_a_writer",
    )


def test_nobody_approves_what_they_wrote_or_sent(people):
    version = make.waiting(people)
    sent = Submission.objects.get()
    refused(
        lambda: Answer.objects.create(
            submission=sent, finding="approved", sha256=version.sha256, title="x", by=people.editor, at=make.AT
        ),
        "nobody answers",
    )
    refused(
        lambda: Answer.objects.create(
            submission=sent, finding="approved", sha256="0" * 64, title="x", by=people.counsel, at=make.AT
        ),
        "exactly the text",
    )
    refused(
        lambda: Answer.objects.create(
            submission=sent, finding="approved", sha256=version.sha256, by=people.counsel, at=make.AT
        ),
        "in_an_office",
    )
    refused(
        lambda: Answer.objects.create(
            submission=sent, finding="approved", sha256=version.sha256, title="x", by=people.counsel,
            at=make.AT - make.HOUR,
        ),
        "comes after",
    )  # fmt: skip


def test_a_version_is_with_counsel_once(people):
    version = make.waiting(people)
    refused(lambda: Submission.objects.create(version=version, turn=2, by=people.editor, at=make.AT), "is with counsel")


def test_only_the_newest_version_is_sent(people):
    version = make.draft(people)
    make.next_draft(people, title="Newer", at=make.AT)
    refused(lambda: Submission.objects.create(version=version, turn=1, by=people.editor, at=make.AT), "newest")


def test_only_an_approved_text_is_confirmed_and_by_another(people):
    version = make.waiting(people)
    refused(
        lambda: Confirmation.objects.create(version=version, sha256=version.sha256, by=people.counsel, at=make.AT),
        "only an approved",
    )
    make.approve(people, version, at=make.AT)
    refused(
        lambda: Confirmation.objects.create(version=version, sha256=version.sha256, by=people.editor, at=make.AT),
        "another person",
    )


def test_a_withdrawal_says_why(people):
    version = make.approved(people)
    refused(lambda: Withdrawal.objects.create(version=version, reason="", by=people.counsel, at=make.AT), "says_why")
