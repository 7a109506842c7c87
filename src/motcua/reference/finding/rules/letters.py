"""Letters without marks, words, and how Vietnamese syllables sound. Pure."""

import re
import unicodedata

QUERY_MAX = 200  # Characters of a query that are read; the rest is not.
WORDS_MAX = 16
_WORD = re.compile(r"[a-z0-9]+")
_MARKED_WORD = re.compile(r"[^\W_]+")
# Onsets that are written differently and sound alike somewhere in the country, or in haste.
_ONSETS = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("ph", "f"),
    ("qu", "kw"),
    ("tr", "ch"),
    ("ch", "ch"),
    ("gi", "z"),
    ("kh", "kh"),
    ("th", "th"),
    ("nh", "nh"),
    ("q", "kw"),
    ("w", "kw"),
    ("k", "k"),
    ("c", "k"),
    ("d", "z"),
    ("r", "z"),
    ("j", "z"),
    ("z", "z"),
    ("s", "x"),
)
_TELEX_TONES = "sfrxj"
_TELEX = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("uw", "u"), ("ow", "o"), ("aw", "a"))


def marked(text: str) -> str:
    """Return the text in lower case and NFC, as one line of words."""
    text = unicodedata.normalize("NFC", text[: QUERY_MAX * 20]).lower()
    return " ".join(_MARKED_WORD.findall(unicodedata.normalize("NFC", text)))


def plain(text: str) -> str:
    """Return the words without marks: what somebody types who has no Vietnamese keyboard."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(text))


def words_of(query: str) -> list[tuple[str, str]]:
    """Return the words of a query, each as typed (in lower case) and without marks."""
    typed = marked(query.replace("\x00", " ")[:QUERY_MAX])
    pairs = ((word, plain(word)) for word in typed.split())
    return [(word, bare) for word, bare in pairs if bare and " " not in bare][:WORDS_MAX]


def has_marks(word: str) -> bool:
    return not word.isascii()


def sound(word: str) -> str:
    """Return a key that words share when they sound alike: fep, phep; ki, ky; zay, giay."""
    for written, heard in _ONSETS:
        if word.startswith(written):
            word = heard + word[len(written) :]
            break
    return word.replace("y", "i").replace("ii", "i")


def from_keystrokes(word: str) -> set[str]:
    """Return what a word typed as bare Telex or VNI keystrokes may have been: ddawng, d9ang1."""
    found = {re.sub(r"[0-9]", "", word)} if re.search(r"[a-z][0-9]", word) else set()
    bare = word
    for written, meant in _TELEX:
        bare = bare.replace(written, meant)
    if len(bare) > 2 and bare[-1] in _TELEX_TONES:
        found.add(bare[:-1])
    inner = re.sub(f"(?<=[aeiouy])[{_TELEX_TONES}](?=[a-z])", "", bare)
    found |= {bare, inner, inner.replace("w", "")}
    return {one for one in found if one and one != word}
