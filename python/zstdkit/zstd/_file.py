"""Files as ``compression.zstd`` has them."""

import os

from .. import _zstdkit
from .._file import Reader, open_by
from .._file import ZstdFile as _ZstdFile
from ._options import compression, decompression


class _Reader(Reader):
    _allows_empty = False


class ZstdFile(_ZstdFile):
    """A file of frames, read or written as its content."""

    def __init__(self, file, /, mode="r", *, level=None, options=None, zstd_dict=None):
        self._fp = None
        if not isinstance(mode, str):
            raise ValueError("mode must be a str")
        if options is not None and not hasattr(options, "items"):
            raise TypeError("options must be a mapping or None")
        if level is not None and not isinstance(level, int):
            raise TypeError("level must be an int or None")
        if level is not None and mode in ("r", "rb"):
            raise TypeError("level is for writing; to read a file takes none")
        self._level = level
        if not isinstance(file, (str, bytes, os.PathLike)):
            needed = "read" if mode in ("r", "rb") else "write"
            if not hasattr(file, needed):
                raise TypeError(f"file must be a path, or a file object with a {needed} method")
        super().__init__(file, mode, level_or_option=options, zstd_dict=zstd_dict)

    _reader_class = _Reader

    def _make_compressor(self, options, zstd_dict):
        return _zstdkit.Compressor(compression(self._level, options), zstd_dict)

    def _decompressor_maker(self, options, zstd_dict):
        return super()._decompressor_maker(decompression(options), zstd_dict)


def open(
    file,
    /,
    mode="rb",
    *,
    level=None,
    options=None,
    zstd_dict=None,
    encoding=None,
    errors=None,
    newline=None,
):
    """Opens a ``ZstdFile``, or with "t" in the mode a text file around one."""
    arguments = {"level": level, "options": options, "zstd_dict": zstd_dict}
    return open_by(ZstdFile, file, mode, encoding, errors, newline, **arguments)
