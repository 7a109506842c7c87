"""Fill in an e-form so that nothing speaks against it, whatever the definition asks. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from motcua.reference.procedures.definition import answers as forms
from motcua.reference.procedures.definition.conditions import answer_to, holds
from motcua.reference.procedures.definition.shape import Definition, Field, Rule
from motcua.simulation import habits, personas
from motcua.simulation.personas import Persona

ROUNDS = 4  # An answer may show another question, and that one the next.
OPTIONAL_SHARE = 0.35

Answers = dict[str, Any]


def fill(definition: Definition, applicant: Persona, *, on: date, dice: Random) -> Answers:
    """Return answers of this applicant that may be filed on this day."""
    writer = _Writer(definition, applicant, on=on, dice=dice)
    answers: Answers = {}
    skipped: set[str] = set()
    for _ in range(ROUNDS):
        for section in definition.sections:
            if not holds(section.shown_if, answers):
                continue
            for field in section.fields:
                if field.code not in answers and field.code not in skipped:
                    writer.write(field, answers, answers, skipped)
    for rule in definition.rules:
        writer.mend(rule, answers)
    return forms.canonical(definition, answers)


class _Writer:
    """One person at one form."""

    def __init__(
        self, definition: Definition, applicant: Persona, *, on: date, dice: Random
    ) -> None:
        self._definition, self._on, self._dice = definition, on, dice
        people = [field for field in definition.fields if field.type == "person"]
        own = [field.code for field in people if field.prefill] or [p.code for p in people[:1]]
        self._people = {own[0]: applicant} if own else {}

    def write(self, field: Field, answers: Answers, root: Answers, skipped: set[str]) -> None:
        if field.type == "note" or not holds(field.shown_if, answers, root):
            return
        is_asked = field.required or (
            field.required_if is not None and holds(field.required_if, answers, root)
        )
        if not is_asked:
            if field.type in ("person", "group", "file") or field.required_if is not None:
                return
            if self._dice.random() > OPTIONAL_SHARE:
                skipped.add(field.code)
                return
        answers[field.code] = self._value(field, root)

    def mend(self, rule: Rule, answers: Answers) -> None:
        """Make two answers agree the way the check wants it."""
        if rule.name == "not_after":
            self._put_in_order(rule.arguments["field"], rule.arguments["than"], answers)
        elif rule.name == "at_most_field":
            most = answer_to(rule.arguments["than"], answers)
            figure = answer_to(rule.arguments["field"], answers)
            if most is not None and figure is not None and float(figure) > float(most):
                _put(answers, rule.arguments["field"], most)

    def _put_in_order(self, first: str, then: str, answers: Answers) -> None:
        earlier, later = answer_to(first, answers), answer_to(then, answers)
        if not earlier or not later or earlier <= later:
            return
        moved = date.fromisoformat(earlier) + timedelta(days=self._dice.randrange(30, 700))
        field = next((one for one in self._definition.fields if one.code == then), None)
        if field and any(rule.name == "not_in_future" for rule in field.rules):
            moved = min(moved, self._on)
        _put(answers, then, moved.isoformat())

    def _value(self, field: Field, root: Answers) -> object:
        match field.type:
            case "person":
                if field.code not in self._people:
                    sex = habits.words()["sexes"].get(field.code, "")
                    self._people[field.code] = personas.invent(self._dice, sex=sex)
                return self._whole(field, self._people[field.code], root)
            case "address":
                return self._whole(field, personas.invent(self._dice), root)
            case "group":
                rows = max(field.rows_min, 1)
                return [self._whole(field, personas.invent(self._dice), root) for _ in range(rows)]
        return self._plain(field)

    def _whole(self, field: Field, persona: Persona, root: Answers) -> Answers:
        """Write one person, address or row: what the person says, and the rest from the words."""
        row: Answers = {}
        for _ in range(2):
            for inner in field.fields:
                if inner.code in row or not holds(inner.shown_if, row, root):
                    continue
                said = persona.says(inner.code)
                if inner.type == "address":
                    row[inner.code] = persona.address
                elif said is not None and inner.type != "group":
                    row[inner.code] = said
                elif inner.required or (
                    inner.required_if is not None and holds(inner.required_if, row, root)
                ):
                    row[inner.code] = self._plain(inner)
        return row

    def _plain(self, field: Field) -> object:
        dice = self._dice
        match field.type:
            case "date":
                return self._day(field).isoformat()
            case "year":
                return self._on.year - dice.randrange(20, 60)
            case "yes_no":
                return True
            case "choice" | "multi_choice":
                chosen = dice.choice(field.options).code
                return chosen if field.type == "choice" else [chosen]
            case "number" | "money":
                return self._figure(field)
            case "file":
                return ["giay-to.pdf"]
            case "personal_number" | "phone":
                return personas.invent(dice).says(field.type)
            case "email":
                return "nguoi.dan@vidu.vn"
        text: str = dice.choice(habits.words()["texts"].get(field.code, habits.words()["other"]))
        return text[: field.length_max]

    def _day(self, field: Field) -> date:
        checks = {rule.name for rule in field.rules}
        if "not_in_past" in checks:
            return self._on + timedelta(days=self._dice.randrange(5, 60))
        return self._on - timedelta(days=self._dice.randrange(1, 45))

    def _figure(self, field: Field) -> object:
        known: Mapping[str, list[int]] = habits.words()["figures"]
        figure = self._dice.choice(known.get(field.code, [1, 2, 3]))
        least = int(field.min) if field.min is not None else figure
        most = int(field.max) if field.max is not None else figure
        figure = min(max(figure, least), max(most, least))
        return figure if field.type == "money" else str(figure)


def _put(answers: Answers, path: str, value: object) -> None:
    *before, last = path.split(".")
    for part in before:
        answers = answers[part]
    answers[last] = value
