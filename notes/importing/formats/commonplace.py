"""A folder that `export_notes` wrote: docs/exporting.md says what is in it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from notes.importing.asked import Asked
from notes.importing.pages import ExportPage, Page, Refusal
from notes.importing.problems import ImportProblem
from notes.importing.sites import find_pages

from . import markdown

NAME = "commonplace"
MANIFEST = "manifest.json"
LARGEST = 1024 * 1024 * 1024
FORMAT = 1
_START = b'{"format": '
_BEGINNING = 200


def match(path: Path) -> bool:
    try:
        with (path / MANIFEST).open("rb") as file:
            start = file.read(_BEGINNING)
    except OSError:
        return False
    return start.startswith(_START) and b'"program": "Commonplace"' in start


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    """What the manifest says comes in as it was, then whatever was edited or added since."""
    data = manifest_bytes(path / MANIFEST)
    manifest = parsed(data)
    hashes = {str(each["name"]): str(each["sha256"]) for each in manifest["files"]}
    files = {name: digest for name in hashes if (digest := hash_of_file(path, name))}
    edited = frozenset(name for name, digest in files.items() if digest != hashes[name])
    yield ExportPage(
        name=MANIFEST,
        title="",
        slug="",
        hash=hashlib.sha256(data).hexdigest(),
        path=path,
        manifest=manifest,
        files=files,
        edited=edited,
    )
    yield from pages(path, asked, hashes.keys() - edited)


def pages(path: Path, asked: Asked, known: set[str]) -> Iterator[Page | Refusal]:
    """The pages that are not in the folder as they were exported."""
    try:
        found = find_pages(path)
    except ImportProblem:
        return  # an export may have no page
    for name, file in found:
        if name not in known:
            yield markdown.read_file(name, file, asked, path)


def manifest_bytes(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise ImportProblem(f"{file} has {size:,} bytes; the limit is {LARGEST:,}")
        return file.read_bytes()
    except OSError as error:
        raise ImportProblem(f"{file} cannot be read: {error.strerror}") from error


def parsed(data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
        if said["program"] != "Commonplace" or not isinstance(said["format"], int):
            raise ImportProblem("manifest.json is not of this program")
        if said["format"] > FORMAT:
            raise ImportProblem(
                "manifest.json was written by a newer version of this program; update this one"
            )
        [each["name"] + each["sha256"] for each in said["files"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ImportProblem(f"manifest.json is broken: {str(error)[:100]}") from error
    return dict(said)


def hash_of_file(folder: Path, name: str) -> str:
    """The SHA-256 of a file in the folder; '' for one that is not there, or lies outside."""
    try:
        place = folder / name
        if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
            return ""
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""
