from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, Self
from urllib.parse import unquote

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from history.models import Version
from history.sitting import sitting, touch, touch_new
from markup import Margin, Parsed, Reference, parse, without_margins
from passages.beginnings import to_beginning
from passages.fields import RenderedField
from passages.filters import Filter
from passages.paging import BY_SLUG, Page
from passages.previews import first_words
from passages.visibility import Reader, Visibility, is_owner, visibilities_for

from .derivation import NAMES, Said, derive, derive_again, referrers
from .excerpt import Excerpt
from .holding import UPDATES, Holding
from .kinds import type_id
from .mention import Mention
from .passage import Passage
from .permalink import Permalink, keep_address, last_part
from .tag import Tagging
from .tags_of import TagsOfDocument
from .trash import throw_away
from .words import Text

LONGEST_BODY = 2_000_000


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader, *, at_address: bool = False) -> Self:
        """What the reader may see in lists, or with `at_address` when they ask for one by its address."""
        return self.filter(self.seen_by(reader, at_address=at_address))

    def seen_by(self, reader: Reader, prefix: str = "", *, at_address: bool = False) -> Q:
        """The condition of `visible_to`, where `prefix` leads to the document."""
        if is_owner(reader, self.model):
            return Q()
        return Q(**{f"{prefix}visibility__in": visibilities_for(reader, at_address=at_address)})

    def matching(self, asked: Filter) -> Self:
        """Documents for which every filter holds. Each model says what topic, author and so on mean to it."""
        documents = self
        for tag in asked.tags:
            documents = documents.filter(Exists(self.taggings().filter(tag__slug=tag)))
        if asked.kind:
            documents = documents.filter(Exists(self.passages().filter(kind=asked.kind)))
        if asked.q:
            found = Excerpt.objects.visible_to(asked.reader).of_documents(self.model).answering(asked)
            documents = documents.filter(pk__in=found.values("owner_id"))
        return documents.about(asked)

    def public(self) -> Self:
        """What everybody may see who may see the site at all."""
        return self.filter(visibility=Visibility.PUBLIC)

    def about(self, asked: Filter) -> Self:
        """Documents for which the filters hold that mean something else to each model."""
        raise NotImplementedError

    def by_facet(self, reader: Reader) -> dict[str, Any]:
        """By the name of a filter, rows of documents with a `value` of it and its `label`.

        A document stands there as often as it has values; only what the reader may see counts.
        """
        raise NotImplementedError

    def taggings(self) -> models.QuerySet:
        return Tagging.objects.filter(content_type=type_id(self.model), object_id=OuterRef("pk"))

    def passages(self) -> models.QuerySet:
        return Passage.objects.filter(owner_type=type_id(self.model), owner_id=OuterRef("pk"))

    def mentioning(self, document: Document) -> Self:
        """Documents whose text mentions that one."""
        mentions = Mention.objects.pointing_at(document).filter(passage__owner_type=type_id(self.model))
        return self.filter(pk__in=mentions.values("passage__owner_id"))

    def with_context(self, document: Document) -> Self:
        """With `context`: of the first passage that mentions the document its text, anchor and position."""
        mentions = Mention.objects.pointing_at(document).filter(passage=OuterRef("pk"))
        passages = self.passages().filter(Exists(mentions)).order_by("position")
        said = passages.values(said=JSONObject(text="text", anchor="anchor", position="position"))
        return self.annotate(context=Subquery(said[:1]))

    def by_name(self, asked: Filter) -> Page:
        return BY_SLUG.page(self, asked)

    def without_source(self) -> Self:
        """Without the texts that no page prints."""
        return self.defer("body", "source_values")

    def without_text(self) -> Self:
        return self.defer("body", "body_html", "owners_html", "source_values")

    def for_result(self) -> Self:
        """What a search prints of each."""
        return self.without_text()

    def for_quotations(self, reader: Reader) -> Self:
        """What a list of quotations prints of the documents that these stand in."""
        return self.without_text()

    def for_feed(self) -> Self:
        """What a feed says of each: the text as HTML, and tags."""
        return self.without_source().with_tags()

    def changed_last(self, most: int) -> Self:
        """Those that have a text to show, the last changed first."""
        return self.exclude(body_html="").order_by("-updated_at", "-pk")[:most]

    def last_change(self) -> datetime | None:
        """When any of them was changed last, None if there are none."""
        return self.order_by().aggregate(last=Max("updated_at"))["last"]

    def for_preview(self) -> Self:
        """What a preview prints; the first words are asked for one document at a time."""
        return self.without_text().with_tags()

    def for_suggesting(self) -> Self:
        """What tags are suggested from."""
        return self.defer("body", "owners_html")

    def since(self, day: date) -> Self:
        """Those that were made on that day or later; of each kind that has a date, those of such a date."""
        return self.filter(created_at__date__gte=day)

    def with_tags(self) -> Self:
        return self.prefetch_related("tags")

    def with_updates(self) -> Self:
        """With what `Document.updates` tells, without a query of its own."""
        told = Version.objects.filter(owner_type=type_id(self.model), owner_id=OuterRef("pk")).told()
        said = told.values(said=JSONObject(day=TruncDate("saved_at"), note="note"))
        return self.annotate(**{name: Subquery(said[n : n + 1]) for n, name in enumerate(UPDATES)})

    def for_history(self) -> Self:
        """With what `Document.as_values` and `as_anchors` say of each."""
        anchors = Passage.objects.order_by("position").only("owner_type", "owner_id", "anchor")
        return (
            self.defer("body_html", "owners_html").with_tags().prefetch_related(Prefetch("passages", anchors))
        )

    def for_index(self) -> Self:
        """With what `Document.described` says of each, and the `private_source` where it has margins."""
        source = Case(
            When(owners_html="", then=Value("")), default=F("body"), output_field=models.TextField()
        )
        return self.without_text().with_tags().annotate(private_source=source)

    def telling(self) -> Self:
        """Those whose blocks tell something that depends on who may see them: see `Document.take_said`."""
        return self.none()

    def answering_to(self, references: Iterable[Reference]) -> dict[Reference, Document]:
        """The documents that references in a text lead to: `[[slug]]` by slug, a path by address."""
        slugs = {reference: last_part(reference.value) for reference in references if reference.kind in NAMES}
        if not slugs:
            return {}
        named: dict[str, list[Document]] = {}
        for document in self.filter(slug__in=set(slugs.values())).without_text():
            named.setdefault(document.slug, []).append(document)
        answers = {ref: only_answer(ref, named.get(slug, [])) for ref, slug in slugs.items()}
        return {reference: document for reference, document in answers.items() if document}

    def delete(self) -> tuple[int, dict[str, int]]:
        with sitting(), transaction.atomic():
            throw_away(self.model, list(self.order_by().values_list("pk", flat=True)))
            pointing = {key for document in self for key in referrers(document)}
            result = super().delete()
            derive_again(pointing)
        return result

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Document(Holding):
    """The abstract base of everything with a text of its own: papers, topics, entries.

    `body` is Markdown as the owner wrote it and is only rewritten on their click (`markup.linking`). Saving
    derives `body_html`, the passages, links and mentions in the same transaction. `source_*` remember where
    an imported document came from: the file's path within its site, the line, a SHA-256 of the text, and the
    values that the source gave.
    """

    Visibility = Visibility
    is_document = True
    is_picture: Literal[False] = False
    # Whether a search finds the text as a whole, rather than its sections.
    is_found_whole = False

    # Whether the text is one block with its children, so that it is private as a whole if it begins so.
    is_one_block = False

    # Each kind of document has these by its own rules.
    title: Any
    slug: Any
    objects: Any

    body = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_BODY), ProhibitNullCharactersValidator()],
        help_text=_(
            "Markdown. [[slug]] leads to a paper, topic or entry, @key to a paper. What begins with %% is "
            "for you only, with all that is nested in it."
        ),
    )
    body_html = RenderedField()
    # With the private margins, for owners; empty where there are none.
    owners_html = RenderedField()
    # No index: nearly all is public, and SQLite would take it rather than the one for the order.
    visibility = models.CharField(
        _("visibility"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    source_file = models.CharField(_("file"), max_length=500, blank=True, editable=False, db_index=True)
    source_line = models.PositiveIntegerField(_("line"), null=True, editable=False)
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    source_values = models.JSONField(default=dict, editable=False)

    tags = TaggableManager(
        _("tags"),
        through=Tagging,
        manager=TagsOfDocument,
        blank=True,
        help_text=_("Separated by commas."),
    )
    passages = GenericRelation(Passage, "owner_id", "owner_type")
    mentions = GenericRelation(Mention, "target_id", "target_type")
    permalinks = GenericRelation(Permalink, "owner_id", "owner_type")
    excerpts = GenericRelation(Excerpt, "owner_id", "owner_type")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with sitting(), transaction.atomic():
            before = self.as_saved()
            if before:
                touch(type(self), [self.pk])
            super().save(*args, **kwargs)
            if before:
                self.keep_address(before.path)
            else:
                touch_new(self)
            derive([self])
            if before is None or before.known_as() != self.known_as():
                derive_again(referrers(self))

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def delete(self, *args: Any, is_kept: bool = True, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; it can be brought back for 30 days unless it is not `is_kept`, being kept otherwise."""
        with sitting(), transaction.atomic():
            if is_kept:
                throw_away(type(self), [self.pk])
            pointing = referrers(self)
            result = super().delete(*args, **kwargs)
            derive_again(pointing)
        return result

    def parsed(self) -> Parsed:
        return parse(self.body, is_one=self.is_one_block)

    def margins(self, source: str) -> list[Margin]:
        """The private margins of its text."""
        owners = parse(source, is_one=self.is_one_block).owners
        return owners.margins(self.get_absolute_url()) if owners else []

    @property
    def public_text(self) -> str:
        """Its source without the private margins: what may leave to everybody who may see the document."""
        return without_margins(self.body, is_one=self.is_one_block)

    def html_for(self, reader: Reader) -> str:
        """Its HTML on a page that is drawn for the reader: owners see the margins."""
        return self.owners_html if self.owners_html and is_owner(reader, type(self)) else self.body_html

    @property
    def opening(self) -> str:
        """The first words of its text, plain; whoever may see the document may see them."""
        return first_words(self.passages.opening())

    @property
    def path(self) -> str:
        """Its address on this site as a request or a text gives it, with nothing encoded."""
        return unquote(self.get_absolute_url())

    def get_card_url(self) -> str:
        """The address of the picture that stands for it where a link to it is shared."""
        return f"{self.get_absolute_url()}card.png"

    @property
    def cited(self) -> str:
        """Whose words its quotations are."""
        return self.title

    def card_note(self) -> str:
        """Who and when, as that picture says it below the title."""
        return ""

    def excerpt(self) -> str:
        """The beginning of its text without headings, in plain words; one query."""
        blocks = self.passages.exclude(kind=Passage.Kind.HEADING).order_by("position")
        return to_beginning(blocks.values_list("text", flat=True)[:8])

    def as_saved(self) -> Self | None:
        """This document as the database has it now."""
        return type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None

    @property
    def stamp(self) -> str:
        """Says which saved state this is, for whoever wants to know whether it has changed since.

        Also tags, a byline or a status that were set without saving the document make another one.
        """
        if not self.pk:
            return ""
        last = Version.objects.of(self).order_by("-pk").values_list("pk", flat=True).first()
        return self.stamp_after(last)

    def stamp_after(self, last: int | None) -> str:
        """Its `stamp`, where the key of its last version is known."""
        return f"{self.updated_at.isoformat()}/{last or 0}"

    def dated_on(self) -> date:
        """The day under which lists put the document's passages."""
        return timezone.localdate(self.created_at)

    def known_as(self) -> tuple[object, ...]:
        """All that the HTML of a text that refers to this document depends on."""
        return self.get_absolute_url(), self.title, self.visibility

    def label_for(self, reference: Reference) -> str:
        """What a reference without a label of its own is shown as."""
        return self.title

    def references(self) -> set[Reference]:
        """What a text can say to mean this document."""
        paths = {self.path, *self.permalinks.values_list("path", flat=True)}
        slugs = {self.slug, *map(last_part, paths)}
        return {Reference("path", path) for path in paths} | {Reference("wiki", slug) for slug in slugs}

    def urls(self) -> set[str]:
        """Canonical addresses elsewhere on the web that are this document's own."""
        return set()

    def described(self) -> Text:
        """What a search finds this document by, apart from its text. It is the same for every reader."""
        return Text(self.title, " ".join(tag.name for tag in self.tags.all()), "")

    def summary(self) -> str:
        """What a search shows of it where no passage of its text was found."""
        return ""

    def take_said(self, blocks: Sequence[Said]) -> None:
        """Hears, each time the text is derived, what its blocks are and which documents they mention."""

    def keep_address(self, path: str) -> None:
        """Let a former address of this document redirect to the one it has now."""
        keep_address(self, path, self.path)


def only_answer(reference: Reference, documents: list[Document]) -> Document | None:
    """The document at that very address or, for a bare slug, the only one of that name."""
    path = f"/{reference.value.strip('/')}/"
    if "/" in reference.value:
        documents = [document for document in documents if document.path == path]
    return documents[0] if len(documents) == 1 else None
