import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from os import PathLike
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, TextIO, overload

from typing_extensions import Buffer, Self, TypeAlias

__version__: str
zstd_version: str
zstd_version_info: tuple[int, int, int]
zstd_support_multithread: bool

class _Levels(NamedTuple):
    default: int
    min: int
    max: int

compressionLevel_values: _Levels

class ZstdError(Exception): ...
class SeekableFormatError(Exception): ...

class EndDirective(IntEnum):
    CONTINUE = 0
    FLUSH = 1
    END = 2

class Strategy(IntEnum):
    fast = 1
    dfast = 2
    greedy = 3
    lazy = 4
    lazy2 = 5
    btlazy2 = 6
    btopt = 7
    btultra = 8
    btultra2 = 9

class CompressParameter(IntEnum):
    compressionLevel = ...
    windowLog = ...
    hashLog = ...
    chainLog = ...
    searchLog = ...
    minMatch = ...
    targetLength = ...
    strategy = ...
    targetCBlockSize = ...
    enableLongDistanceMatching = ...
    ldmHashLog = ...
    ldmMinMatch = ...
    ldmBucketSizeLog = ...
    ldmHashRateLog = ...
    contentSizeFlag = ...
    checksumFlag = ...
    dictIDFlag = ...
    nbWorkers = ...
    jobSize = ...
    overlapLog = ...
    def bounds(self) -> tuple[int, int]: ...

class DecompressParameter(IntEnum):
    windowLogMax = ...
    def bounds(self) -> tuple[int, int]: ...

CParameter = CompressParameter
DParameter = DecompressParameter

class ZstdDict:
    def __new__(cls, dict_content: Buffer, is_raw: bool = False) -> Self: ...
    @property
    def dict_id(self) -> int: ...
    @property
    def dict_content(self) -> bytes: ...
    @property
    def is_raw(self) -> bool: ...
    @property
    def as_digested_dict(self) -> tuple[ZstdDict, int]: ...
    @property
    def as_undigested_dict(self) -> tuple[ZstdDict, int]: ...
    @property
    def as_prefix(self) -> tuple[ZstdDict, int]: ...
    def __len__(self) -> int: ...

_Dictionary: TypeAlias = ZstdDict | tuple[ZstdDict, int] | None
_Option: TypeAlias = int | Mapping[CompressParameter, int] | Mapping[int, int] | None
_DecompressOption: TypeAlias = Mapping[DecompressParameter, int] | Mapping[int, int] | None

class _Reads(Protocol):
    def read(self, size: int, /) -> bytes: ...

class _ReadsInto(Protocol):
    def readinto(self, room: Any, /) -> int | None: ...

class _Writes(Protocol):
    def write(self, data: Any, /) -> Any: ...

_Callback: TypeAlias = Callable[[int, int, memoryview, memoryview], object]

def compress(data: Buffer, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> bytes: ...
def richmem_compress(
    data: Buffer, level_or_option: _Option = None, zstd_dict: _Dictionary = None
) -> bytes: ...
def decompress(data: Buffer, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> bytes: ...

class ZstdCompressor:
    CONTINUE: ClassVar[int]
    FLUSH_BLOCK: ClassVar[int]
    FLUSH_FRAME: ClassVar[int]
    def __new__(cls, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> Self: ...
    @overload
    def compress(self, data: Buffer, end_directive: EndDirective | int = ...) -> bytes: ...
    @overload
    def compress(self, data: Buffer, *, mode: int) -> bytes: ...
    @overload
    def flush(self, end_frame: bool | int = True) -> bytes: ...
    @overload
    def flush(self, *, mode: int) -> bytes: ...
    @property
    def last_end_directive(self) -> EndDirective: ...
    @property
    def last_mode(self) -> int: ...
    def set_pledged_input_size(self, size: int | None, /) -> None: ...

class RichMemZstdCompressor:
    def __new__(cls, level_or_option: _Option = None, zstd_dict: _Dictionary = None) -> Self: ...
    def compress(self, data: Buffer) -> bytes: ...

class ZstdDecompressor:
    def __new__(cls, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> Self: ...
    def decompress(self, data: Buffer, max_length: int = -1) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def at_frame_edge(self) -> bool: ...

class EndlessZstdDecompressor:
    def __new__(cls, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> Self: ...
    def decompress(self, data: Buffer, max_length: int = -1) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def at_frame_edge(self) -> bool: ...

class ZstdFrameDecompressor:
    def __new__(cls, zstd_dict: _Dictionary = None, option: _DecompressOption = None) -> Self: ...
    def decompress(self, data: Buffer, max_length: int = -1) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...

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

_File: TypeAlias = str | bytes | PathLike[str] | PathLike[bytes] | _Reads | _Writes
_FileOption: TypeAlias = _Option | _DecompressOption

class ZstdFile(io.BufferedIOBase):
    FLUSH_BLOCK: ClassVar[int]
    FLUSH_FRAME: ClassVar[int]
    def __init__(
        self,
        filename: _File,
        mode: str = "r",
        *,
        level_or_option: _FileOption = None,
        zstd_dict: _Dictionary = None,
        read_size: int = ...,
        write_size: int = ...,
    ) -> None: ...
    def flush(self, mode: int = 1) -> None: ...
    def peek(self, size: int = -1) -> bytes: ...
    def __iter__(self) -> Iterator[bytes]: ...
    @property
    def name(self) -> str: ...
    @property
    def mode(self) -> str: ...

class SeekableZstdFile(ZstdFile):
    FRAME_MAX_C_SIZE: ClassVar[int]
    FRAME_MAX_D_SIZE: ClassVar[int]
    def __init__(
        self,
        filename: _File,
        mode: str = "r",
        *,
        level_or_option: _FileOption = None,
        zstd_dict: _Dictionary = None,
        read_size: int = ...,
        write_size: int = ...,
        max_frame_content_size: int = ...,
    ) -> None: ...
    @property
    def seek_table_info(self) -> tuple[int, int, int] | None: ...
    @staticmethod
    def is_seekable_format_file(filename: _File) -> bool: ...

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

class Candidate(NamedTuple):
    k: int
    d: int
    compressed_size: int | None

class Training(NamedTuple):
    dictionary: ZstdDict
    candidates: list[Candidate]
    chosen: int | None
    shrunk_from: int | None

class Evaluation(NamedTuple):
    samples: int
    size: int
    dictionary_size: int
    saving: float
    ratio_with: float
    ratio_without: float
    pays_after: int | None
    compressed_size_with: int
    compressed_size_without: int
    compress_seconds_with: float
    compress_seconds_without: float
    decompress_seconds_with: float
    decompress_seconds_without: float

class Advice(NamedTuple):
    verdict: str
    dict_size: int
    evaluation: Evaluation | None

_Samples: TypeAlias = Iterable[Buffer] | Reservoir

@overload
def train_dict(iterable_of_chunks: _Samples, dict_size: int = ...) -> ZstdDict: ...
@overload
def train_dict(*, samples: _Samples, dict_size: int = ...) -> ZstdDict: ...
def finalize_dict(zstd_dict: ZstdDict, samples: _Samples, dict_size: int, level: int) -> ZstdDict: ...
def search_dict(
    samples: _Samples,
    dict_size: int = ...,
    *,
    level: int = 0,
    dictionary_id: int = 0,
    threads: int = 1,
    algorithm: Literal["fast_cover", "cover", "legacy"] = "fast_cover",
    parameters: dict[str, float] | None = None,
    progress: Callable[[int, int, float], object] | None = None,
) -> Training: ...
def evaluate(zstd_dict: ZstdDict, samples: _Samples, level: int = 0) -> Evaluation: ...
def advise(samples: _Samples, level: int = 0) -> Advice: ...

_Key: TypeAlias = Buffer | str | int

class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[object, object]: ...

class _Column(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> object: ...

class Reservoir:
    def __new__(cls, limit: int, seed: int = 0) -> Reservoir: ...
    @property
    def limit(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def seen(self) -> int: ...
    @property
    def total_size(self) -> int: ...
    def add(self, sample: Buffer, key: _Key | None = None) -> None: ...
    def add_many(
        self, samples: Iterable[Buffer] | _Array | _Column, keys: Iterable[_Key] | None = None
    ) -> None: ...
    def merge(self, other: Reservoir) -> None: ...
    def samples(self) -> list[bytes]: ...
    def train(
        self,
        dict_size: int = ...,
        *,
        level: int = 0,
        dictionary_id: int = 0,
        threads: int = 1,
        algorithm: Literal["fast_cover", "cover", "legacy"] = "fast_cover",
        parameters: dict[str, float] | None = None,
        progress: Callable[[int, int, float], object] | None = None,
    ) -> ZstdDict: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(data: Buffer) -> Reservoir: ...
    def __len__(self) -> int: ...
    def __or__(self, other: Reservoir) -> Reservoir: ...
    def __ior__(self, other: Reservoir) -> Reservoir: ...

class FrameInfo(NamedTuple):
    decompressed_size: int | None
    dictionary_id: int

class Block(NamedTuple):
    kind: str
    offset: int
    size: int
    decompressed_size: int | None

class Frame(NamedTuple):
    kind: str
    offset: int
    size: int
    content_size: int | None
    dictionary_id: int
    window_size: int
    has_checksum: bool
    checksum: int | None
    header_size: int
    blocks: list[Block]

def get_frame_info(frame_buffer: Buffer) -> FrameInfo: ...
def get_frame_size(frame_buffer: Buffer) -> int: ...
def frames(data: Buffer) -> list[Frame]: ...
def frame_info(data: Buffer) -> dict[str, Any]: ...

_Source: TypeAlias = str | PathLike[str] | Buffer

class Index:
    @classmethod
    def build(
        cls,
        source: _Source,
        *,
        spacing: int | None = None,
        zstd_dict: ZstdDict | None = None,
        window_log_max: int | None = None,
    ) -> Index: ...
    @classmethod
    def from_bytes(cls, data: Buffer) -> Index: ...
    def to_bytes(self) -> bytes: ...
    @property
    def content_size(self) -> int: ...
    @property
    def file_size(self) -> int: ...
    def __len__(self) -> int: ...

class SeekReader(io.RawIOBase):
    def __init__(
        self,
        source: _Source,
        index: Index | None = None,
        *,
        zstd_dict: ZstdDict | None = None,
        window_log_max: int | None = None,
    ) -> None: ...
    @property
    def content_size(self) -> int: ...
    def read_range(self, start: int, stop: int) -> bytes: ...
