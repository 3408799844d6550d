"""Works that a page only refers to: found among those that are here, and entries led to them."""

import re
from dataclasses import replace

from papers.duplicates import fold
from papers.identifiers import BadIdentifier, Identity, normalise, recognise, same_as
from papers.models import Merge, Paper
from passages.merging import FROM_OPEN_TO_CLOSED

from .pages import EntriesPage, LogEntry, PaperPage
from .site import Site, Work

SUBTITLE = re.compile(r":|\s\(|\s[\u2013\u2014-]\s")
SCHEMES = ("doi", "arxiv", "pmid", "pmcid", "isbn", "openreview", "acl")


def work_here(page: PaperPage) -> Paper | None:
    """The work that a page refers to, if something other than that page made it.

    It is known by an identifier or address, by its citation key, else by title and authors if only one work
    has them. None where there is none, or where the page made it itself.
    """
    if Paper.objects.filter(source_file=page.name).exists():
        return None
    merge = Merge.objects.of_file(page.name).select_related("paper").first()
    return merge.paper if merge else by_identifier(page) or by_key(page) or by_title(page)


def by_identifier(page: PaperPage) -> Paper | None:
    keys = {same.key for identity in identities(page) for same in same_as(identity)}
    return Paper.objects.identified_by(keys).order_by("pk").first() if keys else None


def by_key(page: PaperPage) -> Paper | None:
    key = page.fields.get("citation_key")
    return Paper.objects.filter(citation_key=key).first() if key else None


def by_title(page: PaperPage) -> Paper | None:
    """The one work of that title, its subtitle said or not, and of one of the authors.

    Where the page names no author the whole title must be the same, and no address may tell them apart.
    """
    families = {fold(name.family or name.literal) for name in page.authors}
    if not families and page.url:
        return None
    alike = Paper.objects.titled(without_subtitle(page.title))
    same = [paper for paper in alike if is_same(paper, page, families)]
    return same[0] if len(same) == 1 else None


def is_same(paper: Paper, page: PaperPage, families: set[str]) -> bool:
    authors = [line.author for line in paper.authorships.all()]
    if families and authors:
        shared = families & {fold(author.family or author.literal) for author in authors}
        return bool(shared) and are_alike(paper.title, page.title)
    return fold(paper.title) == fold(page.title)


def are_alike(title: str, other: str) -> bool:
    """Whether two titles are the same, or one goes on with a subtitle where the other ends."""
    return fold(title) in beginnings(other) or fold(other) in beginnings(title)


def beginnings(title: str) -> set[str]:
    """The title in letters, and what stands before each colon, bracket or dash between spaces in it."""
    ends = [match.start() for match in SUBTITLE.finditer(title) if match.start()]
    return {fold(title[:end]) for end in [*ends, len(title)]}


def without_subtitle(title: str) -> str:
    return SUBTITLE.split(title, maxsplit=1)[0].strip() or title


def identities(page: PaperPage) -> list[Identity]:
    """What the page says that identifies its work; what is no identifier says nothing."""
    said = [(scheme, page.fields[scheme]) for scheme in SCHEMES if scheme in page.fields]
    found = []
    for scheme, text in [*said, *([("url", page.url)] if page.url else [])]:
        try:
            found.append(recognise(text) or normalise(scheme, text))
        except BadIdentifier:
            continue
    return found


def about_work(page: EntriesPage, site: Site) -> EntriesPage:
    """The page with its entries led to their work, and none of them more open than that."""
    work = site.works.get(page.work)
    if not work:
        return page
    return replace(page, entries=tuple(led_to(item, page, work) for item in page.entries))


def led_to(item: LogEntry, page: EntriesPage, work: Work) -> LogEntry:
    body = item.body.replace(f"[[{page.slug}|", f"[[{work.slug}|", 1)
    stated = item.visibility or page.visibility
    return replace(item, body=body, visibility=max(stated, work.visibility, key=FROM_OPEN_TO_CLOSED.index))
