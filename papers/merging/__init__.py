"""Two works that turn out to be one: made one, and taken apart again. So with authors."""

from .authors import merge_authors
from .merge import MergeProblem, merge
from .plan import Plan, Row
from .undo import Undone, undo

__all__ = ["MergeProblem", "Plan", "Row", "Undone", "merge", "merge_authors", "undo"]
