from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from passages.filters import Filter
from passages.models import Counted, Document, DocumentQuerySet, margins_index, related, year_of
from passages.models.checked import beyond
from passages.routes import path_to
from passages.visibility import Reader


class TopicQuerySet(DocumentQuerySet):
    def about(self, asked: Filter) -> Self:
        """A topic matches by its own name, or by a visible entry or paper that stands in it."""
        topics = self.called(asked.topic) if asked.topic else self
        reading, works = asked.on_reading(), asked.on_works()
        if reading.about_documents():
            topics = topics.holding("entries", reading)
        if works.about_documents():
            topics = topics.holding("papers", works)
        return topics

    def called(self, name: str) -> Self:
        """The topic of that slug or title."""
        return self.filter(Q(slug=name) | Q(title__iexact=name))

    def looked_up(self, asked: Filter) -> Filter:
        """The filters with the keys of the topic.

        Without them SQLite goes through what stands in any topic to find what stands in one.
        """
        if not asked.topic:
            return asked
        topics = self.visible_to(asked.reader).called(asked.topic).order_by()
        return replace(asked, topic_keys={asked.topic: list(topics.values_list("pk", flat=True))})

    def slugs_from_files(self) -> set[str]:
        return set(self.exclude(source_file="").values_list("slug", flat=True))

    def files_of(self, slugs: Iterable[str]) -> list[str]:
        """The files that the topics of these slugs came from."""
        came = self.filter(slug__in=list(slugs)).exclude(source_file="")
        return list(came.order_by("source_file").values_list("source_file", flat=True))

    def holding(self, name: str, asked: Filter) -> Self:
        """Topics with an entry or a paper, by that reverse name, that the reader may see and asked for."""
        visible = self.standing_in(name, asked.reader).matching(asked)
        return self.filter(pk__in=visible.order_by().values("topics"))

    def for_list(self, reader: Reader) -> Self:
        """Without texts, with the numbers of visible entries and papers, `entry_number`, `paper_number`."""
        return self.without_text().annotate(
            entry_number=self.number_of("entries", reader), paper_number=self.number_of("papers", reader)
        )

    def by_facet(self, reader: Reader) -> dict[str, Counted]:
        """The topic itself, and what the entries and papers of the topic say of it."""
        read = related(self.model, "entries").days_in_topics(reader)
        papers = related(self.model, "papers")
        works = papers.model.topics.through.objects.filter(papers.reached_by("paper", reader))
        author = F("paper__authorships__author_id")
        return {
            "topic": Counted(self, "pk", F("pk"), self.model.objects.named()),
            "year": Counted(read, "topic_id", year_of("day")),
            "issued": Counted(works, "topic_id", F("paper__issued_year")),
            "status": Counted(works, "topic_id", F("paper__status")),
            "type": Counted(works, "topic_id", F("paper__type")),
            "author": Counted(works, "topic_id", author, papers.named_authors()),
        }

    def named(self) -> Self:
        """Each with its title as `label`."""
        return self.annotate(label=F("title"))

    def for_page(self) -> Self:
        """With tags, and whether `has_many` entries stand in it."""
        rows = related(self.model, "entries").model.topics.through.objects.filter(topic=OuterRef("pk"))
        return self.without_source().with_tags().annotate(has_many=Exists(beyond(rows)))

    def in_full(self, reader: Reader) -> Self:
        """With their texts and tags, and the numbers of `for_list`."""
        return self.for_list(reader).defer(None).defer("source_values").with_tags()

    def number_of(self, name: str, reader: Reader) -> Coalesce:
        visible = self.standing_in(name, reader).filter(topics=OuterRef("pk")).order_by()
        counted = visible.values("topics").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)

    def standing_in(self, name: str, reader: Reader) -> DocumentQuerySet:
        """The entries or papers of the apps above that the reader may see, reached by their reverse name."""
        return related(self.model, name).visible_to(reader)


class Topic(Document):
    """A line of reading that runs for years, with a page of its own."""

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)

    has_many: bool  # of `for_page`

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [margins_index("topic_margins")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="topic_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="topic_slug_given"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_to("topics:topic", self.slug)

    def list_of_entries(self, asked: Filter, *, is_whole: bool = False) -> Any:
        """Those that the reader sees and asked for, of a topic that was fetched `for_page`.

        `is_whole` says that all of them are wanted, rather than a page.
        """
        return related(Topic, "entries").in_lists(asked, self, is_whole=is_whole)


def topics_for(reader: Reader) -> Prefetch:
    """Fetches the topics that things stand in and the reader may see."""
    return Prefetch("topics", Topic.objects.visible_to(reader).without_text())
