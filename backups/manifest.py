"""What a backup says of itself: its first member, `manifest.json`. Pure. docs/backups.md describes it."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from .problems import BackupError

FORMAT = 1
LONGEST = 2**20  # bytes of a manifest
BROKEN = "The backup is broken: its manifest cannot be read"


@dataclass(frozen=True)
class Sum:
    """Number and SHA-256 of some bytes."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """The rows of one model, `app.model`: their columns, their number, the highest key that was ever given.

    `lines` is the sum of the rows as text, `packed` of the member that holds them.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    highest: int
    lines: Sum
    packed: Sum

    @property
    def member(self) -> str:
        return f"rows/{self.name}.jsonl.gz"


@dataclass(frozen=True)
class Media:
    """How many files there are with how many bytes together, and the sums of the list that names each."""

    files: int
    size: int
    lines: Sum
    packed: Sum

    member = "media.jsonl.gz"


@dataclass(frozen=True)
class Manifest:
    """`migrations` are pairs of app and name, `made_at` is a moment of ISO 8601."""

    program: str
    made_at: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    media: Media
    format: int = FORMAT

    member = "manifest.json"

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def packed_size(self) -> int:
        """Bytes of all members but the manifest, at least."""
        return sum(table.packed.size for table in self.tables) + self.media.packed.size + self.media.size

    @property
    def unpacked_size(self) -> int:
        """Bytes of all rows and files."""
        return sum(table.lines.size for table in self.tables) + self.media.lines.size + self.media.size

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode() + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            fail("it is no JSON")
        form = take(values, "format", int)
        if form != FORMAT:
            raise BackupError(
                f"The backup has the format {form}, this program knows {FORMAT} only. Take a newer program."
            )
        tables = tuple(to_table(each) for each in take(values, "tables", list))
        names = [table.name for table in tables]
        if names != sorted(set(names)):
            fail("its tables are out of order")
        return cls(
            program=take(values, "program", str),
            made_at=take(values, "made_at", str),
            database=take(values, "database", str),
            migrations=tuple(to_pair(each) for each in take(values, "migrations", list)),
            tables=tables,
            media=to_media(take(values, "media", dict)),
        )


def to_table(values: Any) -> Table:
    columns = take(values, "columns", list)
    if not columns or not all(isinstance(name, str) for name in columns):
        fail("columns must be names")
    name = take(values, "name", str)
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", name):
        fail("a table must have a name such as notes.entry")
    rows, highest = to_number(values, "rows"), to_number(values, "highest")
    return Table(name, tuple(columns), rows, highest, to_sum(values, "lines"), to_sum(values, "packed"))


def to_media(values: Any) -> Media:
    files, size = to_number(values, "files"), to_number(values, "size")
    return Media(files, size, to_sum(values, "lines"), to_sum(values, "packed"))


def to_pair(values: Any) -> tuple[str, str]:
    if not isinstance(values, list) or [type(each) for each in values] != [str, str]:
        fail("a migration is an app and a name")
    return values[0], values[1]


def to_sum(values: Any, key: str) -> Sum:
    part = take(values, key, dict)
    return Sum(to_number(part, "size"), to_digest(part))


def to_digest(values: Any) -> str:
    digest = take(values, "sha256", str)
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        fail("a SHA-256 has 64 digits")
    return digest


def to_number(values: Any, key: str) -> int:
    number = take(values, key, int)
    if not 0 <= number < 2**63:
        fail(f"{key} is no such number")
    return number


def take(values: Any, key: str, kind: type) -> Any:
    if not isinstance(values, dict) or type(values.get(key)) is not kind:
        fail(f"{key} is missing")
    return values[key]


def fail(why: str) -> NoReturn:
    raise BackupError(f"{BROKEN} ({why}).")


@dataclass(frozen=True)
class File:
    """A file of the media folder: its name there, and its sum."""

    name: str
    sum: Sum

    @property
    def member(self) -> str:
        return f"media/{self.name}"

    @property
    def is_damaged(self) -> bool:
        """Whether it is named by the SHA-256 of other bytes, as pictures are by that of theirs."""
        stem = self.name.rpartition("/")[2].partition(".")[0]
        return bool(re.fullmatch(r"[0-9a-f]{32}", stem)) and not self.sum.sha256.startswith(stem)

    def to_row(self) -> list[Any]:
        return [self.name, self.sum.size, self.sum.sha256]

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> "File":
        values = dict(zip(("name", "size", "sha256"), row, strict=True))
        name = take(values, "name", str)
        if not is_safe(name):
            raise BackupError(f"The backup names a file that would leave the media folder: {name!r}.")
        return cls(name, Sum(to_number(values, "size"), to_digest(values)))


def is_safe(name: str) -> bool:
    """Whether a name stays in the folder on every system: parts with slashes between, none of them hidden."""
    parts = name.split("/")
    return name.isprintable() and not re.search(r'[\\:*?"<>|]', name) and all(map(is_plain_part, parts))


def is_plain_part(part: str) -> bool:
    return bool(part) and not part.startswith(".") and len(part.encode()) <= 255
