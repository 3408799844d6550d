"""What a page says about itself in its head."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from passages.filters import Filter
from passages.models import Passage
from passages.paging import SEPARATOR
from passages.quoting import to_quoted

register = template.Library()

# Open Graph wants a territory; a language that is not here goes without.
LOCALES = {"en": "en_US", "de": "de_DE"}


@register.simple_block_tag
def words(content: SafeString) -> str:
    """The text of a piece of template on one line, without the dot that sets a title off from the site's."""
    return " ".join(unescape(content).split()).removesuffix("·").rstrip()


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    return str(context["request"].build_absolute_uri(path))


@register.simple_tag(takes_context=True)
def quoted(context: Context, passage: Passage) -> str:
    """A quotation with its citation, to be copied."""
    owner: Any = passage.owner
    return to_quoted(
        passage.text, owner.cited, passage.locator, absolute(context, passage.get_absolute_url())
    )


@register.simple_tag(takes_context=True)
def own_address(context: Context) -> str:
    """Where this very page stands: its filters in one order, its cursor, and nothing that only tracks."""
    asked = context.get("asked") or Filter()
    cursor = urlencode({asked.cursor_name: asked.cursor}, safe=SEPARATOR) if asked.cursor else ""
    query = "&".join(part for part in (asked.to_query(), cursor) if part)
    path = context["request"].path
    return str(context["request"].build_absolute_uri(f"{path}?{query}" if query else path))


@register.filter
def to_locale(language: str) -> str:
    """A locale as Open Graph writes it, or nothing."""
    return LOCALES.get(language, "")
