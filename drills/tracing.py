"""What a program does to the files of a folder, as strace sees it."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from drills.platter import Acknowledge, Create, Event, Sync, SyncFolder, Truncate, Unlink, Write

CALLS = "openat,close,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fsync,fdatasync,unlink,rename"
LONGEST = 1 << 17  # bytes of one write, which is more than a page of SQLite and what goes with it
CALL = re.compile(r"^(?:\d+ +)?(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
TEXT = re.compile(r'"(?P<hex>(?:\\x[0-9a-f]{2})*)"')
ACKNOWLEDGED = "acknowledged"  # the file in which saves are acknowledged, one a line
IGNORED = ("-shm", ".trace")  # what is made again from others


class TraceError(Exception):
    """strace cannot be used here, or the program does what the model does not know."""


def trace(command: Sequence[str], folder: Path, environment: Mapping[str, str], cwd: Path) -> list[Event]:
    """Run the command and tell what it does to the files in the folder; those that it finds are 1, 2, ...
    in the order of their names."""
    there = sorted(path.name for path in folder.iterdir() if path.name != ACKNOWLEDGED)
    output = folder / "strace.trace"
    tracer = ["strace", "-f", "-qq", "-xx", f"-s{LONGEST}", f"-etrace={CALLS}", f"-o{output}"]
    done = subprocess.run([*tracer, *command], cwd=cwd, env=dict(environment), capture_output=True, text=True)
    if done.returncode:
        raise TraceError(done.stderr.strip()[-2000:])
    with output.open() as lines:
        return list(Trace(folder, numbered(there)).events(lines))


def numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, 1)}


@dataclass
class Trace:
    """`names` leads to the numbers of files that are there now, `opened` from descriptors to numbers."""

    folder: Path
    names: dict[str, int]
    opened: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    acknowledging: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.last = len(self.names)

    def events(self, lines: Iterable[str]) -> Iterator[Event]:
        for line in lines:
            call = CALL.match(line)
            if call and not call["result"].startswith("-"):
                yield from self.heard(call["name"], call["arguments"], call["result"])

    def heard(self, name: str, arguments: str, result: str) -> Iterator[Event]:
        descriptor = arguments.partition(",")[0]
        if name == "openat":
            yield from self.open(text_in(arguments).decode(), result)
        elif name == "close":
            self.forget(descriptor)
        elif name == "unlink":
            yield from self.unlink(PurePosixPath(text_in(arguments).decode()))
        elif name == "write" and descriptor in self.acknowledging:
            yield Acknowledge(text_in(arguments).decode().strip())
        elif name in {"fsync", "fdatasync"} and descriptor in self.folders:
            yield SyncFolder()
        elif descriptor in self.opened:
            yield to_event(name, self.opened[descriptor], arguments, int(result))

    def open(self, text: str, descriptor: str) -> Iterator[Event]:
        path = PurePosixPath(text)
        self.forget(descriptor)
        if path == self.folder:
            self.folders.add(descriptor)
        elif path == self.folder / ACKNOWLEDGED:
            self.acknowledging.add(descriptor)
        elif path.parent == self.folder and not path.name.endswith(IGNORED):
            if path.name not in self.names:
                self.last += 1
                self.names[path.name] = self.last
                yield Create(path.name, self.last)
            self.opened[descriptor] = self.names[path.name]

    def forget(self, descriptor: str) -> None:
        self.opened.pop(descriptor, None)
        self.folders.discard(descriptor)
        self.acknowledging.discard(descriptor)

    def unlink(self, path: PurePosixPath) -> Iterator[Event]:
        if path.parent == self.folder and self.names.pop(path.name, 0):
            yield Unlink(path.name)


def to_event(name: str, file: int, arguments: str, result: int) -> Event:
    last = arguments.rpartition(",")[2]
    if name == "pwrite64":
        return Write(file, int(last), text_in(arguments)[:result])
    if name == "ftruncate":
        return Truncate(file, int(last))
    if name in {"fsync", "fdatasync"}:
        return Sync(file)
    raise TraceError(f"the model does not know {name} on a file of the database")


def text_in(arguments: str) -> bytes:
    found = TEXT.search(arguments)
    return bytes.fromhex(found["hex"].replace("\\x", "")) if found else b""
