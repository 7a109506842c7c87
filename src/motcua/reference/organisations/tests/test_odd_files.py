"""A file nobody here has seen is read, or refused in words; it never breaks the command."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import motcua
from motcua.reference.organisations.definition import reading
from motcua.reference.organisations.definition.record import UnknownFormat
from motcua.reference.organisations.models import Organisation
from motcua.reference.organisations.operations import loading
from motcua.reference.organisations.tests.odd import spoilt
from motcua.spine.actors import SYSTEM

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)
OURS = Path(motcua.__file__).parent / "data/organisations/long_an_tay_ninh.json"
PUBLIC: dict[str, Any] = {
    "as_of": "2024-03-31",
    "after_2025_07": {
        "province": {"gso_code": "80", "name_vi": "Tỉnh Tây Ninh"},
        "new_units_from_long_an": [{"gso_code": "27694", "name_vi": "Xã Mỹ Lệ"}],
    },
    "units": [
        {
            "id": "LA", "kind": "province", "level": "province", "parent": None,
            "name_vi": "Tỉnh Long An", "name_en": "Long An Province",
            "national_agency_prefix": "H34",
        },
        {
            "id": "LA.1", "kind": "committee", "level": "commune", "parent": "LA",
            "name_vi": "UBND xã Mỹ Lệ", "name_en": "My Le Commune", "gso_code": "28222",
            "division_type": "commune", "abolished": "cuối năm 2024",
            "successors_2025_07": [{"gso_code": "27694"}],
        },
    ],
}  # fmt: skip


def ours() -> dict[str, Any]:
    """Our own format, with the first units and the last."""
    content: dict[str, Any] = json.loads(OURS.read_text())
    return content | {"units": content["units"][:6] + content["units"][-6:]}


@pytest.mark.parametrize("content", [ours(), PUBLIC], ids=["our own format", "the public list"])
def test_whatever_stands_in_it_it_is_read_or_refused(content: dict[str, Any]) -> None:
    read, refused = 0, 0
    for seed in range(1500):
        try:
            reading.read(spoilt(content, seed=seed))
            read += 1
        except UnknownFormat:
            refused += 1

    assert min(read, refused) > 50


@pytest.mark.parametrize("content", [ours(), PUBLIC], ids=["our own format", "the public list"])
def test_what_is_read_can_be_kept(
    installation: None, tmp_path: Path, content: dict[str, Any]
) -> None:
    file, kept = tmp_path / "units.json", 0
    for seed in range(40):
        file.write_text(json.dumps(spoilt(content, seed=seed)))
        try:
            result = loading.load(file, actor=SYSTEM, at=NOON)
            kept += result.loaded
        except loading.UnreadableFile:
            continue

    assert Organisation.objects.count() >= kept > 0


def test_brackets_without_end_are_no_list_of_units(installation: None, tmp_path: Path) -> None:
    file = tmp_path / "units.json"
    file.write_text("[" * 100_000)

    with pytest.raises(loading.UnreadableFile):
        loading.load(file, actor=SYSTEM, at=NOON)
