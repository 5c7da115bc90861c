"""Random access to compressed files."""

import io

from . import _zstdkit
from ._zstdkit import Index

__all__ = ["Index", "SeekReader"]


class SeekReader(io.RawIOBase):
    """The content of a compressed file, of which any part is at hand.

    source is a path, or a bytes-like object. index is an ``Index`` of it; without one, the file's own is used (an index
    or a seek table behind its frames), or the sizes that its frames say. Another file's index is an error.
    """

    def __init__(self, source, index=None, *, zstd_dict=None, window_log_max=None):
        self._reader = _zstdkit.RangeReader(source, index, zstd_dict=zstd_dict, window_log_max=window_log_max)
        self._position = 0

    @property
    def content_size(self):
        """The size of the content."""
        return self._reader.content_size

    def read_range(self, start, stop):
        """The content from start to stop; threads may ask at once, and wait for each other."""
        self._check_open()
        if not 0 <= start <= stop:
            raise ValueError(
                f"a range goes from 0, or from farther, on: there is none from {start} to {stop}"
            )
        return self._reader.read_range(start, stop)

    def _check_open(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def readable(self):
        self._check_open()
        return True

    def seekable(self):
        self._check_open()
        return True

    def tell(self):
        self._check_open()
        return self._position

    def seek(self, offset, whence=io.SEEK_SET):
        self._check_open()
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.content_size}
        if whence not in base:
            raise ValueError(f"whence is {whence}, but must be 0, 1 or 2")
        if base[whence] + offset < 0:
            raise ValueError("there is nothing before the start")
        self._position = base[whence] + offset
        return self._position

    def read(self, size=-1):
        self._check_open()
        end = self.content_size
        if size is not None and size >= 0:
            end = min(self._position + size, end)
        start = min(self._position, end)
        content = self._reader.read_range(start, end)
        self._position += len(content)
        return content

    def readall(self):
        return self.read()

    def readinto(self, room):
        with memoryview(room) as view, view.cast("B") as flat:
            content = self.read(len(flat))
            flat[: len(content)] = content
            return len(content)
