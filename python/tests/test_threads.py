"""One object and several threads, memory that changes meanwhile, files that are written by several."""

import _thread
import ctypes
import io
import mmap
import os
import random
import sys
import threading
import time

import pytest

import zstdkit
import zstdkit.buffers
from zstdkit import CompressParameter, EndDirective, ZstdError

DATA = b"".join(b"line %d of what is compressed\n" % i for i in range(5000))
FRAME = zstdkit.compress(DATA)


def together(*works):
    """Runs works in threads of their own; returns what they raised."""
    start, raised = threading.Barrier(len(works)), []

    def run(work):
        start.wait()
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def often(work, count=60):
    def works():
        for _ in range(count):
            work()

    return works


def test_a_decompressor_is_used_in_turn():
    decompressor = zstdkit.ZstdDecompressor()
    contents = []
    work = often(lambda: contents.append(decompressor.decompress(FRAME)))
    look = often(lambda: (decompressor.needs_input, decompressor.at_frame_edge), 2000)
    assert not together(work, look, work)
    assert contents == [DATA] * 120


def test_one_frame_is_given_to_one_thread():
    decompressor = zstdkit.ZstdFrameDecompressor()
    contents = []
    work = often(lambda: contents.append(decompressor.decompress(FRAME)), 1)
    look = often(lambda: (decompressor.eof, decompressor.unused_data), 2000)
    (error,) = together(work, look, work)
    assert isinstance(error, EOFError) and contents == [DATA]


def test_pieces_of_two_threads_are_one_stream():
    compressor, output, lock = zstdkit.ZstdCompressor(), io.BytesIO(), threading.Lock()

    def work():
        # Output comes in the order of the calls only for who keeps them in order.
        with lock:
            output.write(compressor.compress(b"piece " * 1000))

    look = often(lambda: (compressor.last_end_directive, compressor.last_mode), 2000)
    assert not together(often(work), look, often(work))
    output.write(compressor.compress(b"", EndDirective.END))
    assert zstdkit.decompress(output.getvalue()) == b"piece " * 120_000


def test_batches_in_turn():
    compressor = zstdkit.buffers.ZstdCompressor()
    items = [DATA[start : start + 500] for start in range(0, len(DATA), 500)]
    wanted = [zstdkit.compress(item) for item in items]

    def work():
        assert [frame.tobytes() for frame in compressor.multi_compress_to_buffer(items, threads=2)] == wanted

    assert not together(often(work, 10), often(work, 10))


def test_ranges_in_turn():
    reader = zstdkit.SeekReader(FRAME, zstdkit.Index.build(FRAME, spacing=20_000))

    def work():
        for start in range(0, len(DATA) - 100, 9973):
            assert reader.read_range(start, start + 100) == DATA[start : start + 100]

    assert not together(often(work, 5), often(work, 5))


def test_a_dictionary_is_shared():
    samples = [b'{"id": %d, "name": "user %d"}' % (i * 7919, i) for i in range(2000)]
    dictionary = zstdkit.train_dict(samples, 4096)

    def work():
        for level in (1, 3, 5, 7):
            frame = zstdkit.compress(samples[level], level, dictionary)
            assert zstdkit.decompress(frame, dictionary) == samples[level]

    assert not together(*[often(work)] * 3)


def test_a_file_is_written_in_turn():
    for kind in (zstdkit.ZstdFile, zstdkit.SeekableZstdFile):
        memory = io.BytesIO()
        with kind(memory, "w") as file:
            write, flush = often(lambda f=file: f.write(DATA[:30_000]), 50), often(file.flush, 50)
            assert not together(write, flush, write)
        assert zstdkit.decompress(memory.getvalue()) == DATA[:30_000] * 100


def test_a_file_that_is_closed_meanwhile():
    file = zstdkit.ZstdFile(io.BytesIO(), "w")
    write = often(lambda: file.write(DATA), 500)
    raised = together(write, file.close, write)
    assert all(isinstance(error, ValueError) and "closed" in str(error) for error in raised), raised


def numpy_arrays():
    numpy = pytest.importorskip("numpy")
    flat = numpy.arange(6000, dtype=numpy.uint32)
    table = flat.reshape(60, 100)
    good = {
        "flat": flat,
        "two dimensions": table,
        "three dimensions": flat.reshape(10, 60, 10),
        "read-only": numpy.frombuffer(DATA, numpy.uint8),
        "structures": numpy.zeros(50, dtype=[("a", "i4"), ("b", "f8")]),
        "other byte order": flat.astype(">u4"),
        "empty": flat[:0],
        "no dimensions": numpy.array(7),
        "a row": table[3],
    }
    bad = {
        "every other": flat[::2],
        "backwards": flat[::-1],
        "a column": table[:, 3],
        "columns first": numpy.asfortranarray(table),
        "broadcast": numpy.broadcast_to(flat[:10], (5, 10)),
    }
    return good, bad


def test_arrays_of_any_layout():
    good, bad = numpy_arrays()
    for array in good.values():
        wanted = array.tobytes()
        assert zstdkit.decompress(zstdkit.compress(array)) == wanted
        assert zstdkit.ZstdCompressor().compress(array, EndDirective.END) == zstdkit.compress(wanted)
        assert zstdkit.buffers.multi_compress_to_buffer([array])[0].tobytes() == zstdkit.compress(wanted)
    for array in bad.values():
        for use in (
            zstdkit.compress,
            zstdkit.decompress,
            zstdkit.ZstdCompressor().compress,
            zstdkit.ZstdDecompressor().decompress,
            zstdkit.ZstdDict,
            zstdkit.get_frame_info,
            zstdkit.frames,
            lambda array: zstdkit.train_dict([array]),
            lambda array: zstdkit.buffers.multi_compress_to_buffer([array]),
            lambda array: zstdkit.buffers.BufferWithSegments(array, bytes(16)),
        ):
            with pytest.raises(BufferError, match="contiguous"):
                use(array)


def view_of_memory(memory):
    """A view that no object owns, as C code makes it of what it lends."""
    make = ctypes.pythonapi.PyMemoryView_FromMemory
    make.restype, make.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int)
    return make(ctypes.addressof(memory), len(memory), 0x200)


@pytest.mark.parametrize("at_most", [0, len(DATA) - 1, sys.maxsize])
def test_memory_that_is_lent(at_most):
    memory = (ctypes.c_char * len(DATA))()
    view = view_of_memory(memory)
    assert view.obj is None

    def read(size):
        with pytest.raises(BufferError):
            view.release()
        return source.read(size)

    for size in (100, 100_000):
        source = io.BytesIO(FRAME + FRAME)
        decompressor = zstdkit.ZstdDecompressor()
        for _ in range(2):
            ctypes.memset(memory, 0, len(memory))
            assert decompressor._read_into(view, read, size, True, at_most) == len(DATA)
            assert memory.raw == DATA
        assert decompressor._read_into(view, read, size, True, at_most) is None
    view.release()
    with pytest.raises(ValueError, match="released"):
        zstdkit.ZstdDecompressor()._read_into(view, source.read, 100, True, at_most)
    with pytest.raises(TypeError, match="written to"):
        zstdkit.ZstdDecompressor()._read_into(memoryview(DATA), source.read, 100, True, at_most)


def test_memory_that_is_to_be_resized_while_it_is_filled():
    room, source = bytearray(len(DATA)), io.BytesIO(FRAME)

    def read(size):
        with pytest.raises(BufferError):
            room.extend(b"more")
        return source.read(size)

    assert zstdkit.ZstdDecompressor()._read_into(room, read, 100, True, sys.maxsize) == len(DATA)
    room.extend(b"more")
    assert room == DATA + b"more"


def test_memory_of_a_caller_is_written_to_by_another_thread():
    file = zstdkit.ZstdFile(io.BytesIO(zstdkit.compress(DATA * 20)))
    # The reader of lines is the interpreter's, which hands large memory on as if it were its own.
    lines, room, done = iter(file), bytearray(len(DATA) * 20), threading.Event()

    def work():
        try:
            assert lines.readinto(room) == len(room)
        finally:
            done.set()

    def write():
        while not done.is_set():
            room[::4096] = bytes(len(room[::4096]))

    assert not together(work, write)
    wanted = bytearray(DATA * 20)
    room[::4096] = wanted[::4096] = bytes(len(room[::4096]))
    assert room == wanted


def changing(make, change):
    """Uses memory of every door, while another thread changes it."""
    shared, done = make(), threading.Event()

    def work():
        try:
            for _ in range(40):
                assert len(zstdkit.decompress(zstdkit.compress(shared, 1))) > 0
                compressor = zstdkit.ZstdCompressor({CompressParameter.checksumFlag: 1})
                frame = compressor.compress(shared, EndDirective.END)
                # What was hashed is what was compressed.
                assert zstdkit.decompress(frame)
                batch = zstdkit.buffers.multi_compress_to_buffer([shared, shared], threads=2)
                assert [zstdkit.decompress(item) for item in batch]
        finally:
            done.set()

    def write():
        at = 0
        while not done.is_set():
            at = (at + 4099) % 40_000
            try:
                change(shared, at)
            except BufferError:
                pass

    return together(work, write)


def resize(shared, at):
    shared[at] ^= 255
    shared.extend(b"more")
    del shared[-4:]


def overwrite(shared, at):
    shared[at] = (at * 7) & 255


def test_memory_that_another_thread_changes():
    assert not changing(lambda: bytearray(DATA[:50_000]), resize)
    assert not changing(lambda: memoryview(bytearray(DATA[:50_000])), overwrite)
    assert not changing(lambda: memoryview(bytearray(DATA[:50_000])).toreadonly(), lambda *_: None)

    def mapped():
        memory = mmap.mmap(-1, 50_000)
        memory.write(DATA[:50_000])
        return memory

    assert not changing(mapped, overwrite)


def test_frames_that_another_thread_damages():
    # With a checksum, so that what was damaged is told from what was not.
    frame = bytearray(zstdkit.compress(DATA, {CompressParameter.checksumFlag: 1}))
    done = threading.Event()

    def work():
        try:
            for _ in range(200):
                try:
                    assert zstdkit.decompress(frame) == DATA
                except ZstdError:
                    pass
        finally:
            done.set()

    def damage():
        while not done.is_set():
            for at in (4, 5, 9, 200, len(frame) - 1):
                frame[at] ^= 64
                frame[at] ^= 64

    assert not together(work, damage)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_fork_in_the_middle_of_work():
    """What another thread was using at the fork is an error in the child, and no wait without an end."""
    data = os.urandom(1 << 20) * 8
    compressor, file = zstdkit.ZstdCompressor(1), zstdkit.ZstdFile(io.BytesIO(), "w", level_or_option=1)
    stop = threading.Event()

    def work():
        while not stop.is_set():
            compressor.compress(data)
            file.write(data)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(10):
            child = os.fork()
            if not child:
                code = 0
                for use in (lambda: compressor.compress(b""), lambda: file.write(b"")):
                    try:
                        use()
                    except RuntimeError as error:
                        code |= "fork" not in str(error)
                    except BaseException:
                        code = 1
                code |= zstdkit.decompress(zstdkit.compress(DATA)) != DATA
                os._exit(code)
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        worker.join()


#: To go through all of them takes seconds.
SAMPLES = [bytes(random.choices(b"abcdefgh", k=10_000)) for _ in range(500)]
CONTENT = zstdkit.ZstdDict(os.urandom(50_000), is_raw=True)


@pytest.mark.parametrize(
    "work",
    [
        lambda: zstdkit.evaluate(CONTENT, SAMPLES, 22),
        lambda: zstdkit.advise(SAMPLES, 22),
        lambda: zstdkit.finalize_dict(CONTENT, SAMPLES, 50_000, 22),
        lambda: zstdkit.buffers.multi_decompress_to_buffer([zstdkit.compress(bytes(1 << 20))] * 300),
    ],
    ids=["evaluate", "advise", "finalize_dict", "multi_decompress_to_buffer"],
)
def test_ctrl_c_is_heard(work):
    timer = threading.Timer(0.1, _thread.interrupt_main)
    timer.start()
    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        while True:
            work()
    assert time.perf_counter() - start < 1.5
    timer.join()
    # The interpreter goes on as ever, whatever was left behind.
    assert zstdkit.decompress(FRAME) == DATA
