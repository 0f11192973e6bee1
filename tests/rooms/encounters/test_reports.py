"""The full report: sections, versions, corrections, the sealed part, the restricted store, holds and forgetting."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from PIL import Image

from standing.hall.files import api as files
from standing.hall.holds import api as holds
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.encounters import actions
from standing.rooms.encounters.models import Alert, Attachment, Camera, Draft, Reading, Report, Restricted, Version
from standing.rooms.encounters.queries import reports as queries
from standing.rooms.encounters.rules import report as rules
from standing.rooms.obligations import api as obligations
from tests.make import encounters as make
from tests.make.encounters import NOW, Town

HOUR = timedelta(hours=1)
PURPOSE = "Case 26-0001: to answer the request of the court."


def test_it_is_written_part_by_part_and_handed_in(town: Town):
    row = make.submitted(town)
    written = queries.written(report=row.pk, number=1)
    assert (row.versions, written.version.by, len(written.answers)) == (1, str(town.liaison), 12)
    assert written.answers["request"]["asked"] == "They asked to come in."
    assert Draft.objects.count() == 0


def test_it_covers_every_field_of_the_list():
    assert [section.number for section in rules.SECTIONS] == list(range(1, 13))
    assert sum(len(section.fields) for section in rules.SECTIONS) == 53


def test_what_is_missing_is_said(town: Town):
    row = make.report(town)
    actions.save_draft(report=row.pk, section="ids", answers={"reference": "26-7"}, by=town.liaison, at=NOW)
    with pytest.raises(Refused, match="still missing"):
        actions.submit_report(report=row.pk, seen_version=0, by=town.liaison, at=NOW)
    assert Version.objects.count() == 0


def test_a_correction_adds_and_never_overwrites(town: Town):
    row = make.submitted(town)
    later = NOW + 5 * HOUR
    with pytest.raises(NotNow, match="Nothing was written"):
        actions.submit_report(report=row.pk, seen_version=1, reason="More.", by=town.liaison, at=later)
    actions.save_draft(
        report=row.pk, section="events", answers=make.answers("events", detained="3"), by=town.backup, at=later
    )
    with pytest.raises(Refused, match="what you correct"):
        actions.submit_report(report=row.pk, seen_version=1, by=town.backup, at=later)
    with pytest.raises(NotNow, match="Somebody else"):
        actions.submit_report(report=row.pk, seen_version=0, reason="Counted again.", by=town.backup, at=later)
    actions.submit_report(report=row.pk, seen_version=1, reason="Counted again.", by=town.backup, at=later)
    first, second = (queries.written(report=row.pk, number=number) for number in (1, 2))
    assert (first.answers["events"]["detained"], second.answers["events"]["detained"]) == ("2", "3")
    assert second.answers["request"] == first.answers["request"]
    assert second.reason == "Counted again."


@pytest.mark.parametrize(
    ("section", "answers"),
    [
        ("request", {"words": "He asked for a man named Eleno."}),
        ("request", {"asked": "the undocumented worker"}),
        ("events", {"damage": "a dark-skinned man fell"}),
        ("after", {"lesson": "call 213-555-0155"}),
        ("officers", {"count": "many"}),
        ("officers", {"badge": "1"}),
        ("place", {"area": "roof"}),
        ("time", {"started": "yesterday"}),
        ("evidence", {"cameras": "=cmd|' /C calc'!A0"}),
        ("nothing", {}),
    ],
)
def test_what_may_not_stand_there_is_not_saved(town: Town, section: str, answers: dict[str, str]):
    row = make.report(town)
    with pytest.raises(Refused):
        actions.save_draft(report=row.pk, section=section, answers=answers, by=town.liaison, at=NOW)
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "refusal"), [("head", NotAllowed), ("counsel", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)]
)
def test_who_does_not_write(town: Town, who: str, refusal: type[Refused]):
    row = make.report(town)
    with pytest.raises(refusal):
        actions.save_draft(report=row.pk, section="ids", answers={}, by=getattr(town, who), at=NOW)


def test_the_first_version_is_evidence_and_the_duty_is_met(town: Town):
    row = make.submitted(town)
    (duty,) = (
        one for one in obligations.obligations(known=NOW) if any(kind.id == "activity-report" for kind in one.kinds)
    )
    (evidence,) = obligations.evidence_of(obligation=duty.id, department="streets", known=NOW + 3 * HOUR, inside=True)
    assert (evidence.kind, evidence.period) == ("activity-report", f"encounters:alert:{row.alert_id}")
    before = obligations.explain(obligation=duty.id, department="streets", at=NOW + HOUR, inside=True).pair.status
    after = obligations.explain(obligation=duty.id, department="streets", at=NOW + 3 * HOUR, inside=True).pair.status
    assert (before == "met", after) == (False, "met")


def test_closing_and_opening_again(town: Town):
    row = make.submitted(town)
    actions.close_report(report=row.pk, by=town.liaison, at=NOW + 3 * HOUR)
    with pytest.raises(NotNow, match="closed"):
        actions.save_draft(report=row.pk, section="ids", answers={}, by=town.liaison, at=NOW + 3 * HOUR)
    actions.reopen_report(report=row.pk, by=town.liaison, at=NOW + 4 * HOUR)
    actions.save_draft(report=row.pk, section="ids", answers={"reference": "7"}, by=town.liaison, at=NOW + 4 * HOUR)
    with pytest.raises(NotNow, match="not handed in"):
        actions.close_report(report=row.pk, by=town.liaison, at=NOW + 4 * HOUR)


# The sealed part


def test_officers_are_sealed_and_read_for_a_purpose(town: Town):
    row = make.report(town)
    actions.seal_officers(
        report=row.pk, said={"officers": "Q. Sample, badge 77", "plates": "7ABC123"}, by=town.liaison, at=NOW
    )
    actions.seal_officers(report=row.pk, said={"supervisor": "R. Sample"}, by=town.backup, at=NOW)
    with pytest.raises(Refused, match="purpose"):
        actions.open_officers(report=row.pk, purpose="why not", by=town.counsel, at=NOW)
    assert Reading.objects.count() == 0
    entries = actions.open_officers(report=row.pk, purpose=PURPOSE, by=town.counsel, at=NOW)
    assert entries == ({"officers": "Q. Sample, badge 77", "plates": "7ABC123"}, {"supervisor": "R. Sample"})
    actions.open_officers(report=row.pk, purpose=PURPOSE, by=town.inspector, at=NOW + HOUR)
    assert [(one.by, one.purpose) for one in queries.readings(report=row.pk)] == [
        (str(town.inspector), PURPOSE), (str(town.counsel), PURPOSE),
    ]  # fmt: skip
    assert b"badge 77" not in bytes(Restricted.objects.get(number=1).box)


@pytest.mark.parametrize("who", ["liaison", "backup", "head", "coordinator", "auditor"])
def test_who_reads_the_report_does_not_open_the_sealed_part(town: Town, who: str):
    row = make.report(town)
    actions.seal_officers(report=row.pk, said={"officers": "Q. Sample"}, by=town.liaison, at=NOW)
    with pytest.raises(NotAllowed):
        actions.open_officers(report=row.pk, purpose=PURPOSE, by=getattr(town, who), at=NOW)
    assert Reading.objects.count() == 0


def test_no_question_of_this_room_looks_for_an_officer(town: Town):
    """The tables of officers have no column to search by, and no list takes a name."""
    assert {field.name for field in Restricted._meta.concrete_fields} == {"id", "report", "number", "box", "at", "by"}
    with pytest.raises(TypeError):
        queries.listed(by=town.counsel, officer="Sample")  # type: ignore[call-arg]


# The restricted store


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    """Return a picture whose left half is striped, with a place of taking in it."""
    image = Image.new("RGB", size, (40, 90, 140))
    for x in range(0, size[0] // 2, 2):
        image.paste((250, 250, 250), (x, 0, x + 1, size[1]))
    exif = Image.Exif()
    exif[0x010E] = "canary-description"
    exif.get_ifd(0x8825)[2] = (34.0, 3.0, 8.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def add(town: Town, row: Report, content: bytes, name: str = "a.jpg", **said: object):  # type: ignore[no-untyped-def]
    return actions.add_file(
        **{
            "report": row.pk, "content": content, "name": name, "is_photo": True, "reason": "It shows the gate.",
            "blurred": (), "by": town.liaison, "at": NOW, **said,
        }
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_photograph_is_cleaned_blurred_and_sealed(town: Town, var: Path):
    row = make.report(town)
    key = add(town, row, picture(), blurred=(files.Mark(x=0, y=0, width=50, height=100),))
    media_type, name, content = actions.open_file(report=row.pk, file=key, purpose=PURPOSE, by=town.counsel, at=NOW)
    image = Image.open(io.BytesIO(content))
    assert (media_type, name, dict(image.getexif())) == ("image/jpeg", "a.jpg", {})
    assert b"canary-description" not in content
    blurred = image.convert("RGB").crop((0, 0, 140, 200)).getcolors(100_000)
    assert blurred is not None
    assert max(abs(first[1][0] - second[1][0]) for first in blurred for second in blurred) < 60
    assert image.convert("RGB").getpixel((280, 100))[2] > 120
    kept = [path.read_bytes() for path in var.rglob("*") if path.is_file() and "restricted" in str(path)]
    assert len(kept) == 1
    assert b"\xff\xd8\xff" not in kept[0]
    assert not (var / "files" / "sha256").exists()


def test_a_photograph_needs_a_reason_and_a_look_at_faces(town: Town):
    row = make.report(town)
    with pytest.raises(Refused, match="why a photograph"):
        add(town, row, picture(), reason="")
    with pytest.raises(Refused, match="faces and plates"):
        add(town, row, picture(), blurred=None)
    assert Attachment.objects.count() == 0


def flood() -> bytes:
    """Return a small PNG that says it has four thousand million pixels."""
    head = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"GIF89a<script>alert(1)</script>", "a.jpg"),
        (b"\xff\xd8\xff\xe0 <?php evil ?>", "a.jpg"),
        (b"PK\x03\x04" + bytes(200), "a.jpg"),
        (flood(), "a.png"),
        (picture("PNG"), "a.pdf"),
        (b"", "a.jpg"),
        (b"%PDF-1.7 no more", "a.pdf"),
        (bytes(files.LIMIT + 1), "a.jpg"),
    ],
    ids=["script", "polyglot", "zip", "flood", "ending", "empty", "broken", "large"],
)
def test_hostile_files_leave_nothing(town: Town, var: Path, content: bytes, name: str):
    row = make.report(town)
    with pytest.raises(Refused):
        add(town, row, content, name)
    assert Attachment.objects.count() == 0
    assert [path for path in var.rglob("restricted/**/*") if path.is_file()] == []


def test_a_picture_is_no_document_and_a_document_no_picture(town: Town, var: Path):
    row = make.report(town)
    with pytest.raises(Refused, match="faces are blurred"):
        add(town, row, picture(), is_photo=False, blurred=None)
    key = add(town, row, b"The words on the paper.", "paper.txt", is_photo=False, blurred=None)
    assert (
        actions.open_file(report=row.pk, file=key, purpose=PURPOSE, by=town.inspector, at=NOW)[2]
        == b"The words on the paper."
    )
    assert len([path for path in var.rglob("restricted/**/*") if path.is_file()]) == 1


@pytest.mark.parametrize("text", ["10 20 30", "a b c d", "10 20 0 5", "120 1 1 1", "1 2 3 4\n" * 61])
def test_marks_that_mark_nothing(text: str):
    with pytest.raises(files.NotAMark):
        files.read_marks(text)


def test_marks_are_read_as_people_write_them():
    assert files.read_marks("10 20 30 40\n\n 1.5, 2; 3 4 ") == (
        files.Mark(x=10, y=20, width=30, height=40), files.Mark(x=1.5, y=2, width=3, height=4),
    )  # fmt: skip


# Holds and forgetting


def test_words_go_when_their_time_is_over_and_no_hold_is_on(town: Town, var: Path):
    held, free = make.submitted(town), make.submitted(town, at=NOW + HOUR)
    for row in (held, free):
        actions.seal_officers(report=row.pk, said={"officers": "Q. Sample"}, by=town.liaison, at=NOW + 3 * HOUR)
        add(town, row, picture(), at=NOW + 3 * HOUR)
    actions.place_hold(report=held.pk, reason="A case was filed.", order="26-cv-1", by=town.counsel, at=NOW + 4 * HOUR)
    late = NOW + timedelta(days=1001)
    assert actions.forget_reports(at=NOW + timedelta(days=999)) == 0
    assert actions.forget_reports(at=late) == 1
    for table in (Version, Restricted, Attachment, Camera):
        assert {one.report_id for one in table.objects.all()} == {held.pk}
    assert Alert.objects.get(pk=free.alert_id).box is None
    assert Alert.objects.get(pk=held.alert_id).box is not None
    (hold,) = queries.holds_on(report=held.pk)
    actions.lift_hold(report=held.pk, hold=hold.id, reason="The case ended.", by=town.counsel, at=late)
    assert actions.forget_reports(at=late) == 1
    assert Report.objects.count() == 2
    with pytest.raises(NotNow, match="deleted"):
        actions.seal_officers(report=free.pk, said={"officers": "Q."}, by=town.liaison, at=late)


def test_a_hold_is_counsels_alone_and_both_are_recorded(town: Town):
    row = make.report(town)
    with pytest.raises(NotAllowed):
        actions.place_hold(report=row.pk, reason="A case.", order="1", by=town.coordinator, at=NOW)
    with pytest.raises(Refused, match="named"):
        actions.place_hold(report=row.pk, reason="The case of Mr. Vance.", order="1", by=town.counsel, at=NOW)
    actions.place_hold(report=row.pk, reason="A case.", order="1", by=town.counsel, at=NOW)
    assert holds.is_held(queries.subject(row.pk))
    assert "holds.place" in [deed.verb for deed in queries.deeds(report=row)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE encounters_version SET box = 'x'::bytea",
        "DELETE FROM encounters_version",
        "DELETE FROM encounters_restricted",
        "UPDATE encounters_restricted SET box = 'x'::bytea",
        "DELETE FROM encounters_reading",
        "UPDATE encounters_reading SET at = now()",
    ],
)
def test_the_database_keeps_what_was_handed_in(town: Town, sql: str):
    row = make.submitted(town)
    actions.seal_officers(report=row.pk, said={"officers": "Q. Sample"}, by=town.liaison, at=NOW)
    actions.open_officers(report=row.pk, purpose=PURPOSE, by=town.counsel, at=NOW)
    with pytest.raises(Exception, match=r"Cannot|deleted with the whole"), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_list_costs_the_same_however_long(town: Town, django_assert_num_queries):
    for number in range(3):
        make.alert(town, at=NOW + number * HOUR)
    with django_assert_num_queries(3):  # grants, reports, which pack is in force
        assert len(queries.facts(queries.listed(by=town.liaison), at=NOW)) == 3
    assert list(queries.listed(by=town.stranger)) == []
    assert len(queries.listed(by=town.counsel, kind="access-request", site="S-1", number="e-2026")) == 3
    assert len(queries.listed(by=town.counsel, kind="arrest")) == 0
