"""Everything as JSON Lines (https://jsonlines.org/): one document a line."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

from django.db import transaction

from passages.models import document_models

from .folder import told
from .manifest import CHUNK, label_of, to_json, values_of
from .names import LINES
from .pages import Scope
from .problems import ExportProblem
from .run import as_of_now, scope_for

TERMINAL = Path("-")


class Writing(Protocol):
    def write(self, text: str, /) -> object: ...


def export_lines(path: Path, *, is_private: bool, terminal: Writing = sys.stdout) -> str:
    """Write DIR/notes.jsonl, or to the terminal for `-`; answers with a sentence."""
    with transaction.atomic():
        as_of_now()
        scope = scope_for(is_private=is_private)
        with told(path):
            number = write_to(terminal, scope) if path == TERMINAL else write_file(path, scope)
    return f"{number} documents."


def documents_of(scope: Scope) -> Iterator[str]:
    for model in document_models():
        for each in model.objects.leaving_for(scope.reader).iterator(chunk_size=CHUNK):
            yield to_json(said_of(each, scope)) + "\n"


def said_of(each: Any, scope: Scope) -> dict[str, Any]:
    """What it holds, with its kind, number, address and when it was written and changed."""
    told_of = {"kind": label_of(each).rpartition(".")[2], "id": each.pk, "address": each.get_absolute_url()}
    moments = {"created_at": each.created_at.isoformat(), "updated_at": each.updated_at.isoformat()}
    return values_of(each, scope) | {"title": each.title} | told_of | moments


def write_to(file: Writing, scope: Scope) -> int:
    """Write all documents; answers with their number."""
    number = 0
    for line in documents_of(scope):
        file.write(line)
        number += 1
    return number


def write_file(path: Path, scope: Scope) -> int:
    """The file is put in its place when it is whole."""
    if path.exists() and not path.is_dir():
        raise ExportProblem(f"{path} is no folder.")
    path.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path, prefix=".", encoding="utf-8", delete=False) as part:
        try:
            number = write_to(part.file, scope)
            part.close()
            Path(part.name).replace(path / LINES)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return number
