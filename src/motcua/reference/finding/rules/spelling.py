"""Correct the words of a query against the words the catalogue uses. Pure.

An unknown word is replaced by the word that sounds or looks most alike and goes best with its
neighbours, or split where a space is missing. A known word gives way only to one that sounds the
same, and only when names hold that one beside these neighbours.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from motcua.reference.finding.rules import letters

SHORT, BEGUN, SOUND, KEYS, EDIT, TWO_EDITS, SPLIT, KEEP = 0.3, 0.6, 1.0, 1.0, 2.0, 4.2, 1.6, 6.0
SOUND_OF_KNOWN = 1.3  # A known word is rarely meant to be another.
PAIR_GAIN = 0.55  # How much a pair of neighbours seen in names speaks for a word.
SPLITS_MAX = 6
CANDIDATES_MAX = 12


@dataclass(frozen=True, slots=True)
class Meant:
    """One typed word: the words it is taken for, without marks, and whether they were changed."""

    typed: str
    words: tuple[str, ...]
    is_changed: bool


@dataclass(slots=True)
class Lexicon:
    """The words of the catalogue with marks, how often, and which follow which.

    `said` are phrases people use (synonyms, filler): their words are known, but no names hold them.
    `shorts` are abbreviations without marks, with what they stand for.
    """

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    said: Iterable[str] = ()
    shorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revision: int = 0
    official: frozenset[tuple[str, str]] = frozenset()
    counts: Counter[str] = field(default_factory=Counter)
    followers: Counter[tuple[str, str]] = field(default_factory=Counter)
    variants: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_sound: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_shape: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.official = frozenset((letters.plain(a), letters.plain(b)) for a, b in self.pairs)
        words, pairs = counted(self.said)
        self.words, self.pairs = self.words + words, self.pairs + pairs
        bare = {word: letters.plain(word) for word in self.words}
        for word, count in self.words.items():
            self.counts[bare[word]] += count
            self.variants[bare[word]].append(word)
        for (first, second), count in self.pairs.items():
            if first in bare and second in bare:
                self.followers[bare[first], bare[second]] += count
        for word in self.counts:
            self.by_sound[letters.sound(word)].append(word)
            for shape in _shapes(word):
                self.by_shape[shape].append(word)

    def knows(self, word: str) -> bool:
        return word in self.counts or word.isdigit()

    def begins(self, start: str) -> bool:
        return len(start) > 1 and any(word.startswith(start) for word in self.counts)


def counted(names: Iterable[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Count the words of names, with marks, and which follow which."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for name in names:
        row = letters.marked(name).split()
        words.update(row)
        pairs.update(pairwise(row))
    return words, pairs


def correct(pairs: Sequence[tuple[str, str]], lexicon: Lexicon) -> list[Meant]:
    """Return what each word is taken for; words come as typed and without marks."""
    columns = [
        _candidates(typed, word, lexicon, is_last=at == len(pairs) - 1)
        for at, (typed, word) in enumerate(pairs)
    ]
    best: list[tuple[float, list[tuple[str, ...]]]] = [(0.0, [])]
    for column in columns:
        best = [
            min(
                (
                    (
                        cost + own - _gain(way[-1] if way else (), candidate, lexicon),
                        [*way, candidate],
                    )
                    for cost, way in best
                ),
                key=lambda pair: pair[0],
            )
            for candidate, own in column
        ]
    _, way = min(best, key=lambda pair: pair[0])
    return [
        Meant(typed=word, words=chosen, is_changed=chosen != (word,))
        for (_, word), chosen in zip(pairs, way, strict=True)
    ]


def with_marks(words: list[str], typed: list[str], lexicon: Lexicon) -> list[str]:
    """Return the words with the marks that names use in this order; typed ones weigh in."""
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for bare, written in zip(words, typed, strict=True):
        variants = lexicon.variants.get(bare) or [written or bare]
        best = [
            max(
                (
                    (
                        score
                        + math.log1p(lexicon.words.get(word, 0)) * 0.3
                        + (2.5 if word == written and letters.has_marks(word) else 0.0)
                        + 1.2 * math.log1p(lexicon.pairs.get((way[-1], word), 0) if way else 0),
                        [*way, word],
                    )
                    for score, way in best
                ),
                key=lambda pair: pair[0],
            )
            for word in variants
        ]
    return max(best, key=lambda pair: pair[0])[1]


def _candidates(
    typed: str, word: str, lexicon: Lexicon, *, is_last: bool
) -> list[tuple[tuple[str, ...], float]]:
    if lexicon.knows(word):
        return _of_known(typed, word, lexicon)
    costs: dict[tuple[str, ...], float] = {(word,): KEEP}
    if is_last and lexicon.begins(word):
        costs[word,] = BEGUN
    for found, cost in _offers(word, lexicon):
        rare = 0.5 / (1 + math.log1p(lexicon.counts.get(found[0], 0)))
        costs[found] = min(costs.get(found, KEEP), cost + rare)
    ranked = sorted(costs.items(), key=lambda pair: (pair[1], pair[0]))
    return ranked[:CANDIDATES_MAX]


def _offers(word: str, lexicon: Lexicon) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield what an unknown word may be, and how far that is from what was typed."""
    if word in lexicon.shorts:
        yield lexicon.shorts[word], SHORT
    yield from (((one,), SOUND) for one in lexicon.by_sound.get(letters.sound(word), ()))
    yield from (((one,), KEYS) for one in letters.from_keystrokes(word) if one in lexicon.counts)
    for one in _alike(word, lexicon):
        apart = _distance(word, one)
        if apart == 1 and len(word) > 1:
            yield (one,), EDIT
        elif apart == 2 and len(word) >= 6:
            yield (one,), TWO_EDITS
    yield from _splits(word, lexicon)


def _of_known(typed: str, word: str, lexicon: Lexicon) -> list[tuple[tuple[str, ...], float]]:
    strange = letters.has_marks(typed) and typed not in lexicon.words
    cost = SOUND if strange else SOUND_OF_KNOWN
    alike = lexicon.by_sound.get(letters.sound(word), ()) if not word.isdigit() else ()
    return [((word,), 0.0), *(((one,), cost) for one in alike if one != word)]


def _gain(before: tuple[str, ...], candidate: tuple[str, ...], lexicon: Lexicon) -> float:
    row = (*before[-1:], *candidate)
    return sum(PAIR_GAIN * math.log1p(lexicon.followers.get(pair, 0)) for pair in pairwise(row))


def _splits(word: str, lexicon: Lexicon) -> list[tuple[tuple[str, ...], float]]:
    """Return the ways to read a run of letters as known words, each seen after the one before."""
    if len(word) < 4:
        return []
    ways: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in range(len(word) + 1)]
    ways[0] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 8), end):
            part = word[start:end]
            if len(part) < 2 or part not in lexicon.counts:
                continue
            for cost, way in ways[start]:
                if len(way) < SPLITS_MAX and (not way or (way[-1], part) in lexicon.followers):
                    ways[end].append((cost + (SPLIT if way else 0.0), (*way, part)))
        ways[end] = sorted(ways[end])[:3]
    # The gain of the pairs inside is reckoned with the neighbours', once.
    return [(way, cost * 0.6) for cost, way in ways[-1] if len(way) > 1]


def _alike(word: str, lexicon: Lexicon) -> set[str]:
    return {known for shape in _shapes(word) for known in lexicon.by_shape.get(shape, ())}


def _shapes(word: str) -> set[str]:
    """Return the word and the word without any one letter: two words one slip apart share one."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _distance(one: str, other: str) -> int:
    """Count slips: a letter more, less, other, or two swapped."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for to, against in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
    return row[-1]
