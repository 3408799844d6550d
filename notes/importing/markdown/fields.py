"""What the front matter of a page says, field by field."""

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import passages.slugs
from notes.importing.problems import ImportProblem
from papers.names import Name, to_name, to_names
from passages.visibility import Visibility

from .dates import full_date

VISIBILITIES = Visibility.values
PAPER_FIELDS = (
    "type", "doi", "arxiv", "pmid", "pmcid", "isbn", "openreview", "acl", "container_title", "publisher",
    "volume", "issue", "page", "abstract", "citation_key", "status",
)  # fmt: skip
_YES = ("true", "yes", "on", "1")
_NO = ("false", "no", "off", "0")
_INDEXES = ("index", "_index")
_NAMELESS = ("", "content", "source", "docs")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
_ODD_PERMALINK = re.compile(r"[\s?#:\\]|//|\.\.")


def to_text(value: Any) -> str:
    """One line or more as text; nothing for what is missing or is a list."""
    if value is None or isinstance(value, list | dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def to_words(value: Any) -> tuple[str, ...]:
    """Tags or topics, each once: a list, a text with commas, or words with spaces between as in Jekyll."""
    if isinstance(value, str):
        items: list[Any] = value.split(",") if "," in value else value.split()
    else:
        items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(word for word in map(to_text, items) if word))


def to_tags(front: dict[str, Any], name: str) -> tuple[str, ...]:
    """Tags and categories, each once: both are words that a page is filed under.

    `tag` and `category` are one each. Taxonomies may stand in a table of their own. In Jekyll the folders
    above `_posts` are categories, too.
    """
    stated = [front, front.get("taxonomies"), front.get("params")]
    tables = [table for table in stated if isinstance(table, dict)]
    words: list[str] = []
    for table in tables:
        for many, one in (("tags", "tag"), ("categories", "category")):
            words += [*to_words(table.get(many)), *_whole(table.get(one))]
    once: dict[str, str] = {}
    for word in [*words, *category_folders(name)]:
        once.setdefault(word.casefold(), word)
    return tuple(once.values())


def category_folders(name: str) -> tuple[str, ...]:
    parts = PurePosixPath(name).parts
    return parts[: parts.index("_posts")] if "_posts" in parts else ()


def to_day(front: dict[str, Any], name: str) -> date | None:
    """The day that `date` names, as it is written there, else the one that the file's name begins with.

    Raises ImportProblem for a `date` that is none.
    """
    stated = to_text(front.get("date"))
    if stated:
        day = _day_in(stated) or full_date(stated)
        if day is None:
            raise ImportProblem(f"date is {stated!r}; it can be 2018-01-31")
        return day
    return _day_in(PurePosixPath(name).name)


def to_published_on(front: dict[str, Any]) -> date | None:
    """The day from which on a site shows the page, where its front matter names one."""
    stated = (to_text(front.get(key)) for key in ("publishDate", "publishdate", "pubdate", "published"))
    return next(filter(None, map(_day_in, stated)), None)


def to_visibility(front: dict[str, Any], name: str) -> str:
    """The most private of what `visibility`, `published`, `draft` and a `_drafts` folder say.

    Raises ImportProblem for a value that none of them has.
    """
    stated = to_text(front.get("visibility")).lower() or "public"
    if stated not in VISIBILITIES or isinstance(front.get("visibility"), list | dict):
        raise ImportProblem(f"visibility is {stated!r}; it can be {', '.join(VISIBILITIES)}")
    is_published = to_published_on(front) is not None or _is_yes(front, "published", default=True)
    is_hidden = not is_published or _is_yes(front, "draft", default=False)
    return "private" if is_hidden or "_drafts" in PurePosixPath(name).parts else stated


def to_permalink(value: Any) -> str | None:
    """The old address with a slash at both ends, '' where there is none, None where it is no plain path."""
    text = to_text(value)
    if not text:
        return ""
    path = text.strip("/")
    return None if _ODD_PERMALINK.search(text) else f"/{path}/" if path else "/"


def to_slug(permalink: str, name: str, stated: str = "") -> str:
    """By `slug` in the front matter, by the permalink, else by the name of the file."""
    last = permalink.strip("/").rpartition("/")[2]
    words = PurePosixPath(last).stem if last.endswith(".html") else last
    slug = passages.slugs.to_slug(stated, "") or passages.slugs.to_slug(words, "")
    return slug or passages.slugs.to_slug(to_stem(name), "page")


def to_stem(name: str) -> str:
    """The name of a file without its date and ending; an index is called as its folder is."""
    path = PurePosixPath(name)
    folder = path.parent.name
    stem = folder if path.stem in _INDEXES and folder not in _NAMELESS else path.stem
    return _DATE_PREFIX.sub("", stem, count=1)


def to_file_title(name: str) -> str:
    """A title for a page that has none, from the name of its file."""
    words = re.split(r"[\s_-]+", to_stem(name))
    title = " ".join(word for word in words if word)
    return title[:1].upper() + title[1:] or "Page"


def to_authors(value: Any) -> tuple[tuple[Name, ...], bool]:
    """The names, and whether others are left out: a byline, or a list of names as text or as mappings."""
    if value is None:
        return (), False
    if isinstance(value, str):
        return to_names(value, is_one_person=True)
    names: list[Name] = []
    has_others = False
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip().lower() in ("et al.", "et al", "others", "and others"):
            has_others = True
        else:
            names.append(_to_author(item))
    return tuple(names), has_others


def to_paper_fields(front: dict[str, Any]) -> dict[str, str]:
    """The bibliographic fields that are there, as text; `container-title` and `DOI` are known too."""
    named = {key.lower().replace("-", "_"): value for key, value in front.items()}
    return {key: to_text(named[key]) for key in PAPER_FIELDS if to_text(named.get(key))}


def _to_author(item: Any) -> Name:
    if isinstance(item, str) and item.strip():
        return to_name(item)
    if isinstance(item, dict):
        name = Name(*(to_text(item.get(key)) for key in ("given", "family", "literal")))
        if name.family or name.literal:
            return name
    raise ImportProblem("authors is a list of names: `Family, Given`, or `family:` and `given:`")


def _whole(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(to_text, items)))


def _day_in(text: str) -> date | None:
    match = _DAY.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _is_yes(front: dict[str, Any], key: str, *, default: bool) -> bool:
    if front.get(key) is None:
        return default
    stated = to_text(front[key]).lower()
    if stated not in _YES + _NO:
        raise ImportProblem(f"{key} is {stated!r}; it can be true or false")
    return stated in _YES
