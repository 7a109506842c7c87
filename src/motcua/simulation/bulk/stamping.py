"""Fill moulds: one mould and one strand give one dossier's rows, as COPY reads them."""

import itertools
import os
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from psycopg import sql

from motcua.capabilities.payments.rules import references
from motcua.casework.dossiers.queries import names
from motcua.reference.organisations.models import Organisation
from motcua.simulation import personas
from motcua.simulation.bulk.moulds import Mould, Scene, Text
from motcua.simulation.bulk.recording import Recording
from motcua.simulation.bulk.strands import Officers, Strand, label
from motcua.spine import secrecy

Vector = list[Any]
Maker = Callable[[str, bytes], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all copies share: where ids begin, how many strands, and each strand's scene."""

    begins: Mapping[str, int]
    copying: Mapping[str, sql.Composed]  # The statement that takes a table's lines.
    strands: Sequence[Strand]
    scenes: Sequence[Vector]


def scenes(
    scene: Scene, recording: Recording, strands: Sequence[Strand], officers: Officers
) -> list[Vector]:
    """Return, for each strand, what its scene's slots hold."""
    held = {account for every in officers.values() for account in every}
    called = names.of_accounts(held)
    units = {one.code: one for one in Organisation.objects.select_related("parent")}
    places = {one: names.place_of(units[one]) for one in recording.ring.communes}
    centres = {one.parent_id: one for one in units.values() if one.kind_id == "service_centre"}

    def said(slot: str, strand: Strand) -> object:
        what, _, which = slot.partition(":")
        if what in ("officer", "name"):
            account = strand.officer(officers, *recording.officers[which])
            return account if what == "officer" else called[account]
        unit = units[strand.unit(which)]
        return {
            "unit": unit.code,
            "id": unit.pk,
            "committee": unit.name_vi,
            "centre": centres[unit.pk].name_vi if what == "centre" else "",
            "area": places.get(unit.code, ""),
        }[what]

    return [[said(slot, strand) for slot in scene.slots] for strand in strands]


class Stamp:
    """One mould, ready to be filled quickly."""

    def __init__(self, mould: Mould, setting: Setting) -> None:
        every = len(setting.strands)
        self._mould, self._setting = mould, setting
        self._ids = [setting.begins[table] + place * every for table, place in mould.ids]
        self._numbers = [
            (one.before, one.ring_place, len(one.before), f"%0{digits}d" if digits else "%d")
            for one, digits in mould.numbers
        ]
        self._throws = [_THROWS[how] for how in mould.thrown]
        self._made = [(*_picked(one.text), _maker(one.how, one.purpose)) for one in mould.made]
        self._rows = [(table, *_picked(text)) for table, text in mould.rows.items()]

    def fill(self, strands: Iterable[Strand], into: Mapping[str, list[str]]) -> None:
        """Write the rows of these strands' copies."""
        plan, salt_slot = self._mould.plan, self._mould.salt
        for strand in strands:
            n = strand.number
            vector = self._setting.scenes[n].copy()
            vector += personas.who_else(plan.applicant, number=plan.number, strand=n)
            vector.append(label(plan.number, n))
            vector += [begins + n for begins in self._ids]
            for before, start, size, written in self._numbers:
                number = before[(start + n) % size] + (n // size if size > 1 else n) + 1
                vector.append(written % number)
            vector += [throw() for throw in self._throws]
            salt = bytes.fromhex(vector[salt_slot])
            for written, pick, make in self._made:
                vector.append(make(written % pick(vector), salt))
            for table, written, pick in self._rows:
                into[table].append(written % pick(vector))


def empty_sheets() -> defaultdict[str, list[str]]:
    return defaultdict(list)


def _picked(text: Text) -> tuple[str, Callable[[Vector], Any]]:
    if not text.slots:
        return text.written, lambda vector: ()
    return text.written, itemgetter(*text.slots)


def _maker(how: str, purpose: str) -> Maker:
    if how == "conceal":
        return lambda text, salt: secrecy.conceal(text, context=purpose).hex()
    if how == "blind":
        return lambda text, salt: secrecy.blind_index(text, purpose=purpose).hex()
    return lambda text, salt: secrecy.commitment(text, salt=salt)


def _uuid() -> str:
    thrown = os.urandom(16).hex()
    return f"{thrown[:8]}-{thrown[8:12]}-4{thrown[13:16]}-a{thrown[17:20]}-{thrown[20:]}"


def _reference() -> str:
    letters = itertools.chain(os.urandom(references.RANDOM_CHARACTERS))
    size = len(references.ALPHABET)
    return references.new_reference(lambda alphabet: alphabet[next(letters) % size])


_THROWS: Mapping[str, Callable[[], str]] = {
    "uuid": _uuid,
    "hex": lambda: os.urandom(16).hex(),
    "token": lambda: secrets.token_urlsafe(16),
    "reference": _reference,
}
