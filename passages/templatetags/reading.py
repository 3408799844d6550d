"""What a page prints of a document's text."""

from django import template
from django.template import Context

from passages.models import Document

register = template.Library()


@register.simple_tag(takes_context=True)
def html_of(context: Context, document: Document) -> str:
    """The text as whoever looks at the page may see it."""
    return document.html_for(context["request"].user)
