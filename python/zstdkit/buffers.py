"""Many items in few pieces of memory, and batches of them.

``BufferWithSegments`` is one piece of memory and a table of where each item lies in it; several make a
``BufferWithSegmentsCollection``. Both refer to memory, never copy it, and keep it alive. ``ZstdCompressor`` and
``ZstdDecompressor`` take either, sequences of bytes-like objects, or Arrow's arrays and columns (without a copy of their
values), and work on all cores. A ``BufferWithSegments``, such as the members of a batch's results, is an array for
whoever takes Arrow's: ``pyarrow.array(frames.members[0])``. Columns with nulls are for ``zstdkit.arrow``.
"""

from . import _zstdkit
from ._dictionaries import search_dict as _search
from ._parameters import CompressParameter as _P
from ._parameters import DecompressParameter as _D
from ._zstdkit import (
    BufferSegment,
    BufferSegments,
    BufferWithSegments,
    BufferWithSegmentsCollection,
    ZstdDict,
    ZstdError,
)

__all__ = [
    "BufferSegment",
    "BufferSegments",
    "BufferWithSegments",
    "BufferWithSegmentsCollection",
    "ZstdCompressionDict",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdError",
    "multi_compress_to_buffer",
    "multi_decompress_to_buffer",
    "train_dictionary",
]

#: What a program may ask whether it's there.
backend_features = {"buffer_types", "multi_compress_to_buffer", "multi_decompress_to_buffer"}

#: What a dictionary's content is: told by its first bytes, anything, or a trained dictionary.
DICT_TYPE_AUTO, DICT_TYPE_RAWCONTENT, DICT_TYPE_FULLDICT = 0, 1, 2

_TRAINED = b"\x37\xa4\x30\xec"


class ZstdCompressionDict(ZstdDict):
    """A dictionary, shared by the threads of a batch."""

    def __new__(cls, data, dict_type=DICT_TYPE_AUTO):
        data = bytes(memoryview(data))
        if dict_type not in (DICT_TYPE_AUTO, DICT_TYPE_RAWCONTENT, DICT_TYPE_FULLDICT):
            raise ValueError(
                f"invalid dictionary load mode: {dict_type!r}; it's one of the DICT_TYPE_ constants"
            )
        is_raw = dict_type == DICT_TYPE_RAWCONTENT
        if dict_type == DICT_TYPE_AUTO:
            is_raw = not data.startswith(_TRAINED)
        return super().__new__(cls, data, is_raw)

    def dict_id(self):
        """Its id; 0 where it has none."""
        return super().dict_id

    def as_bytes(self):
        """Its content."""
        return self.dict_content

    def precompute_compress(self, level=3):
        """Digests it for a level now; else the first use with that level does."""
        _zstdkit.compress(b"", level, self)

    def __reduce__(self):
        kind = DICT_TYPE_RAWCONTENT if self.is_raw else DICT_TYPE_FULLDICT
        return type(self), (self.dict_content, kind)


def train_dictionary(dict_size, samples, k=0, d=0, steps=0, level=0, threads=1):
    """Trains a dictionary of at most dict_size bytes; what is 0 of k, d and steps is searched for."""
    fixed = {name: value for name, value in (("k", k), ("d", d), ("steps", steps)) if value}
    if not k and not d and not steps:
        fixed = None
    threads = max(threads, 0)
    training = _search(samples, dict_size, level=level, threads=threads, parameters=fixed)
    return ZstdCompressionDict(training.dictionary.dict_content)


class ZstdCompressor(_zstdkit.BatchCompressor):
    """Compresses items, one by one or many at once."""

    def __new__(
        cls,
        level=3,
        dict_data=None,
        *,
        write_checksum=False,
        write_content_size=True,
        write_dict_id=True,
    ):
        option = {
            _P.compressionLevel: level,
            _P.checksumFlag: int(bool(write_checksum)),
            _P.contentSizeFlag: int(bool(write_content_size)),
            _P.dictIDFlag: int(bool(write_dict_id)),
        }
        return super().__new__(cls, option, dict_data)


class ZstdDecompressor(_zstdkit.BatchDecompressor):
    """Decompresses frames, one by one or many at once. max_window_size limits what a frame may ask for."""

    def __new__(cls, dict_data=None, *, max_window_size=0):
        option = None
        if max_window_size:
            option = {_D.windowLogMax: max(max_window_size - 1, 1).bit_length()}
        return super().__new__(cls, dict_data, option)


def multi_compress_to_buffer(data, level_or_option=None, zstd_dict=None, threads=0):
    """Compresses every item of data into a frame of its own; returns a ``BufferWithSegmentsCollection``."""
    compressor = _zstdkit.BatchCompressor(level_or_option, zstd_dict)
    return compressor.multi_compress_to_buffer(data, threads)


def multi_decompress_to_buffer(frames, zstd_dict=None, option=None, decompressed_sizes=None, threads=0):
    """Decompresses every item of frames; returns a ``BufferWithSegmentsCollection``."""
    decompressor = _zstdkit.BatchDecompressor(zstd_dict, option)
    return decompressor.multi_decompress_to_buffer(frames, decompressed_sizes, threads)
