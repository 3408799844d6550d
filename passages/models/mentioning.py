"""From the blocks of texts to their mentions of links and documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from history.rows import insert_rows
from markup import Block
from passages.visibility import Visibility

from .answering import Answers, can_be_asked, to_link
from .derived import Derivation, Links, Rows
from .domain import recount
from .mention import Mention, to_name
from .passage import Passage

LONGEST_REFERENCE = 255


def load_mentions(before: Rows) -> list[Mention]:
    return list(Mention.objects.in_texts_of(before)) if before else []


def write_mentions(
    derivations: Sequence[Derivation], former: Sequence[Mention], answers: Answers, links: Links
) -> None:
    """Bring the mentions in line with the blocks; those of blocks that went are gone with these."""
    wanted = {
        state_of(mention): mention
        for derivation in derivations
        for passage, block in zip(derivation.passages, derivation.parsed.blocks, strict=True)
        for mention in to_mentions(passage, block, answers, links)
    }
    left = {passage.pk for derivation in derivations for passage in derivation.passages}
    present = {state_of(mention): mention for mention in former if mention.passage_id in left}
    stale = [mention.pk for key, mention in present.items() if key not in wanted]
    if stale:
        Mention.objects.filter(pk__in=stale).delete()
    new = [mention for key, mention in wanted.items() if key not in present]
    insert_rows(new)
    recount(link for _, link in public_before(derivations, former) ^ public_in(wanted.values()))


def public_before(derivations: Sequence[Derivation], former: Iterable[Mention]) -> set[tuple[int, int]]:
    """The passages that were public, each with the links that it had."""
    seen = {key: each for derivation in derivations for key, each in derivation.former_visibilities.items()}
    return {
        (mention.passage_id, mention.link_id)
        for mention in former
        if mention.link_id and seen[mention.passage_id] == Visibility.PUBLIC
    }


def public_in(mentions: Iterable[Mention]) -> set[tuple[int, int]]:
    return {
        (mention.passage_id, mention.link_id)
        for mention in mentions
        if mention.link_id and mention.passage.visibility == Visibility.PUBLIC
    }


def state_of(mention: Mention) -> tuple[object, ...]:
    return mention.passage_id, mention.link_id, mention.reference, mention.target_type_id, mention.target_id


def to_mentions(passage: Passage, block: Block, answers: Answers, links: Links) -> Iterable[Mention]:
    """One mention for each link and each reference; two spellings of one address are one link."""
    mentions: dict[object, Mention] = {}
    for reference in block.references:
        link = links.get(to_link(reference) or "")
        name = to_name(reference) if reference.kind != "url" and can_be_asked(reference) else ""
        if link or 0 < len(name) <= LONGEST_REFERENCE:
            mention = Mention(passage=passage, link=link, reference=name, target=answers.get(reference))
            mentions.setdefault(link or name, mention)
    return mentions.values()
