"""The index that the search of a static site reads: gzip (RFC 1952) around JSON and lists of numbers. Pure.

After the length of the JSON, four bytes in big-endian order, comes `{"titles": [...], "places": [...],
"words": "..."}` in UTF-8, then the numbers. Documents are in the order in which they are shown where nothing
tells them apart. `places` says where each stands: its address below the root, as `to_place` shortens it.
`words` are sorted, one space between them. Then, for each word, the numbers of its documents: how many,
then the distance of each from the one before, in seven bits a byte, the lowest first, the high bit set where
more follow (as in LEB128).

It is compressed here since not every server does that, and read by the browser's DecompressionStream.
"""

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

# A word that is in more of the documents than this tells few of them apart, and is taken to be in all.
COMMON = 0.25
LEAST_COMMON = 100
LONGEST_WORD = 40
NO_LETTER = re.compile(r"[^a-z0-9 -]+")
DIVIDED = re.compile(r"[ -]+")


@dataclass(frozen=True)
class Found:
    """What the search can find: its title, its path below the root, and the words that find it."""

    title: str
    path: str
    words: Sequence[str]


def to_index(documents: Sequence[Found]) -> bytes:
    numbers: dict[str, list[int]] = {}
    for number, document in enumerate(documents):
        for word in {word[:LONGEST_WORD] for word in document.words}:
            numbers.setdefault(word, []).append(number)
    most = max(LEAST_COMMON, len(documents) * COMMON)
    words = sorted(numbers)
    said = {
        "titles": [document.title for document in documents],
        "places": [to_place(document) for document in documents],
        "words": " ".join(words),
    }
    head = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    lists = b"".join(to_list(numbers[word] if len(numbers[word]) <= most else []) for word in words)
    return gzip.compress(len(head).to_bytes(4, "big") + head + lists, 9, mtime=0)


def to_list(numbers: Sequence[int]) -> bytes:
    distances = [number - before for number, before in zip(numbers, [-1, *numbers], strict=False)]
    return b"".join(map(to_bytes, [len(numbers), *distances]))


def to_bytes(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def to_place(document: Found) -> str:
    """The path; where its end is the first words of the title, a space and their number stand for it.

    Most addresses are made of titles, and half of the index would say twice what it has said.
    """
    path = document.path.rstrip("/")
    head, _, slug = path.rpartition("/")
    number = slug.count("-") + 1
    is_said = "-".join(slug_words(document.title)[:number]) == slug
    return f"{head} {number}" if is_said else path


def slug_words(title: str) -> list[str]:
    return [word for word in DIVIDED.split(NO_LETTER.sub("", title.lower())) if word]
