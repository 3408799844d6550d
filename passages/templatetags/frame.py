"""What stands around every page and is the same on most."""

from django import template

from passages.drawing import drawing
from passages.routes import path_to

LINKED = (
    "topics:topics", "papers:papers", "papers:authors", "papers:quotations", "notes:tags", "passages:domains",
)  # fmt: skip

register = template.Library()
draw_links = drawing("includes/_site_links.html", most=2**6)
draw_for_scripts = drawing("includes/_for_scripts.html", most=2**3)


@register.simple_tag
def site_links(path: str) -> str:
    """Where the lists are; that at the path is marked as the one that is open."""
    is_linked = path in map(path_to, LINKED)
    return draw_links(path=path if is_linked else "")


@register.simple_tag
def for_scripts() -> str:
    """What scripts fill in, in words."""
    return draw_for_scripts()
