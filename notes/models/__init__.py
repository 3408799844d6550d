from .entry import EARLIEST, TIMELINE, TITLE_LENGTH, Entry, EntryQuerySet, first_words
from .source_file import SourceFile

__all__ = ["EARLIEST", "TIMELINE", "TITLE_LENGTH", "Entry", "EntryQuerySet", "SourceFile", "first_words"]
