"""The place of a text where the words of a search stand closest, with the words marked.

Words are compared as the index compares them: folded, as a phrase, by their beginning. Terms for titles alone
are marked in titles alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .tokens import Span, spans, tokens
from .tree import Term

WIDTH = 200
SLACK = 25
"""Characters that a cut may move to fall between words."""

CHUNK = 50_000
MOST_CHUNKS = 10
"""Longer texts are looked through chunk by chunk, and not beyond the last."""


@dataclass(frozen=True)
class Piece:
    """A part of a text, not escaped, that matches or does not; a text in pieces is theirs joined."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True)
class Mark:
    """Where a term, by its number, stands in a text, in characters."""

    start: int
    end: int
    term: int


def mark(text: str, terms: Iterable[Term]) -> list[Piece]:
    """The whole of a text such as a title, with every term marked."""
    found = find_marks(list(spans(text)), list(terms))
    return list(to_pieces(text, found, 0, len(text)))


def snippet(text: str, terms: Iterable[Term], width: int = WIDTH) -> list[Piece]:
    """About `width` characters of a text, where most of the terms are; its beginning where none is.

    It is cut between words, and “…” stands where it is cut; it never has more than twice the width.
    """
    wanted = for_text(terms)
    chunk, is_first, is_last = best_chunk(text, wanted)
    found = list(spans(chunk))
    marks = find_marks(found, wanted)
    start, end = place_window(chunk, found, densest(marks, width), width)
    pieces = list(to_pieces(chunk, marks, start, end))
    before = [] if is_first and not chunk[:start].strip() else [Piece("…")]
    after = [] if is_last and not chunk[end:].strip() else [Piece("…")]
    return before + pieces + after


def score(text: str, terms: Iterable[Term]) -> int:
    """How many of the terms stand in a text: the best block of a hit has the most."""
    return score_words(tokens(text), for_text(terms))


def score_words(words: list[str], terms: Iterable[Term]) -> int:
    return sum(any(True for _ in find(term, words)) for term in terms)


def for_text(terms: Iterable[Term]) -> list[Term]:
    return list(dict.fromkeys(term for term in terms if not term.in_title))


def find(term: Term, words: Sequence[str]) -> Iterator[int]:
    """The numbers of the words at which a term begins."""
    size = len(term.tokens)
    *firsts, last = term.tokens
    for at in find_first(term, words):
        ends = words[at + size - 1 : at + size]
        is_end = ends and (ends[0].startswith(last) if term.is_prefix else ends[0] == last)
        if is_end and list(words[at : at + size - 1]) == firsts:
            yield at


def find_first(term: Term, words: Sequence[str]) -> Iterator[int]:
    first = term.tokens[0]
    if term.is_prefix and len(term.tokens) == 1:
        yield from (at for at, word in enumerate(words) if word.startswith(first))
        return
    at = -1
    try:
        while True:
            at = words.index(first, at + 1)
            yield at
    except ValueError:
        return


def find_marks(found: Sequence[Span], terms: Sequence[Term]) -> list[Mark]:
    """Every place of every term, in the order of the text."""
    words = [span.token for span in found]
    marks = [
        Mark(found[at].start, found[at + len(term.tokens) - 1].end, number)
        for number, term in enumerate(terms)
        for at in find(term, words)
    ]
    return sorted(marks, key=lambda m: (m.start, m.end))


def best_chunk(text: str, terms: Sequence[Term]) -> tuple[str, bool, bool]:
    """The chunk with most of the terms; whether it is the first, and the last."""
    if len(text) <= CHUNK:
        return text, True, True
    best, most = text[:CHUNK], -1
    begin = start = 0
    for _ in range(MOST_CHUNKS):
        chunk = text[start : start + CHUNK]
        count = score_words(tokens(chunk), terms)
        if count > most:
            best, most, begin = chunk, count, start
        start += CHUNK
        if most == len(terms) or start >= len(text):
            break
    return best, begin == 0, begin + len(best) >= len(text)


def densest(marks: Sequence[Mark], width: int) -> tuple[int, int]:
    """From where to where the marks stand that a window of the width shows at best: most terms, then most."""
    counts: Counter[int] = Counter()
    best, place, right = (0, 0), (0, 0), 0
    for left, first in enumerate(marks):
        while right < len(marks) and (right == left or marks[right].end <= first.start + width):
            counts[marks[right].term] += 1
            right += 1
        value = (len(counts), right - left)
        if value > best:
            best, place = value, (first.start, max(m.end for m in marks[left:right]))
        counts[first.term] -= 1
        counts += Counter()
    return place


def place_window(text: str, found: Sequence[Span], shown: tuple[int, int], width: int) -> tuple[int, int]:
    """Where a window of about the width begins and ends that holds what is to be shown, between words."""
    first, last = shown
    last = min(last, first + width)
    start = max(0, min(first - (width - (last - first)) // 3, len(text) - width))
    end = min(len(text), start + width)
    return cut_start(text, found, start, first), cut_end(text, found, end, last)


def cut_start(text: str, found: Sequence[Span], start: int, limit: int) -> int:
    """The next place between words, not beyond the limit."""
    if start == 0 or text[start - 1].isspace():
        return start
    for place in range(start, min(start + SLACK, limit)):
        if text[place].isspace():
            return place + 1
    return min((span.start for span in found if start <= span.start <= limit), default=start)


def cut_end(text: str, found: Sequence[Span], end: int, limit: int) -> int:
    """The last place between words, not before the limit."""
    if end == len(text) or text[end].isspace():
        return end
    for place in range(end - 1, max(end - SLACK, limit), -1):
        if text[place].isspace():
            return place
    return max((span.end for span in found if limit <= span.end <= end), default=end)


def to_pieces(text: str, marks: Iterable[Mark], start: int, end: int) -> Iterator[Piece]:
    """A part of the text in pieces, marked and not; marks that touch are one."""
    at = start
    for first, last in merge(marks):
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], True)
        at = last
    if at < end:
        yield Piece(text[at:end])


def merge(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for found in marks:
        if merged and found.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], found.end))
        else:
            merged.append((found.start, found.end))
    return merged
