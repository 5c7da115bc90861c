"""Compression and decompression in pieces."""

import sys

from . import _zstdkit
from ._parameters import EndDirective

__all__ = [
    "EndlessZstdDecompressor",
    "RichMemZstdCompressor",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdFrameDecompressor",
    "compress_stream",
    "decompress_stream",
]

#: What a stream reads and writes at a time: a block, and a bit for what is around it.
PIECE = 128 * 1024


class ZstdCompressor(_zstdkit.Compressor):
    """A compressing stream: data in, piece by piece; any number of frames out, one after the other.

    level_or_option is a level, or a dict of parameters by ``CompressParameter``; zstd_dict a ``ZstdDict``.
    After an error the frame in progress is dropped, and the next call begins a new one. Two threads that
    use one object wait for each other.
    """

    @property
    def last_end_directive(self):
        """The directive of the last call; ``EndDirective.END`` at first."""
        return EndDirective(self.last_mode)


class ZstdDecompressor(_zstdkit.Decompressor):
    """A decompressing stream over any number of frames.

    Input that a call didn't use, because its output was limited, is kept for the next. After an error it's
    dropped, and the object is ready for a new frame.
    """


class EndlessZstdDecompressor(_zstdkit.Decompressor):
    """``ZstdDecompressor`` by the name that says what tells it from ``ZstdFrameDecompressor``."""


class ZstdFrameDecompressor(_zstdkit.FrameDecompressor):
    """A decompressing stream over one frame, which knows where it ends: ``eof``, ``unused_data``."""


class RichMemZstdCompressor(_zstdkit.WholeCompressor):
    """Compresses whole inputs, each into a frame of its own, in memory as large as it takes."""


def _pieces(stream, size):
    """The pieces that a stream gives, which reads into memory of ours if it can."""
    if hasattr(stream, "readinto"):
        with memoryview(bytearray(size)) as room:
            while True:
                count = stream.readinto(room)
                if not 0 <= count <= size:
                    raise ValueError(
                        f"input_stream.readinto() said {count}, but should say 0 <= count <= {size}"
                    )
                if not count:
                    return
                with room[:count] as piece:
                    yield piece
    elif hasattr(stream, "read"):
        while True:
            piece = stream.read(size)
            if not piece:
                return
            yield piece
    else:
        raise TypeError("input_stream should have a readinto or a read method")


def _check_streams(output_stream, callback, **sizes):
    if output_stream is not None and not hasattr(output_stream, "write"):
        raise TypeError("output_stream should have a write method, or be None")
    if output_stream is None and callback is None:
        raise TypeError("without an output_stream, there has to be a callback")
    for name, size in sizes.items():
        if size <= 0:
            raise ValueError(f"{name} should be more than 0")
        if size > sys.maxsize:
            raise OverflowError(f"{name} is larger than memory")


class _Outlet:
    """Where output goes, in pieces of a size, and who is told of it."""

    def __init__(self, stream, size, callback):
        self.stream, self.size, self.callback = stream, size, callback
        self.total_input = self.total_output = 0

    def put(self, piece, output):
        """Writes what a piece of input came to."""
        self.total_input += len(piece)
        with memoryview(output) as whole, memoryview(piece).toreadonly() as read:
            for start in range(0, max(len(whole), 1), self.size):
                with whole[start : start + self.size] as part:
                    self._put_part(read[: 0 if start else None], part)

    def _put_part(self, read, part):
        self.total_output += len(part)
        if self.stream is not None and len(part):
            written = self.stream.write(part)
            if written is not None and not 0 <= written <= len(part):
                raise ValueError(
                    f"output_stream.write() said {written}, but should say 0 <= count <= {len(part)}"
                )
            if written is not None and written < len(part):
                raise ValueError(f"output_stream.write() took {written} bytes of {len(part)}")
        if self.callback is not None:
            self.callback(self.total_input, self.total_output, read, part)


def compress_stream(
    input_stream,
    output_stream,
    *,
    level_or_option=None,
    zstd_dict=None,
    pledged_input_size=None,
    read_size=PIECE,
    write_size=PIECE + 519,
    callback=None,
):
    """Compresses what a stream gives, and writes it to another; returns how many bytes of each.

    callback(total_input, total_output, read_data, write_data), if there is one, is called for every piece
    that is written; output_stream may be None then.
    """
    _check_streams(output_stream, callback, read_size=read_size, write_size=write_size)
    compressor = _zstdkit.Compressor(level_or_option, zstd_dict)
    if pledged_input_size is not None:
        if not 0 <= pledged_input_size < 2**64:
            raise ValueError("pledged_input_size should be None, or a 64-bit unsigned integer")
        if pledged_input_size == 2**64 - 1:
            # How libzstd writes that it isn't known.
            pledged_input_size = None
        compressor.set_pledged_input_size(pledged_input_size)
    outlet = _Outlet(output_stream, write_size, callback)
    for piece in _pieces(input_stream, read_size):
        outlet.put(piece, compressor.compress(piece))
    if outlet.total_input:
        outlet.put(b"", compressor.flush())
    return outlet.total_input, outlet.total_output


def decompress_stream(
    input_stream,
    output_stream,
    *,
    zstd_dict=None,
    option=None,
    read_size=PIECE + 3,
    write_size=PIECE,
    callback=None,
):
    """Decompresses what a stream gives, and writes it to another; returns how many bytes of each.

    callback is as in ``compress_stream``. A frame that doesn't end is an error, after what could be decoded
    was written.
    """
    _check_streams(output_stream, callback, read_size=read_size, write_size=write_size)
    decompressor = _zstdkit.Decompressor(zstd_dict, option)
    outlet = _Outlet(output_stream, write_size, callback)
    for piece in _pieces(input_stream, read_size):
        outlet.put(piece, decompressor.decompress(piece, write_size))
        while not decompressor.needs_input:
            outlet.put(b"", decompressor.decompress(b"", write_size))
    if not decompressor.at_frame_edge:
        raise _zstdkit.ZstdError("the input stream ends before its last frame does (an incomplete frame)")
    return outlet.total_input, outlet.total_output
