"""What the addresses of the site are, by the names of their URLs: what is exported, what belongs to what."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, ResolverMatch, resolve

# Programs, owners and forms are answered by the site alone.
OFF_ROOMS = {"admin", "api", "desk", "system"}
OFF = {
    "notes:search_newest", "notes:typed", "feeds:search", "papers:unlinked", "papers:queue_add",
}  # fmt: skip
COMBINED = {"notes:tag", "notes:tag_references", "feeds:tag"}
# By what belongs to a document, tag or author: the page of it, which the sitemap lists.
PAGE_OF = {
    "notes:entry": "notes:entry",
    "notes:entry_card": "notes:entry",
    "notes:entry_preview": "notes:entry",
    "topics:topic": "topics:topic",
    "topics:topic_card": "topics:topic",
    "topics:topic_preview": "topics:topic",
    "papers:topic_references": "topics:topic",
    "feeds:topic": "topics:topic",
    "papers:paper": "papers:paper",
    "papers:paper_card": "papers:paper",
    "papers:paper_preview": "papers:paper",
    "papers:notes": "papers:paper",
    "papers:paper_file": "papers:paper",
    "papers:paper_references": "papers:paper",
    "feeds:paper": "papers:paper",
    "notes:tag": "notes:tag",
    "notes:tag_references": "notes:tag",
    "feeds:tag": "notes:tag",
    "papers:author": "papers:author",
    "papers:author_references": "papers:author",
    "feeds:author": "papers:author",
}
GATHERING = {"notes:tag", "papers:author"}
FORMS = ("bib", "ris", "json")

Key = tuple[Any, ...]


@lru_cache(maxsize=2**16)
def match_of(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def is_off(match: ResolverMatch) -> bool:
    """Whether nothing of a static site can stand there."""
    return bool(OFF_ROOMS & {*match.app_names, *match.namespaces}) or match.view_name in OFF


def key_of(match: ResolverMatch) -> Key | None:
    """What tells apart the document, tag or author that an address belongs to, None if there is none."""
    page = PAGE_OF.get(match.view_name)
    return (page, *without_form(match.kwargs)) if page else None


def without_form(values: Mapping[str, Any]) -> list[Any]:
    return [value for name, value in sorted(values.items()) if name != "form"]


def companions(path: str) -> list[str]:
    """What belongs to the page of a document and is led to by scripts or by nothing."""
    match = match_of(path)
    if match is None or PAGE_OF.get(match.view_name) != match.view_name or match.view_name in GATHERING:
        return []
    files = [f"{path.rstrip('/')}.{form}" for form in FORMS] if match.view_name == "papers:paper" else []
    return [f"{path}preview/", *files]


def of_one_tag(path: str, match: ResolverMatch) -> str:
    """The path with the last of several tags alone: their combinations have no end."""
    slugs = match.kwargs["slugs"]
    return path.replace(f"/{slugs}/", f"/{slugs.rpartition('+')[2]}/", 1)
