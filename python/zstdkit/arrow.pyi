from collections.abc import Mapping
from typing import Any, Protocol

from . import ZstdDict

class ArrowArray:
    def __len__(self) -> int: ...
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[object, object]: ...

class _Column(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> object: ...

def compress(
    array: _Array | _Column,
    level_or_option: int | Mapping[Any, int] | None = None,
    zstd_dict: ZstdDict | tuple[ZstdDict, int] | None = None,
    threads: int = 0,
) -> list[ArrowArray]: ...
def decompress(
    array: _Array | _Column,
    zstd_dict: ZstdDict | tuple[ZstdDict, int] | None = None,
    option: Mapping[Any, int] | None = None,
    threads: int = 0,
) -> list[ArrowArray]: ...
