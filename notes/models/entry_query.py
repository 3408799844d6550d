from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models import Count, F, Max, Min, Prefetch, Q
from django.db.models.functions import Cast, Substr

from notes.periods import Period
from notes.years import years_of
from papers.models import Author, Paper, ReadingEvent
from passages.filters import Filter
from passages.models import Counted, DocumentQuerySet
from passages.models.kinds import related, type_id
from passages.paging import Column, Keyset, Page, to_number
from passages.visibility import Reader, is_owner
from topics.models import Topic, topics_for

from .entry_relations import show_relations

if TYPE_CHECKING:
    from .entry import Entry

TIMELINE = Keyset(
    (
        Column("read_on", date.fromisoformat, descending=True),
        Column("position", to_number),
        Column("pk", to_number),
    ),
    "before",
)


class EntryQuerySet(DocumentQuerySet):
    pages = TIMELINE

    def about(self, asked: Filter) -> Self:
        entries = self.read_in(asked.year) if asked.year else self
        if asked.read_before:
            entries = entries.filter(read_on__lt=asked.read_before)
        if asked.read_from:
            entries = entries.filter(read_on__gte=asked.read_from)
        works = asked.on_works()
        if works.about_documents():
            entries = entries.touching(Paper.objects.visible_to(asked.reader).matching(works))
        return entries

    def lists(self, asked: Filter) -> list[models.QuerySet]:
        if not asked.topic:
            return super().lists(asked)
        topics: Any = asked.topic_keys.get(asked.topic)
        if topics is None:
            topics = Topic.objects.visible_to(asked.reader).called(asked.topic)
        standing = self.model.topics.through.objects.filter(topic__in=topics).values("entry")
        return [*super().lists(asked), standing]

    def standing_in(self, topic: Topic, *, is_followed: bool) -> Self:
        """Those in a topic; a list that is cut from them can be followed in its order."""
        keys = self.model.topics.through.objects.filter(topic=topic).values("entry")
        return self.among(keys, is_followed=is_followed)

    def in_lists(self, asked: Filter, topic: Topic | None = None, *, is_whole: bool = False) -> Any:
        """What the reader sees and asked for, which stands in the topic if there is one.

        Rows of `Standing` where these alone answer, which can be counted and printed as entries can be: to
        owners they would not be all.
        """
        if (asked.tags or topic) and is_of_lists(asked) and not is_owner(asked.reader, self.model):
            lists = [Q(tag=asked.tag_keys[tag]) for tag in asked.tags] + ([Q(topic=topic)] if topic else [])
            rows = related(self.model, "standings").visible_to(asked.reader).in_all(lists)
            return rows.read_in(asked.year) if asked.year else rows
        visible = self.visible_to(asked.reader)
        is_followed = topic is not None and topic.has_many and not is_whole
        standing = visible.standing_in(topic, is_followed=is_followed) if topic else visible
        return standing.matching(asked, is_whole=is_whole)

    def follows_timeline(self, asked: Filter) -> bool:
        """Whether what is asked for is found in that order: on SQLite all entries, or those of a single long
        list; PostgreSQL chooses that by itself."""
        others = asked.also(year=None)
        if connections[self.db].vendor == "postgresql" or not others.is_narrow():
            return True
        return not others.also(topic="").without_tags().is_narrow() and self.follows(asked)

    def days_in_topics(self, reader: Reader) -> models.QuerySet:
        """A row with `topic_id` and `day` for each topic that an entry stands in which the reader may see."""
        if is_owner(reader, self.model):
            return self.model.topics.through.objects.annotate(day=F("entry__read_on"))
        standings = related(self.model, "standings").visible_to(reader).filter(topic__isnull=False)
        return standings.annotate(day=F("read_on"))

    def listed_wrongly(self) -> int:
        return related(self.model, "standings").out_of_line()

    def touching(self, papers: models.QuerySet) -> Self:
        """Those whose text mentions any of the works."""
        return self.filter(pk__in=papers.order_by().values("entries"))

    def read_in(self, year: int, month: int | None = None) -> Self:
        period = Period(year, month)
        return self.filter(read_on__gte=period.first, read_on__lte=period.last)

    def since(self, day: date) -> Self:
        return self.filter(read_on__gte=day)

    def read_on(self, day: date) -> Self:
        return self.filter(read_on=day)

    def written_last(self) -> Entry | None:
        return self.order_by("-pk").first()

    def in_full(self, reader: Reader) -> Self:
        """With their source, and the topics and works that the reader may see, and tags."""
        papers = Prefetch("papers", Paper.objects.visible_to(reader).without_text().order_by("slug"))
        return self.defer("source_values").with_tags().prefetch_related(topics_for(reader), papers)

    def for_quotations(self, reader: Reader) -> Self:
        """With the works that the reader may see, whose words the quotations may be."""
        papers = Prefetch("papers", Paper.objects.visible_to(reader).for_list())
        return self.without_text().prefetch_related(papers)

    def by_facet(self, reader: Reader) -> dict[str, Counted]:
        topics = self.model.topics.through.objects.filter(Topic.objects.reached_by("topic", reader))
        works = self.model.papers.through.objects.filter(Paper.objects.reached_by("paper", reader))
        return {
            "topic": Counted(topics, "entry_id", F("topic_id"), Topic.objects.named(), are_single=True),
            "author": Counted(works, "entry_id", F("paper__authorships__author_id"), Author.objects.named()),
            "year": Counted(),
            "issued": Counted(works, "entry_id", F("paper__issued_year")),
            "status": Counted(works, "entry_id", F("paper__status")),
            "type": Counted(works, "entry_id", F("paper__type")),
        }

    def for_index(self) -> Self:
        works = Prefetch("papers", Paper.objects.public().without_text())
        return super().for_index().prefetch_related(works)

    def leaving_for(self, reader: Reader) -> Self:
        return super().leaving_for(reader).prefetch_related(topics_for(reader))

    def of_file(self, name: str, topic: Topic | None) -> Self:
        """Those that came from a file, and of its topic those that came from none and may be seen as it."""
        own = Q(source_file="", topics=topic, visibility=topic.visibility) if topic else Q(pk__in=[])
        return self.filter(Q(source_file=name) | own).distinct()

    def by_days(self) -> Self:
        """In the order of a log: the oldest first, each day as it was."""
        return self.order_by("read_on", "position", "pk")

    def for_importing(self) -> Self:
        """What an import compares with what it reads, in the order of the file."""
        rows = self.defer("body_html", "owners_html").with_tags().prefetch_related("topics")
        return rows.order_by("source_line")

    def telling(self) -> Self:
        """Those that say how far one got in a work."""
        events = ReadingEvent.objects.from_log().filter(passage__owner_type=type_id(self.model))
        return self.filter(pk__in=events.values("passage__owner_id"))

    def printed(self, asked: Filter) -> Page:
        """A page of them with what is printed of each: see `show_relations`."""
        page = self.without_source().page(asked)
        show_relations(asked.reader, page.items)
        return page

    def dates(self, field_name: Any, kind: Any, order: Any = "ASC") -> Any:
        """As ever, but the years of all that was read, which the desk shows above its list, by the index."""
        if (field_name, kind, order) != ("read_on", "year", "ASC") or self.query.distinct:
            return super().dates(field_name, kind, order)
        return [date(year, 1, 1) for year in reversed(self.years())]

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As ever, but the first and the last day, which the desk asks for above its list, one by one: of two
        that are asked for at once SQLite looks up neither."""
        ask = super().aggregate
        if args or not all(isinstance(asked, Min | Max) for asked in kwargs.values()):
            return ask(*args, **kwargs)
        return {name: ask(**{name: asked})[name] for name, asked in kwargs.items()}

    def years(self) -> list[int]:
        """The years that have entries, the newest first."""
        return years_of(self)

    def months_read(self) -> list[tuple[int, int]]:
        """Year and number of each month that has entries, in order."""
        days = self.order_by().values_list("read_on", flat=True).distinct()
        return sorted({(day.year, day.month) for day in days})

    def per_month(self) -> dict[date, int]:
        return per_month(self)


def per_month(rows: models.QuerySet) -> dict[date, int]:
    """The number of rows of each month that has any, by its first day.

    The month is cut off by the database: ten years are 120 rows then, rather than 3,600 days to read.
    """
    month = Substr(Cast("read_on", models.TextField()), 1, len("2023-03"))
    counted = rows.order_by().annotate(month=month).values_list("month").annotate(Count("pk"))
    return {date.fromisoformat(f"{month}-01"): number for month, number in counted}


def is_of_lists(asked: Filter) -> bool:
    """Whether nothing is asked for but tags whose keys are known, and a year."""
    others = asked.also(year=None).without_tags()
    return not others.is_narrow() and asked.tag_keys.keys() >= set(asked.tags)
