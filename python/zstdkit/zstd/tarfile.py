"""The standard library's ``tarfile``, with archives that are compressed with zstd: ``open(name, "w:zst")``.

From Python 3.14 on the standard library knows them itself, and this is no more than its names.
"""

import io as _io
import sys
import tarfile as _tarfile

for _name in dir(_tarfile):
    if not _name.startswith("_"):
        globals()[_name] = getattr(_tarfile, _name)

__all__ = list(_tarfile.__all__)

if sys.version_info < (3, 14):
    from .._zstdkit import ZstdError as _ZstdError
    from ._file import ZstdFile as _ZstdFile

    class TarFile(_tarfile.TarFile):
        """An archive, compressed with zstd too."""

        OPEN_METH = {**_tarfile.TarFile.OPEN_METH, "zst": "zstopen"}

        @classmethod
        def zstopen(cls, name, mode="r", fileobj=None, level=None, options=None, zstd_dict=None, **kwargs):
            """Opens an archive that is compressed with zstd."""
            if mode not in ("r", "w", "x"):
                raise ValueError("mode must be 'r', 'w' or 'x'")
            file = None
            try:
                file = _ZstdFile(fileobj or name, mode, level=level, options=options, zstd_dict=zstd_dict)
                archive = cls.taropen(name, mode, file, **kwargs)
            except (_ZstdError, EOFError) as error:
                file.close()
                if mode == "r":
                    raise _tarfile.ReadError("not a zstd file") from error
                raise
            except BaseException:
                if file is not None:
                    file.close()
                raise
            archive._extfileobj = False
            return archive

        @classmethod
        def open(cls, name=None, mode="r", fileobj=None, bufsize=_tarfile.RECORDSIZE, **kwargs):
            """Opens an archive; ``"r|zst"`` and ``"w|zst"`` are streams that aren't gone back in."""
            kind, _, way = mode.partition("|")
            opened = None
            if way == "*":
                fileobj = fileobj or (opened := _io.open(name, "rb"))
                fileobj = _Peeked(fileobj, 4)
                way = "zst" if fileobj.start == b"\x28\xb5\x2f\xfd" else way
            if way != "zst":
                if opened is not None:
                    opened.close()
                    fileobj = None
                return super().open(name, mode, fileobj, bufsize, **kwargs)
            if kind not in ("r", "w", ""):
                raise ValueError("mode must be 'r' or 'w'")
            kind = kind or "r"
            options = {key: kwargs.pop(key) for key in ("level", "options", "zstd_dict") if key in kwargs}
            file = _ZstdFile(fileobj or name, kind, **options)
            try:
                archive = cls(name, kind, _Stream(file, opened), **kwargs)
            except (_ZstdError, EOFError) as error:
                file.close()
                raise _tarfile.ReadError("not a zstd file") from error
            except BaseException:
                file.close()
                raise
            archive._extfileobj = False
            return archive

    class _Peeked:
        """A file of which the first bytes were read to see what it is."""

        def __init__(self, file, count):
            self._file = file
            self.start = self._left = file.read(count)

        def read(self, size=-1):
            if not self._left:
                return self._file.read(size)
            if size < 0:
                size = None
            data, self._left = self._left[:size], self._left[len(self._left) if size is None else size :]
            return data if data and size is not None else data + self._file.read()

        def seekable(self):
            return False

        def close(self):
            self._file.close()

    class _Stream(_tarfile._Stream):
        """A file that goes forward only; tarfile asks for this class to know that."""

        def __init__(self, file, opened):
            self.closed = True  # what the base class would close itself
            self._file, self._opened = file, opened
            self.name = getattr(file, "name", None)
            self.mode = file.mode

        def read(self, size=-1):
            return self._file.read(size)

        def write(self, data):
            return self._file.write(data)

        def tell(self):
            return self._file.tell()

        def seek(self, position):
            if position < self._file.tell():
                raise _tarfile.StreamError("seeking backwards is not allowed")
            while (left := position - self._file.tell()) and self._file.read(min(left, 1 << 17)):
                pass
            return self._file.tell()

        def close(self):
            self._file.close()
            if self._opened is not None:
                self._opened.close()

    open = TarFile.open

    def is_tarfile(name):
        """Whether a file, by its name or as an object, is an archive."""
        try:
            if hasattr(name, "read"):
                place = name.tell()
                archive = open(fileobj=name)
                name.seek(place)
            else:
                archive = open(name)
            archive.close()
            return True
        except _tarfile.TarError:
            return False
