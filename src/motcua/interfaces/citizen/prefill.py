"""What the identity of VNeID says, by the path of the question it answers."""

from typing import Any

from motcua.casework.dossiers.rules import prefill
from motcua.reference.people.queries import SignedIn
from motcua.reference.procedures.definition.shape import Definition


def known_paths(definition: Definition, signed_in: SignedIn) -> dict[str, Any]:
    """Return what VNeID said; a person block is told part by part."""
    filled = prefill.prefilled(definition, _known_of(signed_in))
    blocks = {field.code for field in definition.fields if field.type == "person"}
    found: dict[str, Any] = {}
    for code, value in filled.items():
        if code in blocks:
            found |= {f"{code}.{part}": inner for part, inner in value.items()}
        else:
            found[code] = value
    return found


def commune_of(signed_in: SignedIn) -> str:
    """Return the commune of the address VNeID gives, "" when there is none."""
    address = _known_of(signed_in).get("address", "")
    pieces = [piece.strip() for piece in address.split(",")]
    return pieces[-2] if len(pieces) > 1 else ""


def _known_of(signed_in: SignedIn) -> dict[str, str]:
    person = signed_in.account.person
    if person is None:
        return {}
    return {
        "full_name": person.full_name,
        "personal_number": person.personal_number,
        "date_of_birth": person.born_on,
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
    }
