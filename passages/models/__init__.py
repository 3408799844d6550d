from .alias import Alias, aliases_called, tags_meant_by
from .clash import Clash
from .counting import Counted, year_of
from .derivation import derive, derive_again
from .derived import Said
from .document import Document, margins_index
from .document_query import DocumentQuerySet
from .domain import Domain, recount_in
from .excerpt import Excerpt
from .facets import Choice, Facet, Facets, facets_of, tags_in
from .holding import known_in, referred, to_references, values_for
from .image import Image
from .indexing import index, index_again
from .kinds import document_models, owners, related
from .link import Link
from .link_check import LinkCheck
from .mention import Mention
from .once import do, once
from .passage import Passage, PassageQuerySet, seen_by
from .permalink import Permalink, keep_address, owner_of
from .referring import referrers, referrers_and_itself
from .tag import Tag, Tagging
from .tags_of import fill_tags, tag_together, tags_called
from .term import Term
from .together import save_together
from .trash import Restored, bring_back, go_back, plant_anchors
from .words import Text, Words

__all__ = [
    "Alias",
    "Choice",
    "Clash",
    "Counted",
    "Document",
    "DocumentQuerySet",
    "Domain",
    "Excerpt",
    "Facet",
    "Facets",
    "Image",
    "Link",
    "LinkCheck",
    "Mention",
    "Passage",
    "PassageQuerySet",
    "Permalink",
    "Restored",
    "Said",
    "Tag",
    "Tagging",
    "Term",
    "Text",
    "Words",
    "aliases_called",
    "bring_back",
    "derive",
    "derive_again",
    "do",
    "document_models",
    "facets_of",
    "fill_tags",
    "go_back",
    "index",
    "index_again",
    "keep_address",
    "known_in",
    "margins_index",
    "once",
    "owner_of",
    "owners",
    "plant_anchors",
    "recount_in",
    "referred",
    "referrers",
    "referrers_and_itself",
    "related",
    "save_together",
    "seen_by",
    "tag_together",
    "tags_called",
    "tags_in",
    "tags_meant_by",
    "to_references",
    "values_for",
    "year_of",
]
