from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from history.sitting import sitting, touch
from markup import find_locator
from passages.models import Passage, Said, owners, seen_by
from passages.visibility import Reader, Visibility

from .paper import Paper
from .told import Told, told_by


class ReadingEventQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Events of works that the reader may see, entered by hand or said in a text that they may see."""
        works = Paper.objects.seen_by(reader, "paper__", at_address=True)
        return self.filter(works, Q(passage__isnull=True) | seen_by(reader, "passage__"))

    def public(self) -> Self:
        """What may change what everybody sees: what was entered by hand or is said in a public text."""
        return self.filter(Q(passage__isnull=True) | Q(passage__visibility=Visibility.PUBLIC))

    def by_hand(self) -> Self:
        return self.filter(passage__isnull=True)

    def from_log(self) -> Self:
        return self.filter(passage__isnull=False)

    def newest(self) -> ReadingEvent | None:
        return self.order_by("-happened_on", "-pk").first()

    def for_page(self) -> Self:
        """In order, with the blocks that say so."""
        return self.select_related("passage").order_by("happened_on", "pk")

    def for_list(self) -> Self:
        """As `for_page`, with the documents in which these stand."""
        return self.for_page().prefetch_related(owners("passage__owner"))

    def take_said(self, said: Sequence[tuple[Sequence[Said], date]]) -> None:
        """Bring the events of texts in line with what their blocks say, each text with its day.

        An event is known again by its work and its block.
        """
        former = {
            each.passage.owner_id: each.passage.owner_type_id
            for blocks, _ in said
            for each in blocks
            if each.former_visibility
        }
        present: dict[int, list[ReadingEvent]] = {}
        there = self.filter(passage__owner_type__in=set(former.values()), passage__owner_id__in=former)
        for event in there if former else ():
            present.setdefault(event.passage_id, []).append(event)
        for blocks, day in said:
            events = [event for each in blocks for event in present.get(each.passage.pk, ())]
            take_told(list(told_by(blocks)), events, blocks, day)


def take_told(
    told: Sequence[Told], events: Sequence[ReadingEvent], blocks: Sequence[Said], day: date
) -> None:
    wanted = {(each.paper.pk, each.passage.pk): each for each in told}
    present = {(event.paper_id, event.passage_id or 0): event for event in events}
    former = {said.passage.pk: said.former_visibility == Visibility.PUBLIC for said in blocks}
    for key, event in present.items():
        event.was_public = former[key[1]]
        if key not in wanted:
            event.delete()
    for key, each in wanted.items():
        (present.get(key) or ReadingEvent(paper=each.paper, passage=each.passage)).take(each, day)


class ReadingEvent(models.Model):
    """Somebody began a work, got to a place in it, finished it, or stopped: on a day, at a locator.

    `passage` is the block of a log entry that says so; what was entered by hand has none.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        PROGRESS = "progress", _("progress")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped")

    paper = models.ForeignKey(
        Paper, on_delete=models.CASCADE, related_name="reading_events", verbose_name=_("paper")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    happened_on = models.DateField(
        _("on"), default=timezone.localdate, validators=[MinValueValidator(date(1000, 1, 1))]
    )
    locator = models.CharField(
        _("locator"), max_length=200, blank=True, help_text=_("How far, such as p. 53, chapter 4 or 3:30.")
    )
    locator_kind = models.CharField(max_length=10, blank=True, editable=False)
    locator_sort = models.CharField(max_length=100, blank=True, editable=False)
    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, null=True, editable=False, related_name="reading_events"
    )

    # Whether everybody could see it before, where its passage has another visibility by now.
    was_public: bool | None = None

    objects = ReadingEventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = _("reading event")
        verbose_name_plural = _("reading events")
        constraints = [
            models.UniqueConstraint(fields=["paper", "passage"], name="readingevent_paper_passage_unique")
        ]
        indexes = [models.Index(fields=["paper", "-happened_on", "-id"], name="readingevent_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.locator}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The place is read from the words; one that cannot be read is kept and stands last."""
        found = find_locator(self.locator, in_heading=True)
        self.locator_kind, self.locator_sort = (found.kind, found.sort_key) if found else ("", "")
        with transaction.atomic():
            before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            if before:
                before.is_gone(was_public=before.is_public if self.was_public is None else self.was_public)
            self.has_come()

    def take(self, told: Told, day: date) -> None:
        """Be what a block says now; saved where that is something else, or others may see it now."""
        said = (told.kind, told.locator[:200], day)
        was_public = told.former_visibility == Visibility.PUBLIC
        if not self.pk or (self.kind, self.locator, self.happened_on) != said:
            self.kind, self.locator, self.happened_on = said
            self.save()
        elif self.is_public and not was_public:
            self.has_come()
        elif was_public and not self.is_public:
            self.is_gone(was_public=True)

    @property
    def is_public(self) -> bool:
        return self.passage is None or self.passage.visibility == Visibility.PUBLIC

    @property
    def status(self) -> str:
        """The status of a work of which this is the newest event."""
        return STATUS[self.Kind(self.kind)]

    @property
    def others(self) -> ReadingEventQuerySet:
        """The other events of the work that everybody may see."""
        return ReadingEvent.objects.public().filter(paper=self.paper_id).exclude(pk=self.pk)

    def has_come(self) -> None:
        """The newest event that everybody may see gives the work its status, which stays until the next.

        A log that goes on does not take back that the owner called the work read or stopped; only after an
        event that said so it means that they read it again.
        """
        newest = self.others.newest()
        if not self.is_public or (newest and newest.is_after(self)):
            return
        works = Paper.objects.filter(pk=self.paper_id)
        if self.passage and self.status == Paper.Status.READING and not self.others.filter(kind__in=ENDS):
            works = works.exclude(status__in=[Paper.Status.READ, Paper.Status.STOPPED])
        set_status(works.exclude(status=self.status), self.status)

    def is_gone(self, *, was_public: bool) -> None:
        """A status that this event gave goes back to what the newest of the others says."""
        newest = self.others.newest()
        if was_public and not (newest and newest.is_after(self)):
            works = Paper.objects.filter(pk=self.paper_id, status=self.status)
            set_status(works, newest.status if newest else "")

    def is_after(self, other: ReadingEvent) -> bool:
        return (self.happened_on, self.pk) > (other.happened_on, other.pk or 0)


def set_status(works: models.QuerySet, status: str) -> None:
    with sitting():
        touch(Paper, works.values_list("pk", flat=True), is_follow_up=True)
        works.update(status=status)


STATUS = {
    ReadingEvent.Kind.STARTED: Paper.Status.READING,
    ReadingEvent.Kind.PROGRESS: Paper.Status.READING,
    ReadingEvent.Kind.FINISHED: Paper.Status.READ,
    ReadingEvent.Kind.STOPPED: Paper.Status.STOPPED,
}
ENDS = [ReadingEvent.Kind.FINISHED, ReadingEvent.Kind.STOPPED]
