from .entry import EARLIEST, TIMELINE, TITLE_LENGTH, Entry, EntryQuerySet, first_words
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
