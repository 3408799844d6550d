"""Anchors: short names of blocks that survive edits, so that a link to a passage keeps leading there."""

from base64 import b32encode
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from hashlib import sha256

# The nearest blocks that a changed one is compared with, and how much of it. Two texts of 300 characters take
# difflib up to a millisecond, hence the bound on their number; beyond it shared words alone decide.
NEAREST = 12
MAX_COMPARED = 300
MAX_COMPARISONS = 400
LEAST_SIMILARITY = 0.6
LEAST_SHARED_WORDS = 0.3


def keep_anchors(old: Sequence[tuple[str, str]], new: Sequence[str], *, seed: str) -> list[str]:
    """Anchors for the texts `new`, taken over from `old` (anchor, text) wherever a block is still the same.

    The same text comes first (in order, for duplicates), then the nearest similar one; the rest get an anchor
    of "b" and eight characters of base32 from a hash of (seed, text, occurrence). All differ.
    """
    matching = Matching([text for _, text in old], new)
    matching.match_same()
    matching.match_similar()
    kept = {new_index: old[old_index][0] for new_index, old_index in matching.pairs.items()}
    return with_fresh(kept, new, taken={anchor for anchor, _ in old}, seed=seed)


@dataclass
class Matching:
    """Which new text (by index) is which old one."""

    old: Sequence[str]
    new: Sequence[str]
    pairs: dict[int, int] = field(default_factory=dict)
    comparisons: int = 0

    def match_same(self) -> None:
        """Pair equal texts, the first with the first."""
        places: dict[str, deque[int]] = defaultdict(deque)
        for index, text in enumerate(self.old):
            places[text].append(index)
        for index, text in enumerate(self.new):
            if places[text]:
                self.pairs[index] = places[text].popleft()

    def match_similar(self) -> None:
        """Pair what is left with the most similar of the old texts near its place."""
        taken = set(self.pairs.values())
        left = [index for index in range(len(self.old)) if index not in taken]
        words = {index: frozenset(self.old[index].split()) for index in left}
        expected = 0
        for index in range(len(self.new)):
            if index not in self.pairs and left:
                nearest = nearest_to(expected, left)
                self.pair_with_best(index, nearest, words)
                if index in self.pairs:
                    left.remove(self.pairs[index])
            expected = self.pairs.get(index, expected) + 1

    def pair_with_best(self, index: int, candidates: list[int], words: dict[int, frozenset[str]]) -> None:
        """Pair one new text with the best candidate, if that is similar enough."""
        own_words = frozenset(self.new[index].split())
        ranked = sorted(candidates, key=lambda candidate: -shared(own_words, words[candidate]))
        for candidate in ranked[:2]:
            if self.is_similar(candidate, index, shared(own_words, words[candidate])):
                self.pairs[index] = candidate
                return

    def is_similar(self, old_index: int, new_index: int, shared_words: float) -> bool:
        """Whether two texts are one that was edited."""
        if self.comparisons >= MAX_COMPARISONS or shared_words >= LEAST_SIMILARITY:
            return shared_words >= LEAST_SIMILARITY
        before, after = self.old[old_index], self.new[new_index]
        if shared_words < LEAST_SHARED_WORDS and min(len(before), len(after)) > MAX_COMPARED:
            return False
        self.comparisons += 1
        matcher = SequenceMatcher(None, before[:MAX_COMPARED], after[:MAX_COMPARED], autojunk=False)
        return matcher.quick_ratio() >= LEAST_SIMILARITY and matcher.ratio() >= LEAST_SIMILARITY


def nearest_to(expected: int, left: list[int]) -> list[int]:
    """The old indexes nearest to the expected one, in order of distance."""
    middle = bisect_left(left, expected)
    window = left[max(0, middle - NEAREST) : middle + NEAREST]
    return sorted(window, key=lambda index: abs(index - expected))[:NEAREST]


def shared(words: frozenset[str], others: frozenset[str]) -> float:
    """The share of words that two texts have in common (Jaccard), 0 to 1."""
    return len(words & others) / (len(words | others) or 1)


def with_fresh(kept: dict[int, str], new: Sequence[str], *, taken: set[str], seed: str) -> list[str]:
    """Kept anchors, and fresh ones that were never used before for the rest."""
    anchors: list[str] = []
    given: set[str] = set()
    occurrences: dict[str, int] = defaultdict(int)
    for index, text in enumerate(new):
        anchor = kept.get(index)
        while anchor is None or anchor in given or (index not in kept and anchor in taken):
            anchor = fresh(seed, text, occurrences[text])
            occurrences[text] += 1
        given.add(anchor)
        anchors.append(anchor)
    return anchors


def fresh(seed: str, text: str, occurrence: int) -> str:
    """An anchor from a hash."""
    digest = sha256(f"{seed}\0{text}\0{occurrence}".encode("utf-8", "replace")).digest()
    return "b" + b32encode(digest[:5]).decode("ascii").lower()
