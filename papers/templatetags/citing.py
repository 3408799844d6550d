"""What a page says of a work to reference managers."""

from django import template

from papers.bibliography import bibtex
from papers.bibliography.rows import for_everybody, to_reference
from papers.citing.embedded import to_context_object, to_highwire
from papers.models import Paper

register = template.Library()


@register.simple_tag
def highwire_tags(paper: Paper) -> list[tuple[str, str]]:
    return to_highwire(paper)


@register.simple_tag
def context_object(paper: Paper) -> str:
    return to_context_object(paper)


@register.simple_tag
def bibtex_entry(paper: Paper) -> str:
    return bibtex.write([for_everybody(to_reference(paper))]).strip()
