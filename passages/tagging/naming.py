"""Tags that a text names, by their names and aliases. Pure.

Only whole words name a tag. Hyphen, space and nothing between two words are the same, and so are the plurals
that an s makes. A short name, or one in capitals, must be written as it is: “AI”, “US” and “IT” are none of
the words that they look like.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from passages.search.tokens import Span, spans, tokens

SHORT = 3
LONGEST_CAPITALS = 5
LONG_ENOUGH_TO_JOIN = 6
ORDINARY = frozenset("""
    a act all am an and any are as at be bad big but by can day did do end few fit for get go had has he
    her him his how i if in is it its let lot man may me men met mid my new no nor not now of off old on
    one or our out own per put ran red run saw say see set she so the to too top try two up us use was
    way we who why yes yet you als am an auf aus bei bin bis da das dem den der des die du ein er es für
    hat ich ihm ihr im in ist ja mit nie nur ob oft sie um und uns von vor wer wie wir zu zum zur
""".split())  # fmt: skip  # noqa: SIM905
"""Words of English and German that a short name in small letters could be, so that it is none."""

BETWEEN = {"", " ", "-", "_", "\u00a0", "\u2010", "\u2011"}

Key = tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A tag's name or alias, as it may be looked for; `is_exact` if its letters must be the same."""

    tag: int
    text: str
    key: Key
    is_exact: bool


@dataclass(frozen=True)
class Found:
    """A tag in a line: how many words name it, as they stand there, and whether they are just the name."""

    tag: int
    taken: int
    words: str
    is_exact: bool


@dataclass
class Naming:
    """How a text names a tag: the words that did, how often, whether at its very beginning."""

    words: str
    times: int = 0
    is_early: bool = False
    is_exact: bool = False

    @property
    def strength(self) -> float:
        """From 0 to 1: what is written as the tag is, in several words, often or early is likely meant."""
        strength = 0.5 + 0.1 * self.is_exact + 0.1 * (" " in self.words or "-" in self.words)
        return min(1.0, strength + 0.1 * self.is_early + 0.1 * min(self.times - 1, 3))


@dataclass
class Names:
    """All names that can be found in a text, by the first token of the key."""

    by_first: dict[str, list[Name]] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Iterable[tuple[int, str]]) -> "Names":
        """`named` are tags by their number, each with a name or an alias."""
        names = cls()
        for tag, text in named:
            for name in to_names(tag, text):
                names.by_first.setdefault(name.key[0], []).append(name)
        for found in names.by_first.values():
            found.sort(key=lambda name: -len(name.key))
        return names

    def named_in(self, text: str) -> Mapping[int, Naming]:
        """The tags that a text names, as `to_words` gives it."""
        found: dict[int, Naming] = {}
        is_early = True
        for line in text.split("\n"):
            words = list(spans(line))
            for match in self.in_line(line, words):
                naming = found.setdefault(match.tag, Naming(match.words))
                naming.times += 1
                naming.is_early |= is_early
                naming.is_exact |= match.is_exact
            is_early = is_early and not words
        return found

    def in_line(self, line: str, words: Sequence[Span]) -> Iterator[Found]:
        """The tags of the longest names that begin at each word; those within them are passed over."""
        start = 0
        while start < len(words):
            names = self.beginning_at(words, start)
            found = [match for name in names if (match := find(name, line, words, start))]
            most = max((match.taken for match in found), default=0)
            longest = [match for match in found if match.taken == most]
            by_tag = {match.tag: match for match in sorted(longest, key=lambda match: match.is_exact)}
            yield from by_tag.values()
            start += max(most, 1)

    def beginning_at(self, words: Sequence[Span], start: int) -> list[Name]:
        """The names whose first word may be the one there, or that and the next in one."""
        first = words[start].token
        firsts = {first, singular(first), first.removesuffix("s")}
        if start + 1 < len(words):
            joined = first + words[start + 1].token
            firsts |= {joined, singular(joined)} if len(joined) >= LONG_ENOUGH_TO_JOIN else set()
        return [name for key in firsts for name in self.by_first.get(key, ())]


def find(name: Name, line: str, words: Sequence[Span], start: int) -> Found | None:
    """The name at that word of the line, if it stands there."""
    for taken in [1, 2] if len(name.key) == 1 and not name.is_exact else [len(name.key)]:
        part = words[start : start + taken]
        if len(part) < taken or not is_one_phrase(line, part):
            continue
        if taken == len(name.key) or is_one_word(line, part):
            said = line[part[0].start : part[-1].end]
            if says(name, [span.token for span in part], said):
                return Found(name.tag, taken, said, name.is_exact or said.casefold() == name.text.casefold())
    return None


def to_names(tag: int, text: str) -> Iterator[Name]:
    """What a name is looked for as: as it stands, and with its words joined."""
    key = tuple(tokens(text))
    if not can_be_found(key):
        return
    key = (*key[:-1], singular(key[-1]))
    yield Name(tag, text, key, is_exact=must_be_exact(text, key))
    joined = "".join(key)
    if len(key) > 1 and len(joined) >= LONG_ENOUGH_TO_JOIN and joined.isalpha():
        yield Name(tag, text, (joined,), is_exact=False)


def can_be_found(key: Key) -> bool:
    """Whether a text that has the words means the tag: not for a lone letter or a number."""
    is_lone_letter = len(key) == 1 and len(key[0]) == 1 and key[0].isalpha()
    return bool(key) and not is_lone_letter and not "".join(key).isdigit()


def must_be_exact(text: str, key: Key) -> bool:
    if len(key) > 1:
        return False
    letters = [letter for letter in text if letter.isalpha()]
    is_capital = bool(letters) and text.upper() == text != text.lower() and len(letters) <= LONGEST_CAPITALS
    return is_capital or (len(text) <= SHORT and text.isascii())


def says(name: Name, found: Sequence[str], words: str) -> bool:
    if not name.is_exact:
        joined = "".join(found)
        as_it_stands = (*found[:-1], singular(found[-1]))
        return as_it_stands == name.key or (len(name.key) == 1 and (singular(joined),) == name.key)
    forms = {words, words[:-1] if words.endswith("s") else words}
    if name.text in ORDINARY:
        return name.text.upper() in forms
    return bool(forms & ({name.text, name.text.upper()} if name.text.islower() else {name.text}))


def is_one_phrase(line: str, part: Sequence[Span]) -> bool:
    """Whether nothing stands between the words but a space or a hyphen."""
    return all(line[left.end : right.start] in BETWEEN for left, right in pairwise(part))


def is_one_word(line: str, part: Sequence[Span]) -> bool:
    """Whether two words may be one that was taken apart, as “fine tuning” is and “a way” is not."""
    return "-" in line[part[0].start : part[-1].end] or all(len(span.token) >= SHORT for span in part)


def singular(token: str) -> str:
    """A token without the s or ies of a plural, as far as letters tell; the same for both sides."""
    if len(token) > 4 and token.endswith("ies"):
        return f"{token[:-3]}y"
    if len(token) > 4 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token
