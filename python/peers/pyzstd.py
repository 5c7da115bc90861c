"""pyzstd's tests, against zstdkit.pyzstd.

0.16.2 is the last version that tests all that the interface names without calling parts of it deprecated; newer
ones are thin around backports.zstd.
"""

import sys
import types

NAME, VERSION = "pyzstd", "0.16.2"
MODULES = ["test_zstd", "test_seekable"]

PRIVATE = "tests parts that pyzstd calls private"
#: These pass where pyzstd itself is there.
NEWER = "tests the command of pyzstd; ours is `zstdkit`"
KEEPS_INPUT = "`max_length=0` leaves the input as it is: nothing of it is read, a skippable frame neither"

EXCEPTIONS = {
    r"SeekTableCase": PRIVATE,
    r"test_skip_large_skippable_frame": PRIVATE,
    r"CLITestCase": NEWER,
    r"test_ZstdDict$": "wants dictionaries not to pickle; the specification says that they do",
    r"test_invalid_dict": "wants a corrupt dictionary to be told at its first use; it's told when it's made",
    r"test_decompressor_1$": KEEPS_INPUT,
    r"test_decompressor_skippable": KEEPS_INPUT,
    r"test_endlessdecompressor_skippable": KEEPS_INPUT,
    r"test_ZstdFile_extend": PRIVATE,
    r"test_ZstdFileReader": PRIVATE,
    r"test_ZstdFileWriter": PRIVATE,
    r"FileTestCase.test_read$": PRIVATE,
    r"test_train_buffer_protocol_samples": PRIVATE,
}


def install(folder):
    """Has ``import pyzstd`` find ours."""
    from zstdkit import _seekable, pyzstd

    # What the tests import beside the interface.
    pyzstd.PYZSTD_CONFIG = (64, "cffi", True, True, True)
    pyzstd.__version__ = VERSION
    pyzstd.zstdfile = types.ModuleType("pyzstd.zstdfile")
    seekable = types.ModuleType("pyzstd.seekable_zstdfile")
    seekable.SeekTable = _seekable.SeekTable
    sys.modules["pyzstd"] = pyzstd
    sys.modules["pyzstd.zstdfile"] = pyzstd.zstdfile
    sys.modules["pyzstd.seekable_zstdfile"] = seekable
    sys.path.insert(0, str(folder / "tests"))
