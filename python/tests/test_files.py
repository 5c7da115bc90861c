"""Files."""

import array
import io
import os
import threading
import zipfile as plain_zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zstdkit
from zstdkit import CompressParameter, SeekableFormatError, SeekableZstdFile, ZstdFile
from zstdkit.zstd import tarfile, zipfile

LINES = [b"line %d of some\n" % i for i in range(20_000)]
CONTENT = b"".join(LINES)


def test_write_and_read_by_path(tmp_path):
    path = tmp_path / "file.zst"
    with zstdkit.open(path, "wb", level_or_option={CompressParameter.checksumFlag: 1}) as file:
        assert file.write(CONTENT) == len(CONTENT) == file.tell()
    with zstdkit.open(path, "ab") as file:
        file.write(b"more")
    assert len(zstdkit.frames(path.read_bytes())) == 2
    with ZstdFile(path) as file:
        assert file.readlines() == [*LINES, b"more"]
        assert file.seek(-4, io.SEEK_END) == len(CONTENT) and file.read() == b"more"
        assert file.seek(5) == 5 and file.peek(1)[:1] == CONTENT[5:6] and file.read(7) == CONTENT[5:12]
    assert file.closed
    with zstdkit.open(path, "rt", encoding="ascii") as file:
        assert next(file) == "line 0 of some\n"
    with pytest.raises(FileExistsError):
        zstdkit.open(path, "xb")


@pytest.mark.parametrize("size", [1, 1000, 65_535, 65_536, 65_537, 200_000, 1_000_000])
def test_memory_of_any_size_is_filled(size):
    file = ZstdFile(io.BytesIO(zstdkit.compress(CONTENT)))
    room = bytearray(b"-" * size)
    expected = min(size, len(CONTENT))
    assert file.readinto(room) == expected == file.tell()
    assert room == CONTENT[:expected] + b"-" * (size - expected)
    wide = array.array("I", [0] * 40_000)
    file.seek(3)
    assert file.readinto(wide) == 160_000 and wide.tobytes() == CONTENT[3:160_003]
    file.seek(5)
    count = file.readinto1(room)
    assert 0 < count <= size and room[:count] == CONTENT[5 : 5 + count]
    for wrong in (bytes(10), bytes(100_000)):
        with pytest.raises(TypeError, match="read-write"):
            file.readinto(wrong)
        with pytest.raises(TypeError, match="read-write"):
            file.readinto1(wrong)
    assert file.readinto(bytearray()) == 0


def test_memory_that_another_thread_writes_to_is_filled():
    file = ZstdFile(io.BytesIO(zstdkit.compress(CONTENT * 20)))
    room = bytearray(len(CONTENT) * 20)
    over = threading.Event()

    def scribble():
        while not over.is_set():
            room[::4096] = bytes(len(room[::4096]))

    thread = threading.Thread(target=scribble)
    thread.start()
    try:
        assert file.readinto(room) == len(room)
    finally:
        over.set()
        thread.join()
    assert file.read() == b"" and room[1:4096] == CONTENT[1:4096]


@given(st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 2000)), max_size=6))
def test_any_part_of_a_seekable_file(places):
    memory = io.BytesIO()
    with SeekableZstdFile(memory, "w", max_frame_content_size=50_000) as file:
        file.write(CONTENT)
    with SeekableZstdFile(memory) as file:
        assert file.seek_table_info[::2] == (len(CONTENT) // 50_000 + 1, len(CONTENT))
        for start, count in places:
            assert file.seek(start) == min(start, len(CONTENT))
            assert file.read(count) == CONTENT[start : start + count]


def test_other_decoders_read_a_seekable_file(tmp_path):
    path = tmp_path / "file.zst"
    with SeekableZstdFile(path, "w") as file:
        file.write(CONTENT)
        file.flush(file.FLUSH_FRAME)
    with SeekableZstdFile(path, "a") as file:
        file.write(b"more")
    assert zstdkit.decompress(path.read_bytes()) == CONTENT + b"more"
    assert [frame.kind for frame in zstdkit.frames(path.read_bytes())] == [
        "zstandard",
        "zstandard",
        "skippable",
    ]
    assert SeekableZstdFile.is_seekable_format_file(path)
    path.write_bytes(path.read_bytes()[:-1])
    assert not SeekableZstdFile.is_seekable_format_file(path)
    with pytest.raises(SeekableFormatError):
        SeekableZstdFile(path)


def test_a_file_that_is_cut_off():
    with ZstdFile(io.BytesIO(zstdkit.compress(CONTENT)[:-5])) as file, pytest.raises(EOFError):
        file.read()


def test_what_comes_before_damage_is_handed_over():
    good, damaged = zstdkit.compress(b"good"), b"nothing of zstd's"
    # Each frame is read for itself.
    file = ZstdFile(io.BytesIO(good + good + damaged), read_size=len(good))
    assert file.read1(5) + file.read1(100) == b"goodgood"
    with pytest.raises(zstdkit.ZstdError, match="begins no frame"):
        file.read1(100)


def test_a_pipe_is_not_waited_for():
    compressor, (reading, writing) = zstdkit.ZstdCompressor(), os.pipe()
    with open(reading, "rb", buffering=0) as source, open(writing, "wb", buffering=0) as sink:
        file = ZstdFile(source)
        for line in LINES[:3]:
            sink.write(compressor.compress(line) + compressor.flush(end_frame=False))
            assert file.readline() == line
        sink.write(compressor.flush())
        sink.close()
        assert file.read() == b""


@pytest.mark.parametrize("read_size", [50, 1000, 131_075])
def test_reads_of_whole_buffers(read_size):
    asked = []

    class File(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    file = ZstdFile(File(zstdkit.compress(CONTENT)), read_size=read_size)
    pieces = list(iter(lambda: file.read(65_536), b""))
    assert b"".join(pieces) == CONTENT and {len(piece) for piece in pieces[:-1]} == {65_536}
    assert set(asked) == {read_size} and file.tell() == len(CONTENT)
    # Nothing was left over in the buffer, which would be one copy more for all that follows.
    file.seek(0)
    assert len(file.read(65_536)) == file._buffer.raw.tell() == 65_536


def test_archives(tmp_path):
    source = tmp_path / "some.txt"
    source.write_bytes(CONTENT)
    with tarfile.open(tmp_path / "a.tar.zst", "w:zst", level=5) as archive:
        archive.add(source, "some.txt")
    for mode in ("r", "r:zst", "r|zst", "r|*", "r:*"):
        with tarfile.open(tmp_path / "a.tar.zst", mode) as archive:
            assert archive.extractfile(archive.next()).read() == CONTENT
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_ZSTANDARD) as archive:
        archive.write(source, "some.txt")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("some.txt") == CONTENT
    if zipfile is not plain_zipfile and not hasattr(plain_zipfile, "ZIP_ZSTANDARD"):
        # The program's own module stays as it was.
        with plain_zipfile.ZipFile(tmp_path / "a.zip") as archive, pytest.raises(NotImplementedError):
            archive.read("some.txt")


def test_lines_keep_the_file_open():
    frames = zstdkit.compress(CONTENT)
    assert [line for line in ZstdFile(io.BytesIO(frames))] == LINES
    with ZstdFile(io.BytesIO(frames)) as file:
        assert next(file) == LINES[0] and next(iter(file)) == LINES[1]
