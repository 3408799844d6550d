"""“Did you mean”: words of the collection that are one or two slips of the finger away.

A slip is a letter too many, too few, wrong, or changed with its neighbour (Damerau 1964, in the form that
changes no place twice).
"""

import string
from collections.abc import Iterable

SHORTEST, LONGEST = 3, 25
MOST_SLIPS = 2
SHORT = 4
"""Letters up to which two slips would make any word of any other."""


def edits(word: str) -> set[str]:
    """All strings one slip away from a token, at most some 1,400; none for numbers and over 25 letters.

    Letters that come in are a to z and those of the word itself.
    """
    if not SHORTEST <= len(word) <= LONGEST or word.isdecimal():
        return set()
    alphabet = set(string.ascii_lowercase + word)
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in halves if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in halves if right for letter in alphabet}
    found |= {left + letter + right for left, right in halves for letter in alphabet}
    return found - {word}


def distance(a: str, b: str, limit: int = MOST_SLIPS) -> int:
    """How many slips lie between two words; `limit` + 1 where they are more than the limit."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                steps = min(steps, before_last[j - 2] + 1)
            row.append(steps)
        if min(row) > limit and min(last) > limit:
            return limit + 1
        before_last, last = last, row
    return min(last[-1], limit + 1)


def closest(word: str, candidates: Iterable[tuple[str, int]], limit: int = 3) -> list[str]:
    """The best of the candidates, each given with how often it occurs: fewest slips, then most frequent.

    At most `limit`, none more than two slips away (one for a word of up to four letters).
    """
    most = MOST_SLIPS if len(word) > SHORT else 1
    ranked = sorted(
        (distance(word, candidate, most), candidate[:1] != word[:1], -count, candidate)
        for candidate, count in dict(candidates).items()
        if candidate != word
    )
    return [candidate for slips, _, _, candidate in ranked if slips <= most][:limit]
