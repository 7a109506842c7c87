"""A province around the commune: departments and divisions that take part. For tests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.casework.coordination.models import Leg
from motcua.casework.coordination.operations.legs import Answer
from motcua.casework.dossiers import testing
from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import reception
from motcua.casework.dossiers.testing import COMMITTEE, MONDAY, World
from motcua.reference.organisations.models import Kind, Organisation
from motcua.reference.people import testing as people
from motcua.reference.workflows import operations as workflows
from motcua.reference.workflows.definition import reading
from motcua.spine.actors import SYSTEM, Actor

PROVINCE, CONSTRUCTION, PLANNING = "H80.00", "H80.07", "H80.07.01"
UNITS = (
    ("H80.01", "department", "Văn phòng Ủy ban nhân dân tỉnh", PROVINCE),
    ("H80.02", "department", "Sở Nội vụ", PROVINCE),
    ("H80.06", "department", "Sở Nông nghiệp và Môi trường", PROVINCE),
    (CONSTRUCTION, "department", "Sở Xây dựng", PROVINCE),
    (PLANNING, "division", "Phòng Quản lý xây dựng", CONSTRUCTION),
    ("H80.88.03", "division", "Phòng Kinh tế", COMMITTEE),
    ("H80.88.04", "division", "Phòng Văn hóa - Xã hội", COMMITTEE),
)


@dataclass(slots=True)
class Province:
    commune: World
    officers: dict[str, Actor]

    def at(self, unit: str) -> Actor:
        """Return an officer of a unit, always the same one."""
        if unit not in self.officers:
            self.officers[unit] = officer(unit)
        return self.officers[unit]

    def who_does(self, leg: Leg) -> Actor:
        """Return who may answer a leg: its agency, or who records what an outsider says."""
        return self.commune.chi if leg.is_outside else self.at(leg.organisation.code)

    def received(self, key: str, *, at: datetime = MONDAY) -> Dossier:
        dossier = self.commune.a_dossier(key, at=at)
        return reception.receive(code=dossier.code, actor=self.commune.an, at=at)


def province(at: datetime = MONDAY) -> Province:
    """Make the commune, the province above it and all step lists."""
    commune = testing.world(at)
    for kind in ("province_committee", "department"):
        Kind.objects.get_or_create(code=kind, defaults={"name_vi": kind, "name_en": kind})
    rows = ((PROVINCE, "province_committee", "Ủy ban nhân dân tỉnh Tây Ninh", ""), *UNITS)
    for code, kind, name, parent in rows:
        Organisation.objects.create(
            code=code,
            kind_id=kind,
            name_vi=name,
            sort_key=code,
            parent=Organisation.objects.get(code=parent) if parent else None,
            valid_from=date(2025, 7, 1),
        )
    committee = Organisation.objects.get(code=COMMITTEE)
    committee.parent = Organisation.objects.get(code=PROVINCE)
    committee.save(update_fields=["parent"])
    workflows.load(reading.FOLDER / "workflows.toml", actor=SYSTEM, at=at)
    return Province(commune, {})


def answer(leg: Leg, **said: Any) -> Answer:
    """Return an answer to a leg; where its agency is outside, by its paper."""
    values: dict[str, Any] = {"words": "Đã làm xong phần việc."}
    if leg.is_outside:
        values |= {"paper": "15/CV-CAX", "paper_on": date(2026, 11, 2), "signed_by": "Trần Phú"}
    return Answer(**(values | said))


def officer(unit: str, role: str = "handler") -> Actor:
    account = people.staff(role, unit)
    return Actor(id=str(account.pk), roles=frozenset({role}), organisation=unit)
