"""Columns of bytes and strings, compressed and decompressed value by value, on all cores.

Arrays come and go by Arrow's C data interface, so that those of Polars, pyarrow, DuckDB and others are taken and given
without a copy of their values:

    frames = polars.concat(polars.Series(array) for array in zstdkit.arrow.compress(series, 3, dictionary))

What is returned is a list of arrays, the chunks of one column of large_binary; each has ``__arrow_c_array__``, which
gives binary and, of valid UTF-8, strings too where it's asked: ``pyarrow.array(chunk, pyarrow.string())``. Such a list is
taken, too: ``decompress(compress(series))``.
"""

from . import _zstdkit
from ._zstdkit import ArrowArray

__all__ = ["ArrowArray", "compress", "decompress"]


def compress(array, level_or_option=None, zstd_dict=None, threads=0):
    """Compresses every value of a column into a frame of its own; nulls stay nulls."""
    compressor = _zstdkit.BatchCompressor(level_or_option, zstd_dict)
    return _zstdkit.compress_array(compressor, array, threads) or [_zstdkit.empty_array()]


def decompress(array, zstd_dict=None, option=None, threads=0):
    """Decompresses every value of a column, which is one frame; nulls stay nulls."""
    decompressor = _zstdkit.BatchDecompressor(zstd_dict, option)
    return _zstdkit.decompress_array(decompressor, array, threads) or [_zstdkit.empty_array()]
