"""The addresses that a page had on its site lead to what it became here."""

from notes.models import Entry
from passages.models import Document, Permalink, derive_again, owner_of, referrers

from .pages import Page, PostPage
from .report import Report

LONGEST_PATH = 255


def keep_addresses_of_post(page: PostPage, report: Report) -> None:
    entry = Entry.objects.filter(source_file=page.name).order_by("-pk").first()
    if entry:
        keep_addresses(entry, page, report)


def keep_addresses(document: Document, page: Page, report: Report) -> None:
    """Let the permalink redirect, and the other addresses where they do not lead elsewhere."""
    keep_permalink(document, page, report)
    wanted = [path for path in page.former if path not in ("/", page.permalink, document.path)]
    known = Permalink.objects.filter(path__in=wanted).in_bulk(field_name="path") if wanted else {}
    for path, permalink in known.items():
        if permalink.owner != document:
            report.doubt(1, f"{path} leads to “{permalink.owner}” and not to “{document}”")
    missing = [path for path in wanted if path not in known and len(path) <= LONGEST_PATH]
    for path in missing:
        Permalink.objects.create(path=path, owner=document)
    if missing:
        derive_again(referrers(document))


def keep_permalink(document: Document, page: Page, report: Report) -> None:
    """Let the permalink redirect; one that led to something else leads here now, as the site says."""
    if not page.permalink or page.permalink == document.path:
        return
    owner = owner_of(page.permalink)
    if owner == document:
        return
    if owner:
        report.doubt(page.permalink_line, f"{page.permalink} led to “{owner}” and leads to “{document}” now")
    Permalink.objects.update_or_create(path=page.permalink, defaults={"owner": document})
    derive_again(referrers(document))
