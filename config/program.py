"""What this program is, in a word: processes share what they keep only with the same program."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

KINDS = ("*.py", "*.html", "*.mo", "staticfiles.json")


def fingerprint(folder: Path, rooms: Iterable[str], said: Iterable[object]) -> str:
    """A hash of code, templates and catalogues in these rooms of `folder`, and of settings that pages say."""
    found = sha256(repr(list(said)).encode())
    for room in sorted(rooms):
        for kind in KINDS:
            for path in sorted((folder / room).rglob(kind)):
                if "tests" not in path.parts:
                    found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]
