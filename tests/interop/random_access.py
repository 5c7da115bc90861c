"""Indexes frames of the `zstd` command and of python-zstandard, and reads them at any place.

Usage: random_access.py ZSTDKIT FILE ...

Needs the Python package `zstandard` and the command `zstd`. Each FILE (and some data made here) is
compressed by each in many ways; each range that `zstdkit cat` gives by its index is that of the whole, with
an index beside the file and at its end, and so is what several threads give.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

import zstandard

# Arguments of the zstd command.
WAYS = [
    ["-1"],
    ["-3", "--no-check"],
    ["-9"],
    ["-19"],
    ["--ultra", "-22"],
    ["--fast=5"],
    ["-3", "--long=27"],
    ["-3", "-T2", "-B1M"],
    ["-3", "--rsyncable", "-T2"],
    ["-3", "--zstd=wlog=10"],
    ["-3", "--zstd=wlog=14,strat=5"],
    ["-6", "--no-content-size"],
    ["-3", "--target-compressed-block-size=1400"],
]


def run(*command, data=None):
    done = subprocess.run(list(map(str, command)), input=data, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def made_here():
    rng = random.Random(9)
    words = [bytes(rng.choices(b"abcdefghijklmnop", k=rng.randint(2, 9))) for _ in range(2000)]
    text = b" ".join(rng.choices(words, k=250_000))
    yield text
    yield text[:300_000] + rng.randbytes(200_000) + bytes(700_000) + text[:900_000]


def by_zstandard(data, dictionary):
    """Frames by python-zstandard, each with the dictionary that it takes."""
    for level in (-7, 1, 3, 8, 17):
        yield zstandard.ZstdCompressor(level=level, write_checksum=level > 2).compress(data), None
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, window_log=24, enable_ldm=True, ldm_hash_log=14, write_content_size=False
    )
    yield zstandard.ZstdCompressor(compression_params=parameters).compress(data), None
    yield zstandard.ZstdCompressor(level=3, threads=2).compress(data), None
    # A stream that is flushed, and several frames.
    stream = zstandard.ZstdCompressor(level=5).compressobj()
    frame = b""
    for start in range(0, len(data), 123_456):
        frame += stream.compress(data[start : start + 123_456])
        frame += stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    yield frame + stream.flush(), None
    frames = [zstandard.ZstdCompressor(level=2).compress(data[at : at + 400_000]) for at in range(0, len(data), 400_000)]
    yield b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".join([b"", *frames]), None
    yield zstandard.ZstdCompressor(level=4, dict_data=dictionary).compress(data), dictionary
    raw = zstandard.ZstdCompressionDict(data[-50_000:], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    yield zstandard.ZstdCompressor(level=4, dict_data=raw).compress(data), raw


def check(zstdkit, frame, dictionary, data, folder, rng):
    file, index = folder / "file.zst", folder / "file.zsti"
    file.write_bytes(frame)
    options = []
    if dictionary is not None:
        (folder / "dictionary").write_bytes(dictionary.as_bytes())
        options = ["-D", folder / "dictionary"]
    run(zstdkit, "index", "-q", "-f", "-T", 2, "--spacing", max(len(data) // 15, 1000), *options, file)

    def ranges():
        for _ in range(6):
            start, end = sorted(rng.randint(0, len(data)) for _ in range(2))
            end = min(end, start + 100_000)
            got = run(zstdkit, "cat", "--range", f"{start}..{end}", *options, file)
            assert got == data[start:end], f"{start}..{end} differs"

    ranges()
    assert run(zstdkit, "decompress", "-c", "-T", 2, *options, file) == data
    size = index.stat().st_size
    index.unlink()
    run(zstdkit, "index", "-q", "--append", "--spacing", max(len(data) // 15, 1000), *options, file)
    assert file.stat().st_size == len(frame) + size
    ranges()
    # Everybody still reads the file.
    if dictionary is None:
        assert run("zstd", "-dc", "--long=31", file) == data
    else:
        back = zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj(read_across_frames=True)
        assert back.decompress(file.read_bytes()) == data


def main():
    zstdkit, *files = sys.argv[1:]
    zstdkit = pathlib.Path(zstdkit).resolve()
    rng = random.Random(6)
    inputs = list(made_here()) + [pathlib.Path(file).read_bytes() for file in files]
    frames = 0
    for data in inputs:
        samples = [data[at : at + 800] for at in range(0, len(data) - 800, 800)]
        dictionary = zstandard.train_dictionary(8000, samples[:2000])
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "data").write_bytes(data)
            made = list(by_zstandard(data, dictionary))
            for way in WAYS:
                # Older ones don't know every option.
                done = subprocess.run(["zstd", "-q", "-c", *way, folder / "data"], capture_output=True, check=False)
                if done.returncode == 0:
                    made.append((done.stdout, None))
                else:
                    print(f"zstd has no {' '.join(way)}")
            for frame, needs in made:
                check(zstdkit, frame, needs, data, folder, rng)
                frames += 1
    print(f"{frames} files of {len(inputs)} contents, read at any place by their indexes")


if __name__ == "__main__":
    main()
