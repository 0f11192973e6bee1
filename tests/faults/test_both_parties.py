"""Both parties start together, know nothing of each other, come back when one falls, and stop together."""

import contextlib
import os
import signal
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from standing.config import postgres
from tests.faults.house import House, answers, free_port, wait_for
from tests.make import databases


def pids_of_trustee(house: House) -> list[int]:
    """Return every process of the trustee beside this house: supervisor, server, worker, database."""
    var = str((house.var / "trustee").resolve())
    found = [pid for pid, env in environments().items() if env.get("STANDING_VAR") == var]
    return found + postgres._processes_inside(postgres.place(house.var / "trustee").data)


def neither_holds_the_others_keys(house: House) -> bool:
    """Test the environment of every process of both: no database, secret or token of the other party stands in it."""
    theirs = pids_of_trustee(house)
    every = environments()
    ours = [pid for pid in house.children() if pid not in theirs]
    assert theirs
    assert ours
    for pid in theirs:
        env = every.get(pid, {})
        assert house.database_url not in env.values()
        assert not {"DATABASE_URL", "STANDING_SECRET_KEY", "STANDING_BOX_KEY_FILE", "STANDING_ISSUER_TOKEN"} & set(env)
    for pid in ours:
        env = every.get(pid, {})
        assert env.get("STANDING_ROLE", "city") == "city"
        assert str(house.var / "trustee") not in " ".join(env.values())
    return True


def environments() -> dict[int, dict[str, str]]:
    """Return the environment of every process that we may look at."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            said = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
            found[int(entry.name)] = dict(one.split("=", 1) for one in said if "=" in one)
    return found


def trustee_keys(var: Path) -> object:
    """Return what tells whether the trustee's records are the same ones."""
    with psycopg.connect(postgres.url(var / "trustee"), autocommit=True) as connection:
        sql = "SELECT string_agg(encode(public, 'hex'), ',' ORDER BY round, purpose) FROM trustee_key"
        return connection.execute(sql).fetchone()[0]


def test_both_start_hold_no_key_of_the_other_come_back_and_stop():
    with (
        tempfile.TemporaryDirectory(prefix="standing-smoke-") as folder,
        databases.new(os.environ["DATABASE_URL"], f"standing_smoke_{os.getpid()}") as url,
    ):
        var = Path(folder)
        house = House(var=var, port=free_port(), said=var / "said.txt", database_url=url)
        try:
            house.start().until_ready(600)
            theirs = f"http://127.0.0.1:{house.port + 1}"
            rows = house.sign_ins(PORT="")
            assert {tuple(row) for row in rows} == {("role", "department", "person", "url")}
            assert {urlsplit(row["url"])._replace(path="", fragment="").geturl() for row in rows} == {
                house.base,
                theirs,
            }
            keepers = [row["url"] for row in rows if row["role"] == "keeper"]
            assert len(keepers) == 2
            assert all(url.startswith(f"{theirs}/") for url in keepers)
            assert neither_holds_the_others_keys(house)
            kept = trustee_keys(var)
            assert kept

            for pid in pids_of_trustee(house):  # the whole party at once, its database too
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            house.until_said("The trustee ended by itself; it is started again.", seconds=300)
            wait_for(lambda: answers(theirs), seconds=300, otherwise="the trustee did not come back")
            assert trustee_keys(var) == kept
            assert house.stop() == 0
            assert not pids_of_trustee(house)
            assert not answers(theirs)
            assert house.text().endswith("Stopped. Your records are kept; 'make run' starts again.\n")
            house.nothing_is_left()
        finally:
            house.tear_down()
