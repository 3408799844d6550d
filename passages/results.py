"""The hits of a search as a page prints them: each with its best place, the words that were found marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from .filters import Filter
from .models import Excerpt, Passage, Term
from .search import Term as Asked
from .search import positive_terms
from .search.snippets import Piece, mark, score, snippet
from .search.spelling import closest, edits

MOST_BLOCKS = 400
# A page of nothing found takes at most a dozen queries.
MOST_WORDS, MOST_UNKNOWN, MOST_SUGGESTIONS = 4, 2, 3


@dataclass(frozen=True)
class Result:
    """A hit with the words that were found marked; `heading` is that of its section."""

    excerpt: Excerpt
    title: Sequence[Piece]
    heading: Sequence[Piece]
    snippet: Sequence[Piece]
    locator: str
    is_quotation: bool
    url: str

    @property
    def document(self) -> Any:
        return self.excerpt.owner


@dataclass(frozen=True)
class Suggestion:
    """Another query, and the query string that asks it with the same filters."""

    text: str
    query: str


def to_results(excerpts: Sequence[Excerpt], asked: Filter) -> list[Result]:
    terms = positive_terms(asked.query.tree)
    passages = passages_of(excerpts)
    return [to_result(excerpt, passages.get(excerpt.pk, []), terms) for excerpt in excerpts]


def passages_of(excerpts: Sequence[Excerpt]) -> dict[int, list[Passage]]:
    """The passages of each excerpt by its key, in one query; the first ones of a long section."""
    within = Q()
    for excerpt in excerpts:
        end = min(excerpt.end, excerpt.start + MOST_BLOCKS)
        within |= Q(
            owner_type=excerpt.owner_type_id,
            owner_id=excerpt.owner_id,
            position__gte=excerpt.start,
            position__lt=end,
        )
    found = list(Passage.objects.filter(within).order_by("position")) if within else []
    return {excerpt.pk: [passage for passage in found if excerpt.holds(passage)] for excerpt in excerpts}


def to_result(excerpt: Excerpt, passages: Sequence[Passage], terms: Sequence[Asked]) -> Result:
    document: Any = excerpt.owner
    is_headed = bool(passages) and excerpt.kind == Excerpt.Kind.SECTION and passages[0].kind == "heading"
    heading = passages[0].text if is_headed else ""
    blocks = passages[is_headed:] or passages
    best = max(blocks, key=lambda passage: score(passage.text, terms), default=None)
    text = best.text if best else excerpt.said or document.summary()
    anchor = best.anchor if best and score(best.text, terms) else excerpt.anchor
    return Result(
        excerpt=excerpt,
        title=mark(document.title, terms),
        heading=mark(heading, terms) if heading else [],
        snippet=snippet(text, terms),
        locator=best.locator if best else "",
        is_quotation=best is not None and best.kind == Passage.Kind.QUOTATION,
        url=f"{document.get_absolute_url()}#{anchor}" if anchor else document.get_absolute_url(),
    )


def suggest(asked: Filter) -> list[Suggestion]:
    """Other queries for one that found nothing, each of which finds something that this reader may see.

    Words that find nothing by themselves are taken for misspelt; where all do, any of them is offered.
    """
    words = [term for term in positive_terms(asked.query.tree) if len(term.tokens) == 1][:MOST_WORDS]
    unknown = [term for term in words if not finds(asked, term.tokens[0])][:MOST_UNKNOWN]
    if not unknown:
        return suggestions(asked, [" OR ".join(term.source for term in words)] if len(words) > 1 else [])
    spellings = [respell(term.tokens[0]) for term in unknown]
    if len(unknown) > 1 and " or " in asked.q.casefold():
        # One of them finding something would let another through that is private.
        spellings = [[word for word in near[:MOST_SUGGESTIONS] if finds(asked, word)] for near in spellings]
    corrected = [
        replace_words(asked.q, [(term.source, word) for term, word in zip(unknown, words, strict=True)])
        for words in zip(*spellings, strict=False)
    ]
    return suggestions(asked, corrected[:MOST_SUGGESTIONS])


def suggestions(asked: Filter, texts: Sequence[str]) -> list[Suggestion]:
    """Those of the texts that find something."""
    return [Suggestion(text, asked.also(q=text).to_query()) for text in texts if finds(asked, text)]


def finds(asked: Filter, text: str) -> bool:
    return Excerpt.objects.visible_to(asked.reader).matching(asked.also(q=text)).exists()


def respell(word: str) -> list[str]:
    """Words of the collection that are spelt almost like this one, the likeliest first."""
    return closest(word, [(near, 1) for near in Term.objects.near(word, edits(word))])


def replace_words(text: str, words: Sequence[tuple[str, str]]) -> str:
    for word, other in words:
        text = text.replace(word, other, 1)
    return text
