"""Records of procedures for tests, and files made of them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from motcua.reference.procedures.operations import loading
from motcua.reference.procedures.operations.loading import LoadResult
from motcua.spine.actors import Actor

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEEPER = Actor(id="7", roles=frozenset({"catalogue_keeper"}))


def a_record(code: Any = "1.000001", **values: Any) -> dict[str, Any]:
    return {
        "id": f"national_2026_07:{code}",
        "snapshot": "national_2026_07",
        "code": code,
        "name_vi": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "levels": ["commune"],
        "agency": "UBND cấp xã",
        "time_limit": {"value": 1, "unit": "working_day", "text": "01 ngày làm việc"},
        "fee_vnd": 0,
    } | values


def load(
    tmp_path: Path, records: Any, *, name: str = "procedures.json", minutes: int = 0
) -> LoadResult:
    path = tmp_path / name
    path.write_text(json.dumps({"schema": "procedures/1", "records": records}), encoding="utf-8")
    return loading.load_file(path, actor=KEEPER, at=AT + timedelta(minutes=minutes))


def counts(result: LoadResult) -> tuple[int, int, int, int, int]:
    assert result.read == result.loaded + result.new_versions + result.unchanged + result.rejected
    return result.read, result.loaded, result.new_versions, result.unchanged, result.rejected
