"""What stands here as the pages that say so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from markup import without_comments
from notes.importing.markdown.fields import PAPER_FIELDS, to_permalink, to_words
from notes.importing.pages import EntriesPage, LogEntry, LogPage, PaperPage, TopicPage
from notes.importing.rows import SCHEMES
from notes.models import Entry, SourceFile
from papers.models import Paper, ReadingEvent
from papers.names import Name
from passages.models import Document
from passages.slugs import to_slug
from passages.visibility import Reader
from topics.models import Topic

from .front import without_unknown

# Definitions that lead nowhere and so are comments: `[//]: # (not for you)`.
_DEFINED = re.compile(r"^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(?:#|<#?>)[ \t]+[^\n]*$", re.M)


@dataclass(frozen=True)
class Scope:
    """Who reads what leaves, and with it how much of each text: `is_private` takes everything along.

    `topics` are the slugs of those that the reader may see.
    """

    reader: Reader
    is_private: bool
    topics: frozenset[str]

    def text_of(self, document: Document) -> str:
        """The text; without private margins and comments where it leaves to everybody."""
        if self.is_private:
            return document.body
        text = document.public_text if "%%" in document.body else document.body
        shown = _DEFINED.sub("", without_comments(text))
        return shown if shown == text else shown.rstrip()

    def front_of(self, document: Document) -> dict[str, Any]:
        """What the front matter of its source says; to everybody only what the site shows as well."""
        front: dict[str, Any] = document.source_values.get("front_matter", {})
        return front if self.is_private else without_unknown(front)

    def topics_in(self, document: Document) -> tuple[str, ...]:
        """The topics that the front matter of its source gives to all entries."""
        named = to_words(document.source_values.get("front_matter", {}).get("topics"))
        return tuple(name for name in named if to_slug(name) in self.topics)


def topic_page(topic: Topic, name: str, scope: Scope) -> TopicPage:
    return TopicPage(**common(topic, name, scope), body=scope.text_of(topic))


def log_page(topic: Topic, name: str, entries: Sequence[Entry], scope: Scope) -> LogPage:
    """The page of a topic with the entries that stand in its file."""
    items = tuple(to_item(entry, name, scope) for entry in entries)
    said = common(topic, name, scope) | {"topics": scope.topics_in(topic)}
    return LogPage(**said, body=scope.text_of(topic), entries=items)


def entries_page(name: str, visibility: str, topics: Sequence[str], items: Iterable[LogEntry]) -> EntriesPage:
    """Entries that have no log of their own, in the topics of these slugs."""
    found = tuple(items)
    return EntriesPage(
        name=name,
        title="",
        slug=to_slug(name),
        hash="",
        topics=tuple(topics),
        visibility=visibility,
        entries=found,
    )


def paper_page(paper: Paper, name: str, scope: Scope) -> PaperPage:
    names = (line.author for line in paper.authorships.all())
    urls = [each.value for each in paper.identifiers.all() if each.scheme == "url"]
    return PaperPage(
        **common(paper, name, scope) | {"topics": tuple(sorted(each.slug for each in paper.topics.all()))},
        body=scope.text_of(paper),
        url=next(iter(urls), ""),
        short_title=paper.short_title,
        authors=tuple(Name(each.given, each.family, each.literal) for each in names),
        has_other_authors=paper.has_other_authors,
        issued=paper.issued if paper.issued_year else None,
        fields=fields_of(paper),
    )


def fields_of(paper: Paper) -> dict[str, str]:
    """The bibliographic fields, of each scheme of identifiers the first."""
    said = {name: getattr(paper, name, None) or "" for name in PAPER_FIELDS if name not in SCHEMES}
    said["type"] = "" if paper.type == Paper.Type.DOCUMENT else paper.type
    said["status"] = "" if is_told_by_log(paper) else paper.status
    for each in paper.identifiers.all():
        version = f"v{each.version}" if each.version else ""
        if each.scheme in SCHEMES:
            said.setdefault(each.scheme, f"{each.value}{version}")
    return {name: said[name] for name in PAPER_FIELDS if said.get(name)}


def is_told_by_log(paper: Paper) -> bool:
    """Whether the status is what the entries say, so that no page of its own has to."""
    if not paper.status:
        return True
    newest = ReadingEvent.objects.public().filter(paper=paper).newest()
    return newest is not None and newest.passage_id is not None and newest.status == paper.status


def common(document: Any, name: str, scope: Scope) -> dict[str, Any]:
    """What the pages of all kinds of document have."""
    front = scope.front_of(document)
    made = to_slug(name.rpartition("/")[2].removesuffix(".md"))
    own = "" if front or made == document.slug else document.path
    return {
        "name": name,
        "title": document.title,
        "slug": document.slug,
        "permalink": to_permalink(front.get("permalink")) or own,
        "tags": tuple(sorted(tag.name for tag in document.tags.all())),
        "visibility": document.visibility,
        "hash": document.source_hash,
        "front_matter": front,
    }


def to_item(entry: Entry, name: str, scope: Scope) -> LogEntry:
    """An entry as an item of the file `name`; `line` is where it stands in its bytes as they came in."""
    is_there = entry.source_file == name and not entry.source_values.get("gone")
    return LogEntry(
        read_on=entry.read_on,
        is_date_inherited=entry.is_date_inherited,
        position=entry.position,
        body=scope.text_of(entry),
        tags=tuple(sorted(tag.name for tag in entry.tags.all())),
        line=(entry.source_line or 0) if is_there else 0,
        source="",
    )


def page_of_file(name: str, scope: Scope) -> TopicPage | LogPage | PaperPage | None:
    """What stands here of the work or topic that came from the file `name`, None where none did.

    All entries of the file are in it, but for those that have left it, and those of its topic that came from
    no file and may be seen as the topic itself. `woven` weaves it into the bytes of the file.
    """
    paper = Paper.objects.leaving_for(scope.reader).filter(source_file=name).first()
    if paper:
        return paper_page(paper, name, scope)
    topic = Topic.objects.leaving_for(scope.reader).filter(source_file=name).first()
    if topic is None:
        return None
    found = Entry.objects.leaving_for(scope.reader).of_file(name, topic).by_days()
    entries = [entry for entry in found if not entry.source_values.get("gone")]
    is_log = bool(entries) or bool(SourceFile.objects.hashes_of(name))
    return log_page(topic, name, entries, scope) if is_log else topic_page(topic, name, scope)


def whole_scope() -> Scope:
    """That of the owner, whose own files hold everything."""
    return Scope(User(is_superuser=True), True, frozenset(Topic.objects.values_list("slug", flat=True)))
