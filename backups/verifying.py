from pathlib import Path

from .reading import check, open_archive
from .staging import compare, staged


def verify(path: Path, folder: Path) -> None:
    """Restore a backup into a database of its own and compare every row; raises `BackupError`."""
    with open_archive(path) as archive:
        check(archive, folder)
        with staged(archive, folder) as alias:
            compare(archive.manifest, alias)
