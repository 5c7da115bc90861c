"""zstd for shutil."""

import os
import shutil
import sys


def register_shutil(*, tar=True, zip=True):
    """Has ``shutil.make_archive`` and ``unpack_archive`` know archives that are compressed with zstd.

    Nothing changes from Python 3.14 on, where they do.
    """
    if sys.version_info >= (3, 14):
        return
    if tar:
        _replace("zstdtar", _make_tar, _unpack_tar, [".tar.zst", ".tzst"], "zstd'ed tar-file")
    if zip:
        shutil.unregister_unpack_format("zip")
        shutil.register_unpack_format("zip", [".zip"], _unpack_zip, [], "ZIP file")


def _replace(name, make, unpack, extensions, description):
    if name not in dict(shutil.get_archive_formats()):
        shutil.register_archive_format(name, make, [], description)
    if name not in {known[0] for known in shutil.get_unpack_formats()}:
        shutil.register_unpack_format(name, extensions, unpack, [], description)


def _make_tar(base_name, base_dir, owner=None, group=None, dry_run=False, logger=None, root_dir=None, **_):
    from . import tarfile

    archive = base_name + ".tar.zst"
    folder = os.path.dirname(archive)
    if folder and not os.path.exists(folder) and not dry_run:
        os.makedirs(folder)
    if logger is not None:
        logger.info("creating %s", archive)

    def owned(member):
        if owner is not None:
            member.uname, member.uid = owner, shutil._get_uid(owner)
        if group is not None:
            member.gname, member.gid = group, shutil._get_gid(group)
        return member

    if not dry_run:
        source = base_dir if root_dir is None else os.path.join(root_dir, base_dir)
        with tarfile.open(archive, "w:zst") as file:
            file.add(source, base_dir, filter=owned)
    return archive


_make_tar.supports_root_dir = True


def _unpack_tar(filename, extract_dir, *, filter=None):
    from . import tarfile

    try:
        file = tarfile.open(filename)
    except tarfile.TarError:
        raise shutil.ReadError(f"{filename} is not a compressed or uncompressed tar file") from None
    with file:
        if filter is None and hasattr(tarfile, "data_filter"):
            filter = "data"
        file.extractall(extract_dir, **({} if filter is None else {"filter": filter}))


def _unpack_zip(filename, extract_dir):
    from . import zipfile

    if not zipfile.is_zipfile(filename):
        raise shutil.ReadError(f"{filename} is not a zip file")
    with zipfile.ZipFile(filename) as file:
        file.extractall(extract_dir)
