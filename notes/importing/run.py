"""Import files and folders: each file in a transaction of its own, so that one that fails stops no other."""

import gc
import logging
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import DataError, IntegrityError, InternalError, OperationalError, transaction
from django.db.models import QuerySet
from tqdm import tqdm

from history.rows import count_for_plans
from history.sitting import sitting
from papers.models import Paper
from passages.models import Link, once
from passages.models.prepared import prepared

from .asked import Asked
from .attachments import find_pictures, keep_pictures
from .finding import find_readings
from .formats import Format
from .pages import EntriesPage, ExportPage, LogPage, Page, PaperPage, RecordsPage, Refusal
from .problems import ImportProblem
from .report import Report
from .rows import write_page
from .site import Site
from .vanished_files import tell_vanished_files

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What the command was told: how to read, the format if it is not to be guessed, whether to write, and
    whether to delete what has vanished from its source."""

    asked: Asked
    format: Format | None = None
    is_dry_run: bool = False
    is_pruning: bool = False


def import_notes(paths: Iterable[Path], options: Options) -> Report:
    """Import every page found at the paths and report on it. Nothing is written in a dry run."""
    with TemporaryDirectory(prefix="import-") as folder, what_is_there_kept():
        return import_unpacked(paths, options, Path(folder))


@contextmanager
def what_is_there_kept() -> Iterator[None]:
    """Let Python not look through all that the program is made of, again and again, for what is not needed
    any more: it was a tenth of what the import of a log took."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def import_unpacked(paths: Iterable[Path], options: Options, folder: Path) -> Report:
    """As `import_notes`, with a folder for what archives hold until all is written."""
    report = Report(is_dry_run=options.is_dry_run)
    names: dict[str, Path | None] = {}
    folders: list[str] = []
    read = read_paths(paths, options, folder, report, folders)
    pages = sorted(without_doubles(read, names, report), key=in_order)
    site = Site.of(names, pages, is_pruning=options.is_pruning)
    with transaction.atomic() if options.is_dry_run else nullcontext():
        import_pages(pages, site, report)
        found = {*names, *(name for page in pages for name in files_of(page))}
        tell_vanished_files(folders, found, report, is_pruning=options.is_pruning)
        if options.is_dry_run:
            transaction.set_rollback(True)
    if not options.is_dry_run:
        if any(isinstance(page, PaperPage | RecordsPage) for page in pages):
            Paper.objects.uncited().cite_all()
        if report.has_changes():
            count_for_plans()
    return report


def files_of(page: Page) -> Iterable[str]:
    """The files that come in with a page besides itself: of an export those that stayed as they were."""
    return page.files if isinstance(page, ExportPage) else ()


def read_paths(
    paths: Iterable[Path], options: Options, folder: Path, report: Report, folders: list[str]
) -> Iterator[Page | Refusal]:
    """What is at the paths; fills in which of them are `folders` that could be read as a whole."""
    for number, path in enumerate(paths):
        is_whole = yield from read_path(path, options, folder / str(number), report)
        if is_whole and path.is_dir():
            folders.append(path.resolve().as_posix())


def read_path(
    path: Path, options: Options, folder: Path, report: Report
) -> Generator[Page | Refusal, None, bool]:
    """What is at one path, and whether nothing of it was past reading."""
    found: list[tuple[Format, Path]] = []
    with telling(report, str(path)) as told:
        found = list(find_readings(path, options.format, folder))
    for each, part in found:
        with telling(report, str(path) if len(found) == 1 else f"{path}/{part.name}") as more:
            yield from each.read(part, options.asked)
        told += more
    return not told


@contextmanager
def telling(report: Report, name: str) -> Iterator[list[str]]:
    """Tell of what cannot be read, and go on; gives the names of what was told of."""
    told: list[str] = []
    try:
        yield told
    except ImportProblem as problem:
        told.append(name)
        report.problem(name, problem.line, problem.message)
    except RecursionError:
        told.append(name)
        report.problem(name, None, "it is nested too deeply")
    except OSError as error:  # gone meanwhile, no rights, or no space for what an archive holds
        told.append(name)
        report.problem(name, None, f"it cannot be read: {error.strerror or error}")


def without_doubles(
    read: Iterable[Page | Refusal], names: dict[str, Path | None], report: Report
) -> Iterator[Page]:
    """The pages, each name and each permalink once; what is refused is told of. Fills in `names`."""
    permalinks: dict[str, str] = {}
    for each in read:
        if each.name in names:
            if names[each.name] is None or names[each.name] != each.path:
                text = same_name(names[each.name])
                report.problem(str(each.path or each.name), None, text)
            continue
        names[each.name] = each.path
        if isinstance(each, Refusal):
            report.problem(each.name, each.problem.line, each.problem.message)
        elif each.permalink in permalinks:
            text = f"{permalinks[each.permalink]} has the permalink {each.permalink} too"
            report.problem(each.name, each.permalink_line, text)
        else:
            if each.permalink:
                permalinks[each.permalink] = each.name
            yield each


def same_name(first: Path | None) -> str:
    if first:
        return f"{first} has the same name in this run; import the folder that holds both"
    return "another file of this run is about it, too; import the files one after the other"


def in_order(page: Page) -> tuple[int, str]:
    """Works before topics before entries, so that most of what an entry mentions is there already.

    Before all of them what an export holds, into which its files are merged.
    """
    if isinstance(page, ExportPage):
        return -1, page.name
    is_work = isinstance(page, PaperPage | RecordsPage)
    rank = 0 if is_work else 2 if isinstance(page, LogPage | EntriesPage) else 1
    return rank, page.name


def import_pages(pages: list[Page], site: Site, report: Report) -> None:
    for page in tqdm(pages, desc="Importing", unit="page", delay=1, disable=None, leave=False):
        import_page(page, site, report)


def import_page(page: Page, site: Site, report: Report) -> None:
    """One page in one transaction: all of it comes in, or nothing."""
    part = Report(page.name, named_topics=set(report.named_topics), is_dry_run=report.is_dry_run)
    try:
        pictures = find_pictures(page, part)
        with sitting(note=f"Imported from {page.name}"), once():
            links = Link.objects.count()
            keep_pictures(pictures, part)
            write_page(page, site, part)
            count_links(page, part, made=Link.objects.count() - links)
    except ImportProblem as problem:
        report.problem(page.name, problem.line, problem.message)
    except (DataError, IntegrityError) as error:
        report.problem(page.name, None, f"the database refuses it: {error}")
    except (OperationalError, InternalError) as error:  # gone, full, or read-only
        report.problem(page.name, None, f"the database cannot be used: {error}")
    except OSError as error:
        report.problem(page.name, None, f"it cannot be kept: {error.strerror or error}")
    except Exception as error:  # a fault of this program in one file must not cost the others
        logger.exception("Importing %s failed", page.name)
        report.problem(page.name, None, f"a fault of this program, please report it: {error!r}")
    else:
        report.add(part)


def count_links(page: Page, report: Report, *, made: int) -> None:
    report.count("links", "made", made)
    report.count("links", "unchanged", max(len(links_in(file=page.name)) - made, 0))


@prepared
def links_in(*, file: str) -> QuerySet:
    """The keys of the links that stand in what came from a file."""
    links = Link.objects.in_documents(lambda model: model.objects.filter(source_file=file))
    return links.values_list("pk", flat=True).order_by()
