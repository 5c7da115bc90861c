"""Nothing stays behind: objects, references, memory of C's; at every door, where it succeeds and where it fails."""

import gc
import io
import os
import sys

import pytest

import zstdkit
import zstdkit.buffers
import zstdkit.pyzstd
import zstdkit.zstd
from zstdkit import CompressParameter, DecompressParameter

DATA = b"".join(b"line %d of what is compressed\n" % i for i in range(700))
FRAME = zstdkit.compress(DATA)
SAMPLES = [b'{"id": %d, "name": "user %d", "ok": true}' % (i * 7919, i) for i in range(1000)]
DICTIONARY = zstdkit.train_dict(SAMPLES, 4096)
RECORD = zstdkit.compress(SAMPLES[0], 3, DICTIONARY)
ITEMS = [DATA[start : start + 1000] for start in range(0, len(DATA), 1000)]
OPTION = {CompressParameter.compressionLevel: 5, CompressParameter.checksumFlag: 1}
INDEX = zstdkit.Index.build(FRAME)


def refuse(function, *arguments, **named):
    """Calls what has to fail."""
    with pytest.raises((zstdkit.ZstdError, ValueError, TypeError, BufferError, EOFError, IndexError)):
        function(*arguments, **named)


def stream(kind, *arguments):
    compressor = kind(*arguments)
    return compressor.compress(DATA) + compressor.flush()


def through_file(open_file, **arguments):
    memory = io.BytesIO()
    with open_file(memory, "wb", **arguments) as file:
        file.write(DATA)
    memory.seek(0)
    with open_file(memory, "rb") as file:
        assert file.read(100) + file.read() == DATA


def left_open():
    zstdkit.ZstdCompressor(5).compress(DATA)
    zstdkit.ZstdDecompressor().decompress(FRAME[:-1])
    zstdkit.open(io.BytesIO(), "wb").write(b"what is never finished")


def segments():
    frames = zstdkit.buffers.multi_compress_to_buffer(ITEMS, threads=1)
    items = zstdkit.buffers.multi_decompress_to_buffer(frames, threads=2)
    assert items[3].tobytes() == bytes(memoryview(items[3])) == ITEMS[3]
    whole = zstdkit.buffers.BufferWithSegments(DATA, bytes(16))
    assert len(zstdkit.buffers.BufferWithSegmentsCollection(whole, whole).members) == 2
    assert list(whole) and whole.segments[0] == (0, 0) and bytes(memoryview(whole.segments))


DOORS = {
    "compress": lambda: zstdkit.compress(DATA, OPTION),
    "compress, workers": lambda: zstdkit.compress(DATA, {CompressParameter.nbWorkers: 1}),
    "compress, dictionary": lambda: zstdkit.compress(SAMPLES[0], 3, DICTIONARY),
    "compress, undigested": lambda: zstdkit.compress(SAMPLES[0], 3, DICTIONARY.as_undigested_dict),
    "compress, prefix": lambda: zstdkit.compress(SAMPLES[0], 3, DICTIONARY.as_prefix),
    "compress, wrong level": lambda: refuse(zstdkit.compress, DATA, 99),
    "compress, wrong key": lambda: refuse(zstdkit.compress, DATA, {99: 1}),
    "compress, wrong data": lambda: refuse(zstdkit.compress, memoryview(DATA)[::2]),
    "decompress": lambda: zstdkit.decompress(bytearray(FRAME), None, {DecompressParameter.windowLogMax: 27}),
    "decompress, dictionary": lambda: zstdkit.decompress(RECORD, DICTIONARY),
    "decompress, no dictionary": lambda: refuse(zstdkit.decompress, RECORD),
    "decompress, cut off": lambda: refuse(zstdkit.decompress, FRAME[:-1]),
    "decompress, size unknown": lambda: zstdkit.decompress(stream(zstdkit.ZstdCompressor)),
    "dictionary": lambda: zstdkit.compress(SAMPLES[1], 7, zstdkit.ZstdDict(DICTIONARY.dict_content)),
    "dictionary, corrupt": lambda: refuse(zstdkit.ZstdDict, DICTIONARY.dict_content[:40]),
    "train": lambda: zstdkit.train_dict(SAMPLES[:200], 1024),
    "train, too few": lambda: refuse(zstdkit.train_dict, [b"a"], 1024),
    "finalize": lambda: zstdkit.finalize_dict(DICTIONARY, SAMPLES[:100], 4096, 3),
    "stream": lambda: stream(zstdkit.ZstdCompressor, OPTION, DICTIONARY),
    "stream, workers": lambda: stream(zstdkit.ZstdCompressor, {CompressParameter.nbWorkers: 1}),
    "stream, pieces": lambda: zstdkit.ZstdDecompressor().decompress(FRAME, 100),
    "stream, one frame": lambda: zstdkit.ZstdFrameDecompressor().decompress(FRAME + b"rest"),
    "stream, damaged": lambda: refuse(zstdkit.ZstdDecompressor().decompress, FRAME[:9] + b"\xff" * 9),
    "stream, left open": left_open,
    "file": lambda: through_file(zstdkit.open),
    "file, pyzstd": lambda: through_file(zstdkit.pyzstd.open, level_or_option=1),
    "file, compression.zstd": lambda: through_file(zstdkit.zstd.open, level=1),
    "file, seekable": lambda: through_file(zstdkit.SeekableZstdFile),
    "frames": lambda: zstdkit.frames(FRAME) and zstdkit.get_frame_info(FRAME),
    "frames, none": lambda: refuse(zstdkit.frames, DATA),
    "segments": segments,
    "segments, outside": lambda: refuse(zstdkit.buffers.BufferWithSegments, b"a", b"\1" * 16),
    "batch, damaged": lambda: refuse(zstdkit.buffers.multi_decompress_to_buffer, [FRAME, DATA], threads=2),
    "index": lambda: zstdkit.Index.from_bytes(zstdkit.Index.build(FRAME).to_bytes()),
    "range": lambda: zstdkit.SeekReader(FRAME, INDEX).read_range(5, 50),
    "range, outside": lambda: refuse(zstdkit.SeekReader(FRAME, INDEX).read_range, 5, 1 << 40),
    "bounds, wrong": lambda: refuse(zstdkit._zstdkit.compress_parameter_bounds, 99),
}


def counts():
    """References to what all share, and blocks of memory that the interpreter has given out."""
    gc.collect()
    shared = (DATA, FRAME, DICTIONARY, OPTION, INDEX, RECORD, SAMPLES, ITEMS, None, zstdkit.ZstdError)
    total = getattr(sys, "gettotalrefcount", lambda: 0)()
    return [sys.getrefcount(object) for object in shared], sys.getallocatedblocks(), total


@pytest.mark.parametrize("door", DOORS)
def test_references(door):
    """A leak of one object, or of one reference, would come to as many as there are calls, each time anew."""
    calls, function, growths = 100, DOORS[door], []
    for _ in range(3):
        references, blocks, total = counts()
        for _ in range(calls):
            function()
        references_after, blocks_after, total_after = counts()
        shared = max(abs(b - a) for a, b in zip(references, references_after))
        growths.append(max(shared, blocks_after - blocks, total_after - total))
    # What is made once, and stays, is no leak.
    assert min(growths) < calls / 2, growths


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="there is no other way to ask")
def test_memory():
    """The least that C allocates for any of it is a context's 5 KB: a hundred rounds of them would show."""
    quick = [function for name, function in DOORS.items() if "train" not in name and "finalize" not in name]

    def rounds(count):
        for _ in range(count):
            for function in quick:
                function()
        gc.collect()
        return resident()

    # What the allocator keeps in pieces comes to an end; a leak doesn't.
    sizes = [rounds(count) for count in (20, 100, 100, 100)]
    assert min(after - before for before, after in zip(sizes[1:], sizes[2:])) < 100 * 5_000 / 2
