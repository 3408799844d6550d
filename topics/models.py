from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from passages.filters import Filter
from passages.models import Document, DocumentQuerySet, related
from passages.visibility import Reader


class TopicQuerySet(DocumentQuerySet):
    def about(self, asked: Filter) -> Self:
        """A topic matches by its own name, or by a visible entry or paper that stands in it."""
        topics = self.filter(slug=asked.topic) if asked.topic else self
        if asked.year:
            topics = topics.holding("entries", Filter(year=asked.year, reader=asked.reader))
        if asked.paper or asked.author:
            works = Filter(paper=asked.paper, author=asked.author, reader=asked.reader)
            topics = topics.holding("papers", works)
        return topics

    def holding(self, name: str, asked: Filter) -> Self:
        """Topics with an entry or a paper, by that reverse name, that the reader may see and asked for."""
        visible = self.standing_in(name, asked.reader).matching(asked)
        return self.filter(pk__in=visible.order_by().values("topics"))

    def for_list(self, reader: Reader) -> Self:
        """Without texts, with the numbers of visible entries and papers, `entry_number`, `paper_number`."""
        return self.without_text().annotate(
            entry_number=self.number_of("entries", reader), paper_number=self.number_of("papers", reader)
        )

    def for_page(self) -> Self:
        return self.without_source().with_tags()

    def number_of(self, name: str, reader: Reader) -> Coalesce:
        visible = self.standing_in(name, reader).filter(topics=OuterRef("pk")).order_by()
        counted = visible.values("topics").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)

    def standing_in(self, name: str, reader: Reader) -> DocumentQuerySet:
        """The entries or papers of the apps above that the reader may see, reached by their reverse name."""
        return related(self.model, name).visible_to(reader)


class Topic(Document):
    """A line of reading that runs for years, with a page of its own."""

    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="topic_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="topic_slug_given"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("topics:topic", args=[self.slug])


def topics_for(reader: Reader) -> Prefetch:
    """Fetches the topics that things stand in and the reader may see."""
    return Prefetch("topics", Topic.objects.visible_to(reader).without_text())
