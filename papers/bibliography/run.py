"""Import bibliographies: some hundred records in a transaction, so that what is broken stops nothing else."""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from django.db import DatabaseError, transaction
from tqdm import tqdm

from history.rows import count_for_plans
from history.sitting import sitting
from passages.visibility import Visibility

from . import bibtex, csl_json, ris
from .bulk import batches
from .record import Problem, Record
from .report import Report
from .rows import Importer

logger = logging.getLogger(__name__)

FORMATS: dict[str, ModuleType] = {"bibtex": bibtex, "ris": ris, "csl": csl_json}
ENDINGS = {".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris", ".json": "csl", ".csljson": "csl"}
# Few enough for others to write in between, many enough to ask the database little.
CHUNK = 200
MOST_LINES_NAMED = 5


@dataclass(frozen=True)
class Options:
    """What the command was told: the format of all files, if it was, and who may see what is made."""

    format: str = ""
    visibility: str = Visibility.PUBLIC
    is_dry_run: bool = False


def import_bibliography(paths: Iterable[Path], options: Options) -> Report:
    """Import the records of every file and report on it. Nothing is written in a dry run."""
    report = Report(is_dry_run=options.is_dry_run)
    importer = Importer(report, options.visibility)
    if not options.is_dry_run:
        import_files(paths, options, importer)
        if report.has_changes():
            count_for_plans()
        return report
    with transaction.atomic():
        import_files(paths, options, importer)
        transaction.set_rollback(True)
    return report


def import_files(paths: Iterable[Path], options: Options, importer: Importer) -> None:
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            importer.report.unread.append(f"{path}: {error.strerror}")
            continue
        importer.begin(str(path))
        import_text(to_text(data, importer), options.format or to_format(path, data), importer)


def import_text(text: str, name: str, importer: Importer) -> None:
    found = tqdm(
        FORMATS[name].read(text), desc="Importing", unit="record", delay=1, disable=None, leave=False
    )
    before = importer.report.counts.total() + len(importer.report.doubts)
    for chunk in batches(only_records(found, importer), CHUNK):
        import_chunk(chunk, importer)
    if text.strip() and importer.report.counts.total() + len(importer.report.doubts) == before:
        importer.report.doubt(importer.file, 1, f"holds no record of {name}")


def only_records(found: Iterable[Record | Problem], importer: Importer) -> Iterator[Record]:
    for each in found:
        if isinstance(each, Record):
            yield each
        else:
            importer.report.doubt(importer.file, each.line, each.reason)


def import_chunk(records: list[Record], importer: Importer) -> None:
    """All of them in one transaction; where that fails, each in one of its own."""
    try:
        with sitting(note=f"Imported from {Path(importer.file).name}"):
            importer.write(records)
    except (
        Exception
    ) as error:  # a record that the database refuses, or a fault of ours, must not cost the others
        importer.forget(records)
        if len(records) > 1:
            for record in records:
                import_chunk([record], importer)
            return
        importer.report.doubt(importer.file, records[0].line, f"was not imported: {reason_of(error)}")


def reason_of(error: Exception) -> str:
    if isinstance(error, DatabaseError):
        return f"the database refuses it: {error}"
    logger.exception("A record could not be imported")
    return f"a fault of this program, please report it: {error!r}"


def to_format(path: Path, data: bytes) -> str:
    """By the ending of the file, else by how it begins."""
    if path.suffix.lower() in ENDINGS:
        return ENDINGS[path.suffix.lower()]
    start = data[:4096].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if start[:1] in {"[", "{"}:
        return "csl"
    return "ris" if re.search(r"^TY  -", start, re.MULTILINE) else "bibtex"


def to_text(data: bytes, importer: Importer) -> str:
    """The text in UTF-8, or UTF-16 if it begins so; a line that is in neither is taken for Windows-1252."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return without_nulls(data.decode("utf-16", "replace"), importer)
    try:
        return without_nulls(data.decode("utf-8-sig"), importer)
    except UnicodeDecodeError:
        lines = [to_line(line) for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    odd = [number for number, (_, is_utf8) in enumerate(lines, 1) if not is_utf8]
    tell_lines(odd, "is not in UTF-8 and was read as Windows-1252", importer)
    return without_nulls("\n".join(line for line, _ in lines), importer)


def to_line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode(), True
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace"), False


def without_nulls(text: str, importer: Importer) -> str:
    if "\0" not in text:
        return text
    odd = [number for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
    tell_lines(odd, "holds a null character, which was left out", importer)
    return text.replace("\0", "")


def tell_lines(lines: list[int], what: str, importer: Importer) -> None:
    for line in lines[:MOST_LINES_NAMED]:
        importer.report.doubt(importer.file, line, what)
    if len(lines) > MOST_LINES_NAMED:
        others = len(lines) - MOST_LINES_NAMED
        importer.report.doubt(importer.file, lines[MOST_LINES_NAMED], f"{what}; and so {others} lines in all")
