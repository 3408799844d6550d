"""Authors of two names who turn out to be one."""

from .authors import merge_authors

__all__ = ["merge_authors"]
