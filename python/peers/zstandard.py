"""zstandard's tests about buffers and batches, against zstdkit.buffers."""

import sys

NAME, VERSION = "zstandard", "0.25.0"
MODULES = [
    "tests.test_buffer_util",
    "tests.test_compressor_multi_compress_to_buffer",
    "tests.test_decompressor_multi_decompress_to_buffer",
]

EXCEPTIONS = {
    r"test_empty_input": "wants a batch of nothing but empty items to be refused; it gives a frame for each",
}


def install(folder):
    """Has ``import zstandard`` find ours."""
    from zstdkit import buffers

    sys.modules["zstandard"] = buffers
    sys.path.insert(0, str(folder))
