"""The folders and the store that the site writes into, and whether it still can."""

import errno
import os
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from passages.storage import StoreAbsent, local_folder

MB = 2**20
LEAST = 50 * MB  # a save with a picture, the journal and the temporary file beside it
BLOCK = b"\0" * 4096


def folders() -> dict[str, Path]:
    """By what it holds: the database and pictures, where these are files. What is missing is made later."""
    media = local_folder()
    found = {"media": media} if media else {}
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and not is_in_memory(name):
        found = {"data": Path(name).parent} | found
    return {what: nearest(folder) for what, folder in found.items()}


def is_in_memory(name: str) -> bool:
    return name == ":memory:" or "mode=memory" in urlsplit(name).query


def nearest(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next(each for each in (folder, *folder.absolute().parents) if each.is_dir())


def free_bytes(folder: Path) -> int:
    """What somebody who is not root may still fill."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def fault_of(folder: Path) -> str:
    """Why the site cannot write there, in words that say nothing of the machine; '' if it can."""
    try:
        if free_bytes(folder) < LEAST:
            return "is full"
        with TemporaryFile(dir=folder, buffering=0) as file:
            file.write(BLOCK)
    except OSError as error:
        return "is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "cannot be written to"
    return ""


def fault_of_store() -> str:
    """Why pictures cannot be had of a store that is no folder; '' if they can."""
    try:
        default_storage.listdir("")
    except OSError as error:
        return "does not answer" if isinstance(error, StoreAbsent) else "refuses this site"
    return ""
