"""Rows from pages: finds the document that a page was before, or makes it, and merges the page into it."""

from typing import Any

from papers.identifiers import BadIdentifier, normalise, recognise
from papers.models import Paper
from passages.models import Document, Permalink, derive, referrers
from passages.slugs import free_slug
from topics.models import Topic

from .bindings import to_member
from .documents import Source, write
from .entries import write_log
from .pages import LogPage, Page, PaperPage
from .problems import ImportProblem
from .report import Report

SCHEMES = ("doi", "arxiv", "pmid", "pmcid", "isbn")


def write_page(page: Page, report: Report) -> None:
    """Bring the rows in line with one page of the site. One transaction, which the caller opens."""
    model = Paper if isinstance(page, PaperPage) else Topic
    document = find_document(model, page) or model(slug=free_slug(model._base_manager, page.slug))
    former_file = document.source_file
    said = say_paper(page, report) if isinstance(page, PaperPage) else say_page(page)
    source = Source(page.name, 1, page.hash)
    extra: dict[str, Any] = {"front_matter": page.front_matter}
    if isinstance(page, PaperPage):
        extra["url"] = page.url
    outcome = write(document, said, source, report, extra)
    if model is Paper or document.slug not in report.named_topics:
        report.count("papers" if model is Paper else "topics", outcome)
    keep_permalink(document, page.permalink)
    for doubt in page.doubts:
        report.doubt(doubt.line, f"{doubt.reason}: {doubt.text}")
    if isinstance(page, LogPage) and isinstance(document, Topic):
        write_log(page, document, former_file or page.name, report)


def find_document(model: type[Document], page: Page) -> Document | None:
    """The document that this page was when it was imported before, or that stands here under its name."""
    former = Permalink.objects.filter(path=page.permalink).first() if page.permalink else None
    if former:
        if not isinstance(former.owner, model):
            raise ImportProblem(f"{page.permalink} is the address of something else here: {former.owner}")
        return former.owner
    documents = model.objects.filter(source_file=page.name)
    documents = documents or model.objects.filter(source_file__endswith=f"/{page.name}")
    if len(documents) == 1:
        return documents[0]
    return model.objects.filter(slug=page.slug, source_file="").first()


def keep_permalink(document: Document, path: str) -> None:
    if path and path != document.path:
        _, is_new = Permalink.objects.get_or_create(path=path, defaults={"owner": document})
        if is_new:
            derive(referrers(document))


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
        "topics": list(page.topics),
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
    members = []
    for scheme, text in [*said, *([("url", page.url)] if page.url else [])]:
        try:
            members.append(to_member(recognise(text) or normalise(scheme, text)))
        except BadIdentifier as error:
            report.doubt(None, str(error))
    return list(dict.fromkeys(members))
