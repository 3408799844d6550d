from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markup import Block, Parsed, Reference, Target
from papers.models import Paper, ReadingEvent
from passages.beginnings import shorten
from passages.languages import in_site_language
from passages.models import (
    Document,
    Said,
    Text,
    margins_index,
    referred,
    related,
    to_references,
)
from passages.models.answering import Answers, find_answers, to_targets
from passages.routes import path_to
from passages.slugs import free_among, free_slug
from topics.models import Topic

from .entry_query import EntryQuerySet
from .entry_relations import fill_public_papers, fill_topics

TITLE_LENGTH = 100
SLUG_WORDS = 8
# The first day that an entry can have.
EARLIEST = date(1000, 1, 1)


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

    # See `show_relations`.
    shown_papers: Sequence[Paper]
    shown_topics: Sequence[Topic]

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
        self.take_titles([self])
        if not self.slug or self.same_day().filter(slug=self.slug).exists():
            self.slug = self.own_slug()
        if self.position is None:
            last = self.same_day().aggregate(last=Max("position"))["last"]
            self.position = 0 if last is None else last + 1
        super().save(*args, **kwargs)

    @classmethod
    def take_titles(cls, entries: Sequence[Entry]) -> None:
        """Titles are made of the texts; where nothing is left of one, it would stand empty for readers."""
        nameless = {reference for entry in entries for reference in nameless_in(entry.parsed())}
        answers = find_answers(nameless) if nameless else {}
        for entry in entries:
            parsed = entry.parsed()
            with in_site_language():
                entry.title = entry.names_in(parsed, answers)["title"]
            if parsed.owners and not parsed.blocks:
                entry.visibility = cls.Visibility.PRIVATE

    def names_in(self, parsed: Parsed, answers: Answers) -> dict[str, str]:
        """Its title says what the works and topics are called that it begins with.

        Entries are left as they are said: two that lead to each other would name each other without end.
        """
        found = {ref: answers[ref] for ref in nameless_in(parsed) if ref in answers}
        named = {ref: document for ref, document in found.items() if not isinstance(document, Entry)}
        return {"title": first_words(parsed, to_targets(named))}

    @classmethod
    def prepare(cls, documents: Sequence[Any]) -> None:
        """As before a save; their positions are known."""
        days = {entry.read_on for entry in documents}
        rows = cls._base_manager.filter(read_on__in=days).values_list("read_on", "slug", "pk")
        taken: dict[date, dict[str, int]] = {day: {} for day in days}
        for day, slug, pk in rows:
            taken[day][slug] = pk
        cls.take_titles(documents)
        for entry in documents:
            there = taken[entry.read_on]
            if not entry.slug or there.get(entry.slug, entry.pk) != entry.pk:
                entry.slug = free_among(there, entry.words_for_slug(), default="entry")
            there[entry.slug] = entry.pk or 0

    @classmethod
    def list_again(cls, keys: Sequence[int]) -> None:
        related(cls, "standings").bring_in_line(keys)

    def get_absolute_url(self) -> str:
        day = self.read_on
        return path_to("notes:entry", day.year, day.month, day.day, self.slug)

    def clean(self) -> None:
        """A slug is made before a form checks that there is one."""
        self.slug = self.slug or self.own_slug()

    @classmethod
    def fill_for_history(cls, documents: Sequence[Any]) -> None:
        super().fill_for_history(documents)
        fill_topics(documents)

    @classmethod
    def fill_for_index(cls, documents: Sequence[Any]) -> None:
        super().fill_for_index(documents)
        fill_public_papers(documents)

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


def first_words(parsed: Parsed, targets: Mapping[Reference, Target] | None = None) -> str:
    """The first words of a text without its markup, at most 100 characters, cut between words.

    What has no name there is called what it is as one of the `targets`.
    """
    return shorten("".join(block.named(targets or {}) for block in first_block(parsed)), TITLE_LENGTH)


def nameless_in(parsed: Parsed) -> list[Reference]:
    """What the first words of a text say by a key or a slug."""
    return [ref for block in first_block(parsed) for ref in block.references if ref.is_nameless]


def first_block(parsed: Parsed) -> list[Block]:
    """The first that has words, if any has."""
    return [block for block in parsed.blocks if block.text][:1]
