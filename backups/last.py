"""When the last backup was made, remembered beside what it keeps, for the doctor.

Among the media, since every site may write there: a row would come back with a restore, and could not be
written in read-only mode. It is no part of a backup, as no row names it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

NAME = "last_backup.json"


@dataclass(frozen=True)
class LastBackup:
    """`path` is where it was written; nobody knows whether it is still there. `made_at` is ISO 8601."""

    made_at: str
    path: str
    is_verified: bool

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def remember(self) -> str:
        """Writes itself down; why that failed, '' if it did not: the backup is made all the same."""
        try:
            default_storage.save(NAME, ContentFile(json.dumps(asdict(self), indent=1).encode()))
        except OSError as error:
            return f"It could not be noted that a backup was made: {error.strerror}."
        return ""

    @classmethod
    def find(cls) -> Self | None:
        """What was remembered; nothing where there is nothing or that is no longer to be read."""
        try:
            with default_storage.open(NAME) as file:
                found = cls(**json.loads(file.read()))
            return found if found.moment.tzinfo else None
        except (OSError, ValueError, TypeError):
            return None
