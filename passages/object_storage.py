"""Pictures in a bucket of a service that speaks S3.

It needs the packages of requirements-s3.txt: only Django imports it, where `MEDIA_STORAGE_URL` is set.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from threading import local
from typing import Any, NoReturn

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from django.core.files.base import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from .storage import StoreAbsent, StoreFailed

GONE = {"404", "NoSuchKey"}
NO_KEY = (NoCredentialsError, PartialCredentialsError)
# A page waits for a picture no longer than this. Other services do not know the newest checksums of S3.
CLIENT = {
    "connect_timeout": 3,
    "read_timeout": 10,
    "retries": {"mode": "standard", "total_max_attempts": 2},
    "s3": {"addressing_style": "path"},
    "signature_version": "s3v4",
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class ObjectStorage(S3Storage):
    """An object is whole or not there, which S3 promises, and is put over one of that name.

    What goes wrong is an `OSError`, as of any storage of files. No ACL is sent, which means private with S3
    and is refused by no bucket that knows none. No object has an address for readers.
    """

    def __init__(self, **options: Any) -> None:
        fixed = {"file_overwrite": True, "default_acl": None, "querystring_auth": True, "custom_domain": None}
        alone = TransferConfig(use_threads=False)  # a picture is sent at once
        super().__init__(**options, **fixed, transfer_config=alone, client_config=Config(**CLIENT))
        os.register_at_fork(after_in_child=self.forget_connections)

    def forget_connections(self) -> None:
        """Two processes on one connection would read each other's answers."""
        self._connections, self._bucket = local(), None

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole object, fetched by one request."""
        if mode != "rb":
            raise ValueError("An object is only read, or saved as a whole.")
        with told(name):
            found = self.bucket.Object(self._normalize_name(clean_name(name))).get()
            return File(BytesIO(found["Body"].read()), name)

    def _save(self, name: str, content: Any) -> str:
        with told(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with told(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with told(name):
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with told(path):
            folders, files = super().listdir(path)
            return folders, files

    def size(self, name: str) -> int:
        with told(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with told(name):
            moment: datetime = super().get_modified_time(name)
            return moment

    def url(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("Pictures are served by the site, which asks who may see them.")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Raise what botocore says as an `OSError`."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise to_os_error(error, name) from error


def to_os_error(error: Exception, name: str) -> OSError:
    """The same as an `OSError`, in words that name neither key nor host."""
    if isinstance(error, NO_KEY):
        return StoreFailed(errno.EACCES, "The store of pictures was given no key", name)
    if not isinstance(error, ClientError):
        return StoreAbsent(errno.EHOSTUNREACH, "The store of pictures does not answer", name)
    code, status = code_of(error), error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in GONE:
        return FileNotFoundError(errno.ENOENT, "The store of pictures has no such file", name)
    if status >= 500 or status == 429:
        return StoreAbsent(errno.EAGAIN, f"The store of pictures answers {code}", name)
    return StoreFailed(errno.EACCES, f"The store of pictures answers {code}", name)


def code_of(error: ClientError) -> str:
    """The word of S3 for what is wrong, such as AccessDenied, or the number where it has none."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code if code.isalnum() and len(code) <= 60 else "with an error"
