"""Markdown text in, safe HTML and an outline of blocks out. Pure: no models, no database."""

from .anchors import keep_anchors
from .blocks import Block, BlockKind
from .document import Parsed, parse
from .locators import Locator, ends_of_key, find_locator, place_of
from .parser import commonmark_to_html
from .references import Reference, Target
from .sanitising import safe_reference

__all__ = [
    "Block",
    "BlockKind",
    "Locator",
    "Parsed",
    "Reference",
    "Target",
    "commonmark_to_html",
    "ends_of_key",
    "find_locator",
    "keep_anchors",
    "parse",
    "place_of",
    "safe_reference",
]
