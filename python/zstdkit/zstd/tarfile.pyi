from tarfile import DEFAULT_FORMAT as DEFAULT_FORMAT
from tarfile import ENCODING as ENCODING
from tarfile import GNU_FORMAT as GNU_FORMAT
from tarfile import PAX_FORMAT as PAX_FORMAT
from tarfile import USTAR_FORMAT as USTAR_FORMAT
from tarfile import AbsoluteLinkError as AbsoluteLinkError
from tarfile import AbsolutePathError as AbsolutePathError
from tarfile import CompressionError as CompressionError
from tarfile import ExtractError as ExtractError
from tarfile import FilterError as FilterError
from tarfile import HeaderError as HeaderError
from tarfile import LinkOutsideDestinationError as LinkOutsideDestinationError
from tarfile import OutsideDestinationError as OutsideDestinationError
from tarfile import ReadError as ReadError
from tarfile import SpecialFileError as SpecialFileError
from tarfile import StreamError as StreamError
from tarfile import TarError as TarError
from tarfile import TarFile as _TarFile
from tarfile import TarInfo as TarInfo
from tarfile import data_filter as data_filter
from tarfile import fully_trusted_filter as fully_trusted_filter
from tarfile import tar_filter as tar_filter
from typing import IO, Any

from typing_extensions import Self

class TarFile(_TarFile):
    # Each way of opening takes arguments of its own.
    @classmethod
    def open(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        cls,
        name: Any = None,
        mode: str = "r",
        fileobj: IO[bytes] | None = None,
        bufsize: int = ...,
        **kwargs: Any,
    ) -> Self: ...

def open(
    name: Any = None,
    mode: str = "r",
    fileobj: IO[bytes] | None = None,
    bufsize: int = ...,
    **kwargs: Any,
) -> TarFile: ...
def is_tarfile(name: Any) -> bool: ...
