"""Zstandard for Python, on zstdkit's Rust crates.

One call: ``compress``, ``decompress``. Pieces: ``ZstdCompressor``, ``ZstdDecompressor``. Files: ``open``,
``ZstdFile``, ``SeekableZstdFile``. Small records: ``train_dict``, ``Reservoir``, ``ZstdDict``. Inspection: ``frames``.

Other interfaces to the same core: ``zstdkit.pyzstd`` is pyzstd's, ``zstdkit.zstd`` that of Python's own
``compression.zstd``, and ``zstdkit.buffers`` has many items in one piece of memory, and batches of them.
"""

import os as _os
from typing import NamedTuple as _NamedTuple

from . import _zstdkit
from ._dictionaries import (
    Advice,
    Candidate,
    Evaluation,
    Training,
    advise,
    evaluate,
    finalize_dict,
    search_dict,
    train_dict,
)
from ._file import ZstdFile, open
from ._frames import Block, Frame, FrameInfo, frame_info, frames, get_frame_info, get_frame_size
from ._parameters import CompressParameter, DecompressParameter, EndDirective, Strategy
from ._seek import Index, SeekReader
from ._seekable import SeekableFormatError, SeekableZstdFile
from ._streams import (
    EndlessZstdDecompressor,
    RichMemZstdCompressor,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdFrameDecompressor,
    compress_stream,
    decompress_stream,
)
from ._zstdkit import Reservoir, ZstdDict, ZstdError, compress, decompress

__version__ = "0.1.0"

#: The version of libzstd, as text and as three numbers.
zstd_version = _zstdkit.libzstd_version()
zstd_version_info = tuple(map(int, zstd_version.split(".")))

#: Newer and shorter names of the same.
CParameter = CompressParameter
DParameter = DecompressParameter
richmem_compress = compress

#: Whether libzstd has worker threads.
zstd_support_multithread = CompressParameter.nbWorkers.bounds() != (0, 0)


class _Levels(_NamedTuple):
    default: int
    min: int
    max: int


#: The default level, and the bounds of levels.
compressionLevel_values = _Levels(3, *CompressParameter.compressionLevel.bounds())

__all__ = [
    "Advice",
    "Block",
    "CParameter",
    "Candidate",
    "CompressParameter",
    "DParameter",
    "DecompressParameter",
    "EndDirective",
    "EndlessZstdDecompressor",
    "Evaluation",
    "Frame",
    "FrameInfo",
    "Index",
    "Reservoir",
    "RichMemZstdCompressor",
    "SeekReader",
    "SeekableFormatError",
    "SeekableZstdFile",
    "Strategy",
    "Training",
    "ZstdCompressor",
    "ZstdDecompressor",
    "ZstdDict",
    "ZstdError",
    "ZstdFile",
    "ZstdFrameDecompressor",
    "advise",
    "compress",
    "compress_stream",
    "compressionLevel_values",
    "decompress",
    "decompress_stream",
    "evaluate",
    "finalize_dict",
    "frame_info",
    "frames",
    "get_frame_info",
    "get_frame_size",
    "open",
    "richmem_compress",
    "search_dict",
    "train_dict",
    "zstd_support_multithread",
    "zstd_version",
    "zstd_version_info",
]

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_zstdkit._after_fork_in_child)
