"""Files on their way in: too large for memory, they wait on disk under a key of their own."""

from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from motcua.capabilities.documents import inspection, rules, storage
from motcua.spine.errors import Refusal

REQUEST_BYTES_MAX = 64 * 1024 * 1024  # As deploy/nginx/motcua.conf lets through.


class TooMuchAtOnce(Refusal):
    code = "files_too_large_together"
    http_status = 413
    message_vi = "Các tệp gửi cùng lúc lớn hơn 64 MB. Gửi từng tệp một."
    message_en = "The files sent at once are over 64 MB together. Send them one by one."


class SealedUploadHandler(FileUploadHandler):
    """In place of Django's, which writes what people send into the temporary folder in clear.

    What is too large is let go of at its first byte too many. The rest of the request is read past,
    so that its other fields arrive, and whoever reads the file is told why there is none.
    """

    _bytes_of_all = 0
    _bytes = 0
    _refusal: Refusal | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = storage.file_store().arriving()
        self._bytes, self._refusal = 0, None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._refusal is not None:
            return
        self._bytes += len(raw_data)
        self._bytes_of_all += len(raw_data)
        if self._bytes > rules.FILE_BYTES_MAX:
            self._refusal = inspection.TooLarge()
        elif self._bytes_of_all > REQUEST_BYTES_MAX:
            self._refusal = TooMuchAtOnce()
        if self._refusal is None:
            self._file.write(raw_data)
        else:
            self._file.close()
            self._bytes_of_all -= self._bytes

    def file_complete(self, file_size: int) -> UploadedFile:
        content: Any = _NotKept(self._refusal) if self._refusal else self._file
        content.seek(0)
        return UploadedFile(
            file=cast(IO[bytes], content),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()


class _NotKept:
    """Stands where a file would: who reads it is refused in words."""

    closed = False

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def read(self, size: int = -1, /) -> bytes:
        raise self._refusal

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return offset

    def close(self) -> None:
        pass
