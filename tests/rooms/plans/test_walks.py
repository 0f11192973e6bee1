"""Whatever people do in whatever order, nothing is accepted that two people did not sign word for word."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import Refused
from standing.rooms.plans import actions
from standing.rooms.plans.models import Certificate, Plan, Review, Version
from standing.rooms.plans.rules.steps import NEXT, Step
from standing.rooms.plans.rules.template import Rank
from tests.make import plans as make
from tests.make.plans import AT, Team

WHO = ("author", "second_author", "liaison", "backup", "head", "reviewer")
TEXTS = ("", "One more word.", "Another word.")
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from(WHO), st.sampled_from(TEXTS)),
        st.tuples(st.just("sign"), st.sampled_from(WHO), st.sampled_from([rank.value for rank in Rank])),
        st.tuples(st.just("sign"), st.sampled_from(["liaison", "head"]), st.just("own")),
        st.tuples(st.just("file"), st.sampled_from(WHO), st.sampled_from(["now", "stale"])),
        st.tuples(st.sampled_from(["return", "accept"]), st.sampled_from(["reviewer", "head"]), st.just("")),
        st.tuples(st.just("revise"), st.sampled_from(WHO), st.just("")),
    ),
    min_size=4,
    max_size=24,
)


@contextmanager
def _undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _do(people: Team, deed: tuple[str, str, str], number: int) -> None:
    what, who, how = deed
    by, at = getattr(people, who), AT + timedelta(minutes=number)
    here = {"campaign": "prep", "department": "parks", "by": by, "at": at}
    version = Version.objects.order_by("-number").first()
    match what:
        case "save":
            make.save(people, "notes", {"text": how}, by=by, at=at)
        case "sign":
            rank = Rank(who if how == "own" else how)
            actions.certify_plan(**here, seen_sha256=make.hash_of(people, at=at), rank=rank)
        case "file":
            seen = "0" * 64 if how == "stale" else make.hash_of(people, at=at)
            actions.file_plan(**here, seen_sha256=seen)
        case "return" if version is not None:
            actions.return_version(version=version.pk, note="Say more.", comments={}, by=by, at=at)
        case "accept" if version is not None:
            actions.accept_version(version=version.pk, note="", by=by, at=at)
        case "revise":
            actions.start_revision(**here)


def _check_the_house() -> None:
    versions = list(Version.objects.order_by("number"))
    for version in versions:
        signed = [version.liaison_certificate, version.head_certificate]
        assert sha256_hex(bytes(version.content)) == version.sha256
        assert {certificate.content_sha256 for certificate in signed} == {version.sha256}
        assert len({certificate.by_id for certificate in signed}) == 2
        assert [certificate.rank for certificate in signed] == ["liaison", "head"]
        assert all(certificate.at <= version.filed_at for certificate in signed)
    for one, following in pairwise(versions):
        assert one.sha256 != following.sha256
        assert (following.answers_id == one.pk) == (Review.objects.get(version=one).finding == "returned")
    plan = Plan.objects.get()
    answers = dict(Review.objects.values_list("version_id", "finding"))
    newest = answers.get(versions[-1].pk) if versions else None
    if plan.step in {"accepted", "returned"}:
        assert newest == plan.step
    if plan.step == "filed":
        assert versions
        assert newest is None
    live = Certificate.objects.filter(number=len(versions) + 1, voided_at__isnull=True)
    assert {"draft": 0, "certified-by-one": 1, "certified": 2}.get(plan.step, 0) == live.count()


def test_no_path_reaches_accepted_without_two_people_and_the_exact_bytes(people: Team) -> None:
    make.write(people)
    reached = set()

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(DEEDS)
    def walk(deeds: list[tuple[str, str, str]]) -> None:
        with _undone():
            step = Step.DRAFT
            for number, deed in enumerate(deeds, start=1):
                with suppress(Refused):
                    _do(people, deed, number)
                after = Step(Plan.objects.get().step)
                assert after is step or after in NEXT[step]
                step = after
                _check_the_house()
                reached.add(step)

    walk()
    assert {Step.DRAFT, Step.CERTIFIED_BY_ONE} <= reached


def test_the_straight_path_reaches_every_step(people: Team) -> None:
    make.write(people)
    path = [
        ("sign", "liaison", "own"),
        ("sign", "head", "own"),
        ("file", "author", "now"),
        ("return", "reviewer", ""),
        ("save", "author", "One more word."),
        ("sign", "head", "own"),
        ("sign", "liaison", "own"),
        ("file", "head", "now"),
        ("accept", "reviewer", ""),
        ("revise", "liaison", ""),
    ]
    steps = []
    for number, deed in enumerate(path, start=1):
        _do(people, deed, number)
        _check_the_house()
        steps.append(Plan.objects.get().step)

    assert steps == [
        "certified-by-one",
        "certified",
        "filed",
        "returned",
        "draft",
        "certified-by-one",
        "certified",
        "filed",
        "accepted",
        "draft",
    ]
