"""The first start, interrupted at the worst moments: the sample is whole or it is not there."""

import os
import signal
import time

import pytest

from standing.config import postgres
from tests.faults.house import WHOLE, wait_for


@pytest.mark.parametrize("moment", ["Writing the sample", "departments with their people", "Readiness plans"])
def test_kill_9_while_the_sample_is_written_leaves_none_and_the_next_start_writes_it_whole(unwritten, whole, moment):
    unwritten.start().until_said(moment)
    time.sleep(0.3)
    unwritten.kill_everything()
    with postgres.held(unwritten.var):
        assert unwritten.ask("SELECT count(*) FROM installation_installation") == (0,)
        assert unwritten.ask("SELECT count(*) FROM audit_record") == (0,)
        assert unwritten.ask("SELECT count(*) FROM accounts_user") == (0,)

    unwritten.start().until_ready()
    assert "Writing the sample" in unwritten.text()
    assert unwritten.ask(WHOLE) == whole
    assert unwritten.stop() == 0


def test_ctrl_c_while_the_sample_is_written_says_so_and_leaves_none(unwritten):
    unwritten.start().until_said("departments with their people")
    assert unwritten.stop() == 130
    assert "Stopped before it was done. Nothing half-made was kept." in unwritten.text()
    assert "Traceback" not in unwritten.text()
    unwritten.nothing_is_left()
    with postgres.held(unwritten.var):
        assert unwritten.ask("SELECT count(*) FROM installation_installation") == (0,)


@pytest.mark.parametrize("after", [0.05, 0.2, 0.7, 1.5, 3.0])
def test_kill_9_while_the_database_is_made_does_no_harm(empty, after):
    empty.start()
    wait_for((empty.var / "postgres").exists, seconds=20, otherwise="it never began")
    time.sleep(after)
    empty.kill_everything()
    empty.start().until_said("Writing the sample")
    assert empty.stop() == 130


def test_lines_are_plain_where_there_is_no_terminal_and_a_bar_moves_where_there_is(unwritten):
    import pty
    import subprocess

    from tests.faults.house import COMMAND, ROOT

    keyboard, screen = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "up"], env=unwritten.env(TERM="xterm"), cwd=ROOT, stdout=screen, stderr=screen
    )
    os.close(screen)
    seen = b""
    try:
        while b"The sample is complete" not in seen:
            seen += os.read(keyboard, 65536)
    finally:
        process.send_signal(signal.SIGINT)
    while process.poll() is None:
        try:
            os.read(keyboard, 65536)
        except OSError:
            break
    assert process.wait(timeout=30) in (0, 130)
    assert seen.count(b"%  ") > 5
    assert b"100%" in seen

    unwritten.start().until_ready()
    assert "%  " not in unwritten.text()
    assert "\033" not in unwritten.text()
    assert unwritten.stop() == 0
