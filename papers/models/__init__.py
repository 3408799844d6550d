from .author import Author, Authorship
from .identifier import Identifier
from .paper import Paper

__all__ = ["Author", "Authorship", "Identifier", "Paper"]
