"""From one recorded life to its mould: every row as text with gaps, and what fills each gap."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from typing import NamedTuple

from django.apps import apps
from django.db import models

from motcua.casework.dossiers.operations.filing import PaperGiven
from motcua.reference.organisations.models import Organisation
from motcua.simulation.bulk import marks
from motcua.simulation.bulk.numbers import Books, Numbering
from motcua.simulation.bulk.recording import Recorded, Recording, Row
from motcua.simulation.plans import Plan
from motcua.spine import secrecy
from motcua.spine.concealed import BlindIndexField, ConcealedField

_HASH = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What is thrown anew for every copy: the table, the column, and how it is thrown.
THROWN = (
    ("dossiers_dossier", "token", "token"),
    ("dossiers_dossier", "salt", "salt"),
    ("dossiers_draft", "key", "token"),
    ("people_account", "login", "login"),
    ("people_account", "handle", "uuid"),
    ("payments_charge", "reference", "reference"),
    ("payments_payment", "id", "uuid"),
)
PERSONAL = ("name", "personal_number", "phone", "label")


class Text(NamedTuple):
    """A text cut at its gaps, and the slots that fill them: one more piece than gaps."""

    literal: tuple[str, ...]
    slots: tuple[int, ...]


class Made(NamedTuple):
    """A slot that is made of a text: concealed, a blind index, or a salted hash."""

    text: Text
    how: str
    purpose: str


@dataclass(slots=True)
class Mould:
    plan: Plan
    ids: list[tuple[str, int]] = field(default_factory=list)
    numbers: list[tuple[Numbering, int]] = field(default_factory=list)  # With how many digits.
    thrown: list[str] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    rows: dict[str, Text] = field(default_factory=dict)
    salt: int = 0


class Scene:
    """The slots that are the same in every mould of a strand: places and officers."""

    def __init__(self, recording: Recording) -> None:
        self.slots: dict[str, int] = {}
        units = [(home, code) for home in recording.ring.homes for code in _units_of(home)]
        for home in recording.ring.homes:
            for what in ("unit", "committee", "centre", "area"):
                self._add(f"{what}:{home}")
        for _, code in units:
            self._add(f"id:{code}")
        for account in recording.officers:
            self._add(f"officer:{account}")
            self._add(f"name:{account}")

    def _add(self, name: str) -> None:
        self.slots[name] = len(self.slots)


def _units_of(home: str) -> list[str]:
    found = Organisation.objects.filter(code__startswith=home, valid_to=None)
    return [code for code in found.values_list("code", flat=True)
            if code == home or code.startswith(f"{home}.")]  # fmt: skip


class Moulder:
    """Makes the moulds of one recording."""

    def __init__(self, recording: Recording, books: Books) -> None:
        self.recording, self.books = recording, books
        self.scene = Scene(recording)
        self.unit_codes = {
            str(pk): code for pk, code in Organisation.objects.values_list("pk", "code")
        }
        self.fields = {
            model._meta.db_table: {one.column: one for one in model._meta.concrete_fields}
            for model in apps.get_models()
            if model._meta.db_table in marks.TABLES
        }

    def moulds(self) -> list[Mould]:
        return [_Making(self, life).mould() for life in self.recording.lives]


class _Making:
    """One life on its way to a mould."""

    def __init__(self, moulder: Moulder, life: Recorded) -> None:
        self._of, self._life = moulder, life
        self._mould = Mould(plan=life.plan)
        scene = moulder.scene.slots
        self._slots: dict[str, int] = dict(scene)
        for name in PERSONAL:
            self._slot(name)
        self._known: dict[str, int] = {}
        self._home = self._home_of()
        self._register_ids()
        self._register_numbers()
        self._register_thrown()
        self._pattern = self._compiled()
        self._register_hashes()

    def mould(self) -> Mould:
        by_table: dict[str, list[Text]] = {}
        for row in self._life.rows:
            by_table.setdefault(row.table, []).append(self._row(row))
        for table, texts in by_table.items():
            self._mould.rows[table] = _joined(texts, ending="\n")
        return self._mould

    def _slot(self, name: str) -> int:
        return self._slots.setdefault(name, len(self._slots))

    def _column(self, row: Row, column: str) -> str:
        return row.fields[self._of.recording.columns[row.table].index(column)]

    def _home_of(self) -> str:
        dossier = next(row for row in self._life.rows if row.table == "dossiers_dossier")
        receiving = self._column(dossier, "receiving_id")
        return self._of.recording.ring.commune_of(self._of.unit_codes[receiving])

    def _register_ids(self) -> None:
        for row in self._life.rows:
            if row.table != "payments_payment":
                self._known[row.fields[0]] = self._slot(f"id:{row.fields[0]}")
                self._mould.ids.append((row.table, row.place))

    def _register_numbers(self) -> None:
        text = "\n".join(row.fields[1] for row in self._life.rows if row.table == "journal_entry")
        for number in sorted(set(marks.NUMBER.findall(text))):
            for digits in (0, 4):
                self._known[f"{number}/{digits}"] = self._slot(f"number:{number}/{digits}")
                self._mould.numbers.append((self._of.books.numberings[number], digits))

    def _register_thrown(self) -> None:
        for table, column, how in THROWN:
            for row in self._life.rows:
                if row.table == table:
                    self._throw(self._bare(self._column(row, column), how), how)
        for row in self._life.rows:
            if row.table == "journal_entry":
                for act in _UUID.findall(row.fields[1][:48]):
                    self._throw(act, "uuid")
        salt = next(row for row in self._life.rows if row.table == "dossiers_dossier")
        self._salt = self._bare(self._column(salt, "salt"), "salt")
        self._mould.salt = self._known[self._salt]

    @staticmethod
    def _bare(said: str, how: str) -> str:
        if how == "salt":
            return said.removeprefix(r"\\x")
        return said.removeprefix("citizen-") if how == "login" else said

    def _throw(self, said: str, how: str) -> None:
        if said not in self._known:
            self._known[said] = self._slot(f"thrown:{said}")
            self._mould.thrown.append("hex" if how in ("salt", "login") else how)

    def _compiled(self) -> re.Pattern[str]:
        for account in self._of.recording.officers:
            self._known[account] = self._slots[f"officer:{account}"]
        for name, account in self._of.recording.names.items():
            self._known[name] = self._slots[f"name:{account}"]
        who = marks.plan(None, self._life.plan).applicant  # type: ignore[arg-type]
        self._known |= {
            marks.NAME: self._slots["name"],
            who.personal_number: self._slots["personal_number"],
            marks.PHONE: self._slots["phone"],
            marks.label(self._life.plan.number): self._slots["label"],
        }
        if self._home:
            self._known |= {
                marks.COMMITTEE: self._slots[f"committee:{self._home}"],
                marks.CENTRE: self._slots[f"centre:{self._home}"],
                marks.AREA: self._slots[f"area:{self._home}"],
            }
        literal = sorted((one for one in self._known if "/" not in one), key=len, reverse=True)
        every = [re.escape(one) for one in literal] + [marks.NUMBER.pattern]
        if self._home:
            every.append(rf"(?<![0-9A-Z.]){re.escape(self._home)}(?!\d)")
        return re.compile("|".join(every))

    def _text(self, said: str) -> Text:
        """Return a text with a gap wherever something of this life stands."""
        slots: list[int] = []
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(said):
            found = match[0]
            slot = self._known.get(found)
            if slot is None and found == self._home:
                slot = self._slots[f"unit:{self._home}"]
            if slot is None:
                is_code = said[match.start() - 1 : match.start()] == "-"
                slot = self._known[f"{found}/{4 if is_code else 0}"]
            parts.append(said[end : match.start()])
            slots.append(slot)
            end = match.end()
        return Text((*parts, said[end:]), tuple(slots))

    def _make(self, text: str, how: str, purpose: str) -> int:
        name = f"made:{how}/{purpose}/{text}"
        if name not in self._slots:
            self._mould.made.append(Made(self._text(text), how, purpose))
        return self._slot(name)

    def _register_hashes(self) -> None:
        """Find out of which text each hash in the journal is made: the one that gives it."""
        texts = [*self._life.contents, *self._answers()]
        for row in self._life.rows:
            texts += row.clear.values()
            if row.table == "dossiers_slip":
                texts += [one for one in _strings(row.clear["said"]) if one]
        salt = bytes.fromhex(self._salt)
        made_of = {secrecy.commitment(text, salt=salt): text for text in texts}
        for row in self._life.rows:
            if row.table == "journal_entry":
                for found in _HASH.findall(row.fields[1]):
                    self._known[found] = self._make(made_of[found], "commit", "")
            if row.table == "dossiers_submission":
                found = self._column(row, "content_hash")
                [text] = self._life.contents
                assert secrecy.blind_index(text, purpose="submission").hex() == found
                self._known[found] = self._make(text, "blind", "submission")
        self._pattern = self._compiled()

    def _answers(self) -> list[str]:
        return _handed_in(self._life.rows, self._of.recording.columns)

    def _row(self, row: Row) -> Text:
        columns = self._of.recording.columns[row.table]
        texts = []
        for column, said in zip(columns, row.fields, strict=True):
            one = self._of.fields[row.table][column]
            slot = self._slot_for(row, one, said)
            texts.append(Text((slot[0], ""), (slot[1],)) if slot else self._text(said))
        whole = _joined(texts, ending="\t")
        return Text((*whole.literal[:-1], whole.literal[-1].removesuffix("\t")), whole.slots)

    def _slot_for(self, row: Row, one: models.Field, said: str) -> tuple[str, int] | None:  # type: ignore[type-arg]
        if said in (r"\N", r"\\x"):
            return None
        if isinstance(one, ConcealedField):
            return r"\\x", self._make(row.clear[one.column], "conceal", one.context)
        if isinstance(one, BlindIndexField):
            return r"\\x", self._make(row.clear[one.of], "blind", one.purpose)
        if one.related_model is Organisation:
            code = self._of.unit_codes[said]
            if self._of.recording.ring.commune_of(code):
                return "", self._slots[f"id:{code}"]
        return None


def _joined(texts: Sequence[Text], *, ending: str) -> Text:
    """Return one text of several, with an ending after each."""
    literal = [""]
    for text in texts:
        literal[-1] += text.literal[0]
        literal += text.literal[1:]
        literal[-1] += ending
    return Text(tuple(literal), tuple(chain(*(one.slots for one in texts))))


def _strings(said: str) -> list[str]:
    return [text for text in json.loads(said).values() if isinstance(text, str)]


def _handed_in(rows: Sequence[Row], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what each answer to a request handed in, as its operation hashes it."""
    rounds: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        if row.table == "dossiers_paper":
            values = dict(zip(columns[row.table], row.fields, strict=True))
            given = PaperGiven(
                component=values["component"],
                fulfilment=values["fulfilment"],
                document_hash=values["document_hash"],
            )
            rounds.setdefault(values["round"], []).append(asdict(given))
    return [json.dumps(one, sort_keys=True, ensure_ascii=False) for one in rounds.values()]
