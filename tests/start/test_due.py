"""`motcua due` where there is no installation: an answer, or one line why there is none."""

import json
from pathlib import Path

import pytest

from motcua.interfaces.console.main import main
from tests.start.places import Place, free_port

EXAMPLE = "due --received 2024-04-26T14:00 --limit 5 --unit working_day --json"


@pytest.fixture
def nowhere(tmp_path: Path) -> Place:
    return Place(tmp_path / "nothing-here", free_port())


def test_the_example_of_the_law(nowhere: Place) -> None:
    done = nowhere.run(*EXAMPLE.split())

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["due_on"], told["due_at"]) == ("2024-05-07", "2024-05-07T17:00:00+07:00")
    assert told["estimated"] is False
    assert [day["date"][5:] for day in told["days"] if day["counted"]] == [
        "05-02", "05-03", "05-04", "05-06", "05-07",
    ]  # fmt: skip
    assert told["days"][0] == {"date": "2024-04-26", "counted": False, "reason": "receipt"}
    assert told["days"][4]["reason"] == "holiday: Ngày Chiến thắng"


@pytest.mark.parametrize(
    "wrong",
    [
        "due",
        "due --received tomorrow --limit 5 --unit working_day",
        "due --received 2024-04-26T14:00 --limit 1.5 --unit working_day",
        "due --received 2024-04-26T14:00 --limit 5 --unit fortnight",
        "due --received 2024-04-26T14:00 --limit 5 --unit month --pause 2024-05-02",
        "due --received 2024-04-26T14:00 --limit 5 --unit month --pause 2024-05-03/2024-05-02",
        "due --received 2024-04-26T14:00 --limit 5 --unit month --restart 2024-04-25",
        "due --received 2024-04-26T14:00 --limit 5 --unit month --cutoff late",
        "due --received 2024-04-26T14:00 --limit 5 --unit month --organisation H80",
        "due --received 2024-04-26T14:00 --limit 9999 --unit month",
        "due --limt 5",
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path / "nothing-here"))
    monkeypatch.setattr("sys.argv", ["motcua", *wrong.split()])

    with pytest.raises(SystemExit) as exit_status:
        main()

    said = capsys.readouterr()
    assert exit_status.value.code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("motcua: ")
