"""What a page says of a work to reference managers, and who wrote it."""

from django import template

from papers.bibliography import bibtex
from papers.bibliography.rows import for_everybody, to_reference
from papers.citing.embedded import to_context_object, to_highwire
from papers.models import Paper
from passages.drawing import Led, drawing

register = template.Library()
draw_byline = drawing("papers/_byline.html", most=2**11)


@register.simple_tag
def byline_of(paper: Paper) -> str:
    """Of a work that was fetched `with_byline`."""
    authors = (authorship.author for authorship in paper.authorships.all())
    byline = tuple(Led(author.get_absolute_url(), str(author)) for author in authors)
    return draw_byline(authors=byline, has_others=paper.has_other_authors)


@register.simple_tag
def highwire_tags(paper: Paper) -> list[tuple[str, str]]:
    return to_highwire(paper)


@register.simple_tag
def context_object(paper: Paper) -> str:
    return to_context_object(paper)


@register.simple_tag
def bibtex_entry(paper: Paper) -> str:
    return bibtex.write([for_everybody(to_reference(paper))]).strip()
