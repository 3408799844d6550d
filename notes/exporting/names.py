"""The paths of files in an export: those that they came from, as far as these stay inside. Pure."""

from collections.abc import Iterable
from itertools import count
from pathlib import PurePosixPath

MANIFEST, REFERENCES, LINES = "manifest.json", "references.bib", "notes.jsonl"
MEDIA = "media"
_LONGEST_PART = 200


def is_inside(name: str) -> bool:
    """Whether a path with slashes leads to a page inside of a folder, and to no file of the export's own."""
    parts = name.split("/")
    is_plain = all(is_plain_part(part) for part in parts)
    return is_plain and name not in (MANIFEST, REFERENCES, LINES) and parts[0] != MEDIA


def is_plain_part(part: str) -> bool:
    is_name = bool(part) and not part.startswith(".") and len(part.encode()) <= _LONGEST_PART
    return is_name and not any(character < " " or character in "\\\x7f" for character in part)


class Names:
    """Gives each file a path of its own, also where the case of letters does not count."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = {name.casefold() for name in taken}

    def take(self, wanted: str) -> str:
        path = PurePosixPath(wanted)
        numbered = (str(path.with_stem(f"{path.stem}-{number}")) for number in count(2))
        free = wanted if self.is_free(wanted) else next(name for name in numbered if self.is_free(name))
        self.taken.add(free.casefold())
        return free

    def is_free(self, name: str) -> bool:
        return name.casefold() not in self.taken
