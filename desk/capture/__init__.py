"""From a page elsewhere to the start of an entry: what to write, and what is known of it already."""

from .knowing import Known, known_at
from .starting import to_start

__all__ = ["Known", "known_at", "to_start"]
