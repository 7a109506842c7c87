"""Cut the demo's catalogue out of the large files: `python tools/make_catalogue_fixture.py FOLDER`.

FOLDER holds procedures.json and procedures_national_2026.json.gz. The result is the same bytes for
the same input: src/motcua/data/procedures/catalogue.json.gz, at most 300 kB.
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src/motcua/data/procedures/catalogue.json.gz"
SNAPSHOT = "national_2026_07"
BYTES_MAX = 300_000
# What people come for, beyond what the first file holds: words of the name, in lower case.
NEEDS = re.compile(
    r"khai sinh|kết hôn|khai tử|giám hộ|nhận cha, mẹ, con|tình trạng hôn nhân|hộ tịch|con nuôi"
    r"|thường trú|tạm trú|lưu trú|cư trú|tạm vắng|tách hộ|định danh|căn cước|hộ chiếu"
    r"|lý lịch tư pháp"
    r"|chứng thực|bản sao từ|công chứng|hộ kinh doanh|tổ hợp tác|hợp tác xã"
    r"|giấy phép xây dựng|nhà ở xã hội|số nhà|quyền sử dụng đất|sử dụng đất|tách thửa|đất đai"
    r"|giấy phép lái xe|đăng ký xe|biển số|giấy phép lao động|bảo hiểm thất nghiệp|trợ cấp"
    r"|bảo trợ xã hội|trợ giúp xã hội|người khuyết tật|hộ nghèo|người có công|liệt sĩ|mai táng"
    r"|người cao tuổi|trẻ em|học bổng|chuyển trường|tuyển sinh|an toàn thực phẩm|kinh doanh rượu"
    r"|bán lẻ|tên doanh nghiệp|thành lập doanh nghiệp|công ty trách nhiệm hữu hạn một thành viên",
)


def main() -> None:
    folder = Path(sys.argv[1])
    first = json.loads((folder / "procedures.json").read_text("utf-8"))["records"]
    with gzip.open(folder / "procedures_national_2026.json.gz", "rt", encoding="utf-8") as file:
        second = json.load(file)["records"]
    chosen = [record for record in first if record["snapshot"] == SNAPSHOT]
    ids = {record["id"] for record in chosen}
    chosen += [
        record
        for record in second
        if record["id"] not in ids and NEEDS.search(record["name_vi"].lower())
    ]
    packed = gzip.compress(_text(chosen).encode(), compresslevel=9, mtime=0)
    TARGET.write_bytes(packed)
    print(f"{len(chosen)} records, {len(packed)} bytes")
    if len(packed) > BYTES_MAX:
        sys.exit(f"larger than {BYTES_MAX} bytes: ask for less in NEEDS")


def _text(records: list[dict[str, Any]]) -> str:
    whole = {"schema": "procedures/1", "records": sorted(records, key=lambda one: str(one["id"]))}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main()
