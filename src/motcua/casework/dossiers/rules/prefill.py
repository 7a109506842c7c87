"""What a signed-in identity already tells a form: nobody types what the state knows."""

from collections.abc import Mapping
from typing import Any

from motcua.reference.procedures.definition.shape import Definition, Field

Known = Mapping[str, str]


def prefilled(definition: Definition, known: Known) -> dict[str, Any]:
    """Return the answers that follow from what is known of a person (words.IDENTITY_SOURCES)."""
    return _of_fields(definition.fields, known)


def applicant_of(definition: Definition, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form says of the person who files: the block filled from the identity."""
    block = next(
        (one for one in definition.fields if one.type == "person" and one.prefill == "identity"),
        None,
    )
    said = answers.get(block.code) if block else None
    return dict(said) if isinstance(said, Mapping) else {}


def address_in_words(address: object) -> str:
    """Return an address of the form as it is written on an envelope."""
    if isinstance(address, Mapping):
        parts = (address.get(part) for part in ("detail", "commune", "province"))
        return ", ".join(str(part) for part in parts if part)
    return str(address or "")


def _of_fields(fields: tuple[Field, ...], known: Known) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields:
        value = _of_field(field, known)
        if value:
            found[field.code] = value
    return found


def _of_field(field: Field, known: Known) -> Any:
    if field.type == "person":
        return _of_fields(field.fields, known) if field.prefill else None
    if not field.prefill:
        return None
    if field.type == "address":
        return _address(known.get(field.prefill, ""))
    return known.get(field.prefill, "")


def _address(text: str) -> dict[str, str]:
    """Take an address of one line apart: province last, commune before it, the rest first."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return {"detail": text} if text else {}
    *rest, commune, province = parts
    address = {"province": province, "commune": commune}
    return address | {"detail": ", ".join(rest)} if rest else address
