"""Facts of frames."""

import pytest

import zstdkit
from zstdkit import CompressParameter, ZstdError


def test_frames():
    skippable = (0x184D2A53).to_bytes(4, "little") + (5).to_bytes(4, "little") + b"12345"
    first = zstdkit.compress(b"a" * 300_000, {CompressParameter.checksumFlag: 1})
    data = first + skippable + zstdkit.compress(b"b")
    one, two, three = zstdkit.frames(data)
    assert (one.kind, one.content_size, one.has_checksum) == ("zstandard", 300_000, True)
    assert one.checksum == int.from_bytes(first[-4:], "little")
    assert (two.kind, two.offset, two.size, two.blocks) == ("skippable", len(first), 13, [])
    assert three.blocks[0].kind == "raw" and three.blocks[0].size == 1
    assert sum(frame.size for frame in (one, two, three)) == len(data)
    assert zstdkit.frame_info(data)["window_size"] == one.window_size
    assert zstdkit.frames(b"") == []


def test_what_is_no_frame():
    with pytest.raises(ZstdError, match="61 61 61 61"):
        zstdkit.frames(zstdkit.compress(b"") + b"aaaaaaaa")
    with pytest.raises(ZstdError):
        zstdkit.get_frame_size(zstdkit.compress(b"abc")[:-1])
    with pytest.raises(ZstdError):
        zstdkit.get_frame_info(b"")
