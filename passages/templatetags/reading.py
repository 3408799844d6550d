"""What a page prints of a document's text, and by what a list can be narrowed."""

from django import template
from django.template import Context

from markup import CITATION, Reference, named
from passages.drawing import drawing
from passages.languages import in_site_language
from passages.models import Document, Facet

register = template.Library()
draw_facet = drawing("includes/_facet.html", most=2**7)  # of up to 8 KB each


@register.simple_tag(takes_context=True)
def html_of(context: Context, document: Document) -> str:
    """The text as whoever looks at the page may see it."""
    return document.html_for(context["request"].user)


@register.simple_tag
def naming(document: Document, text: str, mention: str) -> str:
    """The words of a text that mentions the document, with its name where these have but its key or slug.

    `mention` is what the text says to mean it, as `Mention.reference` has it.
    """
    kind, _, value = mention.partition(":")
    reference = Reference(kind, value, f"@{value}" if kind == CITATION else value)
    if not reference.is_nameless:
        return text
    with in_site_language():
        return named(text, {reference.label: document.label_for(reference)})


@register.simple_tag
def section_of(facet: Facet) -> str:
    return draw_facet(facet=facet)
