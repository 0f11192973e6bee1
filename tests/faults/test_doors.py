"""Ports, folders, versions, another server: it works, or one clear sentence says why not."""

import contextlib
import socket

import psycopg
import pytest

from standing.config import postgres
from tests.faults.house import WHOLE, new_house


@contextlib.contextmanager
def taken(port: int):
    """Hold a port for a while, unless somebody else does."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            holder.bind(("127.0.0.1", port))
            holder.listen()
        yield


def one_sentence(text: str) -> None:
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1, text


def test_a_named_port_in_use_is_refused_with_one_sentence(house):
    with taken(house.port):
        said = house.run("up")
    assert (said.returncode, said.stdout) == (1, "")
    one_sentence(said.stderr)
    assert said.stderr.startswith(f"Port {house.port} is in use. Stop what uses it, or choose another: PORT=")
    assert house.everything() == []


def test_the_usual_port_in_use_makes_it_take_another_and_the_sign_ins_follow(house):
    with taken(8000):
        house.start(PORT="").until_said("Ctrl-C stops it")
        words = next(line for line in house.text().splitlines() if line.startswith("Port 8000 is in use"))
        house.port = int(words.removesuffix(".").split()[-1])
        assert house.port > 8000
        rows = house.sign_ins(PORT="")
    assert {tuple(row) for row in rows} == {("role", "department", "person", "url")}
    doors = tuple(f"http://127.0.0.1:{port}/" for port in (house.port, house.port + 1))  # the City's, the trustee's
    assert [row for row in rows if not row["url"].startswith(doors)] == []
    assert any(row["url"].startswith(doors[0]) for row in rows)
    assert f"http://127.0.0.1:{house.port}/status/" in house.text()
    assert house.stop() == 0


def test_a_second_start_in_the_same_folder_is_told_where_the_first_is_and_does_it_no_harm(house):
    house.start().until_ready()
    said = house.run("up", PORT="")
    assert (said.returncode, said.stdout) == (1, "")
    one_sentence(said.stderr)
    assert f"at {house.base} as process {house.process.pid}" in said.stderr
    assert house.process.poll() is None
    assert house.stop() == 0


def test_another_server_works_the_same(empty, whole, tmp_path):
    other = new_house(tmp_path / "other")
    try:
        postgres.ensure_running(other.var)
        with psycopg.connect(postgres.url(other.var, database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE a_city")
        empty.database_url = postgres.url(other.var, database="a_city")
        empty.start().until_ready()
        assert empty.ask(WHOLE) == whole
        assert not postgres.place(empty.var).home.exists()
        assert empty.stop() == 0
        assert postgres.runs(other.var)  # not ours to stop
        empty.start().until_ready()
        assert "Writing the sample" not in empty.text()
        assert empty.stop() == 0
    finally:
        other.tear_down()


def test_two_folders_on_one_empty_database_write_one_sample(empty, whole, tmp_path):
    other, second = new_house(tmp_path / "other"), new_house(tmp_path / "second")
    try:
        postgres.ensure_running(other.var)
        empty.database_url = second.database_url = postgres.url(other.var)
        empty.start()
        second.start()
        for each in (empty, second):
            each.until_ready()
        assert empty.ask(WHOLE) == whole
        assert sorted("Writing the sample" in each.text() for each in (empty, second)) == [False, True]
        assert (empty.stop(), second.stop()) == (0, 0)
    finally:
        second.tear_down()
        other.tear_down()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://standing@127.0.0.1:1/standing", "The database cannot be reached: "),
        ("postgresql://standing@/none?host=/nowhere", "The database cannot be reached: "),
        ("mysql://somewhere", "DATABASE_URL must look like postgresql://"),
    ],
)
def test_a_server_that_is_not_there_is_named_in_one_sentence(empty, url, words):
    empty.database_url = url
    said = empty.run("up")
    assert said.returncode == 1
    one_sentence(said.stderr)
    assert words in said.stderr


def test_a_database_that_does_not_exist_is_named_in_one_sentence(empty, house):
    with postgres.held(house.var):
        empty.database_url = postgres.url(house.var, database="nowhere")
        said = empty.run("up")
    assert said.returncode == 1
    one_sentence(said.stderr)
    assert "does not exist. Make it first" in said.stderr


def test_records_of_another_major_version_are_left_alone_with_one_sentence(house):
    version = postgres.place(house.var).data / "PG_VERSION"
    version.write_text("14\n")
    said = house.run("up")
    assert said.returncode == 1
    one_sentence(said.stderr)
    assert "was made by PostgreSQL 14" in said.stderr
    assert "Set PG_BINDIR" in said.stderr
    assert house.everything() == []


@pytest.mark.parametrize("command", [("up",), ("sample", "signins", "--json"), ("migrate",)])
def test_a_folder_that_cannot_be_made_is_named_in_one_sentence(empty, command):
    said = empty.run(*command, STANDING_VAR="/proc/none/of/ours")
    assert (said.returncode, said.stdout) == (1, "")
    one_sentence(said.stderr)
    assert "/proc/none/of/ours" in said.stderr
    assert "STANDING_VAR" in said.stderr


def test_sign_ins_before_the_first_start_say_what_to_do(empty):
    said = empty.run("sample", "signins", "--json")
    assert (said.returncode, said.stdout) == (1, "")
    one_sentence(said.stderr)
    assert "'make run'" in said.stderr
    assert empty.everything() == []


def test_sign_ins_are_pure_json_on_standard_output(house):
    rows = house.sign_ins()
    assert {tuple(row) for row in rows} == {("role", "department", "person", "url")}
    assert {"coordinator", "reviewer", "author", "head", "liaison", "auditor", "administrator"} <= {
        row["role"] for row in rows
    }
    assert house.everything() == []
