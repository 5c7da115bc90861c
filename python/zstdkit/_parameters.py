"""The parameters, strategies and directives, as enums."""

from enum import IntEnum

from . import _zstdkit

__all__ = ["CompressParameter", "DecompressParameter", "EndDirective", "Strategy"]


class EndDirective(IntEnum):
    """What a compressor is to do with the data that it has."""

    #: More data may follow; libzstd decides when output is due. The best ratio.
    CONTINUE = 0
    #: What was given so far can be decoded from what was handed out; the frame goes on.
    FLUSH = 1
    #: The frame ends.
    END = 2


class Strategy(IntEnum):
    """Match finders, from the fastest to the strongest; for ``CompressParameter.strategy``."""

    fast = 1
    dfast = 2
    greedy = 3
    lazy = 4
    lazy2 = 5
    btlazy2 = 6
    btopt = 7
    btultra = 8
    btultra2 = 9


class _Parameter(IntEnum):
    """A parameter by libzstd's number."""

    def bounds(self):
        """The least and the greatest value, both allowed."""
        raise NotImplementedError


def _kept(ask):
    """Asks libzstd once for each parameter."""
    known = {}

    def bounds(self):
        """The least and the greatest value, both allowed."""
        try:
            return known[self]
        except KeyError:
            return known.setdefault(self, ask(self))

    return bounds


class _CompressParameter(_Parameter):
    bounds = _kept(_zstdkit.compress_parameter_bounds)


class _DecompressParameter(_Parameter):
    bounds = _kept(_zstdkit.decompress_parameter_bounds)


CompressParameter = _CompressParameter("CompressParameter", _zstdkit.compress_parameters(), module="zstdkit")
CompressParameter.__doc__ = """The parameters of compression, by the names of zstd's manual."""

DecompressParameter = _DecompressParameter(
    "DecompressParameter", _zstdkit.decompress_parameters(), module="zstdkit"
)
DecompressParameter.__doc__ = """The parameters of decompression, by the names of zstd's manual."""
