"""Which file each document leaves in: the one that it came from, else one of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notes.importing.pages import EntriesPage, Page, PostPage
from notes.models import Entry, SourceFile
from papers.models import Paper
from passages.models import Document
from passages.visibility import Visibility
from topics.models import Topic

from .composing import reading, sayable
from .front import without_unknown_lines
from .homes import Group, Homes, group_of
from .names import Names, is_inside
from .pages import Scope, entries_page, log_page, paper_page, to_item, topic_page
from .unchanged import is_as_it_came
from .weaving import is_said, written

Own = Mapping[str, str]


@dataclass(frozen=True)
class OutFile:
    """A file to write: its page, and the documents that the page is made of, entries in its order.

    `data` are its bytes where they are known already; `is_as_it_came` says that these are the ones that were
    imported, since nothing was changed here.
    """

    name: str
    page: Page
    document: Document | None
    entries: Sequence[Entry]
    data: bytes | None = None
    is_as_it_came: bool = False


@dataclass
class Plan:
    """All files of an export. Private entries leave in files of their own, which say so."""

    scope: Scope
    own: Own
    hashes: dict[str, list[str]] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    files: list[OutFile] = field(default_factory=list)

    def make(self) -> list[OutFile]:
        self.hashes = dict(SourceFile.objects.with_bytes().values_list("name", "hashes"))
        papers = list(Paper.objects.leaving_for(self.scope.reader))
        topics = list(Topic.objects.leaving_for(self.scope.reader))
        named = self.name_all([*papers, *topics])
        in_logs, in_files, in_groups = self.divide(topics, named)
        for paper in papers:
            self.add_paper(paper, named[paper])
        for topic in topics:
            for entry in self.add_topic(topic, named[topic], in_logs.get(topic.pk, [])):
                in_groups[group_of(entry)].append(entry)
        for name, entries in sorted(in_files.items()):
            for entry in self.add_file(name, entries):
                in_groups[group_of(entry)].append(entry)
        for group, entries in sorted(in_groups.items()):
            self.add_group(group, entries)
        return sorted(self.files, key=lambda file: file.name)

    def name_all(self, documents: Sequence[Any]) -> dict[Any, str]:
        """Files that documents came from keep their paths; no other takes one of these."""
        named: dict[Any, str] = {}
        for document in documents:
            name = document.source_file
            if name in self.hashes and is_inside(name) and self.names.is_free(name):
                named[document] = self.names.take(name)
        for document in documents:
            if document not in named:
                folder = f"{document._meta.model_name}s"
                named[document] = self.names.take(f"{folder}/{document.slug}.md")
        return named

    def divide(
        self, topics: Sequence[Topic], named: Mapping[Any, str]
    ) -> tuple[dict[int, list[Entry]], dict[str, list[Entry]], dict[Group, list[Entry]]]:
        """The entries by the key of the topic in whose log they stand, by the file that they alone came from,
        and the others in groups."""
        homes = Homes(self.scope, topics, {topic.pk: named[topic] for topic in topics}, self.hashes)
        in_logs: dict[int, list[Entry]] = defaultdict(list)
        in_files: dict[str, list[Entry]] = defaultdict(list)
        in_groups: dict[Group, list[Entry]] = defaultdict(list)
        for entry in Entry.objects.leaving_for(self.scope.reader).by_days().iterator(chunk_size=500):
            topic, name = homes.of(entry), entry.source_file
            if topic:
                in_logs[topic.pk].append(entry)
            elif name in self.hashes and is_inside(name) and self.names.is_free(name):
                in_files[name].append(entry)
            else:
                in_groups[group_of(entry)].append(entry)
        return in_logs, in_files, in_groups

    def add_file(self, name: str, entries: Sequence[Entry]) -> Sequence[Entry]:
        """A file of entries alone, such as a post. Answers with those that it cannot hold together."""
        groups, data = {group_of(entry) for entry in entries}, SourceFile.objects.data_of(name)
        if len(groups) > 1 or not self.names.is_free(name) or not self.may_leave(name, data):
            return entries
        [(visibility, topics)] = groups
        items = [to_item(entry, name, self.scope) for entry in entries]
        page = entries_page(name, visibility, topics, items)
        is_same = self.is_as_it_came(None, page, entries)
        if not is_same and (data is None or not holds_entries_alone(name, data)):
            return entries
        made = data if is_same and data else bytes_of(page, data, self.own, self.scope)
        if not is_same and not is_said(sayable(page), made, self.own):
            return entries
        self.names.take(name)
        self.files.append(OutFile(name, page, None, entries, made, is_same))
        return []

    def may_leave(self, name: str, data: bytes | None) -> bool:
        """Whether a file says nothing besides its entries, such as the title and the text of a private topic.

        Of those that leave to everybody only posts are sure to.
        """
        return self.scope.is_private or (data is not None and isinstance(reading(name, data), PostPage))

    def add_paper(self, paper: Paper, name: str) -> None:
        page = paper_page(paper, name, self.scope)
        is_same = self.is_as_it_came(paper, page, [])
        data = SourceFile.objects.data_of(name) if is_same else None
        self.files.append(OutFile(name, page, paper, [], data, is_same))

    def add_topic(self, topic: Topic, name: str, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Answers with the entries that find no place, since with the text of the topic they say something
        else."""
        if not entries and not self.hashes.get(name):
            self.files.append(OutFile(name, topic_page(topic, name, self.scope), topic, []))
            return []
        page = log_page(topic, name, entries, self.scope)
        if self.is_as_it_came(topic, page, entries):
            data = SourceFile.objects.data_of(name)
            self.files.append(OutFile(name, page, topic, entries, data, is_as_it_came=True))
            return []
        made = bytes_of(page, SourceFile.objects.data_of(name), self.own, self.scope)
        if is_said(sayable(page), made, self.own):
            self.files.append(OutFile(name, page, topic, entries, made))
            return []
        self.files.append(OutFile(name, topic_page(topic, name, self.scope), topic, []))
        return entries

    def add_group(self, group: Group, entries: Sequence[Entry]) -> None:
        visibility, topics = group
        folder = "entries" if visibility == Visibility.PUBLIC else f"entries/{visibility}"
        name = self.names.take(f"{folder}/{'+'.join(topics)[:100] or 'log'}.md")
        items = [to_item(entry, name, self.scope) for entry in entries]
        self.files.append(OutFile(name, entries_page(name, visibility, topics, items), None, entries))

    def is_as_it_came(self, document: Document | None, page: Page, entries: Sequence[Entry]) -> bool:
        """Whether all that the file said still stands here, and nothing else, for the one who wrote it."""
        hashes = self.hashes.get(page.name, [])
        return self.scope.is_private and is_as_it_came(document, page, entries, hashes, self.own)


def holds_entries_alone(name: str, data: bytes) -> bool:
    """Whether a file says nothing besides entries, such as the text of a topic that is gone or private."""
    read = reading(name, data)
    return isinstance(read, EntriesPage) and not read.body


def bytes_of(page: Page, data: bytes | None, own: Own, scope: Scope) -> bytes:
    """The file of a page; in what leaves to everybody the front matter says only what is known."""
    made = written(page, data, own)
    if scope.is_private:
        return made
    stripped = without_unknown_lines(made)
    is_same = stripped is not None and (stripped == made or is_said(page, stripped, own))
    return stripped if stripped is not None and is_same else written(page, None, own)
