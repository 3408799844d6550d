"""Power cuts: what SQLite finds on a disk that has lost what was not synced, with the settings of this site.

Saves through the form of the admin are recorded system call by system call, and the disk is put together as a
power cut at any moment may leave it (`drills.platter`). Settings that are known to lose saves must lose some
here, too, or the model would prove nothing.
"""

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from audit.figures import Figure, at_least
from audit.site import ROOT, Site, environment_in
from audit.tools import get_program
from config.sqlite import to_options
from drills.figures import judge
from drills.looking import look
from drills.platter import Acknowledge, Event, Platter
from drills.server import create_owner
from drills.tracing import ACKNOWLEDGED, numbered, trace

CUTS, CONTROL_CUTS = 10_000, 1_000
SAVES = 40
FILE = "site.sqlite3"
CHOSEN = [str(to_options(version)["init_command"]) for version in [(3, 40, 1), (3, 51, 3)]]
CONTROLS = [
    f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};"
    for journal, synchronous in [("DELETE", "OFF"), ("WAL", "NORMAL")]
]


@dataclass
class Found:
    cuts: int = 0
    disks: set[bytes] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)


def drill(share: float) -> Iterator[Figure]:
    get_program("strace", "strace")
    with TemporaryDirectory(prefix="commonplace-drill-") as name:
        folder = Path(name)
        site = Site("", environment_in(folder) | {"MEDIA_ROOT": f"{folder}/media"})
        site.manage("migrate", "--verbosity=0")
        create_owner(site)
        for pragmas in CHOSEN:
            yield kept(site, folder, pragmas, max(50, round(CUTS * share)))
        for pragmas in CONTROLS:
            yield control(site, folder, pragmas, max(50, round(CONTROL_CUTS * share)))


def kept(site: Site, folder: Path, pragmas: str, cuts: int) -> Figure:
    began = time.monotonic()
    events, start = record(site, folder, pragmas)
    found = cut_often(events, start, cuts)
    done = f"{found.cuts:,} cuts of power in {len(events):,} system calls of {SAVES} saves"
    told = f"{len(found.disks):,} different disks; {time.monotonic() - began:.0f} s"
    return judge(title(pragmas), done, {"lost": found.lost, "torn": found.torn}, told)


def control(site: Site, folder: Path, pragmas: str, cuts: int) -> Figure:
    events, start = record(site, folder, pragmas)
    found = cut_often(events, start, cuts)
    what = f"of {found.cuts:,} cuts with settings that lose saves, those that do (a control)"
    return at_least(title(pragmas), what, len(found.lost) + len(found.torn), 1)


def title(pragmas: str) -> str:
    """Such as “power, DELETE + EXTRA”."""
    journal, synchronous = (each.partition("=")[2] for each in pragmas.rstrip(";").split(";"))
    return f"power, {journal} + {synchronous}"


def record(site: Site, folder: Path, pragmas: str) -> tuple[list[Event], dict[str, bytes]]:
    """What saves do to a copy of the database, and what was there before them."""
    with TemporaryDirectory(prefix="commonplace-drill-") as name:
        place = Path(name).resolve()
        shutil.copy(folder / FILE, place)
        start = {FILE: (place / FILE).read_bytes()}
        command = [sys.executable, "-m", "drills.saving", pragmas, str(SAVES), f"{place}/{ACKNOWLEDGED}"]
        environment = site.environment | {"DATABASE_URL": f"sqlite:///{place}/{FILE}"}
        return trace(command, place, environment, ROOT), start


def cut_often(events: Sequence[Event], start: dict[str, bytes], cuts: int, seed: int = 1) -> Found:
    """Cut the power so often at moments by chance, and look at what is left each time."""
    chance, found = Random(seed), Found()
    moments = sorted(chance.randrange(len(events)) for _ in range(cuts))
    names = numbered(start)
    platter = Platter({names[name]: content for name, content in start.items()}, names)
    acknowledged: list[str] = []
    done = 0
    with TemporaryDirectory(prefix="commonplace-cut-", dir=memory()) as name:
        for moment in moments:
            for event in events[done:moment]:
                platter.take(event)
                if isinstance(event, Acknowledge):
                    acknowledged.append(event.said)
            done = moment
            judge_cut(found, platter.cut(chance), acknowledged, Path(name), moment)
    return found


def judge_cut(
    found: Found, files: dict[str, bytes], acknowledged: Sequence[str], folder: Path, moment: int
) -> None:
    """A disk that was looked at with as many saves acknowledged is not looked at again."""
    found.cuts += 1
    disk = digest_of(files, len(acknowledged))
    if disk in found.disks:
        return
    found.disks.add(disk)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    lost, torn = look(folder / FILE, acknowledged)
    found.lost += [f"after call {moment}: {each}" for each in lost[:1]]
    found.torn += [f"after call {moment}: {each}" for each in torn[:1]]
    for path in folder.iterdir():
        path.unlink()


def digest_of(files: dict[str, bytes], acknowledged: int) -> bytes:
    digest = blake2b(str(acknowledged).encode(), digest_size=16)
    for part in parts(files):
        digest.update(part)
    return digest.digest()


def parts(files: dict[str, bytes]) -> Iterable[bytes]:
    for name, content in sorted(files.items()):
        yield f"{name} {len(content)}".encode()
        yield content


def memory() -> str | None:
    """A folder in memory, since nothing here is to outlive the process, or that of temporary files."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
