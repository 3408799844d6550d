"""What a record says of a work and what the work says itself, as plain values that can be merged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from papers.identifiers import Identity
from papers.models import Author, Paper
from papers.names import Name
from passages.models.document import LONGEST_BODY
from passages.models.tag import LONGEST_TAG

from .draft import LONGEST_SHOWN, VARIABLES
from .record import Record

COLUMNS = (
    "title", "short_title", "container_title", "publisher", "volume", "issue", "page", "abstract",
)  # fmt: skip
MORE = "more:"
DOCUMENT = "document"
KEY: Any = Paper._meta.get_field("citation_key")


@dataclass
class Saying:
    """The values, and what of the record did not fit, in sentences."""

    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def say(
    record: Record,
    *,
    key: str,
    lost_key: str,
    authors: Sequence[Author],
    free: Sequence[Identity],
    others: Sequence[Identity],
) -> Saying:
    """What the record says; of what it does not say, nothing.

    `key` is its citation key if it may have that, else it is the `lost_key`, which is kept beside. `free` are
    the identifiers that it may have, `others` those that other works have: they stay among the variables.
    """
    saying = Saying()
    more = dict(record.more)
    custom = dict(more.pop("custom", None) or {})
    values = saying.values
    for name in COLUMNS:
        values[name] = fitting(saying, custom, name, getattr(record, name))
    values["body"] = fitting(saying, custom, "body", record.annotation, LONGEST_BODY)
    values["type"] = "" if record.type == DOCUMENT else record.type
    values["citation_key"] = key
    if lost_key:
        custom["citation-key"] = lost_key
    values["issued"] = issued_of(record.issued)
    values["authors"] = [to_list(author) for author in dict.fromkeys(authors)]
    values["has_other_authors"] = record.has_other_authors
    values["tags"] = tags_of(saying, custom, record.keywords)
    values["identifiers"] = [to_member(identity) for identity in free]
    for identity in others:
        variables = more if identity.scheme in VARIABLES else custom
        variables.setdefault(VARIABLES.get(identity.scheme, identity.scheme), identity.value)
    values |= {f"{MORE}{name}": value for name, value in (more | {"custom": custom}).items()}
    saying.values = {name: value for name, value in values.items() if value not in ("", None, False, [], {})}
    return saying


def fitting(saying: Saying, custom: dict[str, Any], name: str, text: str, longest: int = 0) -> str:
    """The text, cut where its column ends; then all of it is kept beside."""
    longest = longest or longest_of(Paper, name)
    if not longest or len(text) <= longest:
        return text
    custom[f"whole-{name.replace('_', '-')}"] = text
    saying.doubts.append(
        f"{name} has {len(text)} characters and was cut at {longest}; the whole stays with the record"
    )
    return f"{text[: longest - 1].rstrip()}…"


def tags_of(saying: Saying, custom: dict[str, Any], keywords: Iterable[str]) -> list[str]:
    """The keywords that can be tags, each once whatever its case; the others are kept beside."""
    tags = {word.casefold(): word for word in reversed(list(keywords)) if len(word) <= LONGEST_TAG}
    long = [word for word in keywords if len(word) > LONGEST_TAG]
    for word in long:
        saying.doubts.append(f"“{word[:LONGEST_SHOWN]}…” is too long for a tag; it stays with the record")
    if long:
        custom["long-keywords"] = long
    return list(reversed(tags.values()))


def here(paper: Paper) -> dict[str, Any]:
    """What stands here of a work that was fetched `for_merging`."""
    values: dict[str, Any] = {name: getattr(paper, name) for name in (*COLUMNS, "body", "has_other_authors")}
    values |= {name: to_plain(values[name]) for name in ("abstract", "body")}
    values["type"] = "" if paper.type == DOCUMENT else paper.type
    values["citation_key"] = paper.citation_key or ""
    values["issued"] = issued_of(paper.issued)
    values["authors"] = [to_list(line.author) for line in paper.authorships.all()]
    values["tags"] = [tag.name for tag in paper.tags.all()]
    values["identifiers"] = [to_member(identifier.identity) for identifier in paper.identifiers.all()]
    return values | {f"{MORE}{name}": value for name, value in paper.csl.items()}


def with_remembered(
    said: Mapping[str, Any], before: Mapping[str, Any], *, is_same_source: bool
) -> dict[str, Any]:
    """Identifiers that were said before are said for good, and so are tags by another source."""
    names = {"identifiers"} if is_same_source else {"identifiers", "tags"}
    kept = {name: list(dict.fromkeys([*said.get(name, []), *before.get(name, [])])) for name in names}
    return {**said, **{name: members for name, members in kept.items() if members}}


def longest_of(model: type[Model], name: str) -> int:
    """How many characters a column takes, 0 for any number."""
    column: Any = model._meta.get_field(name)
    return column.max_length or 0


def to_plain(text: str) -> str:
    """A text as a bibliography can hold it: with the line ends of a file, not of a form."""
    return text.replace("\r\n", "\n").strip()


def issued_of(issued: Any) -> list[int | None] | None:
    return [issued.year, issued.month, issued.day] if issued.year is not None else None


def to_list(name: Author | Name) -> list[str]:
    return [name.given, name.family, name.literal, name.suffix]


def to_member(identity: Identity) -> str:
    """An identifier without the version, of which one work may have several."""
    return f"{identity.scheme}:{identity.value}"


def is_key(text: str) -> bool:
    """Whether the database takes a text as a citation key."""
    validator = next(each for each in KEY.validators if hasattr(each, "regex"))
    return len(text) <= KEY.max_length and bool(validator.regex.search(text))
