"""What a page prints of a document's text, and by what a list can be narrowed."""

from django import template
from django.template import Context

from markup import named
from passages.drawing import drawing
from passages.models import Document, Facet

register = template.Library()
draw_facet = drawing("includes/_facet.html", most=2**7)  # of up to 8 KB each


@register.simple_tag(takes_context=True)
def html_of(context: Context, document: Document) -> str:
    """The text as whoever looks at the page may see it."""
    return document.html_for(context["request"].user)


@register.filter
def naming(text: str, document: Document) -> str:
    """Words of a text with the name of the document in place of its slug or key."""
    return named(text, document.nicknames())


@register.simple_tag
def section_of(facet: Facet) -> str:
    return draw_facet(facet=facet)
