"""Exchanges frames between the `zstdkit` command and implementations that no one here wrote.

Usage: interop.py ZSTDKIT [--patches PATCH_FROM] [FILE ...]

Needs the Python package `zstandard` and the command `zstd`. Each FILE (and some data made here) is
compressed by each side and decompressed by the others; one-shot frames, checksums included, must be equal
byte for byte, where both sides use the same version of libzstd. With PATCH_FROM, zstdkit's example of that
name, each side makes patches that the other applies, and ours are about as small.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

import zstandard

LEVELS = [-5, 1, 3, 9, 19, 22]


def run(*command, data=None):
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def made_here():
    rng = random.Random(7)
    words = [bytes(rng.choices(b"abcdefghij", k=rng.randint(2, 9))) for _ in range(500)]
    yield "empty", b""
    yield "one byte", b"x"
    yield "text", b" ".join(rng.choices(words, k=60_000))
    yield "random", rng.randbytes(300_000)
    yield "zeros", bytes(1_000_000)


def exchange(zstdkit, name, data, level, folder):
    original = folder / "data"
    original.write_bytes(data)
    ours = folder / "data.zst"
    run(zstdkit, "compress", "-f", "-l", str(level), original)
    frame = ours.read_bytes()

    same_libzstd = zstandard.ZSTD_VERSION == (1, 5, 7)
    theirs = zstandard.ZstdCompressor(level=level, write_checksum=True).compress(data)
    if same_libzstd and frame != theirs:
        sys.exit(f"{name} at level {level}: {len(frame)} bytes differ from zstandard's {len(theirs)}")

    back = zstandard.ZstdDecompressor().decompressobj().decompress(frame)
    assert back == data, f"zstandard read {name} at level {level} differently"
    assert run("zstd", "-dc", "--long=31", ours) == data, f"zstd read {name} differently"

    for frame in (theirs, run("zstd", "-c", f"-{min(max(level, 1), 19)}", original)):
        assert run(zstdkit, "decompress", data=frame) == data, f"we read {name} differently"


def exchange_patches(patch_from, folder):
    rng = random.Random(11)
    old = rng.randbytes(10_000_000)
    changed = old[:5_000_000] + bytes([old[5_000_000] ^ 1]) + old[5_000_001:]
    grown = old[:1_000_000] + b"put in between" + old[1_000_000:] + rng.randbytes(5000)
    (folder / "old").write_bytes(old)
    for name, new in [("changed", changed), ("grown", grown)]:
        (folder / "new").write_bytes(new)
        run(patch_from, "make", folder / "old", folder / "new", folder / "ours")
        zstd = ["zstd", "-q", "-f", f"--patch-from={folder / 'old'}"]
        run(*zstd, folder / "new", "-o", folder / "theirs")
        run(*zstd, "-d", folder / "ours", "-o", folder / "back")
        assert (folder / "back").read_bytes() == new, f"zstd applied the patch {name} differently"
        run(patch_from, "apply", folder / "old", folder / "theirs", folder / "back")
        assert (folder / "back").read_bytes() == new, f"we applied the patch {name} differently"
        sizes = [(folder / side).stat().st_size for side in ("ours", "theirs")]
        assert sizes[0] < 1.2 * sizes[1], f"patch {name}: {sizes[0]} bytes, {sizes[1]} by zstd"


def main():
    zstdkit, *files = sys.argv[1:]
    patch_from = None
    if files[:1] == ["--patches"]:
        _, patch_from, *files = files
    inputs = list(made_here()) + [(file, pathlib.Path(file).read_bytes()) for file in files]
    with tempfile.TemporaryDirectory() as folder:
        for name, data in inputs:
            for level in LEVELS:
                exchange(pathlib.Path(zstdkit).resolve(), name, data, level, pathlib.Path(folder))
        if patch_from:
            exchange_patches(pathlib.Path(patch_from).resolve(), pathlib.Path(folder))
    print(f"{len(inputs)} inputs at {len(LEVELS)} levels: all bytes came back on every side")


if __name__ == "__main__":
    main()
