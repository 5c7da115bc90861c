from collections.abc import Mapping
from typing import Any

from . import ZstdDict, _Array, _Column

class ArrowArray:
    def __len__(self) -> int: ...
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...

def compress(
    array: _Array | _Column | list[ArrowArray],
    level_or_option: int | Mapping[Any, int] | None = None,
    zstd_dict: ZstdDict | tuple[ZstdDict, int] | None = None,
    threads: int = 0,
) -> list[ArrowArray]: ...
def decompress(
    array: _Array | _Column | list[ArrowArray],
    zstd_dict: ZstdDict | tuple[ZstdDict, int] | None = None,
    option: Mapping[Any, int] | None = None,
    threads: int = 0,
) -> list[ArrowArray]: ...
