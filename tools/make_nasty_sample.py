"""Cut 40 hard records out of the large files: `python tools/make_nasty_sample.py FOLDER`.

Each was chosen because it breaks a careless loader; tests read tests/fixtures.
"""

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "tests/fixtures/procedures_nasty.json"
Record = dict[str, Any]
SUSPECT = "suspect_amount_in_thousands"


def _channels(record: Record, name: str) -> set[str]:
    return {json.dumps(channel.get(name)) for channel in record["channels"]}


def _limit(record: Record) -> Record:
    return record["time_limit"] or {}


def _has_a_year(record: Record) -> bool:
    return any((one["originals"] or 0) > 999 for one in record["components"])


WANTED: tuple[tuple[str, int, Callable[[Record], object]], ...] = (
    ("no code", 4, lambda one: one["code"] is None),
    ("no limit", 3, lambda one: one["time_limit"] is None),
    ("a limit in words only", 2, lambda one: one["time_limit"] and _limit(one)["value"] is None),
    ("a number without unit", 3, lambda one: _limit(one).get("value") and not _limit(one)["unit"]),
    ("half days", 1, lambda one: isinstance(_limit(one).get("value"), float)),
    ("hours", 1, lambda one: _limit(one).get("unit") == "hour"),
    ("months", 1, lambda one: _limit(one).get("unit") == "month"),
    ("same day", 2, lambda one: _limit(one).get("same_day")),
    ("limits differ", 3, lambda one: len(_channels(one, "time_value")) > 1),
    ("fees differ", 3, lambda one: len(_channels(one, "fees")) > 1),
    ("thousands", 3, lambda one: "true" in _channels(one, SUSPECT)),
    ("dollars", 1, lambda one: "USD" in json.dumps(one["channels"])),
    ("district only", 2, lambda one: one["levels"] == ["district"]),
    ("no agency", 1, lambda one: not one["agency"]),
    ("an agency that is a paragraph", 1, lambda one: len(one["agency"] or "") > 600),
    ("a company decides", 1, lambda one: "Công ty" in (one["agency"] or "")),
    ("nothing said", 2, lambda one: "Không có thông tin" in (one["fee_text"] or "")),
    ("dates mixed", 2, lambda one: "/" in (one["effective"] or "")),
    ("a year among the papers", 2, _has_a_year),
    ("a decision in the code", 2, lambda one: "QĐ" in (one["code_raw"] or "")),
)  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    records = json.loads((folder / "procedures.json").read_text("utf-8"))["records"]
    with gzip.open(folder / "procedures_national_2026.json.gz", "rt", encoding="utf-8") as file:
        records += json.load(file)["records"]
    chosen: dict[str, Record] = {}
    for name, number, is_one in WANTED:
        found = [one for one in records if one["id"] not in chosen and is_one(one)]
        found.sort(key=lambda one: (len(json.dumps(one)), one["id"]))
        if len(found) < number:
            sys.exit(f"{name}: only {len(found)} of {number}")
        chosen |= {one["id"]: one for one in found[:number]}
    whole = {"schema": "procedures/1", "records": [chosen[key] for key in sorted(chosen)]}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(chosen)} records, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
