"""What the pretend portal keeps survives its restart, also half told."""

from pathlib import Path

from motcua.connectors.sandbox.national_portal.registry import Registry


def test_what_was_not_acknowledged_is_sent_again_after_a_restart(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    code, _ = registry.file({"MaTTHC": "x"})
    registry.hear(code, "filed")
    answer = registry.answer(code, f"{code}-BS1", [])
    other, _ = registry.file({"MaTTHC": "y"})

    kept = registry.get(other)
    assert kept is not None
    assert Registry(tmp_path).unheard() == [(f"{code}-BS1", answer), ("filed", kept.block)]


def test_a_step_that_overtakes_hides_no_date(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    code, _ = registry.file({"MaTTHC": "x"})
    registry.take(f"{code}-6", {"MaHoSo": code, "TrangThai": "4"})
    whole = {"MaHoSo": code, "TrangThaiHoSo": "2", "NgayHenTra": "20261201170000"}
    registry.take(f"{code}-5", whole | {"TienTrinh": [{"TrangThai": "2"}]})

    kept = registry.get(code)
    assert kept is not None
    assert (kept.block["TrangThaiHoSo"], kept.block["NgayHenTra"]) == ("4", "20261201170000")
    assert [one["TrangThai"] for one in kept.told] == ["2", "4"]
