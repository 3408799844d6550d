"""Writes a file anew without a moment at which it is half there, and never over what somebody else wrote."""

import os
import tempfile
from pathlib import Path

from passages.storage import sync_folder


class FileChanged(Exception):
    """The file is not what it was thought to be, so that it was left alone."""


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Write `after` into a new file beside `path`, and put it in its place if that still holds `before`.

    It keeps the rights of the file. Raises FileChanged, or OSError where the disk or its rights do not allow
    it; then nothing has changed.
    """
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
    ) as new:
        made = Path(new.name)
        try:
            new.write(after)
            new.flush()
            os.fsync(new.fileno())
            os.fchmod(new.fileno(), path.stat().st_mode & 0o7777)
            if path.read_bytes() != before:
                raise FileChanged(str(path))
            made.replace(path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)
