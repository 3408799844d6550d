"""Works that notes link to and that have no page yet, the most wanted first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from history.sitting import sitting
from passages.filters import Filter
from passages.models import Mention, Passage
from passages.paging import Start, start_of
from passages.visibility import Reader, Visibility

from .bibliography.record import Record
from .identifiers import Identity, identities_of, places, recognise
from .lookup.filling import fill
from .models import Identifier, Paper

# What identifies a work by itself; any other address may be that of anything.
TYPES = {
    "doi": Paper.Type.ARTICLE_JOURNAL,
    "arxiv": Paper.Type.ARTICLE,
    "pmid": Paper.Type.ARTICLE_JOURNAL,
    "pmcid": Paper.Type.ARTICLE_JOURNAL,
    "openreview": Paper.Type.PAPER_CONFERENCE,
    "acl": Paper.Type.PAPER_CONFERENCE,
}
# Older mentions do not count, so that a long log costs no more than this.
MOST_MENTIONS = 2_000
MOST_WORKS = 50
MOST_SENTENCES = 3
MOST_TEXTS = 20
LONGEST_TITLE = 500
LONGEST_LABEL = 300


@dataclass(frozen=True)
class Waiting:
    """A work that waits for its page; `places` are keys of the passages that link to it, the newest first."""

    identity: Identity
    newest_on: date
    places: list[int] = field(default_factory=list)
    notes: set[tuple[int, int]] = field(default_factory=set)
    sentences: Sequence[Passage] = ()

    @property
    def identifier(self) -> Identifier:
        return Identifier(scheme=self.identity.scheme, value=self.identity.value)


def waiting_works(asked: Filter, most: int = MOST_WORKS) -> Start:
    """The first works that wait, as far as the reader may see what links to them."""
    domains = {domain for scheme in TYPES for domain in places(scheme)}
    known = Paper.objects.visible_to(asked.reader)
    mentions = Mention.objects.visible_to(asked.reader).matching(asked).at_domains(domains)
    rows = mentions.not_pointing_at(known).newest_places()[:MOST_MENTIONS]
    start = start_of(rank(group(rows)), most)
    return replace(start, items=with_sentences(start.items))


def group(rows: Iterable[tuple[str, int, int, int, date]]) -> Iterable[Waiting]:
    """Every address of a work, and every version of a preprint, is one work."""
    works: dict[tuple[str, str], Waiting] = {}
    for url, passage, owner_type, owner_id, day in rows:
        identity = recognise(url)
        if identity and identity.scheme in TYPES:
            plain = Identity(identity.scheme, identity.value)
            work = works.setdefault(identity.key, Waiting(plain, day))
            work.places.append(passage)
            work.notes.add((owner_type, owner_id))
    return works.values()


def rank(works: Iterable[Waiting]) -> list[Waiting]:
    """By how many notes link to each, then by how recently."""
    return sorted(works, key=lambda work: (-len(work.notes), -work.newest_on.toordinal(), work.identity.key))


def with_sentences(works: Sequence[Waiting]) -> list[Waiting]:
    """With the newest passages that link to each."""
    keys = [key for work in works for key in work.places[:MOST_SENTENCES]]
    passages = {passage.pk: passage for passage in Passage.objects.filter(pk__in=keys).for_list()}
    return [
        replace(work, sentences=[passages[key] for key in work.places[:MOST_SENTENCES] if key in passages])
        for work in works
    ]


def make_page(identity: Identity, reader: Reader, record: Record | None = None) -> Paper:
    """The page of a work, filled with what a look-up found; private where all notes are that link to it.

    Without a record it is called as these notes call it. They mention it from now on (see `Identifier.save`).
    """
    with sitting(), transaction.atomic():
        return make_paper(identity, reader, record)


def make_paper(identity: Identity, reader: Reader, record: Record | None) -> Paper:
    linking = mentions_of(identity, reader)
    is_public = any(mention.passage.visibility == Visibility.PUBLIC for mention in linking)
    # Words of a private note are no title of a page that everybody sees.
    telling = [each for each in linking if not is_public or each.passage.visibility == Visibility.PUBLIC]
    named = Identifier(scheme=identity.scheme, value=identity.value)
    is_typed = record and record.type != Paper.Type.DOCUMENT
    paper = Paper.objects.create(
        title=(record.title if record else title_in(telling, identity))[:LONGEST_TITLE] or str(named),
        type=record.type if record and is_typed else TYPES[identity.scheme],
        status=Paper.Status.TO_READ,
        visibility=Visibility.PUBLIC if is_public or not linking else Visibility.PRIVATE,
    )
    named.paper = paper
    named.save()
    if record:
        fill(paper, record)
    return paper


def mentions_of(identity: Identity, reader: Reader) -> list[Mention]:
    """The newest mentions of the addresses of a work that the reader may see."""
    urls = Identifier(scheme=identity.scheme, value=identity.value).addresses()
    return list(Mention.objects.visible_to(reader).linking_to(urls).for_list()[:MOST_TEXTS])


def title_in(mentions: Iterable[Mention], identity: Identity) -> str:
    """The longest words by which a text links to a work, '' where these are no more than “this paper”."""
    texts: set[Any] = {mention.passage.owner for mention in mentions}
    labels = [
        reference.label.strip(" \"“”„'‘’.,")
        for text in texts
        for block in text.parsed().blocks
        for reference in block.references
        if reference.kind == "url" and is_of(reference.value, identity)
    ]
    return max(filter(is_title, labels), key=len, default="")


def is_of(url: str, identity: Identity) -> bool:
    found = recognise(url)
    return found is not None and found.key == identity.key


def is_title(label: str) -> bool:
    """Whether a link's words may be a title: several, or a long one, and no address or identifier."""
    is_named = len(label.split()) > 2 or len(label) > 15
    return is_named and len(label) <= LONGEST_LABEL and not identities_of(label)
