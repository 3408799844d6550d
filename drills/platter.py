"""What is on a disk after a power cut: a model of files of one folder, pure.

Only what was synced is sure. Of what was written to a file since, each write is there, or not, or some of
its sectors are; a file that grew may hold anything where nothing was written. Of what happened to the names
in the folder since that was synced, any part may have come to the disk.
"""

from dataclasses import dataclass, field
from random import Random

SECTOR = 512  # bytes


@dataclass(frozen=True)
class Write:
    file: int
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    file: int
    size: int


@dataclass(frozen=True)
class Sync:
    file: int


@dataclass(frozen=True)
class Create:
    name: str
    file: int


@dataclass(frozen=True)
class Unlink:
    name: str


@dataclass(frozen=True)
class SyncFolder:
    pass


@dataclass(frozen=True)
class Acknowledge:
    """Somebody was told that this was saved."""

    said: str


Event = Write | Truncate | Sync | Create | Unlink | SyncFolder | Acknowledge


@dataclass
class Platter:
    """Files have numbers, which their names lead to."""

    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    unsynced: dict[int, list[Write | Truncate]] = field(default_factory=dict)
    unsynced_names: list[Create | Unlink] = field(default_factory=list)

    def take(self, event: Event) -> None:
        if isinstance(event, Write | Truncate):
            self.unsynced.setdefault(event.file, []).append(event)
        elif isinstance(event, Sync):
            changes = self.unsynced.pop(event.file, [])
            self.contents[event.file] = changed(self.contents.get(event.file, b""), changes)
        elif isinstance(event, Create | Unlink):
            self.unsynced_names.append(event)
        elif isinstance(event, SyncFolder):
            self.names = renamed(self.names, self.unsynced_names)
            self.unsynced_names = []

    def cut(self, chance: Random) -> dict[str, bytes]:
        """The files that are there when the power comes back, by name."""
        share = chance.choice([0, 1, 0.5, chance.random()])
        names = renamed(self.names, [each for each in self.unsynced_names if chance.random() < share])
        return {name: self.after_cut(file, share, chance) for name, file in names.items()}

    def after_cut(self, file: int, share: float, chance: Random) -> bytes:
        kept = self.contents.get(file, b"")
        changes: list[Write | Truncate] = []
        for each in self.unsynced.get(file, []):
            changes += survivors(each, share, chance)
        fill = chance.randbytes(SECTOR) if changes and chance.random() < 0.5 else b""
        return changed(kept, changes, fill)


def survivors(change: Write | Truncate, share: float, chance: Random) -> list[Write | Truncate]:
    """What a cut leaves of one change: all, nothing, or of a write some sectors."""
    fate = chance.random()
    if isinstance(change, Write) and 0 < share < 1 and fate < 1 / 3:
        return [each for each in sectors(change) if chance.random() < share]
    return [change] if chance.random() < share else []


def sectors(write: Write) -> list[Write]:
    """The parts of a write by the sectors of the disk that they fall into."""
    parts, start = [], write.offset
    while start < write.offset + len(write.data):
        end = min((start // SECTOR + 1) * SECTOR, write.offset + len(write.data))
        parts.append(Write(write.file, start, write.data[start - write.offset : end - write.offset]))
        start = end
    return parts


def changed(content: bytes, changes: list[Write | Truncate], fill: bytes = b"") -> bytes:
    """The content after the changes; where it grows, what nobody wrote is made of `fill`, else of zeros."""
    if not changes:
        return content
    result = bytearray(content)
    for change in changes:
        if isinstance(change, Truncate):
            del result[change.size :]
            grow(result, change.size, fill)
        else:
            grow(result, change.offset, fill)
            result[change.offset : change.offset + len(change.data)] = change.data
    return bytes(result)


def grow(content: bytearray, size: int, fill: bytes) -> None:
    missing = size - len(content)
    if missing > 0:
        content += (fill * (missing // len(fill) + 1))[:missing] if fill else bytes(missing)


def renamed(names: dict[str, int], changes: list[Create | Unlink]) -> dict[str, int]:
    result = dict(names)
    for change in changes:
        if isinstance(change, Create):
            result[change.name] = change.file
        else:
            result.pop(change.name, None)
    return result
