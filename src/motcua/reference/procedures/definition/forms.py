"""Read the e-form of a definition: sections, fields, persons, addresses, repeated groups."""

from motcua.reference.procedures.definition import conditions, words
from motcua.reference.procedures.definition.checks import CHECKS
from motcua.reference.procedures.definition.shape import Field, Option, Rule, Section
from motcua.reference.procedures.definition.table import Table

ADDRESS_PARTS = (
    ("province", "Tỉnh, thành phố", "Province or city"),
    ("commune", "Xã, phường, đặc khu", "Commune, ward or special zone"),
    ("detail", "Số nhà, đường, thôn, ấp, tổ", "House number, street, hamlet"),
)
FILE_TYPES = ("pdf", "jpeg", "png")


def section(table: Table) -> Section:
    """Read one section of the form."""
    read = Section(
        code=table.text("code"),
        title_vi=table.text("title_vi"),
        title_en=table.text("title_en"),
        hint_vi=table.text("hint_vi", ""),
        hint_en=table.text("hint_en", ""),
        shown_if=conditions.read(table.table("shown_if")),
        fields=tuple(field(one) for one in table.tables("fields")),
    )
    table.nothing_else()
    if not read.fields:
        raise table.bad("fields", "is empty: a section asks something")
    return read


def field(table: Table) -> Field:
    """Read one field, with those it holds."""
    kind = table.word("type", words.FIELD_TYPES)
    code = table.text("code")
    prefill = _prefill(table, kind)
    read = Field(
        code=code,
        type=kind,
        label_vi=table.text("label_vi"),
        label_en=table.text("label_en"),
        hint_vi=table.text("hint_vi", ""),
        hint_en=table.text("hint_en", ""),
        required=table.switch("required"),
        required_if=conditions.read(table.table("required_if")),
        shown_if=conditions.read(table.table("shown_if")),
        options=tuple(_option(one) for one in table.tables("options")),
        fields=_inner(table, kind, prefill=prefill),
        rules=tuple(rule(one) for one in table.tables("rules")),
        prefill=prefill,
        unit=table.text("unit", ""),
        decimals=table.whole("decimals", 0),
        min=table.figure("min"),
        max=table.figure("max"),
        length_max=table.whole("length_max", 2000 if kind == "long_text" else 250),
        rows_min=table.whole("rows_min", 0),
        rows_max=table.whole("rows_max", 20),
        accepts=table.words("accepts", FILE_TYPES) or (FILE_TYPES if kind == "file" else ()),
        component=table.text("component", ""),
    )
    table.nothing_else()
    _complete(table, read)
    return read


def rule(table: Table) -> Rule:
    """Read a named check with its arguments."""
    name = table.word("check", sorted(CHECKS))
    arguments = {}
    for key in CHECKS[name].arguments:
        if not table.has(key):
            raise table.bad(key, f"is missing, and {name!r} needs it")
        arguments[key] = table.raw(key)
    table.nothing_else()
    return Rule(name=name, arguments=arguments)


def _complete(table: Table, read: Field) -> None:
    if read.type in ("choice", "multi_choice") and not read.options:
        raise table.bad("options", "is missing: a choice needs something to choose from")
    if read.type == "group" and not read.fields:
        raise table.bad("fields", "is missing: a group repeats some fields")
    if read.type == "number" and not read.unit:
        raise table.bad("unit", "is missing: a number counts something")
    for one in read.rules:
        if CHECKS[one.name].of_form:
            allowed = [name for name, check in CHECKS.items() if not check.of_form]
            raise table.bad("rules", f"{one.name!r} looks at the whole form", sorted(allowed))


def _prefill(table: Table, kind: str) -> str:
    allowed = ("identity",) if kind == "person" else words.IDENTITY_SOURCES
    return table.word("prefill", allowed, "") if table.has("prefill") else ""


def _option(table: Table) -> Option:
    read = Option(
        code=table.text("code"), label_vi=table.text("label_vi"), label_en=table.text("label_en")
    )
    table.nothing_else()
    return read


def _inner(table: Table, kind: str, *, prefill: str) -> tuple[Field, ...]:
    if kind == "group":
        return tuple(field(one) for one in table.tables("fields"))
    if kind == "address":
        return address_parts()
    if kind == "person":
        return _person(table, is_self=prefill == "identity")
    return ()


def _person(table: Table, *, is_self: bool) -> tuple[Field, ...]:
    parts = table.words("parts", tuple(words.PERSON_PARTS))
    needed = table.words("parts_required", parts)
    if not parts:
        raise table.bad("parts", "is missing: which facts of the person?", words.PERSON_PARTS)
    return tuple(_part(name, required=name in needed, is_self=is_self) for name in parts)


def _part(name: str, *, required: bool, is_self: bool) -> Field:
    kind, label_vi, label_en, source = words.PERSON_PARTS[name]
    options = words.SEX_OPTIONS if name == "sex" else ()
    born = name == "date_of_birth"
    return Field(
        code=name,
        type=kind,
        label_vi=label_vi,
        label_en=label_en,
        required=required,
        options=tuple(Option(code=c, label_vi=vi, label_en=en) for c, vi, en in options),
        fields=address_parts() if kind == "address" else (),
        rules=(Rule(name="not_in_future", arguments={}),) if born else (),
        prefill=source if is_self else "",
    )


def address_parts() -> tuple[Field, ...]:
    """Return the three questions of an address."""
    return tuple(
        Field(
            code=code,
            type="text",
            label_vi=label_vi,
            label_en=label_en,
            required=code != "detail",
        )
        for code, label_vi, label_en in ADDRESS_PARTS
    )
