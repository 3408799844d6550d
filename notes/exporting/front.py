"""The front matter that says what a page says. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from notes.importing.markdown.works import to_issued
from notes.importing.pages import EntriesPage, Page, PaperPage
from papers.issued import Issued
from papers.names import Name

from .lines import Lines
from .saying import kind_of

# What a page may say and is no more than what the site shows of it.
KNOWN = frozenset(
    (
        "title", "permalink", "tags", "topics", "visibility", "kind", "layout", "sitemap", "published",
        "draft", "url", "authors", "issued", "short_title", "type", "doi", "arxiv", "pmid", "pmcid", "isbn",
        "openreview", "acl", "container_title", "publisher", "volume", "issue", "page", "abstract",
        "citation_key", "status",
    )
)  # fmt: skip
# What is sought in the text of a work's page unless the front matter says it.
OF_HEAD = ("url", "authors", "issued", "short_title")


def front_of(page: Page) -> dict[str, Any]:
    """All that a page says outside its text, by the names of front matter; what is empty is left out."""
    said: dict[str, Any] = {} if isinstance(page, EntriesPage) else {"title": page.title}
    said |= {"tags": list(page.tags), "topics": list(page.topics)}
    said["visibility"] = "" if page.visibility == "public" else page.visibility
    if isinstance(page, PaperPage):
        said |= front_of_work(page)
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def front_of_work(page: PaperPage) -> dict[str, Any]:
    return {
        "short_title": page.short_title,
        "url": page.url,
        "authors": [*map(to_author, page.authors), *(["et al."] if page.has_other_authors else [])],
        "issued": written_issued(page.issued),
        **page.fields,
    }


def whole_front(page: Page, *, is_kind_said: bool = True) -> dict[str, Any]:
    """The front matter of a page that is written anew; what its source said besides is kept.

    Of a work also what is empty is said, so that nobody seeks it in the text.
    """
    said = front_of(page)
    empty: dict[str, Any] = {"url": "", "authors": [], "issued": "", "short_title": ""}
    head = empty if isinstance(page, PaperPage) else {}
    kept = {name: value for name, value in page.front_matter.items() if name.lower() not in KNOWN}
    permalink = {"permalink": page.permalink} if page.permalink else {}
    kind = {"kind": kind_of(page)} if is_kind_said else {}
    return {**kind, **head, **said, **permalink, **kept}


def to_author(name: Name) -> dict[str, str]:
    parts = {"family": name.family, "given": name.given, "literal": name.literal}
    return {part: value for part, value in parts.items() if value}


def written_issued(issued: Issued | None) -> str:
    """As `issued:` takes it; '' for what it cannot say, such as a year before Christ."""
    text = issued.iso if issued else ""
    return text if to_issued(text) == issued else ""


def to_yaml(values: Mapping[str, Any]) -> list[str]:
    """Lines of YAML that are read back as they are; lists stand on one line."""
    return [line for name, value in values.items() for line in yaml_of(name, value)]


def yaml_of(name: str, value: Any) -> list[str]:
    is_flow = None if isinstance(value, list | dict) else False
    said = yaml.safe_dump({name: value}, allow_unicode=True, default_flow_style=is_flow, width=10_000)
    return str(said).splitlines()


def without_unknown(front: Mapping[str, Any]) -> dict[str, Any]:
    """What the front matter says that the pages of the site say as well."""
    return {name: value for name, value in front.items() if folded(name) in KNOWN}


def folded(name: str) -> str:
    """`container-title` and `DOI` are known too."""
    return name.lower().replace("-", "_")


def ranges_in(lines: Iterable[str]) -> dict[str, tuple[int, int]]:
    """By the name of each value of front matter, which of its lines say it (from, to)."""
    text = list(lines)
    try:
        root = yaml.compose("\n".join(text), Loader=yaml.SafeLoader)
    except yaml.YAMLError:  # such as TOML, which no line of YAML can join
        return {}
    if root is None or not isinstance(root, yaml.MappingNode):
        return {}
    starts = [(str(key.value), key.start_mark.line) for key, _ in root.value]
    ends = [*(start for _, start in starts[1:]), len(text)]
    return {
        name: (start, last_said(text, start, end)) for (name, start), end in zip(starts, ends, strict=True)
    }


def last_said(lines: list[str], start: int, end: int) -> int:
    """Comments and blank lines below a value are not part of it."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def without_unknown_lines(data: bytes) -> bytes | None:
    """The file without comments in its front matter and what that says beyond what is known.

    None where the front matter is no YAML.
    """
    lines = Lines.of(data)
    if lines.texts[0].startswith(("+++", "{")):
        return None
    closing = closing_of(lines.texts)
    kept = {
        place + 1
        for name, (start, end) in ranges_in(lines.texts[1:closing]).items()
        for place in range(start, end)
        if folded(name) in KNOWN and "#" not in lines.texts[place + 1]
    }
    for place in range(1, closing):
        if place not in kept:
            lines.replace(place, place + 1, [])
    return lines.written()


def closing_of(texts: list[str]) -> int:
    """The place of the line that closes the front matter, 1 where there is none."""
    if texts[0].rstrip() != "---":
        return 1
    return next((place for place, line in enumerate(texts) if place and line.rstrip() in ("---", "...")), 1)
