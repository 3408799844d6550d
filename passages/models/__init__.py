from .derivation import derive, derive_again, referrers
from .document import Document, DocumentQuerySet
from .kinds import document_models, related
from .link import Link
from .mention import Mention
from .passage import Passage
from .permalink import Permalink
from .tag import Tag, Tagging

__all__ = [
    "Document",
    "DocumentQuerySet",
    "Link",
    "Mention",
    "Passage",
    "Permalink",
    "Tag",
    "Tagging",
    "derive",
    "derive_again",
    "document_models",
    "referrers",
    "related",
]
