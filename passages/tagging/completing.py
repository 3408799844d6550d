"""Tags for the letters that were typed so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from passages.models import Alias, Tag
from passages.search.tokens import tokens
from passages.visibility import Reader

MOST = 12
LONGEST = 200


@dataclass(frozen=True)
class Completion:
    """A tag, and its alias where that is what begins so."""

    name: str
    slug: str
    uses: int
    alias: str = ""

    @property
    def said(self) -> str:
        return self.alias or self.name

    def as_json(self) -> dict[str, str | int]:
        row: dict[str, str | int] = {"name": self.name, "slug": self.slug, "uses": self.uses}
        return row | {"alias": self.alias} if self.alias else row


def complete_tags(typed: str, reader: Reader) -> list[Completion]:
    """Tags that somebody may see and that have words which begin as was typed: first what is just that, then
    by use, then the shortest."""
    rows = Tag.objects.for_desk(reader).values_list("pk", "name", "slug", "uses")
    tags = {pk: Completion(name, slug, uses) for pk, name, slug, uses in rows}
    aliases = [
        Completion(tags[pk].name, tags[pk].slug, tags[pk].uses, alias)
        for pk, alias in Alias.objects.values_list("tag", "name")
        if pk in tags
    ]
    return best([*tags.values(), *aliases], typed[:LONGEST])


def best(completions: Iterable[Completion], typed: str) -> list[Completion]:
    """Those that begin so, each tag once, under its own name where that begins so."""
    words, folded = tokens(typed), typed.strip().casefold()
    found: dict[str, Completion] = {}
    for each in completions:
        if begins(each.said, words, folded) and (
            each.name not in found or is_exact(each, folded) > is_exact(found[each.name], folded)
        ):
            found[each.name] = each
    return sorted(found.values(), key=lambda each: rank(each, words, folded))[:MOST]


def begins(name: str, words: Sequence[str], folded: str) -> bool:
    """Whether words of a name begin like those typed, or all of it does when it is joined."""
    if not words:
        return name.casefold().startswith(folded)
    named = tokens(name)
    ends = range(len(named) - len(words) + 1)
    return any(begin_alike(named[start:], words) for start in ends) or "".join(named).startswith(
        "".join(words)
    )


def begin_alike(named: Sequence[str], words: Sequence[str]) -> bool:
    return all(name.startswith(word) for name, word in zip(named, words, strict=False))


def is_exact(completion: Completion, folded: str) -> bool:
    return completion.said.casefold() == folded


def rank(completion: Completion, words: Sequence[str], folded: str) -> tuple[bool, bool, int, int, str]:
    is_same = is_exact(completion, folded)
    is_alike = bool(words) and tokens(completion.said) == list(words)
    said = completion.said
    return not is_same, not is_alike, -completion.uses, len(said), said.casefold()
