from .entry import EARLIEST, TITLE_LENGTH, Entry, first_words
from .entry_query import TIMELINE, EntryQuerySet
from .source_file import LONGEST_FOLDER, SourceFile

__all__ = [
    "EARLIEST",
    "LONGEST_FOLDER",
    "TIMELINE",
    "TITLE_LENGTH",
    "Entry",
    "EntryQuerySet",
    "SourceFile",
    "first_words",
]
