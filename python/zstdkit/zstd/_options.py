"""Levels and options as ``compression.zstd`` takes them."""

import enum

from .. import _zstdkit
from .._parameters import CompressParameter, DecompressParameter

COMPRESSION_LEVEL_DEFAULT = 3

_NAMES = {
    "compressionLevel": "compression_level",
    "windowLog": "window_log",
    "hashLog": "hash_log",
    "chainLog": "chain_log",
    "searchLog": "search_log",
    "minMatch": "min_match",
    "targetLength": "target_length",
    "strategy": "strategy",
    "enableLongDistanceMatching": "enable_long_distance_matching",
    "ldmHashLog": "ldm_hash_log",
    "ldmMinMatch": "ldm_min_match",
    "ldmBucketSizeLog": "ldm_bucket_size_log",
    "ldmHashRateLog": "ldm_hash_rate_log",
    "contentSizeFlag": "content_size_flag",
    "checksumFlag": "checksum_flag",
    "dictIDFlag": "dict_id_flag",
    "nbWorkers": "nb_workers",
    "jobSize": "job_size",
    "overlapLog": "overlap_log",
}


class _Compression(enum.IntEnum):
    def bounds(self):
        """The least and the greatest value, both allowed."""
        return _zstdkit.compress_parameter_bounds(self)


class _Decompression(enum.IntEnum):
    def bounds(self):
        """The least and the greatest value, both allowed."""
        return _zstdkit.decompress_parameter_bounds(self)


CompressionParameter = _Compression(
    "CompressionParameter",
    {new: int(CompressParameter[old]) for old, new in _NAMES.items()},
    module="zstdkit.zstd",
)
CompressionParameter.__doc__ = "The parameters of compression."

DecompressionParameter = _Decompression(
    "DecompressionParameter",
    {"window_log_max": int(DecompressParameter.windowLogMax)},
    module="zstdkit.zstd",
)
DecompressionParameter.__doc__ = "The parameters of decompression."


def compression(level, options):
    """A level, or options that have been checked, or None."""
    if level is not None:
        if options is not None:
            raise TypeError("level and options can't both be given; a level is an option too")
        if not isinstance(level, int):
            raise TypeError(f"level should be an int or None, not {type(level).__name__}")
        least, most = CompressionParameter.compression_level.bounds()
        if not least <= level <= most:
            shown = f" {level}" if -(2**31) <= level < 2**31 else ""
            raise ValueError(f"illegal compression level{shown}; the valid range is [{least}, {most}]")
        return int(level)
    return _checked(options, CompressionParameter, DecompressionParameter, "compression")


def decompression(options):
    """Options that have been checked, or None."""
    return _checked(options, DecompressionParameter, CompressionParameter, "decompression")


def _checked(options, parameters, others, way):
    if options is None:
        return None
    if not hasattr(options, "items"):
        raise TypeError(f"options should be a mapping or None, not {type(options).__name__}")
    checked = {}
    for key, value in options.items():
        if isinstance(key, others):
            raise TypeError(f"the key of an option of {way} must not be a {others.__name__}")
        for number, what in ((key, "key"), (value, "value")):
            if not isinstance(number, int):
                raise TypeError(f"an option's {what} should be an int, not {type(number).__name__}")
            if not -(2**31) <= number < 2**31:
                raise OverflowError(f"an option's {what} doesn't fit into 32 bits")
        try:
            parameter = parameters(key)
        except ValueError:
            name = f"unknown parameter (key {key})"
            raise ValueError(f"invalid {way} parameter '{name}'") from None
        least, most = parameter.bounds()
        if not least <= value <= most and value:
            raise ValueError(
                f"{way} parameter '{parameter.name}' received an illegal value {int(value)}; "
                f"the valid range is [{least}, {most}]"
            )
        checked[int(parameter)] = int(value)
    return checked
