"""Fill moulds: one mould and many strands give their rows, as COPY reads them.

A mould is filled for many strands at once, a slot at a time: what a slot holds in each of them is
one column, and all that is made (ids, keys, ciphers, hashes) is made by the column.
"""

import base64
import itertools
import os
import unicodedata
from binascii import hexlify
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from motcua.capabilities.payments.rules import references
from motcua.casework.dossiers.queries import names
from motcua.reference.organisations.models import Organisation
from motcua.simulation import personas
from motcua.simulation.bulk.moulds import Made, Mould, Scene, Text
from motcua.simulation.bulk.numbers import Numbering
from motcua.simulation.bulk.recording import Recording
from motcua.simulation.bulk.strands import Officers, Strand, label
from motcua.spine import secrecy

Column = Sequence[bytes]
Sheets = Mapping[str, list[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all copies share: where ids begin, how many strands, and what the scene's slots hold."""

    begins: Mapping[str, int]
    copying: Mapping[str, sql.Composed]  # The statement that takes a table's lines.
    strands: Sequence[Strand]
    scene: Sequence[Column]


def scene(
    slots: Scene, recording: Recording, strands: Sequence[Strand], officers: Officers
) -> list[Column]:
    """Return, for each slot of the scene, what it holds in every strand."""
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

    return [_column(said(slot, one) for one in strands) for slot in slots.slots]


class Chorus:
    """Strands that are filled together: their numbers, and the scene as they have it."""

    def __init__(self, strands: Sequence[Strand], setting: Setting) -> None:
        self.numbers = [strand.number for strand in strands]
        self.scene = [[column[n] for n in self.numbers] for column in setting.scene]


class Stamp:
    """One mould, ready to be filled quickly."""

    def __init__(self, mould: Mould, setting: Setting) -> None:
        every = len(setting.strands)
        self._mould = mould
        self._ids = [setting.begins[table] + place * every for table, place in mould.ids]
        self._made = [(one, _Form(one.text, _WORDED[one.how])) for one in mould.made]
        self._rows = [(table, _Form(text)) for table, text in mould.rows.items()]

    def fill(self, chorus: Chorus, into: Sheets) -> None:
        """Write the rows of these strands' copies."""
        numbers, columns = chorus.numbers, [*chorus.scene, *self._people(chorus.numbers)]
        columns += [_column([begins + n for n in numbers]) for begins in self._ids]
        columns += [_numbered(one, digits, numbers) for one, digits in self._mould.numbers]
        columns += [_THROWS[how](len(numbers)) for how in self._mould.thrown]
        salts = [bytes.fromhex(one.decode()) for one in columns[self._mould.salt]]
        for made, form in self._made:
            columns.append(_make(made, form, columns, salts))
        for table, form in self._rows:
            into[table].append(b"".join(itertools.chain.from_iterable(form.pieces(columns))))

    def _people(self, numbers: Sequence[int]) -> list[Column]:
        plan = self._mould.plan
        who = [personas.who_else(plan.applicant, number=plan.number, strand=n) for n in numbers]
        return [*map(_column, zip(*who, strict=True)),
                _column([label(plan.number, n) for n in numbers])]  # fmt: skip


class _Form:
    """A text cut at its gaps, worded as what is made of it wants it."""

    def __init__(self, text: Text, worded: Callable[[str], str] = str) -> None:
        self._literal = [worded(one).encode() for one in text.literal]
        self._slots = text.slots

    def pieces(self, columns: Sequence[Column]) -> Iterator[tuple[bytes, ...]]:
        """Return, for each strand, the pieces its text is joined of."""
        first = itertools.repeat(self._literal[0], len(columns[0]))
        gaps = [columns[slot] for slot in self._slots]
        rest = zip(gaps, map(itertools.repeat, self._literal[1:]), strict=True)
        return zip(first, *itertools.chain.from_iterable(rest))  # noqa: B905 - repeats are endless

    def texts(self, columns: Sequence[Column]) -> Iterator[bytes]:
        return map(b"".join, self.pieces(columns))

    def folded(self, columns: Sequence[Column]) -> Iterator[bytes]:
        """Return the texts with every gap folded too."""
        gaps = {slot: _column_of(_bare(columns[slot]).casefold()) for slot in set(self._slots)}
        return self.texts([gaps.get(slot, column) for slot, column in enumerate(columns)])


def empty_sheets() -> defaultdict[str, list[bytes]]:
    return defaultdict(list)


def _make(made: Made, form: _Form, columns: Sequence[Column], salts: Sequence[bytes]) -> Column:
    if made.how == "conceal":
        return [*map(hexlify, secrecy.conceal_many(form.texts(columns), context=made.purpose))]
    if made.how == "blind":
        folded = form.folded(columns)
        return [*map(hexlify, secrecy.blind_indexes(folded, purpose=made.purpose))]
    return secrecy.commitments(form.texts(columns), salts=salts)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# A hash is made of a text's normal form. No gap begins or ends within a letter and its marks, so
# the pieces can be brought into that form, and folded, before they are joined.
_WORDED: Mapping[str, Callable[[str], str]] = {
    "conceal": str,
    "commit": _normal,
    "blind": lambda text: _normal(text).casefold(),
}


def _column(values: Iterable[object]) -> Column:
    return _column_of("\n".join(map(str, values)))


def _column_of(lines: str) -> Column:
    assert unicodedata.is_normalized("NFC", lines), "What fills a gap is in the normal form."
    return lines.encode().split(b"\n")


def _bare(column: Column) -> str:
    return b"\n".join(column).decode()


def _numbered(one: Numbering, digits: int, strands: Sequence[int]) -> Column:
    before, start, size = one.before, one.ring_place, len(one.before)
    written = f"%0{digits}d" if digits else "%d"
    return _column(
        written % (before[(start + n) % size] + (n // size if size > 1 else n) + 1) for n in strands
    )


def _uuids(count: int) -> Column:
    """Return random identifiers (version 4), their digits put where they belong by the column."""
    thrown = hexlify(os.urandom(16 * count))
    written = bytearray(b"00000000-0000-4000-a000-000000000000" * count)
    free = [n for n, sign in enumerate(written[:36]) if sign == ord("0")]
    for n, place in enumerate(free):
        written[place::36] = thrown[n::32]
    return _cut(bytes(written), 36)


def _cut(whole: bytes, length: int) -> Column:
    return [whole[n : n + length] for n in range(0, len(whole), length)]


def _tokens(count: int) -> Column:
    return [base64.urlsafe_b64encode(one)[:22] for one in _cut(os.urandom(16 * count), 16)]


def _references(count: int) -> Column:
    size = len(references.ALPHABET)
    thrown = iter(os.urandom(references.RANDOM_CHARACTERS * count))
    choose = lambda alphabet: alphabet[next(thrown) % size]  # noqa: E731 - said where it is used
    return [references.new_reference(choose).encode() for _ in range(count)]


_THROWS: Mapping[str, Callable[[int], Column]] = {
    "uuid": _uuids,
    "hex": lambda count: _cut(hexlify(os.urandom(16 * count)), 32),
    "token": _tokens,
    "reference": _references,
}
