from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar, Literal, Self
from urllib.parse import unquote

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from history.models import Version
from history.sitting import sitting, touch, touch_new
from markup import Margin, Parsed, Reference, owners_of, parse, without_margins
from passages.beginnings import to_beginning
from passages.fields import RenderedField
from passages.previews import first_words
from passages.visibility import Reader, Visibility, is_owner

from .answering import Answers
from .clash import Clash
from .derivation import derive, derive_again
from .derived import Said
from .domain import recount_in
from .excerpt import Excerpt
from .holding import Holding
from .kinds import type_id
from .mention import Mention
from .news import Change, are_news, is_news_since
from .passage import Passage
from .permalink import Permalink, keep_address, last_part
from .prepared import prepared
from .referring import margins_leading_to, referrers
from .tag import Tag, Tagging
from .tags_of import TagsOfDocument
from .trash import throw_away
from .words import Text

LONGEST_BODY = 2_000_000
EMPTY_LINES = re.compile(r"\n(?:[ \t]*\r?\n)+")


def margins_index(name: str) -> models.Index:
    """Of the few documents that have private margins, see `DocumentQuerySet.with_margins`."""
    return models.Index(fields=["id"], condition=~models.Q(owners_html=""), name=name)


@lru_cache(maxsize=2)  # a save asks of the former and the new text, and its version asks again
def told_text(body: str, is_one: bool) -> str:
    return EMPTY_LINES.sub("\n\n", without_margins(body, is_one=is_one)).strip()


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

    # The fields on which anything depends that is made of it.
    deriving: ClassVar[frozenset[str]] = frozenset({"body", "slug", "visibility"})

    # Whether there may be so many that a list had better be followed than sorted.
    are_many = False

    # Whether the text is one block with its children, so that it is private as a whole if it begins so.
    is_one_block = False

    parsed_text: tuple[tuple[str, str | None], Parsed] | None = None

    shown_tags: Sequence[Tag]  # of `for_feed`, and of entries that are printed

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
    # For readers: what only owners see does not move it. See `saved_at`.
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
    clashes = GenericRelation(Clash, "owner_id", "owner_type")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with sitting(), transaction.atomic():
            before = self.as_saved()
            if before:
                touch(type(self), [self.pk])
            super().save(*args, **kwargs)
            if before:
                self.stay_as_new_as(before)
                self.keep_address(before.path)
            else:
                touch_new(self)
            derive([self])
            if before is None:
                derive_again(referrers(self))
            elif before.known_as() != self.known_as():
                derive_again(referrers(self) | margins_leading_to([before]))

    @classmethod
    def prepare(cls, documents: Sequence[Any]) -> None:
        """Gives documents that are about to be saved what is made of their texts before that."""

    def names_in(self, parsed: Parsed, answers: Answers) -> dict[str, str]:
        """The fields in which it is called by its text, by what its references lead to."""
        return {}

    @classmethod
    def list_again(cls, keys: Sequence[int]) -> None:
        """Brings in line what lists keep of these documents, at the end of a sitting that touched them."""

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def delete(self, *args: Any, is_kept: bool = True, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete it; it can be brought back for 30 days unless it is not `is_kept`, being kept otherwise."""
        with sitting(), transaction.atomic():
            if is_kept:
                throw_away(type(self), [self.pk])
            recount_in(type(self), [self.pk])
            pointing = referrers(self) | margins_leading_to([self])
            result = super().delete(*args, **kwargs)
            derive_again(pointing)
        return result

    def stay_as_new_as(self, before: Self) -> None:
        """Unless it tells readers something new; else they would learn that what is hidden was changed."""
        if not is_news_since(before, self):
            self.updated_at = before.updated_at
            type(self)._base_manager.filter(pk=self.pk).update(updated_at=self.updated_at)

    def parsed(self) -> Parsed:
        """Its text taken apart, once for all that ask before it is derived."""
        asked = self.body, self.source_folder
        if self.parsed_text is None or self.parsed_text[0] != asked:
            self.parsed_text = asked, parse(self.body, is_one=self.is_one_block, folder=self.source_folder)
        return self.parsed_text[1]

    def parsed_once(self) -> Parsed:
        """The same, for the last who asks: many of them take much memory."""
        parsed = self.parsed()
        self.parsed_text = None
        return parsed

    @property
    def source_folder(self) -> str | None:
        """Where in its site the file stood that the text comes from, None if it comes from none."""
        return self.source_file.rpartition("/")[0] if self.source_file else None

    def margins(self, source: str) -> list[Margin]:
        """The private margins of its text."""
        owners = owners_of(source, is_one=self.is_one_block)
        return owners.margins(self.get_absolute_url()) if owners else []

    @property
    def public_text(self) -> str:
        """Its source without the private margins: what may leave to everybody who may see the document."""
        return without_margins(self.body, is_one=self.is_one_block)

    @classmethod
    def to_told(cls, name: str, value: Any) -> Any:
        """What readers may know of a value of `as_values`; not how many empty lines margins leave."""
        return told_text(value or "", cls.is_one_block) if name == "body" else value

    @classmethod
    def are_news(cls, changes: Sequence[Change]) -> list[bool]:
        """Of each change from some `as_values` to others whether readers may know of it."""
        return are_news(cls, changes)

    def html_for(self, reader: Reader) -> str:
        """Its HTML on a page that is drawn for the reader: owners see the margins."""
        return self.owners_html if self.owners_html and is_owner(reader, type(self)) else self.body_html

    @property
    def opening(self) -> str:
        """The first words of its text, plain; whoever may see the document may see them."""
        return first_words(opening_of(kind=type_id(type(self)), key=self.pk))

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
        return to_beginning(first_texts_of(kind=type_id(type(self)), key=self.pk))

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

    @property
    def saved_at(self) -> datetime:
        """When it was last saved, for owners; `updated_at` is when that changed anything for readers."""
        last = Version.objects.of(self).order_by("-pk").values_list("saved_at", flat=True).first()
        return max(last or self.updated_at, self.updated_at)

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

    def references(self, former: Iterable[str]) -> set[Reference]:
        """What a text can say to mean this document, which also had these addresses."""
        paths = {self.path, *former}
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

    @classmethod
    def take_said(cls, said: Sequence[tuple[Any, Sequence[Said]]]) -> None:
        """Hears, each time texts are derived, for each document what its blocks are and what they mention."""

    def keep_address(self, path: str) -> None:
        """Let a former address of this document redirect to the one it has now."""
        keep_address(self, path, self.path)


@prepared
def first_texts_of(*, kind: int, key: int) -> models.QuerySet:
    """The texts of the first blocks of a document that are no headings."""
    blocks = Passage.objects.filter(owner_type=kind, owner_id=key).exclude(kind=Passage.Kind.HEADING)
    return blocks.order_by("position").values_list("text", flat=True)[:8]


@prepared
def opening_of(*, kind: int, key: int) -> models.QuerySet:
    return Passage.objects.filter(owner_type=kind, owner_id=key).opening()
