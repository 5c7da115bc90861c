"""Files that compress and decompress as they're written and read."""

import io
import os
import sys
from threading import RLock

from . import _zstdkit

__all__ = ["ZstdFile", "open"]

_READ_SIZE = 128 * 1024 + 3
_WRITE_SIZE = 128 * 1024 + 519
#: A read of so much or more goes past the buffer, right to the bytes that it returns.
_BUFFER_SIZE = 64 * 1024


def _is_seekable(file):
    try:
        return file.seekable()
    except (AttributeError, OSError, ValueError):
        return False


class Reader(io.RawIOBase):
    """The content of a file of frames, unbuffered."""

    #: Whether a file of no frames has content, none, or is one that was cut off.
    _allows_empty = True

    #: Asked for with every line that is read: a slot of its own is quicker than what the base class has for it.
    __slots__ = ("closed",)

    def __init__(self, file, make_decompressor, read_size=_READ_SIZE):
        self.closed = False
        self._fp = file
        self._make = make_decompressor
        self._decompressor = make_decompressor()
        self._read_size = read_size
        # Such a file keeps nobody waiting: what it gives next needn't be left for the next call.
        self._fills = _is_seekable(file)
        self._lent_at_most = sys.maxsize
        self._position = 0
        self._size = None
        self._ended = False

    def close(self):
        self._decompressor = None
        super().close()
        self.closed = True

    def readable(self):
        return True

    def seekable(self):
        return self._fp.seekable()

    def tell(self):
        return self._position

    def _input(self):
        """What the decompressor goes on with; None at the end."""
        if self._ended or not self._decompressor.needs_input:
            return None if self._ended else b""
        data = self._fp.read(self._read_size)
        if data:
            return data
        self._end()
        return None

    def _end(self):
        """The file has no more bytes."""
        decompressor = self._decompressor
        if not decompressor.at_frame_edge or not (decompressor._began or self._allows_empty):
            raise EOFError("Compressed file ended before the end-of-stream marker was reached")
        self._ended = True
        self._size = self._position

    def _next(self, most):
        """Up to so many bytes of content, none at the end."""
        while (data := self._input()) is not None:
            content = self._decompressor.decompress(data, most)
            if content:
                self._position += len(content)
                return content
        return b""

    def read(self, size=-1):
        if size is None or size < 0:
            return self.readall()
        if not size:
            return b""
        return self._next(size)

    def readall(self):
        return b"".join(iter(lambda: self._next(-1), b""))

    def readinto(self, room):
        if self._ended:
            return 0
        count = self._decompressor._read_into(
            room, self._fp.read, self._read_size, self._fills, self._lent_at_most
        )
        if count is None:
            self._end()
            return 0
        self._position += count
        return count

    def _rewind(self):
        self._fp.seek(0)
        self._decompressor = self._make()
        self._position = 0
        self._ended = False

    def _skip(self, count):
        while count is None or count > 0:
            content = self._next(_READ_SIZE if count is None else min(count, _READ_SIZE))
            if not content:
                break
            if count is not None:
                count -= len(content)

    def seek(self, offset, whence=io.SEEK_SET):
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            if self._size is None:
                self._skip(None)
            offset += self._position if self._size is None else self._size
        elif whence != io.SEEK_SET:
            raise ValueError(f"Invalid value for whence: {whence}")
        if offset < self._position:
            self._rewind()
        self._skip(offset - self._position)
        return self._position


class _Turn:
    """One thread at a time: frames are written in the order in which they're made."""

    def __init__(self):
        self._lock = RLock()
        self._forks = _zstdkit._forks()

    def __enter__(self):
        # Whoever had it in the parent of a fork gives it back there alone.
        if not self._lock.acquire(blocking=self._forks == _zstdkit._forks()):
            raise RuntimeError("the process forked while another thread was writing to this file")

    def __exit__(self, *_):
        self._lock.release()


class ZstdFile(io.BufferedIOBase):
    """A file of frames, read or written as its content.

    file is a path, or a file object opened for bytes, which stays open when this is closed. mode is "r" to
    read, "w" to write anew, "x" to write what isn't there yet, "a" to add frames; with "b" or without.
    level_or_option is what ``ZstdCompressor`` takes to write, and a dict of ``DecompressParameter`` to read.
    """

    #: Flushes so that all can be read that was written so far; the frame goes on.
    FLUSH_BLOCK = 1
    #: Ends the frame.
    FLUSH_FRAME = 2

    _reader_class = Reader
    _fp = _buffer = None

    def __init__(
        self,
        filename,
        mode="r",
        *,
        level_or_option=None,
        zstd_dict=None,
        read_size=_READ_SIZE,
        write_size=_WRITE_SIZE,
    ):
        self._fp = None
        self._closes_file = False
        self._buffer = None
        self._compressor = None
        kind = mode.replace("b", "", 1) if isinstance(mode, str) else mode
        if kind not in ("r", "w", "a", "x"):
            raise ValueError(f"Invalid mode: {mode!r}")
        for name, size in (("read_size", read_size), ("write_size", write_size)):
            if size <= 0:
                raise ValueError(f"{name} should be more than 0")
        self._check_arguments(kind, level_or_option, read_size, write_size)
        if kind != "r":
            self._compressor = self._make_compressor(level_or_option, zstd_dict)
        else:
            # Says now what is wrong with the arguments.
            make = self._decompressor_maker(level_or_option, zstd_dict)
        self._mode = kind
        self._open_file(filename, kind)
        if kind == "r":
            raw = self._make_reader(make, read_size)
            self._buffer = io.BufferedReader(raw, _BUFFER_SIZE)
        else:
            self._position = 0
            self._turn = _Turn()

    # What subclasses change.

    def _check_arguments(self, kind, level_or_option, read_size, write_size):
        if kind == "r" and level_or_option is not None and not hasattr(level_or_option, "items"):
            raise TypeError(
                "level_or_option should be a dict of DecompressParameter where a file is read, not a level"
            )

    def _make_compressor(self, level_or_option, zstd_dict):
        return _zstdkit.Compressor(level_or_option, zstd_dict)

    def _decompressor_maker(self, level_or_option, zstd_dict):
        first = [_zstdkit.Decompressor(zstd_dict, level_or_option)]

        def make():
            return first.pop() if first else _zstdkit.Decompressor(zstd_dict, level_or_option)

        return make

    def _make_reader(self, make, read_size):
        return self._reader_class(self._fp, make, read_size)

    def _open_file(self, filename, kind):
        if isinstance(filename, (str, bytes, os.PathLike)):
            self._fp = io.open(filename, kind + "b")
            self._closes_file = True
        elif hasattr(filename, "read") or hasattr(filename, "write"):
            self._fp = filename
        else:
            raise TypeError("filename must be a str, bytes, file or PathLike object")

    # The file.

    def close(self):
        """Ends the frame, if there is one, and closes the file, if this opened it."""
        if self._fp is None:
            return
        try:
            if self._buffer is not None:
                self._buffer.close()
            elif self._compressor is not None:
                with self._turn:
                    self._finish()
        finally:
            file, self._fp = self._fp, None
            self._buffer = self._compressor = None
            if self._closes_file:
                file.close()

    def _finish(self):
        # A file that nothing was written to stays empty.
        if self._compressor.last_mode != self.FLUSH_FRAME:
            self._fp.write(self._compressor.flush())

    @property
    def closed(self):
        return self._fp is None

    @property
    def name(self):
        self._check_open()
        return self._fp.name

    @property
    def mode(self):
        return "rb" if self._mode == "r" else "wb"

    def fileno(self):
        self._check_open()
        return self._fp.fileno()

    def readable(self):
        self._check_open()
        return self._buffer is not None

    def writable(self):
        self._check_open()
        return self._compressor is not None

    def seekable(self):
        return self.readable() and self._buffer.seekable()

    def _check_open(self):
        if self._fp is None:
            raise ValueError("I/O operation on closed file")

    def _check_reading(self):
        if self._buffer is None:
            self._check_open()
            raise io.UnsupportedOperation("File not open for reading")

    def _check_writing(self):
        if self._compressor is None:
            self._check_open()
            raise io.UnsupportedOperation("File not open for writing")

    # Reading. The buffer hands memory on that it's asked to fill and that is larger than its own: such memory, which
    # another thread may use meanwhile, is filled part by part, for the reader writes to what it gets without the
    # interpreter's lock.

    def read(self, size=-1):
        """Up to size bytes of content, or all that is left."""
        if self._buffer is None:
            self._check_reading()
        return self._buffer.read(size)

    def read1(self, size=-1):
        """Up to size bytes of content, with one read of the file where that gives any."""
        self._check_reading()
        if size < 0:
            size = _READ_SIZE
        return self._buffer.read1(size)

    def readinto(self, b):
        """Fills b with content; returns how many bytes."""
        self._check_reading()
        with memoryview(b) as view:
            if view.nbytes <= _BUFFER_SIZE:
                return self._buffer.readinto(view)
            filled = 0
            with view.cast("B") as memory:
                while filled < len(memory):
                    with memory[filled : filled + _BUFFER_SIZE] as part:
                        count = self._buffer.readinto(part)
                        filled += count
                        if count < len(part):
                            break
            return filled

    def readinto1(self, b):
        """Fills b with content, with one read of the file where that gives any."""
        self._check_reading()
        with memoryview(b) as view:
            if view.nbytes <= _BUFFER_SIZE:
                return self._buffer.readinto1(view)
            with view.cast("B") as memory, memory[:_BUFFER_SIZE] as part:
                return self._buffer.readinto1(part)

    def readline(self, size=-1):
        """A line of content."""
        self._check_reading()
        if size is None:
            size = -1
        return self._buffer.readline(size)

    def peek(self, size=-1):
        """Some bytes of content, which stay to be read."""
        self._check_reading()
        return self._buffer.peek(size)

    def __iter__(self):
        self._check_reading()
        # Lines come without a call of Python's for each. The buffer hands a caller's memory on as if it were its own,
        # where that is larger.
        self._buffer.raw._lent_at_most = _BUFFER_SIZE
        return self._buffer

    def __del__(self):
        # Whoever goes through the lines has the buffer, and needs the file to stay open.
        if self._buffer is None or sys.getrefcount(self._buffer) <= 2:
            super().__del__()

    def __next__(self):
        self._check_reading()
        line = self._buffer.readline()
        if not line:
            raise StopIteration
        return line

    def seek(self, offset, whence=io.SEEK_SET):
        """Goes to a place in the content. To go back is to decompress from the start."""
        self._check_reading()
        return self._buffer.seek(offset, whence)

    def tell(self):
        """The place in the content."""
        self._check_open()
        return self._buffer.tell() if self._buffer is not None else self._position

    # Writing.

    def write(self, data):
        """Compresses data; returns how many bytes it has."""
        self._check_writing()
        with self._turn:
            self._check_writing()
            return self._write(data)

    def _write(self, data):
        if not isinstance(data, (bytes, bytearray)):
            with memoryview(data) as view:
                size = view.nbytes
        else:
            size = len(data)
        output = self._compressor.compress(data)
        if output:
            self._fp.write(output)
        self._position += size
        return size

    def flush(self, mode=FLUSH_BLOCK):
        """Writes what is ready, and ends the frame with mode=FLUSH_FRAME."""
        if self._compressor is None:
            self._check_open()
            return
        if mode not in (self.FLUSH_BLOCK, self.FLUSH_FRAME):
            raise ValueError(
                f"the mode is {mode!r}, but must be ZstdFile.FLUSH_BLOCK or ZstdFile.FLUSH_FRAME"
            )
        with self._turn:
            self._check_writing()
            # What the last call did needn't be done again, to end a frame above all.
            if self._compressor.last_mode != mode:
                self._flush(mode)
            if hasattr(self._fp, "flush"):
                self._fp.flush()

    def _flush(self, mode):
        output = self._compressor.flush(mode=mode)
        if output:
            self._fp.write(output)

    def __reduce__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")


def open_by(kind, filename, mode, encoding, errors, newline, **arguments):
    """Opens a file of a kind, and a text file around it where the mode says so."""
    text = isinstance(mode, str) and "t" in mode
    if text and "b" in mode:
        raise ValueError(f"Invalid mode: {mode!r}")
    if not text:
        for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
            if value is not None:
                raise ValueError(f"Argument {name!r} not supported in binary mode")
        return kind(filename, mode, **arguments)
    file = kind(filename, mode.replace("t", "", 1), **arguments)
    if encoding is None and hasattr(io, "text_encoding"):
        # The warning is about who called `open`.
        encoding = io.text_encoding(encoding, 3)
    try:
        return io.TextIOWrapper(file, encoding, errors, newline)
    except BaseException:
        file.close()
        raise


def open(
    filename, mode="rb", *, level_or_option=None, zstd_dict=None, encoding=None, errors=None, newline=None
):
    """Opens a ``ZstdFile``, or with "t" in the mode a text file around one."""
    options = {"level_or_option": level_or_option, "zstd_dict": zstd_dict}
    return open_by(ZstdFile, filename, mode, encoding, errors, newline, **options)
