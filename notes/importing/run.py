"""Import files and folders: each file in a transaction of its own, so that one that fails stops no other."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from tqdm import tqdm

from history.sitting import sitting
from passages.models import Link

from .pages import LogPage, Page, PaperPage, read_page
from .problems import ImportProblem
from .report import Report
from .rows import write_page
from .site import Site
from .sites import find_pages, read_text

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the command was told: the kind that all pages are, the year of a log that names none."""

    today: date
    kind: str | None = None
    year: int | None = None
    is_dry_run: bool = False


def import_notes(paths: Iterable[Path], options: Options) -> Report:
    """Import every page found at the paths and report on it. Nothing is written in a dry run."""
    report = Report(is_dry_run=options.is_dry_run)
    files = find_files(paths, report)
    pages = sorted(read_pages(files, options, report), key=in_order)
    site = Site.of(files, pages)
    if not options.is_dry_run:
        import_pages(pages, site, report)
        tell_planner(report)
        return report
    with transaction.atomic():
        import_pages(pages, site, report)
        transaction.set_rollback(True)
    return report


def find_files(paths: Iterable[Path], report: Report) -> dict[str, Path]:
    """The files by their names in the site, by which their pages are known again."""
    files: dict[str, Path] = {}
    for name, path in all_files(paths, report):
        if name in files and files[name] != path:
            text = f"{files[name]} has the same name in this run; import the folder that holds both"
            report.problem(str(path), None, text)
        else:
            files[name] = path
    return files


def read_pages(files: dict[str, Path], options: Options, report: Report) -> Iterator[Page]:
    permalinks: dict[str, str] = {}
    for name, path in files.items():
        try:
            page = read_page(name, read_text(path), kind=options.kind, year=options.year, today=options.today)
            if page.permalink in permalinks:
                text = f"{permalinks[page.permalink]} has the permalink {page.permalink} too"
                raise ImportProblem(text, page.permalink_line)
        except ImportProblem as problem:
            report.problem(name, problem.line, problem.message)
            continue
        if page.permalink:
            permalinks[page.permalink] = name
        yield page


def all_files(paths: Iterable[Path], report: Report) -> Iterator[tuple[str, Path]]:
    for path in paths:
        try:
            yield from find_pages(path)
        except ImportProblem as problem:
            report.problem(str(path), problem.line, problem.message)


def in_order(page: Page) -> tuple[int, str]:
    """Works before topics before logs, so that most of what a log mentions is there already."""
    rank = 0 if isinstance(page, PaperPage) else 2 if isinstance(page, LogPage) else 1
    return rank, page.name


def import_pages(pages: list[Page], site: Site, report: Report) -> None:
    for page in tqdm(pages, desc="Importing", unit="page", delay=1, disable=None, leave=False):
        import_page(page, site, report)


def import_page(page: Page, site: Site, report: Report) -> None:
    """One page in one transaction: all of it comes in, or nothing."""
    part = Report(page.name, named_topics=set(report.named_topics))
    try:
        with sitting(note=f"Imported from {page.name}"):
            links = Link.objects.count()
            write_page(page, site, part)
            count_links(page, part, made=Link.objects.count() - links)
    except ImportProblem as problem:
        report.problem(page.name, problem.line, problem.message)
    except (DataError, IntegrityError) as error:
        report.problem(page.name, None, f"the database refuses it: {error}")
    except Exception as error:  # a fault of this program in one file must not cost the others
        logger.exception("Importing %s failed", page.name)
        report.problem(page.name, None, f"a fault of this program, please report it: {error!r}")
    else:
        report.add(part)


def tell_planner(report: Report) -> None:
    """Let the database count its rows, or its plans would still be those of empty tables."""
    if report.has_changes():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def count_links(page: Page, report: Report, *, made: int) -> None:
    linked = Link.objects.in_documents(lambda model: model.objects.filter(source_file=page.name))
    report.count("links", "made", made)
    report.count("links", "unchanged", max(linked.count() - made, 0))
