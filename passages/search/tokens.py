"""The one tokenizer: what a word is, for every database and for the marks in a snippet.

A word is a run of letters, digits and the marks on them; everything else separates, so that `GPT-4` is two
words and `O'Brien` too. Words are folded: compatibility forms, case, accents and vowel points go (UAX #15,
CaseFolding.txt). Scripts written without spaces give one token for each character, and so do emoji.
A token is never empty, holds no ASCII but a-z and 0-9, no NUL, no surrogate, and is its own only token.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

TOKENIZER_VERSION = 1
LONGEST_TOKEN = 100
LONGEST_FOLDED = 400
SYMBOLIC = {"c++": "c0plus0plus", "c#": "c0sharp", "f#": "f0sharp", ".net": "dot0net"}
"""Names that are nothing without their signs, spelt so that no ordinary word is the same."""

UNACCENTED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters with a stroke, which Unicode does not take apart; as unaccent and Lucene fold them."""

APOSTROPHES = "\u02b9\u02bb\u02bc\u02bd\u02c8"
IGNORED = "\u00ad\u0640\u180e\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Soft hyphen, tatweel, joiners and marks of direction: part of a word, and nothing of it."""

# Diacritics that any of Latin, Greek and Cyrillic may carry, the points of Hebrew, the vowels of Arabic.
# Marks of other scripts (Devanagari, Thai, kana) tell one letter from another and stay.
DIACRITICS = (
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc"
)
VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
LAST_LETTER = 0x32000
"""Above it Unicode has no letters."""

ASTRAL = "\U00010000"
IS_ASTRAL = "(?=[\U00010000-\U0010ffff])"
"""Characters beyond the first plane are asked for apart: `re` looks through their ranges one by one."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u30ff\u3105-\u312f"
    "\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\uff66-\uff9d\uffa0-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
JAMO_L = "\u1100-\u115f\ua960-\ua97c"
JAMO_V = "\u1160-\u11a7\ud7b0-\ud7c6"
JAMO_T = "\u11a8-\u11ff\ud7cb-\ud7fb"
JAMO = JAMO_L + JAMO_V + JAMO_T
"""Hangul in parts, as some systems write it: leading consonants, vowels, trailing consonants."""

EMOJI = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u27bf\u2b00-\u2bff"
    "\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
)


class Span(NamedTuple):
    """A token and where the text that it was made of stands, in characters of the text."""

    token: str
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """Every token with its place, in the order of the text; a sign such as ½ gives two in one place."""
    for match in WORD.finditer(text):
        start, end = match.span()
        for token in fold(match[0][:LONGEST_FOLDED]):
            yield Span(token, start, end)


def tokens(text: str) -> list[str]:
    """The tokens of a text in order, as an index takes them."""
    if text.isascii():
        return [SYMBOLIC.get(word, word[:LONGEST_TOKEN]) for word in ASCII_WORD.findall(text.lower())]
    return [token for word in WORD.findall(text) for token in fold(word[:LONGEST_FOLDED])]


@lru_cache(maxsize=2**15)
def fold(word: str) -> tuple[str, ...]:
    """The tokens that one word gives: as a rule one."""
    if word.isascii():
        lower = word.lower()
        return (SYMBOLIC.get(lower, lower[:LONGEST_TOKEN]),)
    bare = DROPPED.sub("", unicodedata.normalize("NFKD", word))
    bare = DROPPED.sub("", unicodedata.normalize("NFKD", bare.casefold()))
    bare = DECIMAL.sub(to_ascii_digit, unicodedata.normalize("NFC", bare).translate(UNACCENTED))
    return tuple(found[:LONGEST_TOKEN] for found in WORD.findall(bare))


def to_ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))


def build_pattern() -> re.Pattern[str]:
    """What one word looks like, before it is folded.

    Python's `\\w` knows no marks, and would put scripts without spaces into one word.
    """
    alphabet = "".join(map(chr, range(LAST_LETTER)))
    others = re.sub(rf"(?:(?!\d)[{UNSPACED}{JAMO}{APOSTROPHES}])+", " ", alphabet)
    single = to_ranges(re.findall(rf"(?:(?!\d)(?=[{UNSPACED}])[^\W_])+", alphabet))
    first, further = divide(re.findall(r"[^\W_]+", others))
    on, further_on = divide(
        "".join(c if unicodedata.category(c)[0] == "M" else " " for c in alphabet).split()
    )
    word = f"(?:[{first}]|{IS_ASTRAL}[{further}])"
    rest = f"(?:[{first}{on}{IGNORED}]+|{IS_ASTRAL}[{further}{further_on}{VARIANTS}]+)*"
    return re.compile(
        r"[CcFf]#(?![A-Za-z#])|[Cc]\+\+(?![A-Za-z+])"
        rf"|(?<![{first}.])\.[Nn][Ee][Tt](?![{first}_])"
        rf"|[{single}][{on}{VARIANTS}{IGNORED}\uff9e\uff9f]*"
        rf"|{word}{rest}|[{JAMO_L}]+[{JAMO_V}]*[{JAMO_T}]*|[{JAMO}]|[{EMOJI}]"
    )


def divide(runs: list[str]) -> tuple[str, str]:
    """Runs of characters as the insides of two classes: those of the first plane, and those beyond."""
    return to_ranges(run for run in runs if run < ASTRAL), to_ranges(run for run in runs if run >= ASTRAL)


def to_ranges(runs: Iterable[str]) -> str:
    return "".join(f"{run[0]}-{run[-1]}" for run in runs)


WORD = build_pattern()
ASCII_WORD = re.compile(r"[cf]#(?![a-z#])|c\+\+(?![a-z+])|[a-z0-9]+|(?<![a-z0-9.])\.net(?![a-z0-9_])")
"""The same for what most texts hold, lower case ASCII, in half the time."""

DROPPED = re.compile(f"[{DIACRITICS}{VARIANTS}{IGNORED}]+")
DECIMAL = re.compile(r"[^\D0-9]")
