from .author import Author, Authorship, NameVariant
from .identifier import Identifier, add_identifiers
from .merge import Merge
from .paper import Paper, refresh
from .reading_event import ReadingEvent

__all__ = [
    "Author",
    "Authorship",
    "Identifier",
    "Merge",
    "NameVariant",
    "Paper",
    "ReadingEvent",
    "add_identifiers",
    "refresh",
]
