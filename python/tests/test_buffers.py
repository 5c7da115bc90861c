"""Many items in few pieces of memory, and batches of them."""

import _thread
import gc
import os
import pickle
import struct
import sys
import threading
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zstdkit
from zstdkit import ZstdError
from zstdkit.buffers import (
    BufferWithSegments,
    BufferWithSegmentsCollection,
    ZstdCompressionDict,
    ZstdCompressor,
    ZstdDecompressor,
    multi_compress_to_buffer,
    multi_decompress_to_buffer,
    train_dictionary,
)


def table(*pairs):
    return b"".join(struct.pack("=QQ", *pair) for pair in pairs)


def test_items_and_views():
    buffer = BufferWithSegments(b"foobarbaz", table((3, 3), (0, 9), (9, 0), (1, 4)))
    assert len(buffer) == 4 and buffer.size == 9
    assert [bytes(item) for item in buffer] == [b"bar", b"foobarbaz", b"", b"ooba"]
    assert [item.offset for item in buffer] == [3, 0, 9, 1]
    assert memoryview(buffer) == b"foobarbaz" and buffer.tobytes() == b"foobarbaz"
    assert memoryview(buffer).readonly and memoryview(buffer[0]).readonly
    assert bytes(buffer.segments) == table((3, 3), (0, 9), (9, 0), (1, 4))
    assert memoryview(buffer.segments).cast("Q").tolist() == [3, 3, 0, 9, 9, 0, 1, 4]
    assert buffer.segments[1] == (0, 9) and len(buffer.segments) == 4
    assert bytes(buffer[-1]) == b"ooba" and bytes(buffer[-4]) == b"bar" and buffer.segments[-2] == (9, 0)
    for wrong in (-5, 4, 100, 2**70, -(2**70)):
        with pytest.raises(IndexError):
            buffer[wrong]
        with pytest.raises(IndexError):
            buffer.segments[wrong]
    collection = BufferWithSegmentsCollection(buffer, BufferWithSegments(b"xyz", table((1, 1))))
    assert bytes(collection[-1]) == b"y" and bytes(collection[-5]) == b"bar" and collection[-2].offset == 1
    for wrong in (-6, 5, 2**70):
        with pytest.raises(IndexError):
            collection[wrong]


def test_nothing_is_copied_and_all_is_kept_alive():
    class Data(bytearray):
        pass

    data = Data(b"x" * 1000)
    gone = weakref.ref(data)
    view = memoryview(BufferWithSegmentsCollection(BufferWithSegments(data, table((10, 20))))[0])
    data[10] = ord("y")
    assert view[0] == ord("y")
    with pytest.raises(BufferError):
        data.extend(b"more")
    del data
    gc.collect()
    assert gone() is not None and bytes(view) == b"y" + b"x" * 19
    view.release()
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    "pairs", [[(0, 10)], [(10, 0)], [(2**64 - 1, 2)], [(1, 2**64 - 1)], [(0, 1), (9, 1)], [(2**63, 2**63)]]
)
def test_segments_outside_are_refused(pairs):
    with pytest.raises(ValueError, match="memory outside"):
        BufferWithSegments(b"123456789", table(*pairs))


def test_tables_and_collections_that_are_refused():
    with pytest.raises(ValueError, match="multiple of 16"):
        BufferWithSegments(b"", bytes(17))
    with pytest.raises(ValueError):
        BufferWithSegmentsCollection()
    with pytest.raises(ValueError):
        BufferWithSegmentsCollection(BufferWithSegments(b"", b""))
    with pytest.raises(TypeError):
        BufferWithSegmentsCollection(b"")
    with pytest.raises(BufferError, match="contiguous"):
        BufferWithSegments(memoryview(b"12345678")[::2], b"")


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=40), st.integers(-1, 4))
def test_batches_are_what_single_calls_give(items, threads):
    frames = multi_compress_to_buffer(items, 3, threads=threads)
    assert [frame.tobytes() for frame in frames] == [zstdkit.compress(item, 3) for item in items]
    back = multi_decompress_to_buffer(frames, threads=threads)
    assert [bytes(item) for item in back] == items
    sizes = struct.pack(f"={len(items)}Q", *map(len, items))
    back = multi_decompress_to_buffer(frames, decompressed_sizes=sizes)
    assert [bytes(item) for item in back] == items
    assert frames.size() == sum(map(len, frames))


def test_every_kind_of_source():
    data = bytearray(b"foofooxfooxy")
    buffer = BufferWithSegments(data, table((0, 3), (3, 4), (7, 5)))
    collection = BufferWithSegmentsCollection(buffer, buffer)
    for source, items in (
        (buffer, [b"foo", b"foox", b"fooxy"]),
        (collection, [b"foo", b"foox", b"fooxy"] * 2),
        ([b"a", bytearray(b"b"), memoryview(b"c"), buffer[0]], [b"a", b"b", b"c", b"foo"]),
        ((item for item in (b"a", b"b")), [b"a", b"b"]),
    ):
        frames = ZstdCompressor().multi_compress_to_buffer(source)
        assert [zstdkit.decompress(frame) for frame in frames] == items


def test_dictionaries():
    samples = [b'{"id": %d, "name": "user %d"}' % (i * 7919, i) for i in range(2000)]
    dictionary = train_dictionary(4096, samples)
    assert isinstance(dictionary, ZstdCompressionDict) and dictionary.dict_id()
    frames = ZstdCompressor(5, dictionary).multi_compress_to_buffer(samples, threads=2)
    back = ZstdDecompressor(dictionary).multi_decompress_to_buffer(frames, threads=2)
    assert [bytes(item) for item in back] == samples
    with pytest.raises(ZstdError, match="item 0.*wants dictionary"):
        multi_decompress_to_buffer(frames)
    dictionary.precompute_compress(level=5)


def test_dictionaries_that_are_refused():
    with pytest.raises(TypeError):
        ZstdCompressionDict(1000)
    with pytest.raises(ValueError, match="load mode: 42"):
        ZstdCompressionDict(b"abcdefghij", dict_type=42)
    with pytest.raises(ValueError, match="is_raw=True"):
        zstdkit.ZstdDict(b"abcdefghij")


@pytest.mark.parametrize("threads", [1, 4])
def test_the_first_failing_item_is_named(threads):
    frames = [zstdkit.compress(bytes([i]) * 50, {zstdkit.CParameter.checksumFlag: 1}) for i in range(100)]
    for bad in (30, 70):
        frames[bad] = frames[bad][:-1] + b"\0\0"
    with pytest.raises(ZstdError, match="item 30"):
        multi_decompress_to_buffer(frames, threads=threads)
    with pytest.raises(ValueError, match="item 1"):
        multi_decompress_to_buffer([frames[0], b"none"], threads=threads)
    with pytest.raises(ValueError, match="2 sizes"):
        multi_decompress_to_buffer(frames[:3], decompressed_sizes=bytes(16))
    with pytest.raises(ValueError, match="no source elements"):
        multi_decompress_to_buffer([])


def test_empty_items_of_any_place():
    items = [b"", b"x" * 100_000, b"", b""]
    frames = multi_compress_to_buffer(items, threads=2)
    assert [bytes(item) for item in multi_decompress_to_buffer(frames, threads=2)] == items


def test_ctrl_c_ends_a_batch():
    items = [os.urandom(1 << 20) for _ in range(64)]
    timer = threading.Timer(0.1, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            multi_compress_to_buffer(items, 19)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_batches_after_a_fork():
    compressor = ZstdCompressor(3)
    items = [os.urandom(5000) * 20 for _ in range(64)]
    frames = [bytes(frame) for frame in compressor.multi_compress_to_buffer(items, threads=2)]
    child = os.fork()
    if not child:
        again = [bytes(frame) for frame in compressor.multi_compress_to_buffer(items, threads=2)]
        os._exit(0 if again == frames else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_references_are_given_back():
    data = bytes(1000)
    before = sys.getrefcount(data)
    for _ in range(10):
        buffer = BufferWithSegments(data, table((0, 10)))
        views = [memoryview(buffer), memoryview(buffer[0]), memoryview(buffer.segments)]
        multi_compress_to_buffer(buffer)
        multi_compress_to_buffer([data])
        zstdkit.decompress(zstdkit.compress(data))
        del views, buffer
    gc.collect()
    assert sys.getrefcount(data) == before


def test_buffers_pickle():
    for data in (b"foobarbaz", bytearray(b"foobarbaz")):
        buffer = BufferWithSegments(data, struct.pack("=4Q", 3, 3, 0, 6))
        collection = BufferWithSegmentsCollection(
            buffer, BufferWithSegments(b"xyz", struct.pack("=2Q", 1, 1))
        )
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(buffer, protocol))
            assert (again.tobytes(), again.segments.tobytes()) == (
                buffer.tobytes(),
                buffer.segments.tobytes(),
            )
            again = pickle.loads(pickle.dumps(collection, protocol))
            assert [item.tobytes() for item in again] == [b"bar", b"foobar", b"y"]
    beside = []
    pickled = pickle.dumps(buffer, 5, buffer_callback=beside.append)
    assert b"foobar" not in pickled and len(beside) == 1
    assert pickle.loads(pickled, buffers=beside)[1].tobytes() == b"foobar"
