"""Quick entry: one text as it is typed, read as the importer reads a log, and saved."""

from .reading import BadText, Written, read

__all__ = ["BadText", "Written", "read"]
