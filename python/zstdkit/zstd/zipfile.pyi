from zipfile import *  # noqa: F403 (what there is depends on the version)

ZIP_ZSTANDARD: int
