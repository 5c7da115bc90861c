"""Files in zstd's seekable format: frames, with a table behind them of where each begins."""

import io
import os
import struct
from bisect import bisect_right
from warnings import warn

from ._file import _READ_SIZE, _WRITE_SIZE, Reader, ZstdFile

__all__ = ["SeekTable", "SeekableFormatError", "SeekableZstdFile"]

_SKIPPABLE_MAGIC = 0x184D2A5E
_FOOTER_MAGIC = 0x8F92EAB1
_HEADER = struct.Struct("<II")
_FOOTER = struct.Struct("<IBI")
_ENTRY = struct.Struct("<II")
_MOST_FRAMES = 0x8000000
_LARGEST_FRAME = 1024 * 1024 * 1024


class SeekableFormatError(Exception):
    """A file isn't in the seekable format, or its table is damaged."""

    def __init__(self, message):
        super().__init__(f"Zstandard Seekable Format error: {message}")


class SeekTable:
    """Where each frame of a file begins, and where its content does."""

    def __init__(self):
        # One more than there are frames: where the last one ends.
        self.offsets = [0]
        self.positions = [0]

    def __len__(self):
        return len(self.offsets) - 1

    def append(self, size, content_size):
        """Adds a frame by its sizes. One without content is no place to go to: it joins the frame before."""
        if not content_size and len(self):
            self.offsets[-1] += size
        elif size or content_size:
            self.offsets.append(self.offsets[-1] + size)
            self.positions.append(self.positions[-1] + content_size)

    def find(self, position):
        """Offset and position of the frame in which a position lies."""
        index = max(bisect_right(self.positions, position, 0, max(len(self), 1)) - 1, 0)
        return self.offsets[index], self.positions[index]

    @classmethod
    def read(cls, file):
        """Reads the table at the end of a file, and checks it against the file's size."""
        end = file.seek(0, io.SEEK_END)
        if not end:
            return cls(), 0
        if end < _HEADER.size + _FOOTER.size:
            raise SeekableFormatError("the file's size is less than that of an empty table")
        file.seek(-_FOOTER.size, io.SEEK_END)
        count, descriptor, magic = _FOOTER.unpack(_read_all(file, _FOOTER.size))
        if magic != _FOOTER_MAGIC:
            raise SeekableFormatError("The last 4 bytes of the file aren't the Seekable Format Magic Number")
        if descriptor & 0b1111100:
            raise SeekableFormatError("the Reserved_Bits of the table's descriptor aren't 0")
        entry = struct.Struct("<III") if descriptor & 0x80 else _ENTRY
        table_size = _HEADER.size + count * entry.size + _FOOTER.size
        if end < table_size:
            raise SeekableFormatError("the file's size is less than expected size of its table")
        file.seek(end - table_size)
        table_bytes = _read_all(file, table_size)
        magic, size = _HEADER.unpack_from(table_bytes)
        if magic != _SKIPPABLE_MAGIC:
            raise SeekableFormatError("the table's Magic_Number is wrong")
        if size != table_size - _HEADER.size:
            raise SeekableFormatError("the table's Frame_Size is wrong")
        table = cls()
        body = memoryview(table_bytes)[_HEADER.size : -_FOOTER.size]
        for fields in entry.iter_unpack(body):
            if not fields[0] and fields[1]:
                raise SeekableFormatError("a frame of 0 bytes with content is impossible")
            table.append(*fields[:2])
        if table.offsets[-1] != end - table_size:
            raise SeekableFormatError(
                "the cumulated compressed size of the frames isn't that of the file before the table"
            )
        return table, table_size

    def to_bytes(self):
        """The table as it's written to a file's end."""
        offsets, positions = self.offsets, self.positions
        if len(self) > _MOST_FRAMES:
            warn(
                f"the format takes {_MOST_FRAMES} frames, and there are {len(self)}; some share an entry",
                RuntimeWarning,
                stacklevel=4,
            )
            offsets, positions = self._merged()
        pairs = zip(zip(offsets, offsets[1:]), zip(positions, positions[1:]))
        entries = b"".join(_ENTRY.pack(b - a, d - c) for (a, b), (c, d) in pairs)
        count = len(offsets) - 1
        size = len(entries) + _FOOTER.size
        return b"".join(
            (
                _HEADER.pack(_SKIPPABLE_MAGIC, size),
                entries,
                _FOOTER.pack(count, 0, _FOOTER_MAGIC),
            )
        )

    def _merged(self):
        step = -(-len(self) // _MOST_FRAMES)
        offsets, positions = self.offsets[:-1:step], self.positions[:-1:step]
        return offsets + [self.offsets[-1]], positions + [self.positions[-1]]


def _read_all(file, size):
    data = file.read(size)
    if len(data) != size:
        raise SeekableFormatError("the file ended while its table was read")
    return data


class _SeekableReader(Reader):
    """The content of a seekable file, which knows where to begin for any part of it."""

    def __init__(self, file, make_decompressor, read_size):
        for name, can in (("readable", "read"), ("seekable", "seek")):
            if not hasattr(file, name) or not hasattr(file, can) or not getattr(file, name)():
                raise TypeError(
                    f"the file isn't {name}; a file that is read through is better read using ZstdFile class"
                )
        self._seek_table, _ = SeekTable.read(file)
        file.seek(0)
        super().__init__(file, make_decompressor, read_size)
        self._size = self._seek_table.positions[-1]

    def seek(self, offset, whence=io.SEEK_SET):
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            offset += self._size
        elif whence != io.SEEK_SET:
            raise ValueError(f"Invalid value for whence: {whence}")
        offset = min(max(offset, 0), self._size)
        frame, begins = self._seek_table.find(offset)
        if offset < self._position or begins > self._position:
            self._fp.seek(frame)
            self._decompressor = self._make()
            self._position = begins
            self._ended = False
        self._skip(offset - self._position)
        return self._position


class SeekableZstdFile(ZstdFile):
    """A ``ZstdFile`` in zstd's seekable format: parts of it are read without what is before them.

    Frames end after max_frame_content_size bytes of content, or with ``flush(FLUSH_FRAME)``: a smaller part is
    read sooner, and compresses less. Any decoder still reads the file.
    """

    #: What the format allows a frame to have, compressed and not.
    FRAME_MAX_C_SIZE = 2 * _LARGEST_FRAME
    FRAME_MAX_D_SIZE = _LARGEST_FRAME

    def __init__(
        self,
        filename,
        mode="r",
        *,
        level_or_option=None,
        zstd_dict=None,
        read_size=_READ_SIZE,
        write_size=_WRITE_SIZE,
        max_frame_content_size=_LARGEST_FRAME,
    ):
        if not 0 < max_frame_content_size <= _LARGEST_FRAME:
            raise ValueError(
                f"max_frame_content_size is {max_frame_content_size}, but must be in 1..={_LARGEST_FRAME}"
            )
        if mode in ("r", "rb") and max_frame_content_size != _LARGEST_FRAME:
            raise ValueError("max_frame_content_size is only valid in write modes")
        self._largest = max_frame_content_size
        self._seek_table = SeekTable()
        self._frame_size = self._frame_content = 0
        super().__init__(
            filename,
            mode,
            level_or_option=level_or_option,
            zstd_dict=zstd_dict,
            read_size=read_size,
            write_size=write_size,
        )

    def _make_reader(self, make, read_size):
        try:
            return _SeekableReader(self._fp, make, read_size)
        except BaseException:
            self._give_up()
            raise

    def _give_up(self):
        """Leaves the file, which isn't what it should be."""
        file, self._fp = self._fp, None
        if self._closes_file and file is not None:
            file.close()

    def _open_file(self, filename, kind):
        if kind != "a":
            super()._open_file(filename, kind)
            return
        if not isinstance(filename, (str, bytes, os.PathLike)):
            raise TypeError(
                "In SeekableZstdFile's append mode ('a', 'ab'), the file is given by its file path: it "
                "can't accept file object, whose table couldn't be read and overwritten"
            )
        if os.path.isfile(filename):
            with io.open(filename, "rb") as file:
                if not file.seekable():
                    raise TypeError(
                        "In SeekableZstdFile's append mode ('a', 'ab'), the file should be seekable"
                    )
                self._seek_table, table_size = SeekTable.read(file)
        else:
            table_size = 0
        self._fp = io.open(filename, "ab")
        self._closes_file = True
        self._drop_table(table_size)

    def _drop_table(self, size):
        """Takes the old table off: a new one comes behind the new frames."""
        if self._fp.seekable():
            self._fp.seek(self._seek_table.offsets[-1])
            self._fp.truncate()
        else:
            self._seek_table.append(size, 0)
            warn(
                "the table at the end of the file can't be overwritten, for the file isn't seekable, and "
                f"stays there as a frame that is skipped. {size} bytes are lost",
                RuntimeWarning,
                stacklevel=4,
            )

    def _write(self, data):
        with memoryview(data) as view:
            if view.nbytes == len(view):
                self._write_pieces(view)
            else:
                with view.cast("B") as flat:
                    self._write_pieces(flat)
            return view.nbytes

    def _write_pieces(self, view):
        start = 0
        while start < len(view):
            end = min(start + self._largest - self._frame_content, len(view))
            with view[start:end] as piece:
                ends = self._frame_content + len(piece) == self._largest
                mode = self.FLUSH_FRAME if ends else 0
                self._put(self._compressor.compress(piece, mode=mode), len(piece))
            if ends:
                self._end_frame()
            start = end

    def _put(self, output, content_size):
        self._frame_content += content_size
        self._frame_size += len(output)
        self._position += content_size
        if output:
            self._fp.write(output)

    def _end_frame(self):
        self._seek_table.append(self._frame_size, self._frame_content)
        self._frame_size = self._frame_content = 0

    def _flush(self, mode):
        self._put(self._compressor.flush(mode=mode), 0)
        if mode == self.FLUSH_FRAME:
            # Reading can begin behind it.
            self._end_frame()

    def _finish(self):
        self.flush(self.FLUSH_FRAME)
        self._fp.write(self._seek_table.to_bytes())

    def close(self):
        """Ends the frame, writes the table, and closes the file, if this opened it."""
        try:
            super().close()
        finally:
            self._seek_table = None

    @property
    def seek_table_info(self):
        """How many frames there are, their bytes, and those of their content; None once it's closed."""
        if self._fp is None:
            return None
        table = self._buffer.raw._seek_table if self._buffer is not None else self._seek_table
        return len(table), table.offsets[-1], table.positions[-1]

    @staticmethod
    def is_seekable_format_file(filename):
        """Whether a file, by its path or as an object, is in the seekable format."""
        if isinstance(filename, (str, bytes, os.PathLike)):
            with io.open(filename, "rb") as file:
                return _has_table(file)
        for name, can in (("readable", "read"), ("seekable", "seek")):
            if not hasattr(filename, can) or not getattr(filename, name, bool)():
                raise TypeError(f"the file object should be {name}")
        place = filename.tell()
        try:
            return _has_table(filename)
        finally:
            filename.seek(place)


def _has_table(file):
    try:
        SeekTable.read(file)
    except SeekableFormatError:
        return False
    return True
