"""How long a start takes on an idle machine, and how much it rests on. Run by `make prove`."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from motcua.interfaces.console import surroundings
from tests.start.clones import Clone, clone
from tests.start.places import COMMAND, free_port, place, until

COLD_SECONDS_MAX = 120
WARM_SECONDS_MAX = 5
IDLE_MEGABYTES_MAX = 600
KILLS = 20


def start(made: Clone) -> float:
    began = time.monotonic()
    made.process = made.make("run")
    until(made.is_ready, "ready", seconds=COLD_SECONDS_MAX, or_ended=made.process)
    return time.monotonic() - began


def memory_megabytes(made: Clone) -> float:
    """Return what its processes hold, shared pages counted once (PSS)."""
    total_kilobytes = 0
    for pid in made.processes():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total_kilobytes += int(line.split()[1])
    return total_kilobytes / 1000


@pytest.mark.prove
@pytest.mark.parametrize("as_root", [True, False])
def test_times_to_ready_cold_and_warm(as_root: bool) -> None:
    if as_root and os.geteuid() != 0:
        pytest.skip("run as root to measure root's start too")
    with clone(as_root=as_root) as made:
        made.dossiers = surroundings.DEMO_DOSSIERS
        cold = start(made)
        made.stop()
        warm = []
        for _ in range(5):
            warm.append(start(made))
            time.sleep(2)
            megabytes = memory_megabytes(made)
            made.stop()
            until(lambda: not made.processes(), "everything ends")
    who = "root" if as_root else "a normal user"
    print(
        f"\nas {who}: cold {cold:.1f} s from empty caches, warm "
        f"{', '.join(f'{one:.1f}' for one in warm)} s, idle {megabytes:.0f} MB"
    )
    assert cold <= COLD_SECONDS_MAX
    assert max(warm) <= WARM_SECONDS_MAX
    assert megabytes <= IDLE_MEGABYTES_MAX


@pytest.mark.prove
def test_twenty_kills_of_the_supervisor_lose_nothing(made: Path, tmp_path: Path) -> None:
    with place(tmp_path, like=made) as copy:
        acts: set[str] = set()
        seconds = []
        for _ in range(KILLS):
            seconds.append(copy.start())
            acts |= {copy.acknowledge() for _ in range(10)}
            victim = copy.process
            assert victim is not None
            victim.send_signal(signal.SIGKILL)
            victim.wait()
        copy.start()
        assert copy.acts() == acts
        copy.stop()
    print(f"\n{KILLS} kills, {len(acts)} entries, none lost; slowest start {max(seconds):.1f} s")


@pytest.mark.prove
def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = f"mount -t tmpfs -o size=40m none {small} && exec {COMMAND} up"
    enter = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]

    done = subprocess.run(
        [*enter, "sh", "-c", mount],
        env=os.environ | {"MOTCUA_HOME": str(small / "home"), "MOTCUA_PORT": str(free_port())},
        capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert len(done.stderr.splitlines()) <= 2, done.stderr
