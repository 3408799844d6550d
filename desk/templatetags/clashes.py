"""The clashes of a document with its source, for its form at the desk."""

from django import template

from notes.importing.clashing import Sides, clashes_of
from passages.models import Document
from passages.visibility import Reader, is_owner

register = template.Library()


@register.simple_tag
def clashes_for(reader: Reader, document: Document | None) -> list[Sides]:
    """What the reader may decide on: only owners hear of what a source says."""
    return clashes_of(document) if document and is_owner(reader, type(document)) else []
