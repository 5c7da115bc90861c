"""What ``zstdkit.pyzstd`` and ``zstdkit.zstd`` have in common: their errors say how much of a frame is needed."""

from . import _frames
from ._zstdkit import ZstdError


def get_frame_info(frame_buffer):
    """A frame's content size, or None, and its dictionary's id, or 0; from its header."""
    try:
        return _frames.get_frame_info(frame_buffer)
    except ZstdError as error:
        raise ZstdError(f"{error} (the buffer should be not less than the frame header)") from None


def get_frame_size(frame_buffer):
    """The size of the frame at the start of a buffer that holds all of it."""
    try:
        return _frames.get_frame_size(frame_buffer)
    except ZstdError as error:
        raise ZstdError(f"{error} (the buffer should be not less than this complete frame)") from None
