from .entry import EARLIEST, TITLE_LENGTH, Entry, first_words
from .entry_query import TIMELINE, EntryQuerySet
from .source_file import LONGEST_FOLDER, SourceFile
from .standing import Standing

__all__ = [
    "EARLIEST",
    "LONGEST_FOLDER",
    "TIMELINE",
    "TITLE_LENGTH",
    "Entry",
    "EntryQuerySet",
    "SourceFile",
    "Standing",
    "first_words",
]
