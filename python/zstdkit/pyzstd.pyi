from collections.abc import Iterable
from typing import ClassVar, Literal, TextIO, overload

from typing_extensions import Buffer, Self

from . import (
    CompressParameter as CompressParameter,
)
from . import (
    CParameter as CParameter,
)
from . import (
    DecompressParameter as DecompressParameter,
)
from . import (
    DParameter as DParameter,
)
from . import (
    EndDirective as EndDirective,
)
from . import (
    EndlessZstdDecompressor as _Endless,
)
from . import (
    FrameInfo,
    _Callback,
    _DecompressOption,
    _Dictionary,
    _File,
    _FileOption,
    _Option,
    _Reads,
    _ReadsInto,
    _Writes,
)
from . import (
    SeekableFormatError as SeekableFormatError,
)
from . import (
    SeekableZstdFile as _Seekable,
)
from . import (
    Strategy as Strategy,
)
from . import (
    ZstdDict as ZstdDict,
)
from . import (
    ZstdError as ZstdError,
)
from . import (
    ZstdFile as _ZstdFile,
)
from . import (
    compressionLevel_values as compressionLevel_values,
)
from . import (
    zstd_support_multithread as zstd_support_multithread,
)
from . import (
    zstd_version as zstd_version,
)
from . import (
    zstd_version_info as zstd_version_info,
)

class ZstdCompressor:
    CONTINUE: ClassVar[int]
    FLUSH_BLOCK: ClassVar[int]
    FLUSH_FRAME: ClassVar[int]
    def __new__(cls, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> Self: ...
    def compress(self, data: Buffer, mode: int = 0) -> bytes: ...
    def flush(self, mode: int = 2) -> bytes: ...
    @property
    def last_mode(self) -> int: ...
    def _set_pledged_input_size(self, size: int | None) -> None: ...

class RichMemZstdCompressor:
    def __new__(cls, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> Self: ...
    def compress(self, data: Buffer) -> bytes: ...

class ZstdDecompressor:
    def __new__(cls, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> Self: ...
    def decompress(self, data: Buffer, max_length: int = -1) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...

class EndlessZstdDecompressor(_Endless): ...

def compress(data: Buffer, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> bytes: ...
def richmem_compress(
    data: Buffer, level_or_option: _Option = None, zstd_dict: _Dictionary = None
) -> bytes: ...
def decompress(data: Buffer, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> bytes: ...
def compress_stream(
    input_stream: _Reads | _ReadsInto,
    output_stream: _Writes | None,
    *,
    level_or_option: _Option = None,
    zstd_dict: _Dictionary = None,
    pledged_input_size: int | None = None,
    read_size: int = ...,
    write_size: int = ...,
    callback: _Callback | None = None,
) -> tuple[int, int]: ...
def decompress_stream(
    input_stream: _Reads | _ReadsInto,
    output_stream: _Writes | None,
    *,
    zstd_dict: _Dictionary = None,
    option: _DecompressOption = None,
    read_size: int = ...,
    write_size: int = ...,
    callback: _Callback | None = None,
) -> tuple[int, int]: ...
def train_dict(samples: Iterable[Buffer], dict_size: int) -> ZstdDict: ...
def finalize_dict(zstd_dict: ZstdDict, samples: Iterable[Buffer], dict_size: int, level: int) -> ZstdDict: ...
def get_frame_info(frame_buffer: Buffer) -> FrameInfo: ...
def get_frame_size(frame_buffer: Buffer) -> int: ...

class ZstdFile(_ZstdFile): ...
class SeekableZstdFile(_Seekable): ...

@overload
def open(
    filename: _File,
    mode: Literal["r", "rb", "w", "wb", "a", "ab", "x", "xb"] = "rb",
    *,
    level_or_option: _FileOption = None,
    zstd_dict: _Dictionary = None,
) -> ZstdFile: ...
@overload
def open(
    filename: _File,
    mode: Literal["rt", "wt", "at", "xt"],
    *,
    level_or_option: _FileOption = None,
    zstd_dict: _Dictionary = None,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> TextIO: ...
