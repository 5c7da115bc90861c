"""Pieces in, pieces out."""

import io
import os
import pickle
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zstdkit
from zstdkit import CompressParameter, EndDirective, ZstdCompressor, ZstdDecompressor, ZstdError


@given(
    st.lists(st.tuples(st.binary(max_size=500), st.sampled_from(EndDirective)), max_size=8),
    st.integers(1, 300),
    st.integers(1, 300),
)
def test_any_cut_gives_the_same(pieces, step, most):
    compressor = ZstdCompressor(1)
    stream = b""
    for data, directive in pieces:
        stream += compressor.compress(data, directive)
        assert compressor.last_end_directive is directive
    stream += compressor.flush()
    decompressor = ZstdDecompressor()
    content = b""
    for start in range(0, len(stream), step):
        part = decompressor.decompress(stream[start : start + step], most)
        assert len(part) <= most
        content += part
        while not decompressor.needs_input:
            content += decompressor.decompress(b"", most)
    assert decompressor.at_frame_edge
    assert content == b"".join(data for data, _ in pieces)


def test_flush_by_either_name():
    compressor = ZstdCompressor()
    first = compressor.compress(b"ping") + compressor.flush(end_frame=False)
    assert compressor.last_end_directive is EndDirective.FLUSH
    decompressor = ZstdDecompressor()
    assert decompressor.decompress(first) == b"ping"
    assert not decompressor.at_frame_edge
    decompressor.decompress(compressor.flush(False) + compressor.flush(mode=ZstdCompressor.FLUSH_BLOCK))
    assert decompressor.decompress(compressor.flush()) == b""
    assert decompressor.at_frame_edge
    assert zstdkit.decompress(compressor.flush(True)) == b""


def test_a_size_is_recorded_where_it_is_known():
    compressor = ZstdCompressor()
    assert zstdkit.get_frame_info(compressor.compress(b"abc", EndDirective.END)) == (3, 0)
    compressor.set_pledged_input_size(6)
    frame = compressor.compress(b"abc") + compressor.compress(b"def", EndDirective.END)
    assert zstdkit.get_frame_info(frame) == (6, 0)
    compressor.set_pledged_input_size(2)
    with pytest.raises(ZstdError, match="pledged to hold 2 bytes"):
        compressor.compress(b"abc", EndDirective.END)
    assert zstdkit.decompress(compressor.compress(b"abc", EndDirective.END)) == b"abc"


def test_after_an_error_the_object_goes_on():
    decompressor = ZstdDecompressor()
    with pytest.raises(ZstdError):
        decompressor.decompress(b"no frame at all")
    assert decompressor.decompress(zstdkit.compress(b"a frame")) == b"a frame"


def test_one_frame():
    decompressor = zstdkit.ZstdFrameDecompressor()
    assert decompressor.decompress(zstdkit.compress(b"one") + b"rest") == b"one"
    assert decompressor.eof and decompressor.unused_data == b"rest" and not decompressor.needs_input
    with pytest.raises(EOFError):
        decompressor.decompress(b"")


@pytest.mark.parametrize(
    "kind", [ZstdCompressor, ZstdDecompressor, zstdkit.ZstdFrameDecompressor, zstdkit.RichMemZstdCompressor]
)
def test_streams_do_not_pickle(kind):
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(kind())


def test_threads_wait_for_each_other():
    compressor = ZstdCompressor(3)
    frames, lock = [], threading.Lock()

    def work(letter):
        for _ in range(100):
            frame = compressor.compress(letter * 5000, EndDirective.END)
            with lock:
                frames.append((letter, frame))

    threads = [threading.Thread(target=work, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(frames) == 300
    assert all(zstdkit.decompress(frame) == letter * 5000 for letter, frame in frames)


def in_child(work):
    """What work returns in the child of a fork."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, repr(work()).encode())
        except BaseException as error:  # reported to the parent
            os.write(writing, repr(error).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
def test_forks():
    data = os.urandom(1000) * 2000
    threads = {CompressParameter.nbWorkers: 2}
    plain, working = ZstdCompressor(), ZstdCompressor(threads)
    zstdkit.compress(data, threads)
    working.compress(data)
    half = plain.compress(data[:1000])
    assert in_child(lambda: len(plain.compress(b"") + plain.flush())) == repr(len(plain.flush()))
    assert "worker threads" in in_child(lambda: working.compress(b""))
    assert "True" in in_child(lambda: zstdkit.decompress(zstdkit.compress(data, threads)) == data)
    assert half is not None

    def drop():
        nonlocal working
        working = None
        return "dropped"

    assert in_child(drop) == "'dropped'"
    working.flush()


def test_streams_between_files():
    data = bytes(range(256)) * 3000
    frames, content = io.BytesIO(), io.BytesIO()
    told = []
    total = zstdkit.compress_stream(
        io.BytesIO(data), frames, pledged_input_size=len(data), callback=lambda *args: told.append(args[:2])
    )
    assert total == (len(data), len(frames.getvalue())) == told[-1]
    assert zstdkit.get_frame_info(frames.getvalue()).decompressed_size == len(data)
    frames.seek(0)
    assert zstdkit.decompress_stream(frames, content) == total[::-1]
    assert content.getvalue() == data
    with pytest.raises(ZstdError, match="incomplete"):
        zstdkit.decompress_stream(io.BytesIO(frames.getvalue()[:-1]), io.BytesIO())


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 3)), max_size=6), st.integers(1, 20_000))
def test_output_of_any_size_comes_whole(parts, piece):
    """Whatever was guessed of it: more, less, and nothing."""
    contents = [bytes([97 + kind]) * size if kind else os.urandom(size) for size, kind in parts]
    frames = [zstdkit.compress(content) for content in contents]
    stream, whole = b"".join(frames), b"".join(contents)
    decompressor = zstdkit.ZstdDecompressor()
    pieces = [stream[start : start + piece] for start in range(0, len(stream), piece)]
    assert b"".join(map(decompressor.decompress, pieces)) == whole
    assert decompressor.at_frame_edge and decompressor.needs_input
    for limit in (1, 700, 5000):
        output = [decompressor.decompress(stream, limit)]
        while not decompressor.needs_input:
            output.append(decompressor.decompress(b"", limit))
        assert b"".join(output) == whole and all(len(each) <= limit for each in output)
    for frame, content in zip(frames, contents):
        single = zstdkit.ZstdFrameDecompressor()
        assert single.decompress(frame + b"rest") == content
        assert single.eof and single.unused_data == b"rest"


def test_much_comes_of_little():
    """More than is guessed, by far, and so in two parts."""
    compressor = zstdkit.ZstdCompressor()
    stream = compressor.compress(bytes(5_000_000)) + compressor.flush()
    for kind in (zstdkit.ZstdDecompressor, zstdkit.ZstdFrameDecompressor):
        assert kind().decompress(stream) == bytes(5_000_000)
        assert kind().decompress(stream, 4_999_999) == bytes(4_999_999)
        single = kind()
        assert single.decompress(stream[:-3]) + single.decompress(stream[-3:]) == bytes(5_000_000)
        with pytest.raises(zstdkit.ZstdError):
            kind().decompress(stream[:40] + b"\xff" * 40)
