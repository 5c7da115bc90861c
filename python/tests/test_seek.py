"""Any part of a file."""

import io
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zstdkit
from zstdkit import Index, SeekReader, ZstdError

CONTENT = b"".join(b"line %d of it\n" % (i * 7919) for i in range(60_000))
FILE = zstdkit.compress(CONTENT)
INDEX = Index.build(FILE, spacing=50_000)


@given(st.integers(0, len(CONTENT)), st.integers(0, 5000))
def test_ranges(start, length):
    stop = min(start + length, len(CONTENT))
    assert SeekReader(FILE, INDEX).read_range(start, stop) == CONTENT[start:stop]


def test_paths_pickles_and_files_with_their_own_index(tmp_path):
    path = tmp_path / "file.zst"
    path.write_bytes(FILE + INDEX.to_bytes())
    index = pickle.loads(pickle.dumps(INDEX))
    assert (len(index), index.content_size, index.file_size) == (len(INDEX), len(CONTENT), len(FILE))
    with io.BufferedReader(SeekReader(path)) as file:
        file.seek(-20, io.SEEK_END)
        assert file.read() == CONTENT[-20:]
        file.seek(0)
        assert file.readline() == b"line 0 of it\n"
    assert zstdkit.decompress(path.read_bytes()) == CONTENT


def test_what_is_wrong_is_told():
    with pytest.raises(ZstdError, match="belong"):
        SeekReader(zstdkit.compress(CONTENT[::-1]), INDEX)
    with pytest.raises(ZstdError):
        Index.from_bytes(INDEX.to_bytes()[:-1])
    with pytest.raises(ValueError, match="range"):
        SeekReader(FILE, INDEX).read_range(0, len(CONTENT) + 1)
    with pytest.raises(FileNotFoundError):
        SeekReader("there is no such file")
    with pytest.raises(TypeError):
        SeekReader(3)


def test_what_is_no_range_and_what_is_closed():
    reader = SeekReader(zstdkit.compress(b"content"))
    for start, stop in ((-1, 3), (5, 3), (0, 8), (0, 1 << 80)):
        with pytest.raises((ValueError, OverflowError)):
            reader.read_range(start, stop)
    assert reader.read_range(7, 7) == b"" and reader.readinto(bytearray()) == 0
    reader.close()
    for closed in (
        reader.read,
        reader.tell,
        reader.seekable,
        lambda: reader.seek(0),
        lambda: reader.read_range(0, 1),
    ):
        with pytest.raises(ValueError, match="closed"):
            closed()
