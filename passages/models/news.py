"""Whether a change of a document tells readers anything: only then does it say that it was changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from history.comparing import changed_names, essence
from passages.visibility import Visibility

from .holding import known_in, to_fields, written_fields

if TYPE_CHECKING:
    from .document import Document

# What a document says before and after, as `as_values` has it.
Change = tuple[Mapping[str, Any], Mapping[str, Any]]


def are_news(model: type[Document], changes: Sequence[Change]) -> list[bool]:
    """Of each change whether it is one for those, too, who own nothing; a fixed number of queries."""
    hidden = {name: unseen(other, name, changes) for name, other in stood_in(model)}
    return [is_told(model, before, after, hidden) for before, after in changes]


def is_news_since(before: Document, document: Document) -> bool:
    """The same of the fields of one document, as the database had it before."""
    names = written_fields(type(document))
    return is_told(type(document), to_fields(before, names), to_fields(document, names), {})


def is_told(
    model: type[Document],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    hidden: Mapping[str, set[int]],
) -> bool:
    names = changed_names(before, after)
    # A text is taken apart for it, so that it comes last.
    return any(
        essence(told(model, name, before.get(name), hidden))
        != essence(told(model, name, after.get(name), hidden))
        for name in sorted(names, key="body".__eq__)
    )


def told(model: type[Document], name: str, value: Any, hidden: Mapping[str, set[int]]) -> Any:
    """What readers may know of a value."""
    if name in hidden:
        return [each for each in value or () if each["pk"] not in hidden[name]]
    return model.to_told(name, value)


def stood_in(model: type[Document]) -> Iterable[tuple[str, Any]]:
    """The kinds of documents that one of this kind can stand in, each by the name of the field."""
    for field in model._meta.many_to_many:
        other: Any = field.related_model
        if getattr(other, "is_document", False):
            yield field.name, other


def unseen(other: Any, name: str, changes: Sequence[Change]) -> set[int]:
    """The keys of those that stand in one of the values and are private, or gone."""
    pairs = [(before.get(name, []), after.get(name, [])) for before, after in changes]
    references = [each for before, after in pairs if before != after for each in [*before, *after]]
    if not references:
        return set()
    seen = known_in(references, other._base_manager.exclude(visibility=Visibility.PRIVATE))
    return {each["pk"] for each in references} - {each["pk"] for each in seen}
