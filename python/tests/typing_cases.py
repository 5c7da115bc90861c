"""What type checkers make of the interfaces; checked, never run."""

# pyright: strict

import io
from typing import TextIO

from typing_extensions import assert_type

import zstdkit
from zstdkit import (
    CompressParameter,
    DecompressParameter,
    EndDirective,
    FrameInfo,
    Strategy,
    arrow,
    buffers,
    pyzstd,
    zstd,
)
from zstdkit.zstd import tarfile, zipfile


def told(total_input: int, total_output: int, read: memoryview, written: memoryview) -> None:
    pass


data = bytearray(b"bytes-like")
dictionary = zstdkit.train_dict([b"sample", memoryview(data)], 1024)
options = {CompressParameter.strategy: Strategy.btultra2, CompressParameter.checksumFlag: 1}

assert_type(zstdkit.compress(data, 3, dictionary), bytes)
assert_type(zstdkit.compress(data, options, dictionary.as_prefix), bytes)
assert_type(zstdkit.decompress(data, None, {DecompressParameter.windowLogMax: 27}), bytes)
assert_type(CompressParameter.windowLog.bounds(), tuple[int, int])
assert_type(dictionary.dict_id, int)
assert_type(zstdkit.get_frame_info(data), FrameInfo)
assert_type(zstdkit.frames(data)[0].blocks[0].decompressed_size, int | None)
assert_type(zstdkit.open("file", "rt"), TextIO)
assert_type(zstdkit.open(io.BytesIO()), zstdkit.ZstdFile)
assert_type(zstdkit.ZstdFile("file", level_or_option=3).read(), bytes)
assert_type(zstdkit.compress_stream(io.BytesIO(), None, callback=told), tuple[int, int])
assert_type(zstdkit.search_dict([data], algorithm="cover", parameters={"d": 8}).chosen, int | None)
assert_type(zstdkit.SeekReader(data, zstdkit.Index.build("path")).read_range(0, 1), bytes)

compressor = zstdkit.ZstdCompressor(options)
assert_type(compressor.compress(data, EndDirective.FLUSH), bytes)
assert_type(compressor.flush(False), bytes)
assert_type(compressor.last_end_directive, EndDirective)
decompressor = zstdkit.ZstdDecompressor(dictionary)
assert_type(decompressor.decompress(data, max_length=5), bytes)
assert_type(decompressor.at_frame_edge, bool)


class Own(zstdkit.ZstdCompressor):
    pass


assert_type(Own(3), Own)

assert_type(pyzstd.compress(data, {pyzstd.CParameter.nbWorkers: 2}), bytes)
assert_type(pyzstd.ZstdCompressor(1).flush(pyzstd.ZstdCompressor.FLUSH_BLOCK), bytes)
assert_type(pyzstd.ZstdDecompressor().unused_data, bytes)
assert_type(pyzstd.EndlessZstdDecompressor().at_frame_edge, bool)
assert_type(pyzstd.open("file", "wt", encoding="ascii"), TextIO)
assert_type(pyzstd.SeekableZstdFile("file").seek_table_info, tuple[int, int, int] | None)
assert_type(pyzstd.compressionLevel_values.default, int)

assert_type(zstd.compress(data, options={zstd.CompressionParameter.window_log: 20}), bytes)
assert_type(zstd.decompress(data, zstd.ZstdDict(b"12345678", is_raw=True)), bytes)
assert_type(zstd.ZstdCompressor(level=3).last_mode, int)
assert_type(zstd.ZstdDecompressor().eof, bool)
assert_type(zstd.open("file", "wb", level=3), zstd.ZstdFile)
assert_type(zstd.open("file", "rt"), TextIO)
assert_type(zstd.train_dict([data], 1024), zstd.ZstdDict)
assert_type(zstd.get_frame_info(data).decompressed_size, int | None)
with tarfile.open("archive.tar.zst", "w:zst", level=3) as archive:
    assert_type(archive, tarfile.TarFile)
    archive.add("file")
with zipfile.ZipFile("archive.zip", "w", zipfile.ZIP_ZSTANDARD) as members:
    members.writestr("name", data)

segments = buffers.BufferWithSegments(data, bytes(16))
assert_type(segments[0].tobytes(), bytes)
assert_type([bytes(segment) for segment in segments], list[bytes])
assert_type(segments.segments[0], tuple[int, int])
frames = buffers.multi_compress_to_buffer([data, b"item"], 3, dictionary, threads=2)
assert_type(frames, buffers.BufferWithSegmentsCollection)
assert_type(buffers.ZstdDecompressor().multi_decompress_to_buffer(frames)[0], buffers.BufferSegment)
assert_type(buffers.ZstdCompressionDict(data).as_bytes(), bytes)
assert_type(arrow.decompress(arrow.ArrowArray()), list[arrow.ArrowArray])
