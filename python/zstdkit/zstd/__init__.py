"""The interface of Python's own ``compression.zstd``, for every Python that zstdkit runs on.

``from zstdkit import zstd`` takes the place of ``from compression import zstd`` (Python 3.14 and newer) and of
``from backports import zstd``. ``zstdkit.zstd.tarfile`` and ``zstdkit.zstd.zipfile`` read and write archives that
are compressed with zstd; ``register_shutil`` has shutil do so too.
"""

from .. import _zstdkit
from .._dictionaries import finalize_dict as _finalize_dict
from .._dictionaries import train_dict as _train_dict
from .._frames import FrameInfo
from .._parameters import Strategy
from .._stand_in import get_frame_info, get_frame_size
from .._zstdkit import ZstdDict as _ZstdDict
from .._zstdkit import ZstdError
from ._file import ZstdFile, open
from ._options import (
    COMPRESSION_LEVEL_DEFAULT,
    CompressionParameter,
    DecompressionParameter,
)
from ._options import (
    compression as _compression,
)
from ._options import (
    decompression as _decompression,
)
from ._register import register_shutil

__all__ = [
    "COMPRESSION_LEVEL_DEFAULT",
    "CompressionParameter",
    "DecompressionParameter",
    "FrameInfo",
    "Strategy",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdDict",
    "ZstdError",
    "ZstdFile",
    "compress",
    "decompress",
    "finalize_dict",
    "get_frame_info",
    "get_frame_size",
    "open",
    "register_shutil",
    "train_dict",
    "zstd_version",
    "zstd_version_info",
]

#: The version of libzstd, as text and as three numbers.
zstd_version = _zstdkit.libzstd_version()
zstd_version_info = tuple(map(int, zstd_version.split(".")))

#: The bounds of a pledge: what is above them means something else to libzstd.
_SIZES = 2**64 - 2


class ZstdDict(_ZstdDict):
    """A dictionary for small inputs that have much in common."""

    def __new__(cls, dict_content, /, *, is_raw=False):
        return super().__new__(cls, dict_content, is_raw)

    def __reduce__(self):
        return _zstd_dict, (self.dict_content, self.is_raw)


def _zstd_dict(content, is_raw):
    return ZstdDict(content, is_raw=is_raw)


class ZstdCompressor(_zstdkit.Compressor):
    """A compressing stream: data in, piece by piece; any number of frames out, one after the other."""

    def __new__(cls, level=None, options=None, zstd_dict=None):
        return super().__new__(cls, _compression(level, options), zstd_dict)

    def set_pledged_input_size(self, size, /):
        """Pledges how many bytes the next frame will hold; None takes the pledge back."""
        if size is not None and not 0 <= size < _SIZES:
            raise ValueError(f"size argument should be a positive int less than {_SIZES}, or None")
        if self.last_mode != self.FLUSH_FRAME:
            raise ValueError("a size is pledged at a frame's start, where last_mode == FLUSH_FRAME")
        super().set_pledged_input_size(size)


class ZstdDecompressor(_zstdkit.FrameDecompressor):
    """A decompressing stream over one frame, which knows where it ends."""

    def __new__(cls, zstd_dict=None, options=None):
        return super().__new__(cls, zstd_dict, _decompression(options))


def compress(data, level=None, options=None, zstd_dict=None):
    """Compresses data into one frame."""
    if level is not None or options is not None:
        level = _compression(level, options)
    return _zstdkit.compress(data, level, zstd_dict)


def decompress(data, zstd_dict=None, options=None):
    """Decompresses all frames in data."""
    if options is not None:
        options = _decompression(options)
    content = _zstdkit.decompress(data, zstd_dict, options)
    if not content and not data:
        raise ZstdError("Compressed data ended before the end-of-stream marker was reached")
    return content


def train_dict(samples, dict_size):
    """Trains a dictionary of at most dict_size bytes on samples."""
    return ZstdDict(_train_dict(samples, dict_size).dict_content)


def finalize_dict(zstd_dict, /, samples, dict_size, level):
    """Makes a dictionary of a content chosen by hand: samples give it its tables."""
    if not isinstance(dict_size, int) or not isinstance(level, int):
        raise TypeError("dict_size and level should be ints")
    return ZstdDict(_finalize_dict(zstd_dict, samples, dict_size, level).dict_content)
