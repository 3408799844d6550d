"""Pictures that nothing needs any more: no text, no draft, no version that can be restored."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from history.models import Draft, Version
from passages.models import Image
from passages.models.image import FOLDER
from passages.storage import files_in

KEPT = timedelta(days=30)
KEPT_FILE = timedelta(days=1)  # a picture that is being sent has its file before its row
NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png|webp)")


def orphans(age: timedelta = KEPT) -> list[Image]:
    """Pictures older than that which stand in no text, no draft and no version."""
    unused = list(Image.objects.without_mention().older_than(age))
    needed = set(names_kept()) if unused else set()
    return [image for image in unused if image.name not in needed and not is_named(image)]


def is_named(image: Image) -> bool:
    """Whether a draft or a version may show it by the name that it had in a site that was imported."""
    slugs = image.permalinks.values_list("slug", flat=True)
    return any(saying(model, slug).exists() for slug in slugs for model in (Draft, Version))


def saying(model: Any, words: str) -> Any:
    """The drafts or versions in whose values these words stand, in any spelling that they can have."""
    spellings = {words, quote(words), json.dumps(words)[1:-1]}
    is_said = reduce(or_, (Q(said__contains=spelling) for spelling in spellings))
    return model.objects.annotate(said=Cast("values", TextField())).filter(is_said)


def names_kept() -> Iterator[str]:
    """The names of pictures in what was not saved yet and in what can be restored."""
    for model in (Draft, Version):
        for text in saying(model, "/images/").order_by().values_list("said", flat=True).iterator():
            yield from NAME.findall(text)


def stray_files() -> list[str]:
    """Files of pictures without a row, and those that were never finished, a day after they were written."""
    is_ours = re.compile(rf"{NAME.pattern}|\..*\.part")
    files = [name for name in files_in(FOLDER) if is_ours.fullmatch(name)]
    known = set(Image.objects.values_list("name", flat=True)) if files else set()
    names = [f"{FOLDER}/{name}" for name in files if name not in known]
    limit = timezone.now() - KEPT_FILE
    return [name for name in names if default_storage.get_modified_time(name) < limit]
