"""Files on their way in: never in clear on the disk.

Django would write larger ones into a folder of the system as they are. Here they go into a
nameless file under a key that lives as long as the request.
"""

import secrets
from io import RawIOBase
from tempfile import TemporaryFile
from typing import IO, Any, cast

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

_BLOCK = 16


class SealedFile(RawIOBase):
    """Bytes written once from the start, then read from anywhere; on the disk only ciphertext."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._key, self._start = secrets.token_bytes(32), secrets.randbits(127)
        self._out: CipherContext = self._cipher(0)
        self._at = 0

    def _cipher(self, block: int) -> CipherContext:
        counter = (self._start + block).to_bytes(_BLOCK, "big")
        return Cipher(AES(self._key), CTR(counter)).encryptor()

    def write(self, piece: Any) -> int:
        """Put `piece` at the end."""
        return self._file.write(self._out.update(piece))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to `offset`."""
        self._at = self._file.seek(offset, whence)
        return self._at

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, all that are left for -1."""
        self._file.seek(self._at)
        sealed = self._file.read(size)
        block, within = divmod(self._at, _BLOCK)
        cipher = self._cipher(block)
        cipher.update(bytes(within))
        self._at += len(sealed)
        return cipher.update(sealed)

    def close(self) -> None:
        """Forget the bytes and their key."""
        self._file.close()
        self._key = b""
        super().close()


class SealedUpload(FileUploadHandler):
    """Takes files up to `most` bytes each and `most_files`; names those that were left out."""

    def __init__(self, most: int, most_files: int) -> None:
        super().__init__(None)
        self.most, self.most_files = most, most_files
        self.left_out: list[str] = []
        self.count = 0
        self._file: SealedFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins; one too many is read over."""
        super().new_file(*args, **kwargs)
        self.count += 1
        if self.count > self.most_files:
            raise SkipFile
        self._file = SealedFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece came; of a file that gets too large the rest is read over."""
        if start + len(raw_data) > self.most:
            self.left_out.append(self.file_name or "")
            raise SkipFile
        self._open().write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """A file is whole."""
        file = self._open()
        file.seek(0)
        return UploadedFile(
            file=cast(IO[bytes], file), name=self.file_name, content_type=self.content_type,
            size=file_size, charset=self.charset,
        )  # fmt: skip

    def _open(self) -> SealedFile:
        assert self._file is not None  # noqa: S101 - Django begins a file before it goes on
        return self._file
