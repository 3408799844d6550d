from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from history.sitting import sitting
from markup import Reference
from passages.filters import Filter
from passages.paging import BY_SLUG, Keyset, Page
from passages.visibility import Reader, Visibility, is_owner, visibilities_for

from .answering import NAMES
from .checked import Checked, is_frequent
from .derivation import derive_again
from .domain import recount_in
from .excerpt import Excerpt
from .kinds import type_id
from .mention import Mention
from .passage import Passage
from .permalink import slugs_of
from .referring import margins_leading_to, referrers
from .tag import Tagging
from .trash import throw_away

if TYPE_CHECKING:
    from .counting import Counted
    from .document import Document


class DocumentQuerySet(models.QuerySet[Any]):
    pages: Keyset = BY_SLUG  # the order in which they are cut into pages

    def visible_to(self, reader: Reader, *, at_address: bool = False) -> Self:
        """What the reader may see in lists, or with `at_address` when they ask for one by its address."""
        return self.filter(self.seen_by(reader, at_address=at_address))

    def seen_by(self, reader: Reader, prefix: str = "", *, at_address: bool = False) -> Q:
        """The condition of `visible_to`, where `prefix` leads to the document."""
        if is_owner(reader, self.model):
            return Q()
        return Q(**{f"{prefix}visibility__in": visibilities_for(reader, at_address=at_address)})

    def reached_by(self, key: str, reader: Reader) -> Q:
        """The condition on other rows that the document of their `key` is one that the reader may see.

        Of a joined table that is conditioned SQLite would first read all rows, for a Bloom filter.
        """
        if is_owner(reader, self.model):
            return Q()
        return Q(Exists(self.visible_to(reader).filter(pk=OuterRef(key))))

    def matching(self, asked: Filter, *, is_whole: bool = False) -> Self:
        """Documents for which every filter holds. Each model says what topic, author and so on mean to it.

        `is_whole` says that all of them are wanted, rather than a page.
        """
        documents = self.listed(asked, is_whole=is_whole)
        if asked.kind:
            documents = documents.filter(Exists(self.passages().filter(kind=asked.kind)))
        if asked.q:
            found = Excerpt.objects.visible_to(asked.reader).of_documents(self.model).answering(asked)
            documents = documents.filter(pk__in=found.values("owner_id"))
        return documents.about(asked)

    def listed(self, asked: Filter, *, is_whole: bool = False) -> Self:
        """Documents that stand in all `lists`; those that stand in one only are not looked at.

        The timeline is followed in its order until enough of it is found that stands in a long list. Of
        several lists all documents are looked up: seldom does anything stand in all of them.
        """
        lists = self.lists(asked)
        if not lists:
            return self
        keys, *others = lists
        for other in others:
            keys = keys.filter(object_id__in=other)
        return self.among(keys, is_followed=not is_whole and self.follows(asked))

    def follows(self, asked: Filter) -> bool:
        """Whether a single list is asked for that is long."""
        lists = self.lists(asked) if self.model.are_many else []
        name = asked.tags[0] if asked.tags else f"topic {asked.topic}"
        return len(lists) == 1 and is_frequent(name, lists[0])

    def lists(self, asked: Filter) -> list[models.QuerySet]:
        """Keys of documents for which a filter holds that lists these, those of taggings first."""
        return [self.carrying(tag, asked) for tag in asked.tags]

    def carrying(self, tag: str, asked: Filter) -> models.QuerySet:
        """The keys of what carries a tag: by its key, if it is known, PostgreSQL knows how many those are."""
        called: Any = {"tag": asked.tag_keys[tag]} if tag in asked.tag_keys else {"tag__slug": tag}
        return Tagging.objects.filter(content_type=type_id(self.model), **called).values("object_id")

    def among(self, keys: models.QuerySet, *, is_followed: bool = False) -> Self:
        """Those of these keys: looked up, or found while the list is followed in its order."""
        if is_followed:
            return self.alias(key=Checked("pk")).filter(key__in=keys)
        return self.filter(pk__in=keys)

    def public(self) -> Self:
        """What everybody may see who may see the site at all."""
        return self.filter(visibility=Visibility.PUBLIC)

    def about(self, asked: Filter) -> Self:
        """Documents for which the filters hold that mean something else to each model."""
        raise NotImplementedError

    def by_facet(self, reader: Reader) -> dict[str, Counted]:
        """By the name of a filter, what documents have of it; only what the reader may see counts."""
        raise NotImplementedError

    def taggings(self) -> models.QuerySet:
        return Tagging.objects.filter(content_type=type_id(self.model), object_id=OuterRef("pk"))

    def passages(self) -> models.QuerySet:
        return Passage.objects.filter(owner_type=type_id(self.model), owner_id=OuterRef("pk"))

    def mentioning(self, model: type[Document], key: Any) -> Self:
        """Documents whose text mentions the document of that kind and key."""
        mentions = Mention.objects.pointing_at_key(model, key).in_documents(self.model)
        return self.filter(pk__in=mentions.values("passage__owner_id"))

    def with_context(self, model: type[Document], key: Any) -> Self:
        """With `context`: of the first passage that mentions that document its text, anchor and position, and
        its `Mention.reference`."""
        mentions = Mention.objects.pointing_at_key(model, key).filter(passage=OuterRef("pk"))
        passages = self.passages().filter(Exists(mentions)).order_by("position")
        mention = Subquery(mentions.order_by("-reference").values("reference")[:1])
        said = JSONObject(text="text", anchor="anchor", position="position", mention=mention)
        return self.annotate(context=Subquery(passages.values(said=said)[:1]))

    def page(self, asked: Filter) -> Page:
        return self.pages.page(self, asked)

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
        """What a feed says of each: the text as HTML, and tags as `shown_tags`."""
        return self.without_source().prefetch_related(shown_tags())

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

    def for_history(self) -> Self:
        """What `Document.as_values` says of each that stands in its row; see `fill_for_history`."""
        return self.defer("body_html", "owners_html", "source_values")

    def leaving_for(self, reader: Reader) -> Self:
        """With all that leaves the site of what the reader may see, in the order of their keys."""
        return self.visible_to(reader).defer("body_html", "owners_html").with_tags().order_by("pk")

    def with_anchors(self) -> Self:
        """With what `Document.as_anchors` says of each, and its former addresses."""
        return self.prefetch_related(anchored(), "permalinks")

    def for_index(self) -> Self:
        """With what `Document.described` says of each, and the `private_source` where it has margins."""
        source = Case(
            When(owners_html="", then=Value("")), default=F("body"), output_field=models.TextField()
        )
        return self.without_text().with_tags().annotate(private_source=source)

    def to_be_indexed(self) -> Self:
        """The same in the order of their keys, locked, so that nobody saves a text while it is indexed."""
        return self.for_index().order_by("pk").select_for_update()

    def with_margins(self) -> Self:
        """Those whose text has private margins: by `margins_index`, whose condition this is."""
        return self.exclude(owners_html="")

    def telling(self) -> Self:
        """Those whose blocks tell something that depends on who may see them: see `Document.take_said`."""
        return self.none()

    def listed_wrongly(self) -> int:
        """How many rows that lists keep of them are missing or wrong: see `Document.list_again`."""
        return 0

    def answering_to(self, references: Iterable[Reference]) -> dict[Reference, Document]:
        """The documents that references in a text lead to: `[[slug]]` by slug, a path by address."""
        slugs = {reference: slugs_of(reference) for reference in references if reference.kind in NAMES}
        if not slugs:
            return {}
        named: dict[str, list[Document]] = {}
        for document in self.filter(slug__in=set(chain.from_iterable(slugs.values()))).without_text():
            named.setdefault(document.slug, []).append(document)
        answers = {
            ref: only_answer(ref, next(filter(None, map(named.get, own)), [])) for ref, own in slugs.items()
        }
        return {reference: document for reference, document in answers.items() if document}

    def delete(self) -> tuple[int, dict[str, int]]:
        with sitting(), transaction.atomic():
            keys = list(self.order_by().values_list("pk", flat=True))
            throw_away(self.model, keys)
            recount_in(self.model, keys)
            pointing = {key for document in self for key in referrers(document)}
            pointing |= margins_leading_to(self)
            result = super().delete()
            derive_again(pointing)
        return result

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def shown_tags() -> Prefetch:
    """Fetches tags for lists; as a list, since a query for each document is built else."""
    return Prefetch("tags", to_attr="shown_tags")


def anchored() -> Prefetch:
    """Fetches what `Document.as_anchors` says; as a list, since a query for each document is built else."""
    passages = Passage.objects.order_by("position").only("owner_type", "owner_id", "anchor")
    return Prefetch("passages", passages, to_attr="anchored")


def only_answer(reference: Reference, documents: list[Document]) -> Document | None:
    """The document at that very address or, for a bare slug, the only one of that name."""
    path = f"/{reference.value.strip('/')}/"
    if "/" in reference.value:
        documents = [document for document in documents if document.path == path]
    return documents[0] if len(documents) == 1 else None
