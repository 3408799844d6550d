"""Markdown text in, safe HTML and an outline of blocks out. Pure: no models, no database."""

from .anchors import keep_anchors
from .blocks import Block, BlockKind
from .comments import without_comments
from .document import Parsed, owners_of, parse
from .embeds import embedded_names
from .locators import Locator, ends_of_key, find_locator, place_of
from .owners import Margin, Owners
from .parser import commonmark_to_html
from .pictures import is_picture_file, path_from
from .references import CITATION, Reference, Target, named, picture_reference
from .sanitising import safe_reference
from .source import without_margins

__all__ = [
    "CITATION",
    "Block",
    "BlockKind",
    "Locator",
    "Margin",
    "Owners",
    "Parsed",
    "Reference",
    "Target",
    "commonmark_to_html",
    "embedded_names",
    "ends_of_key",
    "find_locator",
    "is_picture_file",
    "keep_anchors",
    "named",
    "owners_of",
    "parse",
    "path_from",
    "picture_reference",
    "place_of",
    "safe_reference",
    "without_comments",
    "without_margins",
]
