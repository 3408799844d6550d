from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone
from tqdm import tqdm

from history.rows import update_rows
from markup import Reference
from papers.citing import to_citations, to_csl_json
from papers.identifiers import identities_at, identities_of, same_as
from passages.filters import Filter
from passages.languages import in_site_language
from passages.models import Counted, Document, DocumentQuerySet, related, year_of
from passages.paging import Column, Keyset, Page, to_number
from passages.visibility import Reader
from topics.models import Topic, topics_for

from .paper_relations import works_at

CITED_AT_ONCE = 100

# What stands where a column of an order knows nothing: last of all.
NO_YEAR, NO_DAY = -9999, date(1, 1, 1)
# A status that is a filter only: being read, but not for long.
COLD = "cold"
DAYS_UNTIL_COLD = 30


BY_YEAR = Keyset((Column("year_or_none", to_number, descending=True), Column("slug", str)), "after")
LAST_READ = Keyset(
    (Column("last_read_on", date.fromisoformat, descending=True), Column("slug", str)), "after"
)


class PaperQuerySet(DocumentQuerySet):
    def about(self, asked: Filter) -> Self:
        papers = self.called(asked.paper) if asked.paper else self
        if asked.topic:
            papers = papers.filter(topics__in=Topic.objects.visible_to(asked.reader).called(asked.topic))
        if asked.author:
            papers = papers.filter(pk__in=self.bylines_of(asked.author).values("paper"))
        if asked.issued:
            papers = papers.filter(issued_year=asked.issued)
        if asked.type:
            papers = papers.filter(type=asked.type)
        if asked.status:
            papers = papers.cold(asked.reader) if asked.status == COLD else papers.filter(status=asked.status)
        reading = asked.on_reading()
        return papers.read_in(reading) if reading.about_documents() else papers

    def cold(self, reader: Reader) -> Self:
        """Works that are being read and of which no event that the reader may see is of the last 30 days."""
        return self.filter(~self.read_of_late(reader), status=self.model.Status.READING)

    def open(self, reader: Reader) -> Self:
        """Works that are being read and have not gone cold."""
        return self.filter(self.read_of_late(reader), status=self.model.Status.READING)

    def read_of_late(self, reader: Reader) -> Exists:
        since = timezone.localdate() - timedelta(days=DAYS_UNTIL_COLD)
        events = related(self.model, "reading_events").visible_to(reader)
        return Exists(events.filter(paper=OuterRef("pk"), happened_on__gt=since))

    def by(self, author: Any) -> Self:
        """Works in whose bylines an author stands."""
        lines = related(self.model, "authorships").filter(author=author)
        return self.filter(pk__in=lines.order_by().values("paper"))

    def called(self, name: str) -> Self:
        """The work of that slug or citation key."""
        return self.filter(Q(slug=name) | Q(citation_key=name))

    def read_in(self, asked: Filter) -> Self:
        """Works that an entry touches which the reader may see and asked for."""
        entries = related(self.model, "entries").visible_to(asked.reader).matching(asked)
        return self.filter(pk__in=entries.order_by().values("papers"))

    def named_authors(self) -> models.QuerySet:
        """All authors, each with the name as `label`."""
        return related(related(self.model, "authorships").model, "author").named()

    def bylines_of(self, name: str) -> models.QuerySet:
        """Places in bylines of the authors whom a reader means by that name."""
        lines = related(self.model, "authorships")
        return lines.filter(author__in=related(lines.model, "author").meant_by(name))

    def bylines(self) -> models.QuerySet:
        return related(self.model, "authorships").select_related("author")

    def with_byline(self) -> Self:
        return self.prefetch_related(Prefetch("authorships", self.bylines()))

    def without_text(self) -> Self:
        return super().without_text().defer("csl", "citations")

    def for_list(self) -> Self:
        """What a list of works prints of each, without its texts."""
        return self.without_text().with_byline()

    def by_facet(self, reader: Reader) -> dict[str, Counted]:
        topics = self.model.topics.through.objects.filter(Topic.objects.reached_by("topic", reader))
        entries = related(self.model, "entries")
        read = entries.model.papers.through.objects.filter(entries.reached_by("entry", reader))
        return {
            "topic": Counted(topics, "paper_id", F("topic_id"), Topic.objects.named(), are_single=True),
            "author": Counted(self.bylines(), "paper_id", F("author_id"), self.named_authors()),
            "year": Counted(read, "paper_id", year_of("entry__read_on")),
            "issued": Counted(self, "pk", F("issued_year")),
            "status": Counted(self, "pk", F("status")),
            "type": Counted(self, "pk", F("type")),
        }

    def cite(self) -> None:
        """Make the references to these works again where they no longer say what the works say."""
        papers = self.select_related(None).defer(
            "body", "body_html", "owners_html", "source_values", "abstract"
        )
        changed = []
        with in_site_language():
            for paper in papers.with_byline().prefetch_related("identifiers").iterator(chunk_size=100):
                citations = to_citations(to_csl_json(paper), paper.citations)
                if citations != paper.citations:
                    changed.append(self.model(pk=paper.pk, citations=citations))
        update_rows(changed, ["citations"])

    def by_year(self, asked: Filter) -> Page:
        """The page of those that appeared last; works without a year stand at the end."""
        year = Coalesce("issued_year", Value(NO_YEAR))
        return BY_YEAR.page(self.annotate(year_or_none=year), asked)

    def last_read(self, asked: Filter) -> Page:
        """The page of those that an entry touched last which the reader may see."""
        entries = related(self.model, "entries").visible_to(asked.reader).filter(papers=OuterRef("pk"))
        last = Subquery(entries.order_by("-read_on").values("read_on")[:1])
        day = Coalesce(last, Value(NO_DAY, output_field=models.DateField()))
        return LAST_READ.page(self.annotate(last_read_on=day), asked)

    def uncited(self) -> Self:
        """Works without references, as an import of many leaves them at first."""
        return self.filter(citations={})

    def cite_all(self) -> int:
        """The same for any number of works, some at a time and with a progress bar; says how many."""
        keys = list(self.order_by("pk").values_list("pk", flat=True))
        with tqdm(total=len(keys), desc="References", unit="work", delay=1, disable=None, leave=False) as bar:
            for start in range(0, len(keys), CITED_AT_ONCE):
                chunk = keys[start : start + CITED_AT_ONCE]
                self.model.objects.filter(pk__in=chunk).cite()
                bar.update(len(chunk))
        return len(keys)

    def for_index(self) -> Self:
        return super().for_index().with_byline().prefetch_related("identifiers")

    def for_history(self) -> Self:
        return super().for_history().defer("citations")

    def leaving_for(self, reader: Reader) -> Self:
        seen = super().leaving_for(reader).with_byline().defer("citations")
        return seen.prefetch_related("identifiers", topics_for(reader))

    def for_merging(self) -> Self:
        """What a source that speaks of works is compared with, and what a bibliography says of each."""
        return (
            self.with_byline()
            .with_tags()
            .prefetch_related("identifiers")
            .defer("body_html", "owners_html", "citations")
        )

    def for_export(self) -> Self:
        return (
            self.for_merging()
            .defer("body_html", "owners_html", "citations", "source_values")
            .order_by("slug")
        )

    def for_catalogue(self, reader: Reader) -> Self:
        """What tells works apart, apart from their commentary, with the topics that the reader may see."""
        papers = super().without_text().defer("citations").with_byline().with_tags()
        return papers.prefetch_related("identifiers", topics_for(reader))

    def in_full(self, reader: Reader) -> Self:
        """The same with the commentary."""
        return self.for_catalogue(reader).defer(None).defer("source_values", "citations")

    def for_result(self) -> Self:
        return self.for_list()

    def for_quotations(self, reader: Reader) -> Self:
        return self.for_list()

    def for_notes(self, reader: Reader) -> Self:
        """What the page of all notes on one work prints of it: all but its texts."""
        return super().without_text().with_reading(reader)

    def with_reading(self, reader: Reader) -> Self:
        """With `first_read_on` and `last_read_on`, the days of the entries on it that the reader may see."""
        entries = related(self.model, "entries").visible_to(reader).filter(papers=OuterRef("pk"))
        first, last = (entries.order_by(order).values("read_on")[:1] for order in ("read_on", "-read_on"))
        return self.annotate(first_read_on=Subquery(first), last_read_on=Subquery(last))

    def last_read_first(self, reader: Reader) -> Self:
        """In the order of their last entries that the reader may see; the days as in `with_reading`."""
        return self.with_reading(reader).order_by(F("last_read_on").desc(nulls_last=True), "slug")

    def lacking_metadata(self) -> Self:
        """Works with a registered identifier that miss their authors or their year."""
        registered = related(self.model, "identifiers").exclude(scheme="url")
        lines = related(self.model, "authorships")
        lacking = Q(issued_year=None) | ~Exists(lines.filter(paper=OuterRef("pk")))
        return self.filter(Exists(registered.filter(paper=OuterRef("pk"))), lacking).order_by("pk")

    def answering_to(self, references: Iterable[Reference]) -> dict[Reference, Document]:
        """Besides slugs and paths: `@key` by citation key, and addresses that identify a work."""
        references = set(references)
        return super().answering_to(references) | self.cited(references) | self.at_address(references)

    def cited(self, references: set[Reference]) -> dict[Reference, Document]:
        keys = {reference.value: reference for reference in references if reference.kind == "citation"}
        papers = self.filter(citation_key__in=keys).for_list() if keys else ()
        answers = {keys[paper.citation_key]: paper for paper in papers}
        left = {key: reference for key, reference in keys.items() if reference not in answers}
        former = self.formerly_cited_by(left) if left else ()
        return {left[paper.former_key]: paper for paper in former} | answers

    def formerly_cited_by(self, keys: Iterable[str]) -> Self:
        """Works that another with one of these citation keys was merged into, each with that `former_key`."""
        found = self.filter(merges__snapshot__citation_key__in=list(keys))
        return found.annotate(former_key=KeyTextTransform("citation_key", "merges__snapshot")).for_list()

    def at_address(self, references: set[Reference]) -> dict[Reference, Document]:
        keys = {
            ref: [found.key for found in identities_at(ref.value)] for ref in references if ref.kind == "url"
        }
        known = set(chain.from_iterable(keys.values()))
        papers = {(paper.scheme, paper.value): paper for paper in works_at(known)}
        found = {ref: next((papers[key] for key in keys[ref] if key in papers), None) for ref in keys}
        return {ref: paper for ref, paper in found.items() if paper}

    def identified_in(self, text: str) -> Self:
        """The work that a text is an identifier or address of, where it is nothing else."""
        keys = {same.key for identity in identities_of(text) for same in same_as(identity)}
        return self.identified_by(keys) if keys else self.none()

    def titled(self, beginning: str) -> Self:
        """Papers whose titles begin so, with their authors."""
        return self.filter(title__istartswith=beginning).with_byline().without_text()

    def identified_by(self, keys: set[tuple[str, str]]) -> Self:
        """Papers with one of these identifiers, each with the `scheme` and `value` it was found by."""
        found = Q()
        for scheme in {key[0] for key in keys}:
            values = [value for other, value in keys if other == scheme]
            found |= Q(identifiers__scheme=scheme, identifiers__value__in=values)
        names = {"scheme": models.F("identifiers__scheme"), "value": models.F("identifiers__value")}
        return self.filter(found).annotate(**names).without_text()
