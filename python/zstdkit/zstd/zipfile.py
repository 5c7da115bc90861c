"""The standard library's ``zipfile``, with members that are compressed with zstd: ``ZIP_ZSTANDARD``.

It's a copy of the module of its own: the program's ``zipfile`` stays as it is. From Python 3.14 on that knows
zstd itself, and this is no more than its names.
"""

import importlib.util
import sys

if sys.version_info >= (3, 14):
    import zipfile as _zipfile
else:

    def _copy():
        spec = importlib.util.find_spec("zipfile")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    _zipfile = _copy()

    from . import ZstdCompressor as _ZstdCompressor
    from . import ZstdDecompressor as _ZstdDecompressor

    _METHOD = 93
    _VERSION = 63

    class _Decompressor:
        """One member, of any number of frames."""

        def __init__(self):
            self._frame = _ZstdDecompressor()
            self.unused_data = b""

        eof = False

        def decompress(self, data, max_length=-1):
            content = []
            while data:
                if self._frame.eof:
                    self._frame = _ZstdDecompressor()
                content.append(self._frame.decompress(data))
                data = self._frame.unused_data
            return b"".join(content)

    def _also(function, for_zstd):
        def either(method, *arguments):
            if method == _METHOD:
                return for_zstd(*arguments)
            return function(method, *arguments)

        return either

    _zipfile.ZIP_ZSTANDARD = _METHOD
    _zipfile.ZSTANDARD_VERSION = _VERSION
    _zipfile.MAX_EXTRACT_VERSION = max(_zipfile.MAX_EXTRACT_VERSION, _VERSION)
    _zipfile.compressor_names[_METHOD] = "zstd"
    _zipfile._check_compression = _also(_zipfile._check_compression, lambda: None)
    _zipfile._get_compressor = _also(_zipfile._get_compressor, lambda level=None: _ZstdCompressor(level))
    _zipfile._get_decompressor = _also(_zipfile._get_decompressor, _Decompressor)
    _zipfile.__all__.append("ZIP_ZSTANDARD")

for _name in dir(_zipfile):
    if not _name.startswith("_"):
        globals()[_name] = getattr(_zipfile, _name)

__all__ = list(_zipfile.__all__)
