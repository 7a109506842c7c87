"""kill -9 of anything loses nothing that was acknowledged, and it goes on."""

import os
import signal
from pathlib import Path

import pytest

from tests.start.places import Place, place, until

CHILDREN = {
    "postgres": ("postgres", "-D"),
    "web": ("console.web",),
    "worker": ("console.worker",),
}


@pytest.mark.parametrize("victim", CHILDREN)
def test_a_killed_child_is_started_again_and_nothing_is_lost(running: Place, victim: str) -> None:
    act = running.acknowledge()
    pid = running.process_of(*CHILDREN[victim])

    os.kill(pid, signal.SIGKILL)

    until(lambda: pid not in running.processes(), f"{victim} is dead")
    until(running.is_ready, f"ready after the loss of {victim}")
    assert act in running.acts()


def test_a_killed_process_of_the_web_server_is_started_again(running: Place) -> None:
    server = running.process_of("console.web")
    ours = {pid for pid, line in running.processes().items() if "console.web" in line} - {server}

    for pid in ours:
        os.kill(pid, signal.SIGKILL)

    until(lambda: not ours & set(running.processes()), "both are dead")
    until(running.is_ready, "ready with new ones")


def test_a_killed_supervisor_takes_everything_along_and_the_next_start_loses_nothing(
    running: Place,
) -> None:
    act = running.acknowledge()
    assert running.process is not None

    running.process.kill()
    running.process.wait()
    running.start()  # How soon it is ready on a quiet machine is for `make prove` to say.

    assert act in running.acts()


def test_a_second_installation_runs_beside_the_first_until_ctrl_c_ends_all_of_it(
    running: Place, made: Path, tmp_path: Path
) -> None:
    with place(tmp_path / "second", like=made) as second:
        second.start()

        act = second.acknowledge()

        assert running.is_ready()
        assert act in second.acts()
        assert act not in running.acts()

        assert second.stop(signal.SIGINT) == 0

        assert second.processes() == {}
        assert running.is_ready()


def test_a_second_start_in_the_same_place_is_told_so(running: Place) -> None:
    done = running.run("up")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "already running" in done.stderr
    assert running.is_ready()
