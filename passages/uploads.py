from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from .imaging import MOST_BYTES


class LimitedUploadHandler(FileUploadHandler):
    """Lets no file past that is larger than a picture may be, so that none fills the disk.

    Of a larger one nothing is kept, and the rest of the request is read to its end, so that the sender hears
    the answer; whoever reads the form finds no file, and knows by `is_too_large`.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MOST_BYTES and self.request is not None:
            self.request.META["UPLOAD_TOO_LARGE"] = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def is_too_large(request: Any) -> bool:
    """Whether a file was sent and not taken; asked after the form was read."""
    return bool(request.META.get("UPLOAD_TOO_LARGE"))
