"""Exchanges files of the seekable format between the `zstdkit` command and pyzstd.

Usage: seekable.py ZSTDKIT FILE ...

Needs the Python package `pyzstd`. Each FILE (and some data made here) is written by each side and read
by the other, as a whole and by ranges.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

from pyzstd import SeekableZstdFile


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def exchange(zstdkit, data, folder, rng):
    original = folder / "data"
    original.write_bytes(data)
    ranges = [sorted(rng.randint(0, len(data)) for _ in range(2)) for _ in range(10)]

    for threads in (1, 2):
        run(zstdkit, "compress", "-q", "-f", "--seekable=100K", "-T", threads, original)
        with SeekableZstdFile(folder / "data.zst", "r") as ours:
            assert ours.read() == data, "pyzstd read the whole differently"
            for start, end in ranges:
                ours.seek(start)
                assert ours.read(end - start) == data[start:end], f"pyzstd read {start}..{end} differently"

    theirs = folder / "theirs.zst"
    with SeekableZstdFile(theirs, "w", max_frame_content_size=70_000) as file:
        file.write(data)
    assert run(zstdkit, "cat", theirs) == data, "we read the whole differently"
    for start, end in ranges:
        got = run(zstdkit, "cat", "--range", f"{start}..{end}", theirs)
        assert got == data[start:end], f"we read {start}..{end} differently"


def main():
    zstdkit, *files = sys.argv[1:]
    rng = random.Random(5)
    made_here = [b"", b"x", rng.randbytes(300_000), bytes(1_000_000)]
    data = made_here + [pathlib.Path(file).read_bytes() for file in files]
    for one in data:
        with tempfile.TemporaryDirectory() as folder:
            exchange(zstdkit, one, pathlib.Path(folder), rng)
    print(f"{len(data)} files, written by each side and read by the other")


main()
