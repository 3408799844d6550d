from .author import Author, Authorship, NameVariant
from .identifier import Identifier
from .merge import Merge
from .paper import Paper, refresh
from .reading_event import ReadingEvent

__all__ = ["Author", "Authorship", "Identifier", "Merge", "NameVariant", "Paper", "ReadingEvent", "refresh"]
