from .bulk_change import BulkChange
from .draft import Draft
from .version import Version

__all__ = ["BulkChange", "Draft", "Version"]
