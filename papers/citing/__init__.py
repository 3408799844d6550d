"""References to works in the usual styles, made by citeproc-py (styles/README.md)."""

from .csl_json import to_csl_json
from .references import STYLES, plain, to_citations

__all__ = ["STYLES", "plain", "to_citations", "to_csl_json"]
