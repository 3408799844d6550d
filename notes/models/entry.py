from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Max, Min, Prefetch, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markup import Parsed
from notes.calendar import Calendar, to_calendar
from notes.periods import Around, Period, same_days
from notes.years import years_of
from papers.models import Author, Paper, ReadingEvent
from passages.beginnings import shorten
from passages.filters import Filter
from passages.models import (
    Counted,
    Document,
    DocumentQuerySet,
    Said,
    Text,
    margins_index,
    referred,
    to_references,
)
from passages.models.kinds import type_id
from passages.paging import Column, Keyset, Page, Start, start_of, to_number
from passages.routes import path_to
from passages.slugs import free_among, free_slug
from passages.visibility import Reader
from topics.models import Topic, topics_for

TITLE_LENGTH = 100
SLUG_WORDS = 8
MOST_REMEMBERED = 10
# The first day that an entry can have.
EARLIEST = date(1000, 1, 1)

TIMELINE = Keyset(
    (
        Column("read_on", date.fromisoformat, descending=True),
        Column("position", to_number),
        Column("pk", to_number),
    ),
    "before",
)


class EntryQuerySet(DocumentQuerySet):
    def about(self, asked: Filter) -> Self:
        entries = self.read_in(asked.year) if asked.year else self
        if asked.read_before:
            entries = entries.filter(read_on__lt=asked.read_before)
        if asked.read_from:
            entries = entries.filter(read_on__gte=asked.read_from)
        if asked.topic:
            entries = entries.filter(topics__in=Topic.objects.visible_to(asked.reader).called(asked.topic))
        works = asked.on_works()
        if works.about_documents():
            entries = entries.touching(Paper.objects.visible_to(asked.reader).matching(works))
        return entries

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

    def remembered_on(self, day: date, years: Iterable[int]) -> Start:
        """The start of what was read on the same day of other years, given all that have entries."""
        remembered = self.filter(read_on__in=same_days(day, years)).without_text()
        return start_of(remembered.order_by(*TIMELINE.ordering), MOST_REMEMBERED)

    def for_timeline(self, reader: Reader) -> Self:
        """What a page of entries prints: topics and works that the reader may see, and tags."""
        papers = Prefetch("papers", Paper.objects.visible_to(reader).without_text().order_by("slug"))
        return self.without_source().with_tags().prefetch_related(topics_for(reader), papers)

    def in_full(self, reader: Reader) -> Self:
        """With their source, and the topics and works that the reader may see, and tags."""
        return self.for_timeline(reader).defer(None).defer("source_values")

    def for_quotations(self, reader: Reader) -> Self:
        """With the works that the reader may see, whose words the quotations may be."""
        papers = Prefetch("papers", Paper.objects.visible_to(reader).for_list())
        return self.without_text().prefetch_related(papers)

    def by_facet(self, reader: Reader) -> dict[str, Counted]:
        topics = Entry.topics.through.objects.filter(Topic.objects.seen_by(reader, "topic__"))
        works = Entry.papers.through.objects.filter(Paper.objects.seen_by(reader, "paper__"))
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

    def for_history(self) -> Self:
        return super().for_history().prefetch_related("topics")

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

    def page(self, asked: Filter) -> Page:
        return TIMELINE.page(self, asked)

    def dates(self, field_name: Any, kind: Any, order: Any = "ASC") -> Any:
        """As ever, but the years of all that was read, which the desk shows above its list, by the index."""
        if (field_name, kind, order) != ("read_on", "year", "ASC") or self.query.distinct:
            return super().dates(field_name, kind, order)
        return [date(year, 1, 1) for year in reversed(self.years())]

    def years(self) -> list[int]:
        """The years that have entries, the newest first."""
        return years_of(self)

    def months_read(self) -> list[tuple[int, int]]:
        """Year and number of each month that has entries, in order."""
        days = self.order_by().values_list("read_on", flat=True).distinct()
        return sorted({(day.year, day.month) for day in days})

    def per_day(self) -> dict[date, int]:
        """The number of entries of each day that has any."""
        return dict(self.order_by().values_list("read_on").annotate(Count("pk")))

    def calendar_of(self, year: int) -> Calendar:
        return to_calendar(year, self.read_in(year).per_day())

    def around(self, period: Period) -> Around:
        """The nearest year, month or day on either side of one, by what it is, that has entries."""
        # Asked one by one, since only then each is looked up in the index.
        older = self.filter(read_on__lt=period.first).aggregate(day=Max("read_on"))["day"]
        newer = self.filter(read_on__gt=period.last).aggregate(day=Min("read_on"))["day"]
        return Around(older and period.at(older), newer and period.at(newer))

    def neighbours_of(self, entry: Entry) -> dict[str, Any]:
        """The entries just `above` and `below` one on the timeline, None where it ends."""
        entries = self.without_text()
        return {
            "above": TIMELINE.reversed().next_to(entries, entry),
            "below": TIMELINE.next_to(entries, entry),
        }


class Entry(Document):
    """One item of the log: what was read on a day, with all its sub-bullets."""

    read_on = models.DateField(
        _("read on"), default=timezone.localdate, validators=[MinValueValidator(EARLIEST)]
    )
    is_date_inherited = models.BooleanField(
        _("inherited date"),
        default=False,
        help_text=_("The log gave no date for it; it has that of the entry above."),
    )
    position = models.PositiveIntegerField(
        _("position"),
        blank=True,
        validators=[MaxValueValidator(2**31 - 1)],
        help_text=_("Its place in the day; the last if left empty."),
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH + 10, editable=False)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        allow_unicode=True,
        blank=True,
        help_text=_("Made from the text if left empty."),
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="entries", verbose_name=_("topics"))
    papers = models.ManyToManyField(Paper, editable=False, related_name="entries", verbose_name=_("papers"))

    derived: ClassVar[frozenset[str]] = Document.derived | {"title"}
    deriving: ClassVar[frozenset[str]] = Document.deriving | {"title", "read_on"}
    is_found_whole = True
    are_many = True
    is_one_block = True

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-read_on", "position", "pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["read_on", "slug"], name="entry_read_on_slug_unique"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="entry_slug_given"),
        ]
        # The visibility comes last, so that days are counted without looking up the rows.
        indexes = [
            models.Index(fields=["-read_on", "position", "id", "visibility"], name="entry_timeline"),
            models.Index(fields=["-updated_at", "-id", "visibility"], name="entry_changed"),
            margins_index("entry_margins"),
        ]

    def __str__(self) -> str:
        return f"{self.read_on:%Y-%m-%d} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_title()
        if not self.slug or self.same_day().filter(slug=self.slug).exists():
            self.slug = self.own_slug()
        if self.position is None:
            last = self.same_day().aggregate(last=Max("position"))["last"]
            self.position = 0 if last is None else last + 1
        super().save(*args, **kwargs)

    def take_title(self) -> None:
        """Its title is made of its text; where nothing is left of that, it would stand empty for readers."""
        parsed = self.parsed()
        self.title = first_words(parsed)
        if parsed.owners and not parsed.blocks:
            self.visibility = self.Visibility.PRIVATE

    @classmethod
    def prepare(cls, documents: Sequence[Any]) -> None:
        """As before a save; their positions are known."""
        days = {entry.read_on for entry in documents}
        rows = cls._base_manager.filter(read_on__in=days).values_list("read_on", "slug", "pk")
        taken: dict[date, dict[str, int]] = {day: {} for day in days}
        for day, slug, pk in rows:
            taken[day][slug] = pk
        for entry in documents:
            entry.take_title()
            there = taken[entry.read_on]
            if not entry.slug or there.get(entry.slug, entry.pk) != entry.pk:
                entry.slug = free_among(there, entry.words_for_slug(), default="entry")
            there[entry.slug] = entry.pk or 0

    def get_absolute_url(self) -> str:
        day = self.read_on
        return path_to("notes:entry", day.year, day.month, day.day, self.slug)

    def clean(self) -> None:
        """A slug is made before a form checks that there is one."""
        self.slug = self.slug or self.own_slug()

    def as_values(self) -> dict[str, Any]:
        return super().as_values() | {"topics": to_references(self.topics.all())}

    def take_free(self) -> list[str]:
        """Several entries of different days may have the same slug."""
        if not self.same_day().filter(slug=self.slug).exists():
            return []
        taken, self.slug = self.path, self.own_slug()
        return [gettext("Something else stands at %(path)s now.") % {"path": taken}]

    def take_rows(self, values: Mapping[str, Any]) -> list[str]:
        self.topics.set(referred(Topic, values.get("topics", [])))
        return super().take_rows(values)

    def get_day_url(self) -> str:
        day = self.read_on
        return path_to("notes:day", day.year, day.month, day.day)

    def same_day(self) -> models.QuerySet:
        """The other entries of its day."""
        return type(self)._base_manager.filter(read_on=self.read_on).exclude(pk=self.pk)

    def own_slug(self) -> str:
        """Its first words without addresses, numbered where its day has them already."""
        return free_slug(self.same_day(), self.words_for_slug(), default="entry")

    def words_for_slug(self) -> str:
        words = [word for word in first_words(self.parsed()).split() if "://" not in word]
        return " ".join(words[:SLUG_WORDS])

    def dated_on(self) -> date:
        return self.read_on

    def described(self) -> Text:
        """Its tags and the works that it touches; its title are words of its text."""
        names = [*self.tags.all(), *self.papers.all()]
        return Text("", " ".join(map(str, names)), "")

    @property
    def cited(self) -> str:
        """The work that it touches, if there is one only."""
        works = list(self.papers.all())
        return works[0].citation if len(works) == 1 else self.title

    def card_note(self) -> str:
        return date_format(self.read_on, "DATE_FORMAT")

    @classmethod
    def take_said(cls, said: Sequence[tuple[Any, Sequence[Said]]]) -> None:
        """The works that an entry touches are those that its text mentions; it may say how far one got."""
        set_works(said)
        ReadingEvent.objects.take_said([(blocks, entry.read_on) for entry, blocks in said])


def set_works(said: Sequence[tuple[Entry, Sequence[Said]]]) -> None:
    """Let each entry touch the works that its blocks mention."""
    rows: Any = Entry.papers.through.objects
    wanted = {(entry.pk, paper) for entry, blocks in said for paper in works_in(blocks)}
    present = rows.filter(entry__in=[entry.pk for entry, _ in said])
    keys = {(entry, paper): pk for pk, entry, paper in present.values_list("pk", "entry", "paper")}
    stale = [pk for key, pk in keys.items() if key not in wanted]
    if stale:
        rows.filter(pk__in=stale).delete()
    new = sorted(wanted - keys.keys())
    rows.bulk_create([rows.model(entry_id=entry, paper_id=paper) for entry, paper in new], batch_size=500)


def works_in(blocks: Sequence[Said]) -> set[int]:
    documents = {document for said in blocks for document, _ in said.mentioned}
    return {document.pk for document in documents if isinstance(document, Paper)}


def first_words(parsed: Parsed) -> str:
    """The first words of a text without its markup, at most 100 characters, cut between words."""
    return shorten(next((block.text for block in parsed.blocks if block.text), ""), TITLE_LENGTH)
