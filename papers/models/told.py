"""What the blocks of a log say of reading works, before it is kept as events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from papers.reading import may_say, understand
from passages.models import Passage, Said

from .paper import Paper

KINDS = {Passage.Kind.ITEM, Passage.Kind.PARAGRAPH}


@dataclass(frozen=True)
class Told:
    """What one block says of one work, with the names of `Understood` and `Said`."""

    paper: Paper
    passage: Passage
    kind: str
    locator: str
    former_visibility: str


def told_by(blocks: Sequence[Said]) -> Iterator[Told]:
    """What blocks say of the one work that each is about; most texts mention none."""
    if not any(said.mentioned for said in blocks):
        return
    about = [(said, *subject) for said in blocks if (subject := subject_of(said, blocks))]
    works = Paper.objects.for_list().in_bulk({paper.pk for _, paper, _ in about}) if about else {}
    for said, paper, labels in about:
        understood = understand(said.passage.text, {*labels, *names_of(works[paper.pk])})
        if understood:
            yield Told(paper, said.passage, understood.kind, understood.locator, said.former_visibility)


def subject_of(said: Said, blocks: Sequence[Said]) -> tuple[Paper, list[str]] | None:
    """The only work that a block mentions or, where it mentions none, the bullet above or the first block.

    With it what these blocks call it. None as well where the block can say nothing of reading.
    """
    if said.passage.kind not in KINDS or not may_say(said.passage.text):
        return None
    above = next((other for other in blocks if other.passage.pk == said.passage.parent_id), blocks[0])
    works = works_in(said) or works_in(above)
    if len(works) != 1:
        return None
    [(paper, labels)] = works.items()
    return paper, labels


def works_in(said: Said) -> dict[Paper, list[str]]:
    """The works that a block mentions, each with what it calls it."""
    works: dict[Paper, list[str]] = {}
    for document, label in said.mentioned:
        if isinstance(document, Paper):
            works.setdefault(document, []).append(label)
    return works


def names_of(paper: Paper) -> list[str]:
    """What a text may call a work without a link to it."""
    families = [authorship.author.short_name for authorship in paper.authorships.all()]
    return [paper.title, paper.short_title, paper.slug, f"@{paper.citation_key}", paper.citation, *families]
