"""The tests of backports.zstd, which are those of Python's compression.zstd, against zstdkit.zstd."""

import sys
import types

NAME, VERSION = "backports.zstd", "1.8.0"
MODULES = [
    "test.test_zstd",
    "test.test_tarfile.ZstdUstarReadTest",
    "test.test_tarfile.ZstdListTest",
    "test.test_tarfile.ZstdMiscReadTest",
    "test.test_tarfile.ZstdStreamReadTest",
    "test.test_tarfile.ZstdStreamModeReadTest",
    "test.test_tarfile.ZstdDetectReadTest",
    "test.test_tarfile.ZstdWriteTest",
    "test.test_tarfile.ZstdStreamWriteTest",
    "test.test_tarfile.ZstdCreateTest",
    "test.test_tarfile.ZstdAppendTest",
    "test.test_zipfile.test_core.ZstdTestsWithSourceFile",
    "test.test_zipfile.test_core.ZstdTestZip64InSmallFiles",
    "test.test_zipfile.test_core.ZstdWriterTests",
    "test.test_zipfile.test_core.ZstdBadCrcTests",
    "test.test_zipfile.test_core.ZstdTestsWithRandomBinaryFiles",
    "test_extension",
    "test_integration",
    "test_shutil",
]

PRIVATE = "tests parts that backports.zstd calls private"
KEEPS_INPUT = "`max_length=0` leaves the input as it is: nothing of it is read, a skippable frame neither"

NEWER = "tests what tarfile and zipfile do from Python 3.14 on; ours are those of the Python at hand"

EXCEPTIONS = {
    r"ZstdListTest.test_list_verbose": NEWER,
    r"test_extract_hardlink_on_symlink|test_extractall_hardlink_on_symlink": NEWER,
    r"test_extractall_default_filter": NEWER,
    r"test_extractfile_attrs|test_zipextfile_attrs|test_zipwritefile_attrs": NEWER,
    r"test_stream_mode_no_cache": NEWER,
    r"test_missing_fileobj|test_open_nonwritable_fileobj": NEWER,
    r"test_too_many_files_append": NEWER,
    r"test_per_file_compresslevel|test_writestr_compresslevel": NEWER,
    r"test_decompressor_1$": KEEPS_INPUT,
    r"test_decompressor_skippable": KEEPS_INPUT,
    r"test_invalid_dict": "wants a corrupt dictionary to be told at its first use; it's told when it's made",
    r"test_finalize_dict_c": PRIVATE,
    r"test_train_dict_c": PRIVATE,
    r"test_train_buffer_protocol_samples": PRIVATE,
}


def install(folder):
    """Has ``import backports.zstd`` find ours."""
    from zstdkit import zstd
    from zstdkit.zstd import tarfile, zipfile

    backports = types.ModuleType("backports")
    backports.__path__ = []
    backports.zstd = zstd
    private = types.ModuleType("backports.zstd._zstd")
    sys.modules.update(
        {
            "backports": backports,
            "backports.zstd": zstd,
            "backports.zstd._zstd": private,
            "backports.zstd.tarfile": tarfile,
            "backports.zstd.zipfile": zipfile,
        }
    )
    sys.path.insert(0, str(folder / "tests"))
