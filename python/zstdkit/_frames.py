"""What compressed bytes say of themselves, read without libzstd."""

from typing import NamedTuple, Optional

from . import _zstdkit

__all__ = ["Block", "Frame", "FrameInfo", "frame_info", "frames", "get_frame_info", "get_frame_size"]


class FrameInfo(NamedTuple):
    """The two facts that are asked for most."""

    #: The content's size; None where the frame doesn't say it.
    decompressed_size: Optional[int]
    #: The id of the dictionary that it needs; 0 for none.
    dictionary_id: int


def get_frame_info(frame_buffer):
    """A frame's content size and dictionary id, from its header: 18 bytes of it are always enough."""
    return FrameInfo(*_zstdkit.get_frame_info(frame_buffer))


def get_frame_size(frame_buffer):
    """The size of the frame at the start of a buffer that holds all of it."""
    return _zstdkit.get_frame_size(frame_buffer)


class Block(NamedTuple):
    """A block of a frame."""

    #: "raw", "rle" or "compressed".
    kind: str
    #: Where its header lies in the frame.
    offset: int
    #: How many bytes it has behind its header of three.
    size: int
    #: Its content's size, where the header tells.
    decompressed_size: Optional[int]


class Frame(NamedTuple):
    """A frame, and what it says of itself. All of it is its author's claim."""

    #: "zstandard", "skippable" or "legacy".
    kind: str
    #: Where it lies in the data.
    offset: int
    #: All of its bytes.
    size: int
    content_size: Optional[int]
    dictionary_id: int
    window_size: int
    has_checksum: bool
    #: The low 32 bits of its content's XXH64, as the frame says them.
    checksum: Optional[int]
    header_size: int
    blocks: "list[Block]"


def frames(data):
    """All frames in data, in their order."""
    return [
        Frame(**{**facts, "blocks": [Block(*block) for block in facts["blocks"]]})
        for facts in _zstdkit.frames(data)
    ]


def frame_info(data):
    """What the header at the start of data says, as a dict: of the same names as ``Frame``'s."""
    return _zstdkit.frame_facts(data)
