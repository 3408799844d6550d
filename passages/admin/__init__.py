from django.contrib import admin
from taggit.models import Tag as UnusedTag

from .documents import DocumentAdmin, VisibleChoices, VisibleListFilter
from .images import ImageAdmin
from .links import LinkAdmin
from .permalinks import PermalinkAdmin
from .tags import TagAdmin

__all__ = [
    "DocumentAdmin",
    "ImageAdmin",
    "LinkAdmin",
    "PermalinkAdmin",
    "TagAdmin",
    "VisibleChoices",
    "VisibleListFilter",
]

admin.site.unregister(UnusedTag)
