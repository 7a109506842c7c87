"""A commune with its people, and a citizen who files there. For tests of this room and above."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

from motcua.casework.dossiers.models import Dossier
from motcua.casework.dossiers.operations import intake
from motcua.casework.dossiers.operations.filing import Filing, PaperGiven, PartyGiven
from motcua.casework.dossiers.rules.channels import Place
from motcua.reference.organisations.models import Kind, Organisation
from motcua.reference.people import testing as people
from motcua.reference.procedures.definition import reading
from motcua.reference.procedures.operations.definitions import publish_definition
from motcua.spine.actors import Actor
from motcua.spine.dates import local_date

MONDAY = datetime(2026, 11, 2, 2, tzinfo=UTC)  # 9 a.m. in Việt Nam
CENTRE, COMMITTEE, OFFICE = "H80.88.01", "H80.88", "H80.88.02"
ELSEWHERE = "H80.40.01"
AREAS = {COMMITTEE: "Xã Mỹ Lệ", "H80.40": "Xã Tân Hưng"}
DEFINITIONS = Path(str(files("motcua").joinpath("data/procedures/definitions")))
_KEEPER = Actor(id="keeper", roles=frozenset({"catalogue_keeper"}))


@dataclass
class World:
    an: Actor  # receives at the centre of the commune
    binh: Actor  # receives at another commune's centre
    chi: Actor  # handles civil status in the commune's office
    hien: Actor  # heads the commune
    lan: Actor  # the commune's clerk
    dung: Actor  # the applicant
    em: Actor  # another citizen

    def filing(self, key: str = "k1", *, answers: dict[str, object] | None = None) -> Filing:
        return Filing(
            key=key,
            place=Place.WEB,
            jurisdiction="national",
            procedure=birth_registration().stem,
            receiving=CENTRE,
            resolving=COMMITTEE,
            answers=a_birth() if answers is None else answers,
            applicant=PartyGiven(full_name="Lê Văn Dũng", phone="0909123456"),
            papers=(PaperGiven(component="birth_paper", fulfilment="upload"),),
            account_id=int(self.dung.id),
        )

    def a_dossier(self, key: str = "k1", *, at: datetime = MONDAY) -> Dossier:
        return intake.submit(self.filing(key), actor=self.dung, at=at)

    def at_counter(self, key: str = "c1") -> Filing:
        return replace(self.filing(key), place=Place.COUNTER, account_id=None)


def world(at: datetime = MONDAY) -> World:
    """Make the commune, the procedure of birth registration and the cast."""
    _units()
    path = birth_registration()
    publish_definition(reading.from_file(path), reading.values_of(path), actor=_KEEPER, at=at)
    return people_of_a_commune()


def people_of_a_commune() -> World:
    """Make the cast alone, where there are units and procedures already."""
    return World(
        an=_staff("reception", CENTRE),
        binh=_staff("reception", ELSEWHERE),
        chi=_staff("handler", OFFICE),
        hien=_staff("head", COMMITTEE),
        lan=_staff("clerk", COMMITTEE),
        dung=_citizen(),
        em=_citizen(),
    )


def publish_with_a_tax_notice(
    *, at: datetime = MONDAY, limits: Sequence[dict[str, object]] = ()
) -> None:
    """Publish a birth with the paying step and the second limit of the land's, from then on."""
    paths = sorted(DEFINITIONS.glob("*.toml"))
    land = next(one for one in paths if "[after_payment]" in one.read_text("utf-8"))
    taken, birth = reading.values_of(land), birth_registration()
    values = reading.values_of(birth)
    paying = next(step for step in taken["steps"] if step.get("waits_for_applicant"))
    *work, returning = values["steps"]  # The result goes out when the payment has come in.
    values["steps"] = [*work, paying | {"order": 98}, returning | {"order": 99}]
    values["after_payment"] = taken["after_payment"]
    if limits:
        values["time_limits"] = [*limits]
    values["in_force_from"] = local_date(at)
    definition = reading.from_values(values, source=birth.stem)
    publish_definition(definition, values, actor=_KEEPER, at=at)


def publish_with_limits(limits: list[dict[str, object]], *, at: datetime = MONDAY) -> None:
    """Publish a birth with these limits, as the data write them, from then on."""
    birth = birth_registration()
    values = reading.values_of(birth) | {"time_limits": limits, "in_force_from": local_date(at)}
    definition = reading.from_values(values, source=birth.stem)
    publish_definition(definition, values, actor=_KEEPER, at=at)


def publish_with_steps_at_once(*, at: datetime = MONDAY) -> Actor:
    """Publish a birth whose examination another commune's desk verifies at the same time.

    Return the handler who verifies there.
    """
    values = reading.values_of(birth_registration())
    receiving, examining, *ending = values["steps"]
    verifying = examining | {
        "order": 3,
        "name_vi": "Xác minh nơi sinh",
        "name_en": "Verify the place of birth",
        "unit": f"unit:{ELSEWHERE}",
        "parallel_with": 2,
        "limit": {"value": 2, "unit": "working_hour"},
    }
    later = [step | {"order": number} for number, step in enumerate(ending, start=4)]
    values["steps"] = [receiving, examining, verifying, *later]
    values["in_force_from"] = local_date(at)
    definition = reading.from_values(values, source=birth_registration().stem)
    publish_definition(definition, values, actor=_KEEPER, at=at)
    return _staff("handler", ELSEWHERE)


@functools.cache
def birth_registration() -> Path:
    """Return the definition whose result is a birth certificate: the data say which code it has."""
    word = 'template = "birth_certificate"'
    return next(path for path in DEFINITIONS.glob("*.toml") if word in path.read_text("utf-8"))


def a_birth() -> dict[str, object]:
    """Return answers that have no problem."""
    address = {"province": "Tây Ninh", "commune": "Xã Mỹ Lệ", "detail": "Ấp 3"}
    return {
        "requester": {
            "full_name": "Lê Văn Dũng",
            "personal_number": "080090001234",
            "date_of_birth": "1990-05-17",
            "address": address,
            "phone": "0909123456",
        },
        "relation": "father",
        "child_name": "Lê Thị Bông",
        "child_born_on": "2026-10-20",
        "child_sex": "female",
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "born_where": "facility",
        "birth_facility": "Bệnh viện đa khoa Long An",
        "birth_place": address,
        "home_town": address,
        "mother": {
            "full_name": "Trần Thị Hoa",
            "year_of_birth": "1992",
            "nationality": "Việt Nam",
        },
        "married": False,
    }


def _units() -> None:
    for code, receives in (
        ("commune_committee", False),
        ("division", False),
        ("service_centre", True),
    ):
        Kind.objects.get_or_create(
            code=code, defaults={"name_vi": code, "name_en": code, "receives_dossiers": receives}
        )
    rows = (
        (COMMITTEE, "commune_committee", "Ủy ban nhân dân xã Mỹ Lệ", None),
        (CENTRE, "service_centre", "Trung tâm Phục vụ hành chính công xã Mỹ Lệ", COMMITTEE),
        (OFFICE, "division", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", COMMITTEE),
        ("H80.40", "commune_committee", "Ủy ban nhân dân xã Tân Hưng", None),
        (ELSEWHERE, "service_centre", "Trung tâm Phục vụ hành chính công xã Tân Hưng", "H80.40"),
    )
    for code, kind, name, parent in rows:
        Organisation.objects.create(
            code=code,
            kind_id=kind,
            name_vi=name,
            sort_key=code,
            area_vi=AREAS.get(code, ""),
            parent=Organisation.objects.get(code=parent) if parent else None,
            valid_from=date(2025, 7, 1),
        )


def _staff(role: str, unit: str) -> Actor:
    account = people.staff(role, unit)
    return Actor(id=str(account.pk), roles=frozenset({role}), organisation=unit)


def _citizen() -> Actor:
    return Actor(id=str(people.citizen().pk), roles=frozenset({"applicant"}))
