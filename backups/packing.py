"""The file of a backup: a tar whose every byte is known from its manifest, so that only that is accepted.

Each header of a member is compared with the one that it must have. A member that has another name or size,
stands twice or in another place, or is a link, is therefore refused at its header (POSIX.1-1988, GNU tar).
"""

import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from .manifest import LONGEST, Manifest, Sum
from .problems import BackupError

BLOCK = 512
CHUNK = 2**20
END = bytes(2 * BLOCK)
GZIP = zlib.MAX_WBITS | 16
CUT = "The backup is broken: it ends too early."


def to_header(name: str, size: int) -> bytes:
    """How a member begins: one block of 512 bytes, or three where its name is long."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")


def padding(size: int) -> bytes:
    """What stands after so many bytes up to the next block."""
    return bytes(-size % BLOCK)


def digest_name(name: str) -> str:
    return f"{name}.sha256"


def to_digest_line(text: bytes, name: str) -> bytes:
    """The SHA-256 of a member as `sha256sum` writes it."""
    return f"{hashlib.sha256(text).hexdigest()}  {name}\n".encode()


def append(archive: BinaryIO, name: str, chunks: Iterable[bytes], size: int) -> None:
    archive.write(to_header(name, size))
    for chunk in chunks:
        archive.write(chunk)
    archive.write(padding(size))


def append_manifest(archive: BinaryIO, manifest: Manifest) -> None:
    text = manifest.to_json()
    line = to_digest_line(text, manifest.member)
    append(archive, manifest.member, [text], len(text))
    append(archive, digest_name(manifest.member), [line], len(line))


class Archive:
    """A backup that is read, from its manifest on, member by member in their order."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = os.fstat(file.fileno()).st_size
        self.manifest = self.read_manifest()
        self.start = file.tell()
        if self.start + self.manifest.packed_size > self.size:
            raise BackupError(CUT)

    def read_manifest(self) -> Manifest:
        head = self.file.read(BLOCK)
        try:
            size = tarfile.TarInfo.frombuf(head, "utf-8", "strict").size
        except (tarfile.TarError, ValueError):
            raise BackupError("This file is no backup of Commonplace.") from None
        self.file.seek(0)
        if head != to_header(Manifest.member, size) or size > LONGEST:
            raise BackupError("This file is no backup of Commonplace.")
        text = b"".join(self.member(Manifest.member, size))
        line = to_digest_line(text, Manifest.member)
        if b"".join(self.member(digest_name(Manifest.member), len(line))) != line:
            raise BackupError("The backup is broken: its manifest is not what it was.")
        return Manifest.from_json(text)

    def rewind(self) -> None:
        """Go back to the first member after the manifest."""
        self.file.seek(self.start)

    def member(self, name: str, size: int) -> Iterator[bytes]:
        """The bytes of the next member, which must have this name and size."""
        header = to_header(name, size)
        if self.file.read(len(header)) != header:
            raise BackupError(f"The backup is broken: where {name} should begin, something else stands.")
        yield from self.read(size)
        if self.file.read(-size % BLOCK) != padding(size):
            raise BackupError(f"The backup is broken after {name}.")

    def read(self, size: int) -> Iterator[bytes]:
        while size:
            chunk = self.file.read(min(size, CHUNK))
            if not chunk:
                raise BackupError(CUT)
            size -= len(chunk)
            yield chunk

    def finish(self) -> None:
        """After the last member nothing may follow but the end of a tar."""
        if self.file.read(len(END) + 1) != END:
            raise BackupError("The backup is broken: its end is not where it should be.")


def verified(chunks: Iterable[bytes], expected: Sum, name: str) -> Iterator[bytes]:
    """The same bytes; an error once there are too many, or at their end if they are not the right ones."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > expected.size:
            raise BackupError(f"The backup is broken: {name} holds more than it says.")
        digest.update(chunk)
        yield chunk
    if (size, digest.hexdigest()) != (expected.size, expected.sha256):
        raise BackupError(f"The backup is broken: {name} is not what it was.")


def unpacked(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What gzip (RFC 1952) has packed, some of it at a time, however much it is."""
    gunzip = zlib.decompressobj(GZIP)
    try:
        for chunk in chunks:
            while chunk and not gunzip.eof:
                yield gunzip.decompress(chunk, CHUNK)
                chunk = gunzip.unconsumed_tail
            if gunzip.unused_data:
                break
        yield gunzip.flush()
    except zlib.error:
        raise BackupError(f"The backup is broken: {name} cannot be unpacked.") from None
    if not gunzip.eof or gunzip.unused_data:
        raise BackupError(f"The backup is broken: {name} cannot be unpacked.")


class Packer:
    """Writes a member with gzip and counts what comes in and what comes out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path.open("xb")
        self.gzip = zlib.compressobj(6, zlib.DEFLATED, GZIP)
        self.digests = hashlib.sha256(), hashlib.sha256()
        self.sizes = [0, 0]

    def write(self, data: bytes) -> None:
        self.count(0, data)
        self.put(self.gzip.compress(data))

    def put(self, data: bytes) -> None:
        self.count(1, data)
        self.file.write(data)

    def count(self, which: int, data: bytes) -> None:
        self.digests[which].update(data)
        self.sizes[which] += len(data)

    def close(self) -> tuple[Sum, Sum]:
        """The sums of what was written and of the member."""
        self.put(self.gzip.flush())
        self.file.close()
        first, second = (
            Sum(size, digest.hexdigest()) for size, digest in zip(self.sizes, self.digests, strict=True)
        )
        return first, second


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
