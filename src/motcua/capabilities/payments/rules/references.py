"""The reference of a charge: what a bank statement carries back to us.

"MC", nine characters, one check character. Banks put text around it, change capitals and break it
with spaces; the check character keeps a chance sequence from being taken for a reference.
"""

import re
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # 31, a prime; without I, L, O, U, Z.
PREFIX = "MC"
RANDOM_CHARACTERS = 9
_ANYWHERE = re.compile(rf"(?=({PREFIX}[{ALPHABET}]{{{RANDOM_CHARACTERS + 1}}}))")


def new_reference(choose: Callable[[str], str]) -> str:
    """Return a reference whose characters `choose` picks, one at a time, from the alphabet."""
    middle = "".join(choose(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{PREFIX}{middle}{_check_character(middle)}"


def is_reference(text: str) -> bool:
    match = _ANYWHERE.match(text)
    return match is not None and match[1] == text and _check_character(text[2:-1]) == text[-1]


def find(memo: str) -> str:
    """Return the one reference in the words of a transfer; "" if there is none, or several."""
    squeezed = re.sub(r"[^0-9A-Z]", "", memo.upper())
    found = {match[1] for match in _ANYWHERE.finditer(squeezed) if is_reference(match[1])}
    return found.pop() if len(found) == 1 else ""


def _check_character(middle: str) -> str:
    # Weights 1 to 9 modulo a prime: one wrong character, or two swapped, always change the sum.
    total = sum(
        weight * ALPHABET.index(character) for weight, character in enumerate(middle, start=1)
    )
    return ALPHABET[total % len(ALPHABET)]
