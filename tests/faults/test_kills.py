"""The whole of it is `make kills`; here is enough of it to see that it still finds what it must."""

import pytest

from tests.faults import kills


@pytest.mark.prove
def test_kills_lose_nothing_and_the_control_loses_something(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = kills.main(["--kills", "12", "--acknowledged", "1200", "--control-kills", "4"])

    with capsys.disabled():
        print(f"\n{capsys.readouterr().out}")
    assert status == 0
