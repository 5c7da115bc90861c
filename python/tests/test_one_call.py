"""One call each way."""

import array
import mmap
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zstdkit
from zstdkit import CompressParameter, DecompressParameter, ZstdError, compress, decompress


@given(st.binary(max_size=4096), st.integers(-7, 19))
def test_round_trip(data, level):
    assert decompress(compress(data, level)) == data


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_all_frames_are_decompressed(parts):
    assert decompress(b"".join(map(compress, parts))) == b"".join(parts)


@given(st.binary(max_size=2000), st.data())
def test_what_is_damaged_is_an_error_or_other_content(data, draw):
    frame = bytearray(compress(data, {CompressParameter.checksumFlag: 1}))
    at = draw.draw(st.integers(0, len(frame) - 1))
    frame[at] ^= draw.draw(st.integers(1, 255))
    try:
        assert decompress(frame) in (data, b"")
    except ZstdError:
        pass


@given(st.binary(max_size=2000), st.data())
def test_what_is_cut_off_is_an_error(data, draw):
    frame = compress(data)
    end = draw.draw(st.integers(1, len(frame) - 1))
    with pytest.raises(ZstdError, match="truncated"):
        decompress(frame[:end])


def test_empty_input():
    assert len(compress(b"")) == 9
    assert decompress(b"") == b""


def test_large_output_of_small_input():
    zeros = bytes(20_000_000)
    assert decompress(compress(zeros)) == zeros


def test_content_of_unknown_size():
    compressor = zstdkit.ZstdCompressor()
    frame = compressor.compress(b"a" * 100_000) + compressor.flush()
    assert zstdkit.get_frame_info(frame).decompressed_size is None
    assert decompress(frame) == b"a" * 100_000


def test_a_claimed_size_costs_no_memory():
    # A frame that says that it holds 2^60 bytes, in a single block of one.
    frame = bytes.fromhex("28b52ffde0") + (1 << 60).to_bytes(8, "little") + b"\x0b\0\0a"
    with pytest.raises(ZstdError):
        decompress(frame)


@pytest.mark.parametrize(
    "option, message",
    [
        ({CompressParameter.windowLog: 100}, "windowLog is 100, but must lie in 10..=31"),
        ({4242: 1}, "unknown parameter .key 4242"),
        (23, "compressionLevel is 23"),
    ],
)
def test_wrong_options_are_named(option, message):
    with pytest.raises(ZstdError, match=message):
        compress(b"", option)


def test_parameters_of_the_other_way_are_refused():
    with pytest.raises(TypeError, match="DecompressParameter"):
        compress(b"", {DecompressParameter.windowLogMax: 20})
    with pytest.raises(TypeError, match="CompressParameter"):
        decompress(b"", None, {CompressParameter.windowLog: 20})


def test_windows_over_the_limit_are_refused():
    frame = compress(bytes(1 << 16), {CompressParameter.windowLog: 20, CompressParameter.contentSizeFlag: 0})
    with pytest.raises(ZstdError, match="window"):
        decompress(frame, option={DecompressParameter.windowLogMax: 10})


@pytest.mark.parametrize("wrong", ["text", 3, None, [1, 2]])
def test_what_is_no_buffer_is_a_type_error(wrong):
    with pytest.raises(TypeError):
        compress(wrong)


def buffers(data):
    mapped = mmap.mmap(-1, len(data))
    mapped.write(data)
    whole = memoryview(b"xx" + data + b"yy")
    yield from (bytearray(data), memoryview(data), memoryview(bytearray(data)), mapped)
    yield from (whole[2:-2], array.array("I", data), memoryview(data).cast("d"))


def test_buffers_of_every_kind():
    data = b"12345678" * 999
    for buffer in buffers(data):
        assert decompress(compress(buffer)) == data
        assert compress(buffer) == compress(data)
        assert zstdkit.get_frame_size(bytearray(compress(buffer))) == len(compress(data))


def test_what_is_not_contiguous_is_refused():
    with pytest.raises(BufferError, match="contiguous"):
        compress(memoryview(b"12345678")[::2])


def test_a_view_of_bytes_isnt_copied_nor_mistaken():
    base = bytes(range(256)) * 10
    for start, end in [(0, 0), (0, 1), (7, 2000), (2560, 2560), (2559, 2560)]:
        assert decompress(compress(memoryview(base)[start:end])) == base[start:end]


def test_a_buffer_may_be_resized_by_another_thread():
    shared = bytearray(b"shared" * 50_000)
    stop = threading.Event()

    def resize():
        while not stop.is_set():
            try:
                shared.extend(b"x" * 1000)
                del shared[-1000:]
            except BufferError:
                pass

    thread = threading.Thread(target=resize)
    thread.start()
    try:
        for _ in range(20):
            assert decompress(compress(shared)).startswith(b"sharedshared")
    finally:
        stop.set()
        thread.join()


def test_threads_share_nothing_that_they_change():
    data = [bytes([i]) * 10_000 + bytes(range(256)) * i for i in range(16)]
    failures = []

    def work(item):
        for _ in range(50):
            if decompress(compress(item, 1)) != item:
                failures.append(item)

    threads = [threading.Thread(target=work, args=(item,)) for item in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
