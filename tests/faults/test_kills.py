"""What is killed with -9 starts again and has lost nothing that was acknowledged."""

import signal
import time
from pathlib import Path

import pytest

from standing.config import postgres
from tests.faults.house import WHOLE, answers, kill, wait_for


def test_kill_9_of_everything_then_a_start_keeps_all_records(house, whole):
    house.start().until_ready()
    postmaster, supervisor = house.database()[0], house.process.pid
    killed = house.kill_everything()
    assert killed >= 6  # supervisor, web server and its worker, worker, postmaster and backends

    house.start().until_ready()
    assert house.ask(WHOLE) == whole
    assert (house.process.pid, house.database()[0]) != (supervisor, postmaster)
    assert answers(house.base, "/status/")
    assert house.stop() == 0
    house.nothing_is_left()


def test_kill_9_of_the_supervisor_alone_ends_everything_it_started(house, whole):
    house.start().until_ready()
    kill(house.process.pid)
    house.process.wait()
    wait_for(lambda: not house.everything(), seconds=30, otherwise="something outlived its supervisor")
    house.nothing_is_left()

    house.start().until_ready()
    assert house.ask(WHOLE) == whole
    assert house.stop() == 0
    house.nothing_is_left()


def test_orphans_that_nothing_told_to_end_are_ended_by_the_next_start(house):
    house.start(STANDING_WORKERS="2").until_ready()
    server = house.children("granian")
    parents = [pid for pid in server if f"\nPPid:\t{house.process.pid}\n" in status_of(pid)]
    for pid in (house.process.pid, *parents):  # supervisor and web server at once: its workers are nobody's
        kill(pid)
    house.process.wait()

    house.start().until_ready()
    assert set(server) & set(house.children("granian")) == set()
    assert house.stop() == 0
    house.nothing_is_left()


@pytest.mark.parametrize("victim", ["worker", "web server", "database"])
def test_a_part_that_is_killed_comes_back_while_the_rest_goes_on(house, whole, victim):
    house.start().until_ready()
    pids = {
        "worker": lambda: house.children("standing\0work"),
        "web server": lambda: house.children("granian"),
        "database": house.database,
    }[victim]
    before = set(pids())
    for pid in before:
        kill(pid)
    house.until_said(f"The {victim} ended by itself; it is started again.")
    wait_for(lambda: pids() and not before & set(pids()), seconds=20, otherwise=f"no new {victim}")
    wait_for(lambda: answers(house.base), seconds=40, otherwise="not healthy again")
    wait_for(lambda: answers(house.base, "/status/"), seconds=20, otherwise="the board does not come")
    assert house.ask(WHOLE) == whole
    assert house.stop() == 0
    house.nothing_is_left()


def test_what_keeps_ending_stops_everything_with_a_sentence(house):
    house.start().until_ready()
    deadline = time.monotonic() + 50
    while house.process.poll() is None and time.monotonic() < deadline:
        for pid in house.children("standing\0work"):
            kill(pid)
        time.sleep(0.1)
    assert house.process.wait(timeout=20) == 1
    assert "The worker keeps ending" in house.text()
    house.nothing_is_left()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_stops_everything(house, number):
    house.start().until_ready()
    assert house.stop(number) == 0
    assert "Stopped. Your records are kept" in house.text()
    assert "Traceback" not in house.text()
    house.nothing_is_left()


def test_impatient_ctrl_c_stops_everything_too(house):
    house.start().until_ready()
    for _ in range(5):
        house.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    assert house.process.wait(timeout=30) == 0
    house.nothing_is_left()


def test_a_command_beside_the_server_leaves_the_database_running(house):
    house.start().until_ready()
    assert house.run("board", "replay").returncode == 0
    assert postgres.runs(house.var)
    assert answers(house.base)
    assert house.stop() == 0
    house.nothing_is_left()


def test_a_database_that_nobody_holds_any_more_is_stopped_by_the_next_command(house):
    house.start().until_ready()
    for pid in [house.process.pid, *house.children()]:
        kill(pid)
    house.process.wait()
    assert postgres.runs(house.var)
    assert house.run("board", "replay").returncode == 0
    house.nothing_is_left()


def status_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return ""
