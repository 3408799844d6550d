"""Search apart from the database: words, queries, snippets and spelling; nothing here knows Django."""

from .fts5 import Match, has_positive, to_fts5
from .query import Part, Query, parse
from .remarks import Remark, RemarkCode
from .tokens import TOKENIZER_VERSION, Span, spans, tokens
from .tree import And, Field, Node, Not, Or, Term, fields, is_text, positive_terms, split, to_text
from .tsearch import to_tsquery, to_tsvector

__all__ = [
    "TOKENIZER_VERSION",
    "And",
    "Field",
    "Match",
    "Node",
    "Not",
    "Or",
    "Part",
    "Query",
    "Remark",
    "RemarkCode",
    "Span",
    "Term",
    "fields",
    "has_positive",
    "is_text",
    "parse",
    "positive_terms",
    "spans",
    "split",
    "to_fts5",
    "to_text",
    "to_tsquery",
    "to_tsvector",
    "tokens",
]
