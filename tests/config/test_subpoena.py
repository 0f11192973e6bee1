"""The drill of a subpoena finds nothing where there is nothing, and whatever was planted where something is."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from standing.config.drills import subpoena
from standing.config.drills.traces import adults_of, point_of, stretched
from standing.hall.audit.models import Record
from standing.kernel.blind import people
from standing.kernel.blind.manifest import Cost

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
NAME, BORN = "Zéphyrine de Quillmoor Vantrask", "1980-02-03"
COST = Cost(memory=64, passes=1)


@pytest.fixture
def ask(db, tmp_path, monkeypatch):
    """Carry out the drill for a name; returns the exit code and what was said."""
    monkeypatch.setattr(subpoena, "known_rounds", lambda: {"spring": COST})

    def asked(name: str = NAME, born: str = BORN) -> tuple[int, str]:
        said: list[str] = []
        code = subpoena.run(lines=io.StringIO(f"{name}\n{born}\n"), var=tmp_path, say=said.append, at=AT)
        return code, "\n".join(said)

    return asked


def kept(text: str | bytes) -> None:
    """Have a table that keeps what nobody should."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS planted (words text, data bytea)")
        row = (text, None) if isinstance(text, str) else (None, text)
        cursor.execute("INSERT INTO planted VALUES (%s, %s)", row)


def canonical() -> str:
    adult = next(one for one in adults_of(NAME, date.fromisoformat(BORN)) if one.surname2)
    return people.strings(round_="spring", adult=adult)[0]


def test_where_nothing_is_nothing_is_found_and_the_record_says_only_that_it_ran(ask):
    code, said = ask()
    assert (code, "FOUND" in said) == (0, False)
    record = Record.objects.get(verb="drill.subpoena")
    assert (record.subject, record.actor, record.facts) == ("drill:subpoena", "system", {})


@pytest.mark.parametrize(
    "planted",
    [
        NAME,
        "zephyrine quillmoor vantrask came today",
        "VANTRASK, ZÉPHYRINE",
        canonical(),
        hashlib.sha256(canonical().encode()).hexdigest(),
        base64.b64encode(b"k" + NAME.encode()).decode(),
        json.dumps({"note": NAME}),
        NAME.encode("utf-16-le"),
        hashlib.md5(NAME.encode()).digest(),
        stretched(canonical(), round_="spring", cost=COST),
        base64.urlsafe_b64encode(point_of(stretched(canonical(), round_="spring", cost=COST))).decode(),
        gzip.compress(b"x" * 100 + NAME.encode(), mtime=0),
    ],
)
def test_what_a_table_keeps_is_found_however_it_is_written(ask, planted):
    kept(planted)
    code, said = ask()
    assert code == 1
    assert "FOUND" in said
    assert "table public.planted" in said


@pytest.mark.parametrize("name", ["notes.txt", "mail/one.eml", "Vantrask, Zéphyrine.pdf"])
def test_what_a_file_keeps_is_found_by_its_content_and_its_name(ask, tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("" if "Vantrask" in name else "Dear\nZ=C3=A9phyrine de Quillmoor V=\nantrask,\n")
    code, said = ask()
    assert (code, "file" in said) == (1, True)


def test_a_short_name_is_found_as_words_only(ask):
    kept("li wu came")
    assert ask(name="Li Wu")[0] == 1
    assert ask(name="Li Wuv")[0] == 0


@pytest.mark.parametrize("lines", ["", "Zephyrine\n1980-02-03\n", "Zephyrine Quillmoor\nlong ago\n"])
def test_what_is_no_name_and_no_day_is_refused_with_a_sentence(db, tmp_path, lines):
    with pytest.raises(subpoena.Misread, match="line"), transaction.atomic():
        subpoena.run(lines=io.StringIO(lines), var=tmp_path, say=print, at=AT)
    assert not Record.objects.filter(verb="drill.subpoena").exists()
