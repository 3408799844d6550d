"""Documents of an export, made as they were: number, address, anchors, origin, and what goes with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from notes.importing.problems import ImportProblem
from notes.importing.report import Report
from notes.models import Entry
from notes.models.entry import first_words
from papers.identifiers import normalise
from papers.models import Authorship, Identifier, Paper
from passages.models import Document, Link, Tag, Tagging, plant_anchors, tags_meant_by
from passages.models.holding import set_fields
from passages.models.kinds import type_id
from passages.slugs import free_slug
from topics.models import Topic

from .here import Here
from .names import keep_paths

Record = Mapping[str, Any]
# By model and key in the export, the key here.
Keys = dict[tuple[str, int], int]


@dataclass
class Made:
    """A document that was made from its record."""

    document: Any
    record: Record

    @property
    def updated_at(self) -> datetime | None:
        return parse_datetime(self.record["origin"]["updated_at"])


@dataclass
class Documents:
    """Makes documents kind by kind; `keys` says which each of the export is here."""

    report: Report
    keys: Keys = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    was_empty: bool = True

    def make(self, model: type[Document], records: Sequence[Record]) -> None:
        here = Here(model)
        self.was_empty = self.was_empty and here.is_empty
        new = [record for record in records if not self.is_here(here, record)]
        rows = [self.to_row(model, record, here) for record in new]
        model._base_manager.bulk_create(rows, batch_size=100)
        for row, record in zip(rows, new, strict=True):
            self.keys[record["model"], record["pk"]] = row.pk
            self.made.append(Made(row, record))
        noun = NOUNS[model._meta.label_lower]
        self.report.count(noun, "made", len(new))
        self.report.count(noun, "unchanged", len(records) - len(new))

    def is_here(self, here: Here, record: Record) -> bool:
        key = here.same_as(record)
        if key is None:
            key = here.namesake_of(record)
            if key is not None:
                name = record["values"].get("title") or record["values"]["slug"]
                self.report.doubt(None, f"something else is here already and stays as it is: {name}")
        if key is not None:
            self.keys[record["model"], record["pk"]] = key
        return key is not None

    def to_row(self, model: type[Document], record: Record, here: Here) -> Any:
        """The row of a document, not saved, under its own key and address where these are free."""
        row: Any = model()
        set_fields(row, record["values"])
        set_fields(row, record["origin"])
        row.pk = None if record["pk"] in here.keys else record["pk"]
        if isinstance(row, Entry):
            row.title = first_words(row.parsed_once())
        if not here.is_empty:
            self.make_free(row)
        check_values(row, record)
        return row

    def make_free(self, row: Any) -> None:
        """Give up what another document has: its address, its citation key."""
        if isinstance(row, Entry) and row.same_day().filter(slug=row.slug).exists():
            row.slug = free_slug(row.same_day(), row.slug)
        key = getattr(row, "citation_key", None)
        if key and Paper._base_manager.filter(citation_key=key).exists():
            self.report.doubt(None, f"another work has the key {key}; “{row}” came in without")
            row.citation_key = None

    def fill(self, authors: Mapping[int, int]) -> None:
        """Give the new documents what stands in other tables, some kinds of rows at a time."""
        self.tag()
        self.put_in_topics()
        Authorship.objects.bulk_create(self.bylines(authors), batch_size=500)
        self.identify()
        for each in self.made:
            plant_anchors(each.document, each.record["anchors"])
            keep_paths(each.document, each.record["permalinks"])
            each.document.take_rest(self.rest_of(each))

    def rest_of(self, made: Made) -> dict[str, Any]:
        """A merge is remembered by the numbers of rows, and can be undone only where these are the same."""
        rest = dict(made.record.get("rest", {}))
        if rest.get("merges") and not self.has_same_numbers():
            self.report.doubt(None, f"that works were merged into “{made.document}” cannot be undone here")
            rest["merges"] = []
        return rest

    def has_same_numbers(self) -> bool:
        return self.was_empty and all(each.document.pk == each.record["pk"] for each in self.made)

    def tag(self) -> None:
        names = {name for each in self.made for name in each.record["values"]["tags"]}
        tags = {tag.name.casefold(): tag for tag in Tag.objects.all()}
        tags |= {name.casefold(): tag for name, tag in tags_meant_by(names).items()}
        rows = [
            Tagging(tag=tag, content_type_id=type_id(type(each.document)), object_id=each.document.pk)
            for each in self.made
            for tag in dict.fromkeys(tags[name.casefold()] for name in each.record["values"]["tags"])
        ]
        Tagging.objects.bulk_create(rows, batch_size=500)

    def put_in_topics(self) -> None:
        for model in (Paper, Entry):
            through: Any = model.topics.through
            name = str(model._meta.model_name)
            rows = [
                through(**{f"{name}_id": each.document.pk, "topic_id": topic})
                for each in self.made
                if isinstance(each.document, model)
                for topic in self.topics_of(each.record)
            ]
            through._default_manager.bulk_create(rows, batch_size=500)

    def topics_of(self, record: Record) -> list[int]:
        label = Topic._meta.label_lower
        keys = [self.keys.get((label, each["pk"])) for each in record["values"]["topics"]]
        return [key for key in dict.fromkeys(keys) if key is not None]

    def bylines(self, authors: Mapping[int, int]) -> Iterator[Authorship]:
        for each in self.papers():
            seen = set()
            for line in each.record["values"]["byline"]:
                key = authors[line["pk"]]
                if key not in seen:
                    seen.add(key)
                    yield Authorship(paper=each.document, author_id=key, position=line["position"])

    def identify(self) -> None:
        """Each with the link that it is the address of, as `Identifier.save` has it."""
        rows = [
            Identifier(paper=each.document, **said)
            for each in self.papers()
            for said in each.record["values"]["identifiers"]
        ]
        urls = {url for row in rows if (url := row.url)}
        links = Link.objects.remember(urls)
        for row in rows:
            row.link = links.get(row.url)
            row.clean_fields(exclude=["paper", "link"])
            normalise(row.scheme, row.value)
        Identifier.objects.bulk_create(rows, batch_size=500)

    def papers(self) -> Iterator[Made]:
        return (each for each in self.made if isinstance(each.document, Paper))

    def set_moments(self) -> None:
        """Say again when each was changed last, and the status of works, whatever the log tells."""
        for each in self.made:
            said: dict[str, Any] = {"updated_at": each.updated_at}
            if isinstance(each.document, Paper):
                said["status"] = each.record["values"]["status"]
            type(each.document)._base_manager.filter(pk=each.document.pk).update(**said)


def check_values(row: Any, record: Record) -> None:
    """Refuse what no form takes and what would break pages; an entry's title is made of its text."""
    try:
        row.clean_fields(exclude=["title"] if isinstance(row, Entry) else [])
        if not isinstance(row.source_values, dict):
            raise ValidationError({"source_values": "This is no object."})
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(each)}" for name, each in error.message_dict.items())
        raise ImportProblem(f"{record['model']} {record['pk']} of the manifest: {said}") from error


NOUNS = {"notes.entry": "entries", "papers.paper": "papers", "topics.topic": "topics"}
