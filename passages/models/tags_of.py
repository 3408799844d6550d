from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from taggit.managers import _TaggableManager

from history.rows import insert_rows
from passages.visibility import Reader

from .alias import tags_meant_by
from .kinds import type_id
from .prepared import fill, prepared
from .tag import Tag, Tagging


class TagsOfDocument(_TaggableManager):
    """The tags of a document, as `document.tags`: whoever writes the alias of a tag means the tag.

    Forms, imports, the API and whatever else sets tags by name come by here.
    """

    def get_queryset(self, extra_filters: dict[str, Any] | None = None) -> Any:
        """As in taggit, but not built before it is asked, which it never is where tags are prefetched.

        Ten thousand documents spent more on that than on their words, as Django's own relations know. The
        content type is given by its key, which spares a join.
        """
        if self.instance is None:
            kind = {"taggings__content_type": type_id(self.model)}
            return Tag.objects.filter(**kind, **(extra_filters or {})).distinct()
        cached = getattr(self.instance, "_prefetched_objects_cache", {})
        if extra_filters or self.prefetch_cache_name in cached:
            return super().get_queryset(extra_filters)
        tags: Any = in_order(tuple(self.ordering)).all()
        tags._defer_next_filter = True
        return tags.filter(
            taggings__content_type=type_id(type(self.instance)), taggings__object_id=self.instance.pk
        )

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        """In the order of `document.tags`: taggit leaves it to the database, which takes another one after
        each ANALYZE, and the words that a text is found by would be others each time."""
        tags, *others = super().get_prefetch_querysets(instances, querysets)
        return tags.order_by("taggings__pk"), *others

    def _to_tag_model_instances(self, tags: Iterable[Tag | str], tag_kwargs: dict[str, Any]) -> list[Tag]:
        return super()._to_tag_model_instances(as_meant(tags), tag_kwargs)

    def called(self, name: str) -> Tag:
        """The tag that a name means, made where there is none."""
        return self.called_each([name])[name]

    def called_each(self, names: Collection[str]) -> dict[str, Tag]:
        """By each of the names the tag that it means, made where there is none."""
        meant = {tag.name: tag for tag in tags_named(names=list(names))} | tags_meant_by(names)
        made = super()._to_tag_model_instances
        return {name: meant.get(name) or made([name], {})[0] for name in names}

    def remove(self, *tags: str) -> None:
        super().remove(*[str(tag) for tag in as_meant(tags)])


@cache
def in_order(names: tuple[str, ...]) -> Any:
    """All tags, in the order of these fields; made once, since each document begins with it."""
    return Tag.objects.order_by(*names)


@prepared
def tags_on(*, kind: int, keys: list[int]) -> QuerySet:
    """The tags of documents of one kind, with the `owner_key` of each, in the order of `document.tags`."""
    rows = Tag.objects.filter(taggings__content_type=kind, taggings__object_id__among=keys)
    return rows.annotate(owner_key=F("taggings__object_id")).order_by("taggings__pk")


@prepared
def tags_called(reader: Reader, *, slugs: list[str]) -> QuerySet:
    """Those of these slugs that are tags of something which the reader may see."""
    return Tag.objects.visible_to(reader).filter(slug__among=slugs)


@prepared
def tags_named(*, names: list[str]) -> QuerySet:
    return Tag.objects.filter(name__among=names).order_by()


def fill_tags(documents: Sequence[Any]) -> None:
    """Fetch the tags of documents of one kind."""
    if documents:
        keys = [document.pk for document in documents]
        fill(documents, "tags", tags_on(kind=type_id(type(documents[0])), keys=keys))


def tag_together(said: Sequence[tuple[Any, Sequence[str]]]) -> None:
    """Put tags on new documents of one kind. Whoever calls this has them indexed afterwards."""
    named = [(document, names) for document, names in said if names]
    if not named:
        return
    document = named[0][0]
    tags = document.tags.called_each(sorted({name for _, some in named for name in some}))
    carried = dict.fromkeys((document.pk, tags[name].pk) for document, names in named for name in names)
    rows = [
        Tagging(content_type_id=type_id(type(document)), object_id=key, tag_id=tag) for key, tag in carried
    ]
    insert_rows(rows)


def as_meant(tags: Iterable[Tag | str]) -> list[Tag | str]:
    """The tags in place of their aliases; other names stay."""
    tags = list(tags)
    meant = tags_meant_by(tag for tag in tags if isinstance(tag, str))
    return [meant.get(tag, tag) if isinstance(tag, str) else tag for tag in tags]
