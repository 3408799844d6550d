"""Small disks of their own, which only root may make."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.tools import get_program
from tests.services import MissingError


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A file system in memory of so many bytes."""
    place.mkdir()
    mount("-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", str(place))
    try:
        yield place
    finally:
        unmount(place)


@contextmanager
def breakable_disk(place: Path, size: int) -> Iterator[Path]:
    """An ext4 in a file of so many bytes, which `break_disk` can make read-only under whoever writes."""
    get_program("mkfs.ext4", "e2fsprogs")
    place.mkdir()
    image = place.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(size)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    mount("-o", "loop", str(image), str(place))
    try:
        yield place
    finally:
        unmount(place)


def break_disk(place: Path) -> None:
    """What the kernel does by itself when a disk gives errors: nothing is written any more."""
    mount("-o", "remount,abort", str(place))


def mend_disk(place: Path) -> None:
    """Take it out and put it in again, after everybody has left it."""
    unmount(place)
    mount("-o", "loop", str(place.with_suffix(".image")), str(place))


def mount(*arguments: str) -> None:
    if os.geteuid() != 0:
        raise MissingError("only root can mount a small disk")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise MissingError(f"a small disk cannot be mounted here: {done.stderr.strip()}")


def unmount(place: Path) -> None:
    subprocess.run(["umount", str(place)], check=True)
