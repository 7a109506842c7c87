"""One installation is made; each test that needs one gets a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.start.places import Place, place


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without demo data, stopped."""
    home = tmp_path_factory.mktemp("made") / "home"
    with place(home.parent) as first:
        done = first.run("init")
        assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def stopped(made: Path, tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, like=made) as copy:
        yield copy


@pytest.fixture(scope="package")
def running(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An installation that runs. What a test breaks in it, it waits to see mended."""
    with place(tmp_path_factory.mktemp("running"), like=made) as copy:
        copy.start()
        yield copy
        copy.stop()
