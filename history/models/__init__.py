from .draft import Draft
from .version import Version

__all__ = ["Draft", "Version"]
