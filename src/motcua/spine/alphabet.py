"""Letters: the order of a Vietnamese dictionary, which the database's own library may not know,
and signs that are no letters at all.
"""

import re
import unicodedata

# "~" sorts after every letter, so "a~" (ă) comes after all that begins with "a" and before "b".
_LETTERS = {
    "ă": "a~", "â": "a~~", "đ": "d~", "ê": "e~", "ô": "o~", "ơ": "o~~", "ư": "u~",
}  # fmt: skip
# Ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_DIGITS_MAX = 10
# Control characters but tab and line ends, and halves of characters: no database keeps them all.
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def sort_key(text: str) -> str:
    """Return a plain ASCII key whose byte order is the order of a Vietnamese dictionary.

    Syllable by syllable: letters first, then tone; numbers by their value.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(_token_key(token) for token in _TOKENS.findall(folded))


def _token_key(token: str) -> str:
    if token.isdecimal():
        return f"{int(token):0{_DIGITS_MAX}d}"
    tone, letters = 0, ""
    for letter in token:
        bare = "".join(mark for mark in unicodedata.normalize("NFD", letter) if mark not in _TONES)
        for mark in unicodedata.normalize("NFD", letter):
            tone = _TONES.get(mark, tone)
        composed = unicodedata.normalize("NFC", bare)
        letters += _LETTERS.get(composed) or _without_marks(composed)
    return f"{letters}{tone}"


def _without_marks(letter: str) -> str:
    """Keep the base of a foreign letter, so that the key stays ASCII."""
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return base or "~~~"
