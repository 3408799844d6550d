from collections.abc import Iterable
from typing import Any

from taggit.managers import _TaggableManager

from .alias import tags_meant_by
from .kinds import type_id
from .tag import Tag


class TagsOfDocument(_TaggableManager):
    """The tags of a document, as `document.tags`: whoever writes the alias of a tag means the tag.

    Forms, imports, the API and whatever else sets tags by name come by here.
    """

    def get_queryset(self, extra_filters: dict[str, Any] | None = None) -> Any:
        """As in taggit, but not built before it is asked, which it never is where tags are prefetched.

        Ten thousand documents spent more on that than on their words, as Django's own relations know.
        """
        cached = getattr(self.instance, "_prefetched_objects_cache", {})
        if self.instance is None or extra_filters or self.prefetch_cache_name in cached:
            return super().get_queryset(extra_filters)
        tags: Any = Tag.objects.order_by(*self.ordering)
        tags._defer_next_filter = True
        return tags.filter(
            taggings__content_type=type_id(type(self.instance)), taggings__object_id=self.instance.pk
        )

    def _to_tag_model_instances(self, tags: Iterable[Tag | str], tag_kwargs: dict[str, Any]) -> list[Tag]:
        return super()._to_tag_model_instances(as_meant(tags), tag_kwargs)

    def remove(self, *tags: str) -> None:
        super().remove(*[str(tag) for tag in as_meant(tags)])


def as_meant(tags: Iterable[Tag | str]) -> list[Tag | str]:
    """The tags in place of their aliases; other names stay."""
    tags = list(tags)
    meant = tags_meant_by(tag for tag in tags if isinstance(tag, str))
    return [meant.get(tag, tag) if isinstance(tag, str) else tag for tag in tags]
