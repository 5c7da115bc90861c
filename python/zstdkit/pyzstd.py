"""pyzstd's interface, to stand in for it: ``from zstdkit import pyzstd``.

What tells it from ``zstdkit`` itself: ``ZstdDecompressor`` takes one frame here and knows its end, levels out of
bounds are taken for the nearest, and errors come with pyzstd's types.
"""

from warnings import warn

from . import (
    CompressParameter,
    CParameter,
    DecompressParameter,
    DParameter,
    EndDirective,
    Strategy,
    _zstdkit,
    compressionLevel_values,
    zstd_support_multithread,
    zstd_version,
    zstd_version_info,
)
from . import (
    EndlessZstdDecompressor as _Endless,
)
from ._dictionaries import finalize_dict as _finalize
from ._dictionaries import train_dict as _train
from ._file import _READ_SIZE, _WRITE_SIZE, open_by
from ._file import ZstdFile as _File
from ._seekable import SeekableFormatError
from ._seekable import SeekableZstdFile as _Seekable
from ._stand_in import get_frame_info, get_frame_size
from ._streams import compress_stream as _compress_stream
from ._streams import decompress_stream as _decompress_stream
from ._zstdkit import ZstdDict, ZstdError

__all__ = [
    "CParameter",
    "CompressParameter",
    "DParameter",
    "DecompressParameter",
    "EndDirective",
    "EndlessZstdDecompressor",
    "RichMemZstdCompressor",
    "SeekableFormatError",
    "SeekableZstdFile",
    "Strategy",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdDict",
    "ZstdError",
    "ZstdFile",
    "compress",
    "compress_stream",
    "compressionLevel_values",
    "decompress",
    "decompress_stream",
    "finalize_dict",
    "get_frame_info",
    "get_frame_size",
    "open",
    "richmem_compress",
    "train_dict",
    "zstd_support_multithread",
    "zstd_version",
    "zstd_version_info",
]

_BUILD = f"(zstd v{zstd_version}, 64-bit build)"


def _checked(option, parameters, others, way):
    """A copy of an option whose keys and values are what they should be."""
    checked = {}
    for key, value in option.items():
        if isinstance(key, others):
            raise TypeError(f"Key of {way} option dict should NOT be {others.__name__[0]}Parameter.")
        try:
            parameter = parameters(key)
        except ValueError:
            if not isinstance(key, int) or not -(2**31) <= key < 2**31:
                raise ValueError("Key of option dict should be a 32-bit signed int value.") from None
            name = f"unknown parameter (key {key})"
            raise ZstdError(f'Zstd {way} parameter "{name}" is invalid. (zstd v{zstd_version})') from None
        if not isinstance(value, int):
            raise TypeError("Value of option dict should be an int.")
        if not -(2**31) <= value < 2**31:
            raise ValueError("Value of option dict should be a 32-bit signed int value.")
        least, most = parameter.bounds()
        if parameter == CParameter.compressionLevel and parameters is CParameter:
            value = _level(value)
        elif parameter == CParameter.targetCBlockSize and 0 < value < least:
            # As libzstd takes it.
            value = least
        elif not least <= value <= most and value:
            raise ZstdError(
                f'Error when setting zstd {way} parameter "{parameter.name}", it should '
                f"{least} <= value <= {most}, provided value is {int(value)}. {_BUILD}"
            )
        checked[int(parameter)] = int(value)
    return checked


def _level(level):
    """A level, or the nearest one that there is."""
    if not -(2**31) <= level < 2**31:
        raise ValueError("Compression level should be a 32-bit signed int value.")
    return min(max(level, compressionLevel_values.min), compressionLevel_values.max)


def _compress_option(level_or_option):
    if isinstance(level_or_option, dict):
        return _checked(level_or_option, CParameter, DParameter, "compression")
    if isinstance(level_or_option, int):
        return _level(level_or_option)
    return level_or_option


def _decompress_option(option):
    if isinstance(option, dict):
        return _checked(option, DParameter, CParameter, "decompression")
    return option


class ZstdCompressor(_zstdkit.Compressor):
    """A compressing stream: any number of frames, one after the other."""

    def __new__(cls, level_or_option=None, zstd_dict=None):
        return super().__new__(cls, _compress_option(level_or_option), zstd_dict)

    def _set_pledged_input_size(self, size):
        if size is not None and not 0 <= size < 2**64 - 1:
            raise ValueError("size should be None or a 64-bit unsigned integer value")
        if self.last_mode != self.FLUSH_FRAME:
            raise RuntimeError("a size can be pledged where .last_mode == .FLUSH_FRAME alone")
        self.set_pledged_input_size(size)


class RichMemZstdCompressor(_zstdkit.WholeCompressor):
    """Compresses whole inputs, each into a frame of its own."""

    def __new__(cls, level_or_option=None, zstd_dict=None):
        option = _compress_option(level_or_option)
        if isinstance(option, dict) and option.get(CParameter.nbWorkers, 0) > 0:
            warn(
                "whole inputs and worker threads: a ZstdCompressor takes less memory for that",
                ResourceWarning,
                stacklevel=2,
            )
        return super().__new__(cls, option, zstd_dict)


class ZstdDecompressor(_zstdkit.FrameDecompressor):
    """A decompressing stream over one frame."""

    def __new__(cls, zstd_dict=None, option=None):
        return super().__new__(cls, zstd_dict, _decompress_option(option))


class EndlessZstdDecompressor(_Endless):
    """A decompressing stream over any number of frames."""

    def __new__(cls, zstd_dict=None, option=None):
        return super().__new__(cls, zstd_dict, _decompress_option(option))

    @property
    def at_frame_edge(self):
        """Whether output and input both are at a frame's edge."""
        return super().at_frame_edge and self.needs_input


def compress(data, level_or_option=None, zstd_dict=None):
    """Compresses data into one frame."""
    if level_or_option is not None:
        level_or_option = _compress_option(level_or_option)
    return _zstdkit.compress(data, level_or_option, zstd_dict)


def richmem_compress(data, level_or_option=None, zstd_dict=None):
    """Compresses data into one frame, in memory as large as it takes."""
    return RichMemZstdCompressor(level_or_option, zstd_dict).compress(data)


def decompress(data, zstd_dict=None, option=None):
    """Decompresses all frames in data."""
    if option is not None:
        option = _decompress_option(option)
    return _zstdkit.decompress(data, zstd_dict, option)


def compress_stream(input_stream, output_stream, *, level_or_option=None, **arguments):
    """Compresses what a stream gives, and writes it to another."""
    option = _compress_option(level_or_option)
    return _compress_stream(input_stream, output_stream, level_or_option=option, **arguments)


def decompress_stream(input_stream, output_stream, *, option=None, **arguments):
    """Decompresses what a stream gives, and writes it to another."""
    option = _decompress_option(option)
    return _decompress_stream(input_stream, output_stream, option=option, **arguments)


def train_dict(samples, dict_size):
    """Trains a dictionary on samples."""
    if not isinstance(dict_size, int):
        raise TypeError("dict_size argument should be an int object.")
    return _train(samples, dict_size)


def finalize_dict(zstd_dict, samples, dict_size, level):
    """Makes a dictionary of a content chosen by hand."""
    if not isinstance(dict_size, int) or not isinstance(level, int):
        raise TypeError("dict_size and level should be int objects.")
    return _finalize(zstd_dict, samples, dict_size, level)


class _Options:
    """Takes pyzstd's options for files."""

    def _check_arguments(self, kind, level_or_option, read_size, write_size):
        if kind == "r":
            if write_size != _WRITE_SIZE:
                raise ValueError("write_size argument is only valid in write modes.")
        elif read_size != _READ_SIZE:
            raise ValueError("read_size argument is only valid in read mode.")
        if kind == "r" and not isinstance(level_or_option, (dict, type(None))):
            raise TypeError("In read mode (decompression), level_or_option argument should be a dict object.")

    def _make_compressor(self, level_or_option, zstd_dict):
        return _zstdkit.Compressor(_compress_option(level_or_option), zstd_dict)

    def _decompressor_maker(self, level_or_option, zstd_dict):
        return super()._decompressor_maker(_decompress_option(level_or_option), zstd_dict)


class ZstdFile(_Options, _File):
    """A file of frames, read or written as its content."""


class SeekableZstdFile(_Options, _Seekable):
    """A file in the seekable format."""


def open(
    filename, mode="rb", *, level_or_option=None, zstd_dict=None, encoding=None, errors=None, newline=None
):
    """Opens a ``ZstdFile``, or with "t" in the mode a text file around one."""
    options = {"level_or_option": level_or_option, "zstd_dict": zstd_dict}
    return open_by(ZstdFile, filename, mode, encoding, errors, newline, **options)
