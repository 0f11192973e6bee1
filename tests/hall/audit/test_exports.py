import io
import json
import subprocess
import sys
import zipfile
from datetime import date

import pytest

from standing.hall.audit import api, commands, exports
from standing.kernel.refusals import NotNow
from tests.hall.audit.conftest import TOOL
from tests.make import audit as make

FILES = ["README.txt", "checkpoints.txt", "leaves.txt", "proofs.txt", "public-keys.txt", "records.jsonl"]


@pytest.fixture
def log(db):
    names = make.records(5)
    make.seal()
    names += make.records(4, start=5)
    make.seal()
    return names


def test_an_export_is_a_folder_that_says_how_to_check_it(log, tmp_path):
    make.record(50)  # not sealed, so not in it
    done = exports.write_export(path=tmp_path / "out", sample=False)
    assert (done.records, done.checkpoints) == (9, 2)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    rows = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text().splitlines()]
    assert [(row["position"], row["record"]["id"]) for row in rows] == list(enumerate(map(str, log)))
    assert "verify_log.py" in (tmp_path / "out" / "README.txt").read_text()
    assert (tmp_path / "out" / "public-keys.txt").read_text() == make.log_key().verifier.text() + "\n"


def test_a_zip_holds_the_same_bytes_as_the_folder(log, tmp_path):
    exports.write_export(path=tmp_path / "out", sample=True)
    exports.write_export(path=tmp_path / "out.zip", sample=True)
    sent = io.BytesIO()
    api.send_export(file=sent, sample=True)
    assert sent.getvalue() == (tmp_path / "out.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert {name: archive.read(f"standing-log/{name}") for name in FILES} == {
            name: (tmp_path / "out" / name).read_bytes() for name in FILES
        }


@pytest.mark.parametrize(("sample", "said"), [(True, True), (False, False)])
def test_an_export_of_a_sample_says_so(log, tmp_path, sample, said):
    exports.write_export(path=tmp_path / "out", sample=sample)
    assert ("SAMPLE" in (tmp_path / "out" / "README.txt").read_text()) == said


def test_an_export_overwrites_nothing(log, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").touch()
    (tmp_path / "there.zip").touch()
    for name in ("there", "there.zip"):
        with pytest.raises(NotNow):
            exports.write_export(path=tmp_path / name, sample=False)
    assert commands.export(tmp_path / "there", sample=False).code == 2
    assert commands.export(tmp_path / "new", sample=False).code == 0


@pytest.mark.django_db
def test_an_empty_log_is_not_exported(tmp_path):
    make.record()
    with pytest.raises(NotNow):
        exports.write_export(path=tmp_path / "out", sample=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_an_export_reads_a_batch_at_a_time(tmp_path, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("standing.hall.audit.queries._BATCH", 4)
    make.records(10)
    make.seal()
    # the end of the log twice, hashes, records by place and by name, checkpoints and the end of them
    with django_assert_num_queries(2 + 3 + 3 * 2 + 2):
        exports.write_export(path=tmp_path / "out", sample=False)


def test_anybody_can_check_an_export_without_us(log, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text(api.latest_checkpoint().note)
    make.anonymous(day=date(2025, 7, 14))
    make.records(3, start=20)
    make.seal(key=make.log_key(seed=3))
    exports.write_export(path=tmp_path / "out.zip", sample=False)
    keys = [make.log_key(seed).verifier.text() for seed in (0, 3)]
    run = subprocess.run(
        [sys.executable, "-I", "-S", TOOL, tmp_path / "out.zip", "--trusted", kept, "--record", str(log[2])]
        + [word for key in keys for word in ("--key", key)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    proof = api.inclusion(record_id=log[2])
    assert (run.returncode, run.stderr, run.stdout.splitlines()) == (
        0,
        "",
        [
            f"Record {log[2]} is at position 2, leaf {proof.leaf}. The path to the root:",
            *proof.path,
            "The log continues the checkpoint you kept, of 9 records.",
            "14 records, 3 checkpoints: every record is as it was sealed.",
            f"Root {proof.root}",
            *(f"Signed with {key}" for key in keys),
        ],
    )
