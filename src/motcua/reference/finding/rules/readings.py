"""What a query is taken to mean: its own words, and what the synonyms make of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.reference.finding.rules import letters, spelling
from motcua.reference.finding.rules.spelling import Lexicon
from motcua.reference.finding.rules.tables import Synonym, Synonyms

READINGS_MAX = 5
DOUBTED = 0.35  # The words agree, the marks typed say something else.
THING = "\0"  # Stands where the synonym stood.


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words to look for; how much it is trusted; codes of procedures that stand first.

    A phrase is found only word beside word: "sổ đỏ" is not any "số" with any "do".
    """

    words: tuple[str, ...]
    trust: float
    first: tuple[str, ...] = ()
    is_phrase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A query as it was understood: with marks, and whether letters or marks were changed.

    `nearer` are the synonyms alone, for when nothing answers the whole query.
    """

    text: str
    is_corrected: bool
    readings: tuple[Reading, ...]
    nearer: tuple[Reading, ...]


def understand(query: str, lexicon: Lexicon, synonyms: Synonyms) -> Understood:
    """Correct the query and list what it may mean, the likeliest first."""
    pairs = letters.words_of(query)
    if not pairs:
        return Understood(text="", is_corrected=False, readings=(), nearer=())
    meant = spelling.correct(pairs, lexicon)
    words = [word for one in meant for word in one.words]
    typed = [
        written
        for one, (typed_word, _) in zip(meant, pairs, strict=True)
        for written in ([""] * len(one.words) if one.is_changed else [typed_word])
    ]
    text = spelling.with_marks(words, typed, lexicon)
    wrong_marks = any(
        letters.has_marks(written) and written != mark
        for written, mark in zip(typed, text, strict=True)
    )
    is_corrected = any(one.is_changed for one in meant) or wrong_marks
    shown = text if is_corrected else typed
    # Marks that were not typed say nothing; marks that were typed wrong count as corrected.
    said = [m if letters.has_marks(t) else t for t, m in zip(typed, text, strict=True)]
    whole, nearer = _readings(words, said, synonyms, lexicon)
    return Understood(
        text=" ".join(shown), is_corrected=is_corrected, readings=whole, nearer=nearer
    )


def _readings(
    words: list[str], said: list[str], synonyms: Synonyms, lexicon: Lexicon
) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    core = _without_filler(words, synonyms, lexicon)
    whole: list[Reading] = []
    nearer: list[Reading] = []
    is_phrase = False
    for start, length, synonym in _said(words, synonyms):
        is_meant = _marks_agree(said[start : start + length], synonym.say)
        trust = 1.0 if is_meant else DOUBTED
        around = [*words[:start], THING, *words[start + length :]]
        rest = _without_filler(around, synonyms, lexicon)
        is_all = rest == [THING]
        is_phrase |= is_all and is_meant
        for target in synonym.means:
            told = (one for word in rest for one in (target if word == THING else (word,)))
            reading = Reading(
                words=tuple(dict.fromkeys(told)),
                trust=trust if is_all else 0.9 * trust,
                first=synonym.first if is_all and is_meant else (),
            )
            whole.append(reading)
            if not is_all:
                nearer.append(Reading(words=target, trust=trust, first=synonym.first))
    own = Reading(words=tuple(core), trust=1.0, is_phrase=is_phrase)
    return _merged([own, *whole]), _merged(nearer)


def _merged(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return each sequence of words once, with the most trust and the first codes it got."""
    found: dict[tuple[str, ...], Reading] = {}
    for reading in readings:
        known = found.get(reading.words, reading)
        found[reading.words] = Reading(
            words=reading.words,
            trust=max(known.trust, reading.trust),
            first=known.first or reading.first,
            is_phrase=known.is_phrase and reading.is_phrase,
        )
    ranked = sorted(found.values(), key=lambda reading: -reading.trust)
    return tuple(one for one in ranked if one.words)[:READINGS_MAX]


def _said(words: Sequence[str], synonyms: Synonyms) -> list[tuple[int, int, Synonym]]:
    """Return the synonyms that stand in the query, the longest first, none inside another."""
    found: list[tuple[int, int, Synonym]] = []
    taken: set[int] = set()
    for length in range(min(synonyms.longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            span = set(range(start, start + length))
            if span & taken:
                continue
            same = synonyms.by_words.get(tuple(words[start : start + length]), ())
            if same:
                taken |= span
                found += [(start, length, one) for one in same]
    return found


def _marks_agree(typed: Sequence[str], say: str) -> bool:
    written = letters.marked(say).split()
    if len(written) != len(typed):
        return True  # A space was missing: the words were corrected, their marks say nothing.
    return all(
        not letters.has_marks(word) or word == mark
        for word, mark in zip(typed, written, strict=True)
    )


def _without_filler(words: Sequence[str], synonyms: Synonyms, lexicon: Lexicon) -> list[str]:
    """Drop what people say around the thing they need; never drop everything.

    What names hold beside its neighbour is no filler: "can" before "cuoc" is not "cần".
    """
    left = list(words)
    for length in range(synonyms.longest_filler, 0, -1):
        at = 0
        while at + length <= len(left):
            edges = {tuple(left[at + length - 1 : at + length + 1])}
            if at + length == len(left):
                edges = {tuple(left[at - 1 : at + 1])}
            is_filler = tuple(left[at : at + length]) in synonyms.filler
            if is_filler and len(left) > length and not edges & lexicon.official:
                del left[at : at + length]
            else:
                at += 1
    return left
