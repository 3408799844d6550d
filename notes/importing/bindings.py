"""How each value that a source can say is read from a document and written to it.

Values are plain (text, numbers, lists): they are compared with what the source said last time, which is kept
as JSON.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from history.sitting import touch
from papers.identifiers import Identity, normalise
from papers.models import Author, Authorship, Identifier, Paper, add_identifiers, refresh
from papers.names import Name
from passages.models import Document
from passages.models.tag import LONGEST_TAG
from topics.models import Topic

from .problems import ImportProblem
from .report import Report

# Each tag is a row with a page and a feed of its own; what has more is no text that somebody tagged.
MOST_TAGS = 1_000


@dataclass(frozen=True)
class Binding:
    """`read` gives the plain value; `write` sets it, before the document is saved or, a relation, after."""

    read: Callable[[Any], Any]
    write: Callable[[Any, Any, Report], None]
    is_relation: bool = False


def attribute(name: str) -> Binding:
    return Binding(
        lambda document: getattr(document, name), lambda document, value, _: setattr(document, name, value)
    )


def read_on(entry: Any) -> str:
    return entry.read_on.isoformat()


def write_read_on(entry: Any, value: str, report: Report) -> None:
    entry.read_on = date.fromisoformat(value)


def issued(paper: Paper) -> list[int | None] | None:
    return [paper.issued_year, paper.issued_month, paper.issued_day] if paper.issued_year else None


def write_issued(paper: Paper, value: list[int | None] | None, report: Report) -> None:
    paper.issued_year, paper.issued_month, paper.issued_day = value or [None, None, None]


def tags(document: Document) -> list[str]:
    return sorted(tag.name for tag in document.tags.all())


def write_tags(document: Document, names: list[str], report: Report) -> None:
    check_tags(names)
    document.tags.set(names)


def check_tags(names: Sequence[str]) -> None:
    if len(names) > MOST_TAGS:
        raise ImportProblem(f"nothing has more than {MOST_TAGS:,} tags, and this has {len(names):,}")
    for name in names:
        if len(name) > LONGEST_TAG:
            raise ImportProblem(f"a tag has at most {LONGEST_TAG} characters, not {len(name)}: {name[:30]}…")


def topics(document: Any) -> list[str]:
    return sorted(topic.slug for topic in document.topics.all())


def write_topics(document: Any, slugs: list[str], report: Report) -> None:
    document.topics.set([topic_called(slug, document.visibility, report) for slug in slugs])


def topic_called(slug: str, visibility: str, report: Report) -> Topic:
    """The topic of that slug; where there is none it is made, as visible as what names it.

    It remembers that all it says is the source's word, so that a page of its own has the last one.
    """
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        words = slug.replace("-", " ")
        title = report.topic_titles.get(slug) or words[:1].upper() + words[1:]
        said = {"title": title, "visibility": visibility}
        topic = Topic.objects.create(slug=slug, **said, source_values={"said": said})
        report.count("topics", "made")
        report.named_topics.add(slug)
    return topic


def authors(paper: Paper) -> list[list[str]]:
    bylines = paper.authorships.select_related("author")
    return [[line.author.given, line.author.family, line.author.literal] for line in bylines]


def write_authors(paper: Paper, names: list[list[str]], report: Report) -> None:
    touch(Paper, [paper.pk])
    paper.authorships.all().delete()
    add_authors(paper, names, report)
    refresh(paper)


def add_authors(paper: Paper, names: list[list[str]], report: Report) -> None:
    found = dict.fromkeys(author_called(*name, report=report) for name in names)
    rows = [Authorship(paper=paper, author=author, position=place) for place, author in enumerate(found)]
    Authorship.objects.bulk_create(rows)


def author_called(given: str, family: str, literal: str, *, report: Report) -> Author:
    """The author who goes by that name, the first where there are several, or a new one."""
    known = Author.objects.called(Name(given=given, family=family, literal=literal))
    report.count("authors", "unchanged" if known else "made")
    return known or Author.objects.create(given=given, family=family, literal=literal)


def identifiers(paper: Paper) -> list[str]:
    return sorted(to_member(identifier.identity) for identifier in paper.identifiers.all())


def write_identifiers(paper: Paper, members: list[str], report: Report) -> None:
    """Take off what is no longer said and add what is new; what another work has already stays there."""
    for identifier in paper.identifiers.all():
        if to_member(identifier.identity) not in members:
            identifier.delete()
    for identifier in new_identifiers(paper, members, report):
        identifier.save()


def new_identifiers(paper: Paper, members: list[str], report: Report) -> Iterator[Identifier]:
    """Those that it has not yet, each to be saved before the next; what another work has is told of."""
    for member in members:
        identity = normalise(*member.split(":", 1))
        known = Identifier.objects.filter(scheme=identity.scheme, value=identity.value).first()
        if known is None:
            yield Identifier(
                paper=paper, scheme=identity.scheme, value=identity.value, version=identity.version
            )
        elif known.paper_id != paper.pk:
            report.doubt(None, f"{known} belongs to “{known.paper}” already and was not given to “{paper}”")


def write_names(paper: Paper, changes: Mapping[str, Any], report: Report) -> None:
    """Write the byline and the identifiers of a new work, of which nothing is made yet."""
    add_authors(paper, changes.get("authors", []), report)
    for identifier in new_identifiers(paper, changes.get("identifiers", []), report):
        add_identifiers([identifier])


def to_member(identity: Identity) -> str:
    version = f"v{identity.version}" if identity.version else ""
    return f"{identity.scheme}:{identity.value}{version}"


SPECIAL = {
    "read_on": Binding(read_on, write_read_on),
    "issued": Binding(issued, write_issued),
    "tags": Binding(tags, write_tags, is_relation=True),
    "topics": Binding(topics, write_topics, is_relation=True),
    "authors": Binding(authors, write_authors, is_relation=True),
    "identifiers": Binding(identifiers, write_identifiers, is_relation=True),
}


def binding(name: str) -> Binding:
    return SPECIAL.get(name) or attribute(name)
