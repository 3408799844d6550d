"""Rows from pages: finds the document that a page was before, or makes it, and merges the page into it."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Q, QuerySet

from notes.models import SourceFile
from papers.identifiers import BadIdentifier, Identity, normalise, recognise
from papers.models import Merge, Paper
from passages.models import Document, Permalink, derive_again, owner_of, referrers
from passages.models.prepared import prepared
from passages.slugs import free_slug, to_slug
from topics.models import Topic

from .addresses import LONGEST_PATH, keep_addresses, keep_addresses_of_post
from .bindings import to_member
from .documents import Source
from .entries import write_entries, write_log
from .opening import folder_of, refuse_namesake, would_open
from .pages import EntriesPage, ExportPage, LogPage, Page, PaperPage, PostPage, RecordsPage
from .problems import ImportProblem
from .records import write_records
from .report import Report
from .restoring.run import restore
from .site import Site, Work, hash_of
from .together import write
from .works import SCHEMES, about_work, work_here

PLAIN_NAME = re.compile(r"[\w -]+")


def write_page(page: Page, site: Site, report: Report) -> None:
    """Bring the rows in line with one page of the site. One transaction, which the caller opens."""
    if isinstance(page, ExportPage):
        restore(page, report)
        return
    if isinstance(page, EntriesPage):
        report.topic_titles.update(titles_of(page.topics))
        if isinstance(page, PostPage):
            refuse_documents(page)
        write_entries(about_work(page, site), [], page.name, site, report)
        if isinstance(page, PostPage):
            keep_addresses_of_post(page, report)
    elif isinstance(page, RecordsPage):
        write_records(page, report)
    elif isinstance(page, PaperPage) and page.is_reference and (known := work_here(page)):
        site.works[page.name] = Work(known.slug, known.visibility)
        report.count("papers", "unchanged")
    else:
        write_document(page, site, report)
    for doubt in page.doubts:
        report.doubt(doubt.line, str(doubt))
    keep_source(page)


def keep_source(page: Page) -> None:
    """Remember the file as it was, and its entries."""
    entries = page.entries if isinstance(page, LogPage | EntriesPage) else ()
    if page.data is None and not entries:
        return
    known = SourceFile.objects.named(page.name) or SourceFile(name=page.name, data=b"")
    hashes = [hash_of(item) for item in entries]
    if isinstance(page, EntriesPage) and not page.is_whole:
        hashes = list(dict.fromkeys([*known.hashes, *hashes]))
    state = (page.data or b"", hashes, folder_of(page))
    if known.pk is None or (bytes(known.data), known.hashes, known.folder) != state:
        known.data, known.hashes, known.folder = state
        known.save()


def write_document(page: Page, site: Site, report: Report) -> None:
    model = Paper if isinstance(page, PaperPage) else Topic
    if merged := find_merge(page, site):
        tell_of_merge(merged, page, report)
        return
    document = find_document(model, page, site)
    if document is None and is_as_it_was(page):
        report.doubt(None, "deleted here, so left out until the file changes")
        return
    document = document or model(slug=free_slug(model._base_manager, page.slug))
    former_file = document.source_file
    report.topic_titles.update(titles_of(page.topics))
    said = say_paper(page, report) if isinstance(page, PaperPage) else say_page(page)
    source = Source(page.name, 1, page.hash)
    extra: dict[str, Any] = {"front_matter": page.front_matter}
    if isinstance(page, PaperPage):
        extra["url"] = page.url
    outcome = write(document, said, source, report, extra)
    if model is Paper or document.slug not in report.named_topics:
        report.count("papers" if model is Paper else "topics", outcome)
    site.works[page.name] = Work(document.slug, document.visibility)
    keep_addresses(document, page, report)
    keep_names(document, page.names)
    if isinstance(page, LogPage) and isinstance(document, Topic):
        write_log(page, document, former_file or page.name, site, report)
    if former_file not in ("", page.name):
        SourceFile.objects.forget(former_file)


def is_as_it_was(page: Page) -> bool:
    """Whether the file holds what it held when it was imported last."""
    return bool(page.data) and page.data == SourceFile.objects.data_of(page.name)


def titles_of(names: Iterable[str]) -> dict[str, str]:
    """By slug, the names of topics that say more than their slugs."""
    return {to_slug(name): name for name in names if to_slug(name) != name}


def find_merge(page: Page, site: Site) -> Merge | None:
    """How the work of this page became another, unless that has taken the page over with all else."""
    merges = Merge.objects.select_related("paper")
    if not merges.exists() or Paper.objects.filter(source_file=page.name).exists():
        return None
    moved = merges.of_file_elsewhere(PurePosixPath(page.name).name, page.hash, page.title)
    elsewhere = [merge for merge in moved if merge.snapshot["source_file"] not in site.files]
    return merges.of_file(page.name).first() or next(iter(elsewhere), None)


def tell_of_merge(merge: Merge, page: Page, report: Report) -> None:
    """What the page said then is part of the other work; what it says now is left to the owner."""
    report.count("papers", "unchanged")
    if page.hash != merge.snapshot["source_hash"]:
        report.clash(1, f"this page, since “{merge.title}” was merged into “{merge.paper}”; change that here")


def find_document(model: type[Document], page: Page, site: Site) -> Document | None:
    """The document that this page was when it was imported before, or that stands here under its name.

    What belongs to another file of the same run is never this page's, nor what it would open.
    """
    refuse_other_kinds(model, page)
    own = from_file(model, page.name)
    if isinstance(page, PaperPage) and page.is_reference:
        return own
    if own:
        refuse_namesake(page, own)
        return own
    elsewhere = (find(model, page, site) for find in (by_permalink, moved_here))
    found = (each for each in elsewhere if each and not would_open(page, each, page.visibility))
    return next(found, None) or unclaimed(model, page)


def from_file(model: type[Document], name: str) -> Document | None:
    """The work or topic that came from the file of that name."""
    return next(iter(documents_of(model)(name=name)), None)


@cache
def documents_of(model: type[Document]) -> Callable[..., list[Document]]:
    @prepared
    def rows(*, name: str) -> QuerySet:
        return model.objects.filter(source_file=name)[:1]

    return rows


def refuse_other_kinds(model: type[Document], page: Page) -> None:
    if known := from_file(Topic if model is Paper else Paper, page.name):
        raise changed_kind(known)


def refuse_documents(page: PostPage) -> None:
    for model in (Paper, Topic):
        if known := from_file(model, page.name):
            raise changed_kind(known)


def changed_kind(known: Document) -> ImportProblem:
    was = known._meta.verbose_name
    return ImportProblem(
        f"this page was imported as a {was} before, “{known}”; put `kind: {was}` into its front matter, "
        f"or delete that {was} here first"
    )


def by_permalink(model: type[Document], page: Page, site: Site) -> Document | None:
    owner: Any = owner_of(page.permalink) if page.permalink else None
    if not isinstance(owner, Document) or site.has_elsewhere(owner, page.name):
        return None
    if not isinstance(owner, model):
        raise changed_kind(owner)
    return owner


def moved_here(model: type[Document], page: Page, site: Site) -> Document | None:
    """The one document from a file of this name in another folder, with the same text or title."""
    name = PurePosixPath(page.name).name
    if name not in site.elsewhere:  # which spares looking through all of them for each page of a site
        return None
    named = model.objects.filter(Q(source_file=name) | Q(source_file__endswith=f"/{name}"))
    same = named.filter(Q(source_hash=page.hash) | Q(title=page.title)).exclude(source_file__in=site.files)
    return same[0] if len(same[:2]) == 1 else None


def unclaimed(model: type[Document], page: Page) -> Document | None:
    """A document of this slug that came from no file: made in the admin, or because a page names it."""
    return model.objects.filter(slug=page.slug, source_file="").first()


def keep_names(document: Document, names: Iterable[str]) -> None:
    """Let texts find the document by what else it is called, unless that is what something else is called."""
    paths = [path for path in map(to_path, names) if len(path) <= LONGEST_PATH]
    new = set(paths) - set(Permalink.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in sorted(new - {document.path}):
        Permalink.objects.create(path=path, owner=document)
    if new:
        derive_again(referrers(document))


def to_path(name: str) -> str:
    """The address by which a name is found: as a slug, which is the same in any case, where that says it."""
    return f"/{to_slug(name) if PLAIN_NAME.fullmatch(name) else name.strip('/')}/"


def say_page(page: Page) -> dict[str, Any]:
    """What a page says of its document, as plain values."""
    return {
        "title": page.title,
        "body": page.body,
        "visibility": page.visibility,
        "tags": list(page.tags),
    }


def say_paper(page: PaperPage, report: Report) -> dict[str, Any]:
    said = say_page(page) | {
        "short_title": page.short_title,
        "topics": list(dict.fromkeys(map(to_slug, page.topics))),
        "authors": [[name.given, name.family, name.literal] for name in page.authors],
        "has_other_authors": page.has_other_authors,
        "identifiers": say_identifiers(page, report),
    }
    if any(member.startswith("arxiv:") for member in said["identifiers"]):
        said["type"] = Paper.Type.ARTICLE.value
    if page.issued:
        said["issued"] = [page.issued.year, page.issued.month, page.issued.day]
    return said | {name: value for name, value in page.fields.items() if name not in SCHEMES}


def say_identifiers(page: PaperPage, report: Report) -> list[str]:
    """The identifiers of the front matter and of the address that the heading leads to.

    One that is none is told of; what the page says of it stays with the paper's front matter.
    """
    said = [(scheme, page.fields[scheme]) for scheme in SCHEMES if scheme in page.fields]
    found: dict[tuple[str, str], Identity] = {}
    for scheme, text in [*said, *([("url", page.url)] if page.url else [])]:
        try:
            identity = recognise(text) or normalise(scheme, text)
        except BadIdentifier as error:
            report.doubt(None, str(error))
        else:
            # The DOI of a preprint is its number without the version that its address may say.
            if identity.version or identity.key not in found:
                found[identity.key] = identity
    return [to_member(identity) for identity in found.values()]
